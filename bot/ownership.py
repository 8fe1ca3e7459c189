"""Who answers a conversation: the assistant, a queue or an officer. Each change moves the version, writes the clock and
the log, and is decided here only. The conversation's row is locked by the caller's query."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from bot.answers import Button
from bot.context import Context
from bot.database.event_data import EventData, StoodData
from bot.database.models import Conversation, Handoff, OptOut, OutboxRow, Staff
from bot.database.states import (
    HUMAN_KINDS,
    OWED_KINDS,
    Author,
    ChangeReason,
    ClockCause,
    ClockKind,
    CloseReason,
    EventKind,
    HandoffReason,
    Silence,
    State,
)
from bot.outbox import post, post_answer, record_opt_out
from bot.response_log import Moment, begin, end, move, open_intervals, undo
from bot.response_log.clock import end_one, ended_by_answer
from bot.response_log.waiting import waiting_for
from bot.response_log.wording import wait
from bot.store import conversations, dialogues, errands, events, outbox, owed_messages

WITHOUT_PERSON_PAYLOAD = "go_on_without_person"
"""What the choice below carries: it is the gateway's own, and the dialogue never sees it."""
WITHOUT_PERSON_TITLE = "Go on without a person"


@dataclass(frozen=True)
class HandoffRequest:
    """Why a conversation goes to a queue, and what it is about."""

    reason: HandoffReason
    topic: str | None = None
    intent: str | None = None


def hand_over(
    session: Session,
    context: Context,
    conversation: Conversation,
    *,
    request: HandoffRequest,
    moment: Moment,
    tell_resident: bool = True,
) -> None:
    """To the topic's queue, with a handoff of its own; the resident is told the measured wait."""
    queue = context.council.queue_for(request.topic)
    handoff = Handoff(
        conversation_id=conversation.id,
        queue=queue,
        reason=request.reason,
        topic=request.topic,
        intent=request.intent,
        at=moment.at,
    )
    session.add(handoff)
    session.flush()
    errands.set_handed_over(session, conversation.id, moment.at)
    end(session, conversation, [ClockKind.ASSISTANT], cause=ClockCause.HANDED_OFF, moment=moment)
    conversation.state, conversation.queue, conversation.handoff_id = State.WAITING, queue, handoff.id
    conversation.officer_id = conversation.closed_at = conversation.close_reason = None
    conversation.urgent = conversation.urgent or request.reason == HandoffReason.URGENT
    conversation.version += 1
    cause = ClockCause.REOPENED if request.reason == HandoffReason.REOPENED else ClockCause.HANDOFF
    begin(session, conversation, ClockKind.FIRST_HUMAN, cause=cause, moment=moment)
    begin(session, conversation, ClockKind.CLAIM, cause=cause, moment=moment)
    owed_messages.read_for_danger_only(session, conversation.id)
    _log(session, conversation, moment, data={"reason": request.reason, "intent": request.intent})
    session.flush()
    if tell_resident:
        tell_wait(session, context, conversation, at=moment.at)


def hand_over_silently(
    session: Session,
    context: Context,
    conversation: Conversation,
    *,
    moment: Moment,
    topic: str | None,
    intent: str | None,
) -> None:
    """The day's texts are used up, so the assistant cannot answer: people take the conversation, and the resident is
    not told. Where people have it already, nothing changes."""
    if conversation.state == State.CLOSED:
        reopen(session, conversation, moment)
    elif conversation.state != State.ASSISTANT:
        return
    hand_over(
        session,
        context,
        conversation,
        request=HandoffRequest(HandoffReason.TEXTS_SPENT, topic, intent),
        moment=moment,
        tell_resident=False,
    )


def tell_wait(session: Session, context: Context, conversation: Conversation, *, at: datetime) -> None:
    """An automatic message with the wait as measured now."""
    waiting = waiting_for(session, context.council, conversation, at=at)
    team = context.council.team(conversation.queue)
    key, placed = "utter_gateway_waiting", True
    if conversation.urgent:
        placed = waiting.position > 1
        key = "utter_gateway_waiting_urgent_behind" if placed else "utter_gateway_waiting_urgent"
    values = {"wait": wait(waiting, team, context.council.zone, now=at, placed=placed), "team": team}
    rendered = context.answers.render(key, values, conversation.channel)
    ways_out = _ways_out(context, conversation)
    post(session, context, conversation, text=rendered.text, author=Author.SYSTEM, at=at, buttons=ways_out)


def _ways_out(context: Context, conversation: Conversation) -> list[Button]:
    """What a waiting resident is offered besides waiting; a page of ours offers it for as long as they wait."""
    channel = context.channels.get(conversation.channel)
    if conversation.urgent or (channel is not None and channel.durable_page):
        return []
    return [Button(WITHOUT_PERSON_TITLE, WITHOUT_PERSON_PAYLOAD)]


