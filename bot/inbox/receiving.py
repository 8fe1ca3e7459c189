"""Saves one message of a resident: in the open conversation, in a reopened one, or in a new one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import ownership
from bot.context import Context
from bot.conversation import stopping
from bot.database.event_data import EventData
from bot.database.models import Conversation, EventRow, Handoff, InboundRow
from bot.database.states import Author, Cause, CloseReason, EventKind, HandoffReason, Kind, Silence, State, Todo
from bot.inbox import machines
from bot.inbox.choices import OfferedChoice, find_choice
from bot.inbox.going_on import goes_on_alone
from bot.outbox import budget, post
from bot.ownership import ANSWERS, GO_ON, Reason
from bot.response_log import Moment, begin, open_intervals
from bot.store import conversations, errands, events
from bot.store.appending import append
from connectors.messages import MAX_TEXT, Inbound
from language.cleaning import storable


@dataclass(frozen=True)
class Saved:
    """Where a message was saved; `silence`: why it is not answered; `new` is false for a repeat."""

    conversation: int
    number: int
    silence: Silence | None = None
    new: bool = True


def save(session: Session, context: Context, message: Inbound) -> Saved:
    """One transaction. A repeat of a known reference changes nothing."""
    now = context.now()
    conversation = conversations.lock_open(session, (message.channel, message.account, message.address))
    known = conversations.get_inbound(session, message.channel, message.account, reference=message.reference)
    if known is not None:
        return Saved(known.conversation_id, known.number, new=False)
    text, _ = kept_text(message.text)
    wish = _wish(session, context, conversation, message=message, text=text, now=now)
    if wish is not None:
        return wish
    if conversation is None:
        newest = conversations.lock_newest(session, (message.channel, message.account, message.address))
        aside = _aside(session, context, newest, message=message, text=text, now=now)
        if aside is not None:
            return aside
        conversation = _take_up_or_open(session, context, message, newest=newest, now=now)
    owed = open_intervals(session, conversation.id, ANSWERS)  # asked first, so that all is written in one go
    silence = machines.judge(session, context, conversation, message=message, text=text, now=now)
    said = _append(session, context, conversation, message=message, now=now, silence=silence)
    if silence is not None:
        machines.mark(session, context, conversation, silence=silence, now=now)
        return Saved(conversation.id, said.number, silence)
    conversation.active_at = now
    if conversation.state == State.CLOSED:
        _back_to_queue(session, context, conversation, now=now)
    elif not goes_on_alone(session, context, conversation, said=said, now=now) and not owed:
        _start_clock(session, conversation, now)
    if conversation.state == State.ASSISTANT and budget.is_spent(
        session, context, message.channel, account=message.account, at=now
    ):
        _to_people(session, context, conversation, now=now)
    return Saved(conversation.id, said.number)


def _to_people(session: Session, context: Context, conversation: Conversation, *, now: datetime) -> None:
    """No texts are left today for the assistant's answer. Officers may still send, and they see what it was about
    before."""
    before = errands.get_latest(session, conversation.id)
    topic, intent = (before.topic, before.intent) if before is not None else (None, None)
    moment = Moment(now, Author.SYSTEM)
    ownership.give_to_people_untold(session, context, conversation, moment=moment, topic=topic, intent=intent)


def _wish(
    session: Session, context: Context, opened: Conversation | None, *, message: Inbound, text: str, now: datetime
) -> Saved | None:
    """A request to stop our messages, or to start them again: kept as written, carried out and confirmed. None when it
    is neither."""
    who = (message.channel, message.account, message.address)
    stops = stopping.is_wish(session, context, opened, channel=message.channel, text=text)
    if not stops and not stopping.is_wish_again(session, context, who, text=text):
        return None
    conversation = opened or conversations.lock_newest(session, who)
    if conversation is None:
        conversation = _new(session, context, message, previous=None, now=now)
        conversation.state, conversation.closed_at, conversation.close_reason = State.CLOSED, now, CloseReason.OPTED_OUT
    said = _append(session, context, conversation, message=message, now=now, silence=Silence.STOPPED)
    if stops:
        stopping.stop(session, context, conversation, word=text, now=now)
    else:
        stopping.start(session, context, conversation, now=now)
    return Saved(conversation.id, said.number, Silence.STOPPED)


def _aside(
    session: Session, context: Context, newest: Conversation | None, *, message: Inbound, text: str, now: datetime
) -> Saved | None:
    """An automatic message, or thanks for what was closed, is kept where it belongs and opens nothing: it goes to the
    newest conversation, or to a new one that is closed. None when it is neither."""
    silence = machines.needs_nobody(message, text)
    if silence is None or (newest is not None and newest.state != State.CLOSED):
        return None
    if silence is Silence.THANKED and (newest is None or not _goes_back_to_queue(session, context, newest, now=now)):
        return None
    conversation = newest
    if conversation is None:
        conversation = _new(session, context, message, previous=None, now=now)
        conversation.state, conversation.closed_at, conversation.close_reason = State.CLOSED, now, silence
    said = _append(session, context, conversation, message=message, now=now, silence=silence)
    machines.mark(session, context, conversation, silence=silence, now=now)
    return Saved(conversation.id, said.number, silence)


def _append(
    session: Session,
    context: Context,
    conversation: Conversation,
    *,
    message: Inbound,
    now: datetime,
    silence: Silence | None,
) -> EventRow:
    text, cut = kept_text(message.text)
    choice = find_choice(session, conversation, message.choice, text=text)
    words = choice.title if choice else text
    details = _details(message, choice, cut)
    if silence is not None:
        details["silence"] = silence
    event = events.add(
        session, conversation, EventKind.MESSAGE, author=Author.RESIDENT, at=now, text=words, data=details
    )
    append(
        session,
        InboundRow(
            channel=message.channel,
            account=message.account,
            reference=message.reference,
            conversation_id=conversation.id,
            number=event.number,
            received_at=now,
            todo=Todo.DIALOGUE if conversation.state == State.ASSISTANT and silence is None else Todo.DANGER,
            settled=None if silence is None else event.number,
        ),
    )
    if cut and silence is None:
        rendered = context.answers.render("utter_gateway_too_long", {"limit": MAX_TEXT}, conversation.channel)
        post(session, context, conversation, text=rendered.text, author=Author.SYSTEM, at=now)
    return event


def kept_text(text: str | None) -> tuple[str, bool]:
    """What can be stored of it, at most MAX_TEXT; True when it was cut."""
    whole = storable(text or "").strip()
    return whole[:MAX_TEXT], len(whole) > MAX_TEXT


def _details(message: Inbound, choice: OfferedChoice | None, cut: bool) -> EventData:
    details: EventData = {}
    if choice is not None:
        details["choice"] = choice.id
        if choice.payload == GO_ON:
            details["alone"] = True
        else:
            details["payload"] = choice.payload
    if message.location is not None:
        place = message.location
        label = kept_text(place.label)[0] or None
        details["location"] = {"latitude": place.latitude, "longitude": place.longitude, "label": label}
    if message.attachments:
        details["attachments"] = [
            {"type": kept_text(a.content_type)[0], "name": kept_text(a.name)[0] or None, "url": kept_text(a.url)[0]}
            for a in message.attachments
        ]
    if cut:
        details["cut"] = True
    return details


def _start_clock(session: Session, conversation: Conversation, now: datetime) -> None:
    """A message starts a clock only while nothing is owed; more messages before the answer belong to it. Only a handoff
    begins a first_human: in a queue with nothing owed, an officer has answered before."""
    kind = Kind.ASSISTANT if conversation.state == State.ASSISTANT else Kind.NEXT_HUMAN
    begin(session, conversation, kind, cause=Cause.MESSAGE, moment=Moment(now, Author.RESIDENT))


def _take_up_or_open(
    session: Session, context: Context, message: Inbound, *, newest: Conversation | None, now: datetime
) -> Conversation:
    """The resident's newest conversation, locked, if it goes back to its queue or was opened while we waited for the
    lock; else a new one."""
    if newest is not None and (newest.state != State.CLOSED or _goes_back_to_queue(session, context, newest, now=now)):
        return newest
    return _open(session, context, message, previous=newest, now=now)


def _back_to_queue(session: Session, context: Context, conversation: Conversation, *, now: datetime) -> None:
    """After the message, so that the resident reads about the wait below their own words."""
    moment = Moment(now, Author.RESIDENT)
    conversation.signposts = None  # what was said days ago may be needed again
    ownership.reopen(session, conversation, moment)
    topic, intent = _last_subject(session, conversation)
    ownership.hand_over(
        session, context, conversation, reason=Reason(HandoffReason.REOPENED, topic, intent), moment=moment
    )


def _open(
    session: Session, context: Context, message: Inbound, *, previous: Conversation | None, now: datetime
) -> Conversation:
    """A new conversation with the assistant."""
    conversation = _new(session, context, message, previous=previous, now=now)
    begin(session, conversation, Kind.CLOSE, cause=Cause.MESSAGE, moment=Moment(now, Author.RESIDENT))
    return conversation


def _new(
    session: Session, context: Context, message: Inbound, *, previous: Conversation | None, now: datetime
) -> Conversation:
    """Linked to the one before, which is locked, whose numbers it continues and whose pace it carries over."""
    conversation = Conversation(
        channel=message.channel,
        account=message.account,
        address=message.address,
        language=(message.language or context.council.facts.languages[0])[:16],
        state=State.ASSISTANT,
        version=1,
        spell=1,
        last_number=previous.last_number if previous else 0,
        ended_through=previous.ended_through if previous else 0,
        previous_id=previous.id if previous else None,
        pace=previous.pace if previous else None,
        quiet_until=previous.quiet_until if previous else None,
        opened_at=now,
        active_at=now,
    )
    session.add(conversation)
    session.flush()
    return conversation


def _goes_back_to_queue(session: Session, context: Context, previous: Conversation, *, now: datetime) -> bool:
    """Within the council's working days, if an officer had it last; otherwise a new one begins. Nobody in a queue could
    answer somebody who has opted out."""
    if previous.last_officer_id is None or previous.closed_at is None:
        return False
    if ownership.has_opted_out(session, context, previous):
        return False
    hours = context.council.queue_hours(previous.queue)
    return now < hours.add_working_days(previous.closed_at, context.council.conversations.reopening_days)


def _last_subject(session: Session, conversation: Conversation) -> tuple[str | None, str | None]:
    query = select(Handoff).where(Handoff.conversation_id == conversation.id).order_by(Handoff.id.desc()).limit(1)
    handoff = session.scalars(query).one_or_none()
    return (handoff.topic, handoff.intent) if handoff else (None, None)
