"""Saves one message of a resident: in the open conversation, in a reopened one, or in a new one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot import ownership
from bot.context import Context
from bot.conversation import stopping
from bot.database.event_data import EventData
from bot.database.models import Conversation, EventRow, InboundRow
from bot.database.states import (
    OWED_KINDS,
    Author,
    ClockCause,
    ClockKind,
    CloseReason,
    EventKind,
    HandoffReason,
    Silence,
    State,
    Todo,
)
from bot.inbox.choices import OfferedChoice, find_choice
from bot.inbox.silence import mark_silence, needs_nobody, reason_for_silence
from bot.inbox.without_person import continue_without_person_if_asked
from bot.outbox import budget, post
from bot.ownership import WITHOUT_PERSON_PAYLOAD, HandoffRequest
from bot.response_log import Moment, begin, open_intervals
from bot.store import conversations, errands, events, owed_messages
from bot.store.appending import append
from connectors.messages import MAX_TEXT, Inbound
from language.cleaning import storable

SUBJECT_LASTS = timedelta(days=1)
"""Whoever writes again within this time may go on about what it was about."""


@dataclass(frozen=True)
class Saved:
    """Where a message was saved; `silence`: why it is not answered; `new` is false for a repeat."""

    conversation: int
    number: int
    silence: Silence | None = None
    new: bool = True


@dataclass(frozen=True)
class Arrival:
    """The transaction that saves a message: what is kept of its words, and its one moment."""

    session: Session
    context: Context
    message: Inbound
    text: str
    cut: bool
    now: datetime

    @property
    def who(self) -> tuple[str, str, str]:
        """The resident's channel, account and address."""
        return self.message.channel, self.message.account, self.message.address


def save(session: Session, context: Context, message: Inbound) -> Saved:
    """One transaction. A repeat of a known reference changes nothing."""
    this = Arrival(session, context, message, *kept_text(message.text), context.now())
    conversation = conversations.lock_open(session, this.who)
    known = conversations.get_inbound(session, message.channel, message.account, reference=message.reference)
    if known is not None:
        return Saved(known.conversation_id, known.number, new=False)
    wish = _save_wish(this, conversation)
    if wish is not None:
        return wish
    if conversation is None:
        newest = conversations.lock_newest(session, this.who)
        aside = _save_aside(this, newest)
        if aside is not None:
            return aside
        conversation = _take_up_or_open(this, newest)
    return _save_in(this, conversation)


def _save_in(this: Arrival, conversation: Conversation) -> Saved:
    """In its conversation: whoever has that owes an answer, unless there is a reason for silence."""
    session, context, now = this.session, this.context, this.now
    owed = open_intervals(session, conversation.id, OWED_KINDS)  # asked first, so that all is written in one go
    silence = reason_for_silence(session, context, conversation, message=this.message, text=this.text, now=now)
    said = _append(this, conversation, silence)
    if silence is not None:
        mark_silence(session, context, conversation, silence=silence, now=now)
        return Saved(conversation.id, said.number, silence)
    conversation.active_at = now
    if owed and conversation.state == State.ASSISTANT:
        owed_messages.ask_at_once(session, conversation.id)
    if conversation.state == State.CLOSED:
        _back_to_queue(this, conversation)
    elif not continue_without_person_if_asked(session, context, conversation, said=said, now=now) and not owed:
        _start_clock(session, conversation, now)
    if conversation.state == State.ASSISTANT and _texts_are_spent(this):
        _to_people(this, conversation)
    return Saved(conversation.id, said.number)


def _texts_are_spent(this: Arrival) -> bool:
    message = this.message
    return budget.is_spent(this.session, this.context, message.channel, account=message.account, at=this.now)


def _to_people(this: Arrival, conversation: Conversation) -> None:
    """No texts are left today for the assistant's answer. Officers may still send, and they see what it was about
    before."""
    before = errands.get_latest(this.session, conversation.id)
    topic, intent = (before.topic, before.intent) if before is not None else (None, None)
    moment = Moment(this.now, Author.SYSTEM)
    ownership.hand_over_silently(this.session, this.context, conversation, moment=moment, topic=topic, intent=intent)


def _save_wish(this: Arrival, opened: Conversation | None) -> Saved | None:
    """A request to stop our messages, or to start them again: kept as written, carried out and confirmed. None when it
    is neither."""
    session, context, channel = this.session, this.context, this.message.channel
    stops = stopping.asks_to_stop(session, context, opened, channel=channel, text=this.text)
    if not stops and not stopping.asks_to_resume(session, context, this.who, text=this.text):
        return None
    conversation = opened or conversations.lock_newest(session, this.who) or _new_closed(this, CloseReason.OPTED_OUT)
    said = _append(this, conversation, Silence.STOPPED)
    if stops:
        stopping.stop(session, context, conversation, word=this.text, now=this.now)
    else:
        stopping.start(session, context, conversation, now=this.now)
    return Saved(conversation.id, said.number, Silence.STOPPED)