def claim(session: Session, conversation_id: int, staff: Staff, *, moment: Moment) -> bool:
    """One conditional update decides who wins. False: not waiting any more."""
    changed = session.execute(
        update(Conversation)
        .where(
            Conversation.id == conversation_id, Conversation.state == State.WAITING, Conversation.officer_id.is_(None)
        )
        .values(
            state=State.OFFICER,
            officer_id=staff.id,
            last_officer_id=staff.id,
            version=Conversation.version + 1,
            active_at=moment.at,
        )
    )
    if changed.rowcount != 1:  # type: ignore[attr-defined]
        return False
    conversation = conversations.lock(session, conversation_id)
    if end(session, conversation, [ClockKind.CLAIM], cause=ClockCause.CLAIMED, moment=moment) == 0:
        move(session, conversation, HUMAN_KINDS, cause=ClockCause.CLAIMED, moment=moment)
    _log(session, conversation, moment, data={"officer": staff.first_name})
    return True


def release(
    session: Session, conversation: Conversation, moment: Moment, *, cause: ClockCause = ClockCause.RELEASED
) -> None:
    """Back to its queue with the original clock."""
    conversation.state, conversation.officer_id = State.WAITING, None
    conversation.version += 1
    move(session, conversation, [*HUMAN_KINDS, ClockKind.CLAIM], cause=cause, moment=moment)
    _log(session, conversation, moment, data={"reason": cause.value})


def transfer(session: Session, conversation: Conversation, queue: str, *, moment: Moment) -> None:
    """To another queue: same intervals, original start."""
    conversation.queue = queue
    release(session, conversation, moment, cause=ClockCause.TRANSFERRED)


def answered(session: Session, conversation: Conversation, by: int, *, moment: Moment) -> None:
    """A person's message, numbered `by`, answers all that is owed."""
    owed_messages.settle(session, conversation.id, by)
    end(session, conversation, HUMAN_KINDS, cause=ClockCause.ANSWERED, moment=moment)


def no_reply_needed(session: Session, conversation: Conversation, staff: Staff, *, moment: Moment) -> None:
    """A person marks that what is owed needs no answer; nothing changes where nothing is."""
    if end(session, conversation, HUMAN_KINDS, cause=ClockCause.NO_REPLY_NEEDED, moment=moment):
        by = _log(
            session, conversation, moment, data={"officer": staff.first_name, "reason": ChangeReason.NO_REPLY_NEEDED}
        )
        owed_messages.settle(session, conversation.id, by)


def give_to_assistant(
    session: Session, conversation: Conversation, moment: Moment, *, reason: ChangeReason = ChangeReason.HANDED_BACK
) -> None:
    """Back to the assistant with a new spell: it owes an answer to whatever nobody has answered. No officer has it last
    any more: what the assistant settles from here does not come back to a queue."""
    end(session, conversation, [*HUMAN_KINDS, ClockKind.CLAIM], cause=ClockCause.HANDED_BACK, moment=moment)
    end_handoff(session, conversation, moment.at)
    conversation.state, conversation.officer_id, conversation.urgent = State.ASSISTANT, None, False
    conversation.last_officer_id = None
    conversation.version += 1
    conversation.spell += 1
    owed_messages.settle_answered(session, conversation.id)
    if owed_messages.give_to_dialogue(session, conversation.id, moment.at):
        begin(session, conversation, ClockKind.ASSISTANT, cause=ClockCause.HANDED_BACK, moment=moment)
    _log(session, conversation, moment, data={"reason": reason})


def continue_without_person(session: Session, context: Context, conversation: Conversation, *, moment: Moment) -> bool:
    """The resident who waits wants no person any more and is with the assistant again. False for one who may be in
    danger: people look at that whatever is written afterwards, and the resident is told."""
    alone = not conversation.urgent
    if alone and conversation.state == State.WAITING:
        give_to_assistant(session, conversation, moment, reason=ChangeReason.WITHOUT_PERSON)
        dialogues.carry_over_form(session, conversation)
    key = "utter_gateway_went_on" if alone else "utter_gateway_still_urgent"
    post_answer(session, context, conversation, key=key, author=Author.SYSTEM, at=moment.at)
    return alone


def reopen(session: Session, conversation: Conversation, moment: Moment) -> None:
    """A closed conversation goes on, in a new spell; the caller hands it over at once."""
    conversation.spell += 1
    begin(session, conversation, ClockKind.CLOSE, cause=ClockCause.REOPENED, moment=moment)


def create_closed(conversation: Conversation, reason: CloseReason | Silence, at: datetime) -> None:
    """A new conversation, for a message that opens none, is closed from the start. Nobody had it and nothing was owed,
    so no clock runs and the log has no change to tell."""
    conversation.state, conversation.closed_at, conversation.close_reason = State.CLOSED, at, reason


def close(session: Session, conversation: Conversation, cause: ClockCause, *, reason: str, moment: Moment) -> None:
    """Closed; what people owed ends with the cause that says so, what the assistant owed as closed. The entry keeps how
    the conversation stood, for `undo_close`."""
    stood = _standing(conversation)
    waits = open_intervals(session, conversation.id, [*OWED_KINDS, ClockKind.CLAIM, ClockKind.CLOSE])
    for began in waits:
        end_one(session, began, cause if began.kind in HUMAN_KINDS else ClockCause.CLOSED, moment=moment)
    end_handoff(session, conversation, moment.at)
    conversation.state, conversation.officer_id, conversation.urgent = State.CLOSED, None, False
    conversation.closed_at, conversation.close_reason = moment.at, reason
    conversation.version += 1
    dialogues.delete_of(session, conversation.id)
    owed_messages.read_for_danger_only(session, conversation.id)
    stood["waits"] = [began.id for began in waits]
    by = _log(session, conversation, moment, data={"reason": reason, "stood": stood})
    owed_messages.settle(session, conversation.id, by)


