"""Saves one message of a resident: in the open conversation, in a reopened one, or in a new one."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import ownership
from bot.context import Context
from bot.inbox.choosing import Chosen, chosen
from bot.models import Conversation, Handoff, InboundRow
from bot.outbox import post
from bot.ownership import ANSWERS, Reason
from bot.response_log import Cause, Kind, Moment, begin, open_intervals
from bot.store import conversations
from connectors.messages import MAX_TEXT, Inbound, Receipt


def save(session: Session, context: Context, message: Inbound) -> Receipt:
    """One transaction. A repeat of a known reference changes nothing."""
    now = context.now()
    conversation = conversations.lock_open(session, message.channel, message.account, message.address)
    known = conversations.inbound_once(session, message.channel, message.account, message.reference)
    if known is not None:
        return Receipt(known.conversation_id, known.number, new=False)
    if conversation is None:
        conversation = _reopen_or_open(session, context, message, now)
    number = _append(session, context, conversation, message, now)
    conversation.active_at = now
    return Receipt(conversation.id, number, new=True)


def _append(session: Session, context: Context, conversation: Conversation, message: Inbound, now: datetime) -> int:
    text, cut = clean(message.text)
    choice = chosen(session, conversation, message.choice, text)
    event = conversations.add_event(
        session,
        conversation,
        "message",
        "resident",
        now,
        choice.title if choice else text,
        data=_details(message, choice, cut),
    )
    session.add(
        InboundRow(
            channel=message.channel,
            account=message.account,
            reference=message.reference,
            conversation_id=conversation.id,
            number=event.number,
            received_at=now,
            todo="dialogue" if conversation.state == "assistant" else "danger",
        )
    )
    _start_clock(session, conversation, now)
    if cut:
        rendered = context.answers.render("utter_gateway_too_long", {"limit": MAX_TEXT}, conversation.channel)
        post(session, context, conversation, rendered.text, "system", now)
    return event.number


def clean(text: str | None) -> tuple[str, bool]:
    """Text that every database and page can hold: no NUL, no lone surrogate, at most MAX_TEXT; True when it was cut."""
    whole = (text or "").replace("\x00", "").encode("utf-8", "replace").decode("utf-8").strip()
    return whole[:MAX_TEXT], len(whole) > MAX_TEXT


def _details(message: Inbound, choice: Chosen | None, cut: bool) -> dict[str, object]:
    details: dict[str, object] = {}
    if choice is not None:
        details |= {"choice": choice.id, "payload": choice.payload}
    if message.location is not None:
        place = message.location
        details["location"] = {"latitude": place.latitude, "longitude": place.longitude, "label": place.label}
    if message.attachments:
        details["attachments"] = [{"type": a.content_type, "name": a.name, "url": a.url} for a in message.attachments]
    if cut:
        details["cut"] = True
    return details


def _start_clock(session: Session, conversation: Conversation, now: datetime) -> None:
    """A message starts a clock only while nothing is owed; more messages before the answer belong to it."""
    if open_intervals(session, conversation.id, ANSWERS):
        return
    kind = {"assistant": Kind.ASSISTANT, "officer": Kind.NEXT_HUMAN, "waiting": Kind.FIRST_HUMAN}[conversation.state]
    begin(session, conversation, kind, Cause.MESSAGE, Moment(now, "resident"))


def _reopen_or_open(session: Session, context: Context, message: Inbound, now: datetime) -> Conversation:
    """Back to the queue within the council's working days when staff had it; otherwise a new one, linked."""
    previous = conversations.newest(session, message.channel, message.account, message.address)
    moment = Moment(now, "resident")
    if previous is not None and _goes_back_to_queue(context, previous, now):
        previous = conversations.lock(session, previous.id)
        previous.closed_at, previous.close_reason = None, None
        previous.spell += 1
        begin(session, previous, Kind.CLOSE, Cause.REOPENED, moment)
        topic, intent = _last_subject(session, previous)
        ownership.hand_over(session, context, previous, Reason("reopened", topic, intent), moment)
        return previous
    conversation = Conversation(
        channel=message.channel,
        account=message.account,
        address=message.address,
        language=message.language or context.council.facts.languages[0],
        state="assistant",
        version=1,
        spell=1,
        last_number=previous.last_number if previous else 0,
        previous_id=previous.id if previous else None,
        opened_at=now,
        active_at=now,
    )
    session.add(conversation)
    session.flush()
    begin(session, conversation, Kind.CLOSE, Cause.MESSAGE, moment)
    return conversation


def _goes_back_to_queue(context: Context, previous: Conversation, now: datetime) -> bool:
    """Only a conversation that an officer had; one that the assistant settled begins afresh with the assistant."""
    if previous.last_officer_id is None or previous.closed_at is None:
        return False
    hours = context.council.queue_hours(previous.queue)
    return now < hours.add_working_days(previous.closed_at, context.council.conversations.reopening_days)


def _last_subject(session: Session, conversation: Conversation) -> tuple[str | None, str | None]:
    query = select(Handoff).where(Handoff.conversation_id == conversation.id).order_by(Handoff.id.desc()).limit(1)
    handoff = session.scalars(query).one_or_none()
    return (handoff.topic, handoff.intent) if handoff else (None, None)