def _save_aside(this: Arrival, newest: Conversation | None) -> Saved | None:
    """An automatic message, or thanks for what was closed, is kept where it belongs and opens nothing: it goes to the
    newest conversation, or to a new one that is closed. None when it is neither."""
    silence = needs_nobody(this.message, this.text)
    if silence is None or (newest is not None and newest.state != State.CLOSED):
        return None
    if silence is Silence.THANKED and (newest is None or not _goes_back_to_queue(this, newest)):
        return None
    conversation = newest or _new_closed(this, silence)
    said = _append(this, conversation, silence)
    mark_silence(this.session, this.context, conversation, silence=silence, now=this.now)
    return Saved(conversation.id, said.number, silence)


def _append(this: Arrival, conversation: Conversation, silence: Silence | None) -> EventRow:
    session, message, now = this.session, this.message, this.now
    choice = find_choice(session, conversation, message.choice, text=this.text)
    words = choice.title if choice else this.text
    details = _details(message, choice, this.cut)
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
    if this.cut and silence is None:
        rendered = this.context.answers.render("utter_gateway_too_long", {"limit": MAX_TEXT}, conversation.channel)
        post(session, this.context, conversation, text=rendered.text, author=Author.SYSTEM, at=now)
    return event


def kept_text(text: str | None) -> tuple[str, bool]:
    """What can be stored of it, at most MAX_TEXT; True when it was cut."""
    whole = storable(text or "").strip()
    return whole[:MAX_TEXT], len(whole) > MAX_TEXT


def _details(message: Inbound, choice: OfferedChoice | None, cut: bool) -> EventData:
    details: EventData = {}
    if choice is not None:
        details["choice"] = choice.id
        if choice.payload == WITHOUT_PERSON_PAYLOAD:
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
    kind = ClockKind.ASSISTANT if conversation.state == State.ASSISTANT else ClockKind.NEXT_HUMAN
    begin(session, conversation, kind, cause=ClockCause.MESSAGE, moment=Moment(now, Author.RESIDENT))


def _take_up_or_open(this: Arrival, newest: Conversation | None) -> Conversation:
    """The resident's newest conversation, locked, if it goes back to its queue or was opened while we waited for the
    lock; else a new one, with the assistant."""
    if newest is not None and (newest.state != State.CLOSED or _goes_back_to_queue(this, newest)):
        return newest
    conversation = _new(this, newest)
    begin(
        this.session, conversation, ClockKind.CLOSE, cause=ClockCause.MESSAGE, moment=Moment(this.now, Author.RESIDENT)
    )
    return conversation


def _back_to_queue(this: Arrival, conversation: Conversation) -> None:
    """After the message, so that the resident reads about the wait below their own words."""
    moment = Moment(this.now, Author.RESIDENT)
    conversation.signposts = None  # what was said days ago may be needed again
    ownership.reopen(this.session, conversation, moment)
    before = conversations.get_newest_handoff(this.session, conversation.id)
    topic, intent = (before.topic, before.intent) if before is not None else (None, None)
    request = HandoffRequest(HandoffReason.REOPENED, topic, intent)
    ownership.hand_over(this.session, this.context, conversation, request=request, moment=moment)


def _new_closed(this: Arrival, reason: CloseReason | Silence) -> Conversation:
    """For a message that opens nothing, of somebody who never wrote before."""
    conversation = _new(this, None)
    ownership.create_closed(conversation, reason, this.now)
    return conversation


def _new(this: Arrival, previous: Conversation | None) -> Conversation:
    """Linked to the one before, which is locked, whose numbers it continues and whose pace it carries over."""
    channel, account, address = this.who
    conversation = Conversation(
        channel=channel,
        account=account,
        address=address,
        language=(this.message.language or this.context.council.facts.languages[0])[:16],
        state=State.ASSISTANT,
        version=1,
        spell=1,
        last_number=previous.last_number if previous else 0,
        ended_through=previous.ended_through if previous else 0,
        previous_id=previous.id if previous else None,
        pace=previous.pace if previous else None,
        quiet_until=previous.quiet_until if previous else None,
        subject=previous.subject if previous and this.now - previous.active_at <= SUBJECT_LASTS else None,
        opened_at=this.now,
        active_at=this.now,
    )
    this.session.add(conversation)
    this.session.flush()
    return conversation


def _goes_back_to_queue(this: Arrival, previous: Conversation) -> bool:
    """Within the council's working days, if an officer had it last; otherwise a new one begins. Nobody in a queue could
    answer somebody who has opted out."""
    if previous.last_officer_id is None or previous.closed_at is None:
        return False
    if ownership.has_opted_out(this.session, this.context, previous):
        return False
    council = this.context.council
    hours = council.queue_hours(previous.queue)
    return this.now < hours.add_working_days(previous.closed_at, council.conversations.reopening_days)