def opt_out(session: Session, wish: OptOut) -> None:
    """The resident wants nothing more here, however that was learnt (a message, a receipt, an error at sending): what
    waits to be sent never is, but for our message that confirms it, and the open conversation is closed, with what was
    owed."""
    conversation = record_opt_out(session, wish)
    if conversation is not None:
        close(
            session,
            conversation,
            ClockCause.RESIDENT_LEFT,
            reason=CloseReason.OPTED_OUT,
            moment=Moment(wish.at, Author.RESIDENT),
        )


def has_opted_out(session: Session, context: Context, conversation: Conversation) -> bool:
    """Whether nothing can reach the resident because they want nothing; a page of ours shows what is saved."""
    channel = context.channels.get(conversation.channel)
    if channel is not None and channel.durable_page:
        return False
    return outbox.get_opt_out(session, (conversation.channel, conversation.account, conversation.address)) is not None


def not_sent(session: Session, row: OutboxRow, at: datetime, *, opted_out: bool = False) -> None:
    """A message of ours will never arrive. As an answer it ended nothing: while people have the conversation, what it
    answered is owed again since it was before. Where the resident has opted out, that follows."""
    conversation = conversations.lock(session, row.conversation_id)
    if opted_out or conversation.state in (State.WAITING, State.OFFICER):
        _unanswer(session, conversation, row.number, moment=Moment(at, Author.SYSTEM))
    if opted_out:
        wish = OptOut(channel=row.channel, account=row.account, address=row.address, word="provider", at=at)
        opt_out(session, wish)


def _unanswer(session: Session, conversation: Conversation, number: int, *, moment: Moment) -> None:
    answer = events.get(session, conversation.id, number)
    if conversation.state == State.CLOSED or answer is None or answer.author not in (Author.OFFICER, Author.ASSISTANT):
        return
    ended = ended_by_answer(session, conversation.id, answer.author, at=answer.at)
    if ended:
        undo(session, conversation.id, ended, cause=ClockCause.FAILED, moment=moment)
        owed_messages.unsettle(session, conversation.id, number)


def undo_close(session: Session, conversation: Conversation, staff: Staff, *, moment: Moment) -> None:
    """As if it had not been closed: the same waits go on since they began, with their handoff, queue and place in the
    line, and what was owed is owed. It stands where it stood: with the assistant, in its queue, or with an officer."""
    closing = events.get_closing(session, conversation.id)
    stood = closing.data.get("stood") if closing is not None else None
    if closing is None or stood is None:  # closed before closes kept how the conversation stood
        stood = {"state": State.ASSISTANT, "queue": conversation.queue}
        begin(session, conversation, ClockKind.CLOSE, cause=ClockCause.REOPENED, moment=moment)
    else:
        owed_messages.unsettle(session, conversation.id, closing.number)
        undo(session, conversation.id, stood["waits"], cause=ClockCause.REOPENED, moment=moment)
    _restore(session, conversation, stood)
    conversation.version += 1
    conversation.active_at = moment.at
    _log(session, conversation, moment, data={"officer": staff.first_name, "reason": ChangeReason.UNDONE})


def _standing(conversation: Conversation) -> StoodData:
    """What a close changes of a conversation, as plain data."""
    return {
        "state": conversation.state,
        "queue": conversation.queue,
        "handoff": conversation.handoff_id,
        "officer": conversation.officer_id,
        "urgent": conversation.urgent,
    }


def _restore(session: Session, conversation: Conversation, stood: StoodData) -> None:
    conversation.state, conversation.queue = State(stood["state"]), stood["queue"]
    conversation.officer_id, conversation.urgent = stood.get("officer"), stood.get("urgent", False)
    conversation.closed_at = conversation.close_reason = None
    handoff = session.get(Handoff, stood["handoff"]) if stood.get("handoff") else None
    if handoff is not None:
        conversation.handoff_id, handoff.ended_at = handoff.id, None


def end_handoff(session: Session, conversation: Conversation, at: datetime) -> None:
    """The open handoff, if any, is over."""
    handoff = session.get(Handoff, conversation.handoff_id) if conversation.handoff_id else None
    if handoff is not None and handoff.ended_at is None:
        handoff.ended_at = at
    conversation.handoff_id = None


def _log(session: Session, conversation: Conversation, moment: Moment, *, data: EventData) -> int:
    """Write the change into the log; returns its number."""
    return events.add(
        session,
        conversation,
        EventKind.STATE,
        author=moment.by,
        at=moment.at,
        data={"state": conversation.state, "queue": conversation.queue, **data},
        staff_id=moment.staff_id,
    ).number
