"""Who answers a conversation: the assistant, a queue or an officer. Each change moves the version, writes the clock and
the log, and is decided here only. The conversation's row is locked by the caller's query."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session, aliased

from bot.context import Context
from bot.models import ClockRow, Conversation, Handoff, InboundRow, Staff
from bot.outbox import post
from bot.response_log import Cause, Kind, Moment, begin, end, move
from bot.response_log.waiting import waiting_for
from bot.store import conversations, dialogues, errands
from bot.words import wait

HUMAN = (Kind.FIRST_HUMAN, Kind.NEXT_HUMAN)
ANSWERS = (Kind.ASSISTANT, *HUMAN)
ASSISTANT_DOWN = "assistant_down"
ASSISTANT_FAILED = "assistant_failed"


@dataclass(frozen=True)
class Reason:
    """Why a conversation goes to a queue: asked, urgent, not_understood, frustrated, topic, assistant_down,
    assistant_failed, reopened, taken_over."""

    name: str
    topic: str | None = None
    intent: str | None = None


def hand_over(
    session: Session,
    context: Context,
    conversation: Conversation,
    reason: Reason,
    moment: Moment,
    tell_resident: bool = True,
) -> None:
    """To the topic's queue, with a handoff of its own; the resident is told the measured wait."""
    queue = context.council.queue_for(reason.topic)
    handoff = Handoff(
        conversation_id=conversation.id,
        queue=queue,
        reason=reason.name,
        topic=reason.topic,
        intent=reason.intent,
        at=moment.at,
    )
    session.add(handoff)
    session.flush()
    errands.handed_over(session, conversation.id, moment.at)
    end(session, conversation, [Kind.ASSISTANT], Cause.HANDED_OFF, moment)
    conversation.state, conversation.queue, conversation.handoff_id = "waiting", queue, handoff.id
    conversation.officer_id = None
    conversation.urgent = conversation.urgent or reason.name == "urgent"
    conversation.version += 1
    cause = Cause.REOPENED if reason.name == "reopened" else Cause.HANDOFF
    begin(session, conversation, Kind.FIRST_HUMAN, cause, moment)
    begin(session, conversation, Kind.CLAIM, cause, moment)
    unanswered = [row.number for row in conversations.todo(session, conversation.id) if row.todo == "dialogue"]
    read_for_danger_only(session, conversation)
    details: dict[str, object] = {
        "reason": reason.name,
        "intent": reason.intent,
        "unanswered_from": min(unanswered, default=None),
    }
    _log(session, conversation, moment, details)
    session.flush()
    if tell_resident:
        tell_wait(session, context, conversation, moment.at)


def tell_wait(session: Session, context: Context, conversation: Conversation, at: datetime) -> None:
    """An automatic message with the wait as measured now."""
    waiting = waiting_for(session, context.council, conversation, at)
    team = f"Our {context.council.queue_name(conversation.queue)} team"
    key = "utter_gateway_waiting_urgent" if conversation.urgent else "utter_gateway_waiting"
    values = {"wait": wait(waiting, team, context.council.zone, at), "team": team}
    rendered = context.answers.render(key, values, conversation.channel)
    post(session, context, conversation, rendered.text, "system", at)


def claim(session: Session, conversation_id: int, staff: Staff, moment: Moment) -> bool:
    """One conditional update decides who wins. False: not waiting any more."""
    changed = session.execute(
        update(Conversation)
        .where(Conversation.id == conversation_id, Conversation.state == "waiting", Conversation.officer_id.is_(None))
        .values(
            state="officer",
            officer_id=staff.id,
            last_officer_id=staff.id,
            version=Conversation.version + 1,
            active_at=moment.at,
        )
    )
    if changed.rowcount != 1:  # type: ignore[attr-defined]
        return False
    conversation = conversations.lock(session, conversation_id)
    if end(session, conversation, [Kind.CLAIM], Cause.CLAIMED, moment) == 0:
        move(session, conversation, HUMAN, Cause.CLAIMED, moment)
    _log(session, conversation, moment, {"officer": first_name(staff)})
    return True


def release(session: Session, conversation: Conversation, moment: Moment, cause: Cause = Cause.RELEASED) -> None:
    """Back to its queue with the original clock."""
    conversation.state, conversation.officer_id = "waiting", None
    conversation.version += 1
    move(session, conversation, [*HUMAN, Kind.CLAIM], cause, moment)
    _log(session, conversation, moment, {"reason": cause.value})


def transfer(session: Session, conversation: Conversation, queue: str, moment: Moment) -> None:
    """To another queue: same intervals, original start."""
    conversation.queue = queue
    release(session, conversation, moment, Cause.TRANSFERRED)


def give_to_assistant(session: Session, conversation: Conversation, moment: Moment, answer_waiting: bool) -> None:
    """Back to the assistant with a new spell. With `answer_waiting` it answers what the resident wrote meanwhile. No
    officer has it last any more: what the assistant settles from here does not come back to a queue."""
    end(session, conversation, [*HUMAN, Kind.CLAIM], Cause.HANDED_BACK, moment)
    owed_from = _first_unanswered(session, conversation) if answer_waiting else None
    end_handoff(session, conversation, moment.at)
    conversation.state, conversation.officer_id, conversation.urgent = "assistant", None, False
    conversation.last_officer_id = None
    conversation.version += 1
    conversation.spell += 1
    if owed_from is not None:
        owe_dialogue(session, conversation, owed_from, moment)
    _log(session, conversation, moment, {"reason": "handed_back"})


def owe_dialogue(session: Session, conversation: Conversation, owed_from: int, moment: Moment) -> None:
    """The assistant owes an answer to what the resident wrote from this number on."""
    session.execute(
        update(InboundRow)
        .where(InboundRow.conversation_id == conversation.id, InboundRow.number >= owed_from)
        .values(todo="dialogue", attempts=0, next_attempt_at=None, received_at=moment.at)
    )
    begin(session, conversation, Kind.ASSISTANT, Cause.HANDED_BACK, moment)


def reopen(session: Session, conversation: Conversation, moment: Moment) -> None:
    """A closed conversation goes on, in a new spell; the caller says at once to whom."""
    conversation.closed_at, conversation.close_reason = None, None
    conversation.spell += 1
    begin(session, conversation, Kind.CLOSE, Cause.REOPENED, moment)


def _first_unanswered(session: Session, conversation: Conversation) -> int | None:
    """The oldest message that a handoff took away from the assistant unanswered (kept in the handoff's event)."""
    for event in reversed(conversations.thread(session, conversation.id)):
        if event.kind == "state" and "unanswered_from" in event.data:
            number = event.data["unanswered_from"]
            return int(number) if number is not None else None
    return None


def close(session: Session, conversation: Conversation, cause: Cause, reason: str, moment: Moment) -> None:
    """Closed; what people owed ends with the cause that says so, what the assistant owed as closed."""
    end(session, conversation, HUMAN, cause, moment)
    end(session, conversation, [Kind.ASSISTANT, Kind.CLAIM, Kind.CLOSE], Cause.CLOSED, moment)
    end_handoff(session, conversation, moment.at)
    conversation.state, conversation.officer_id, conversation.urgent = "closed", None, False
    conversation.closed_at, conversation.close_reason = moment.at, reason
    conversation.version += 1
    dialogues.forget(session, conversation.id)
    session.execute(
        update(InboundRow)
        .where(InboundRow.conversation_id == conversation.id, InboundRow.todo == "dialogue")
        .values(todo="danger")
    )
    _log(session, conversation, moment, {"reason": reason})


def undo_close(session: Session, conversation: Conversation, staff: Staff, moment: Moment) -> None:
    """Closed by mistake: the officer has it again, and what was owed is owed again since it was before."""
    for began in _ended_unanswered(session, conversation):
        begin(session, conversation, Kind(began.kind), Cause.REOPENED, Moment(began.at, moment.by, moment.staff_id))
    begin(session, conversation, Kind.CLOSE, Cause.REOPENED, moment)
    conversation.state, conversation.officer_id, conversation.last_officer_id = "officer", staff.id, staff.id
    conversation.closed_at = conversation.close_reason = None
    conversation.version += 1
    conversation.active_at = moment.at
    _log(session, conversation, moment, {"officer": first_name(staff), "reason": "undone"})


def _ended_unanswered(session: Session, conversation: Conversation) -> list[ClockRow]:
    """The answers that the last close left owing."""
    later = aliased(ClockRow)
    ended_then = select(later.began_id).where(
        later.conversation_id == conversation.id,
        later.what == "ended",
        later.cause == Cause.UNANSWERED.value,
        later.at == conversation.closed_at,
    )
    return list(session.scalars(select(ClockRow).where(ClockRow.id.in_(ended_then)).order_by(ClockRow.id)))


def end_handoff(session: Session, conversation: Conversation, at: datetime) -> None:
    """The open handoff, if any, is over."""
    handoff = session.get(Handoff, conversation.handoff_id) if conversation.handoff_id else None
    if handoff is not None and handoff.ended_at is None:
        handoff.ended_at = at
    conversation.handoff_id = None


def read_for_danger_only(session: Session, conversation: Conversation) -> None:
    """What still waited for the assistant is now read for danger only."""
    session.execute(
        update(InboundRow)
        .where(InboundRow.conversation_id == conversation.id, InboundRow.todo == "dialogue")
        .values(todo="danger", attempts=0, next_attempt_at=None)
    )


def first_name(staff: Staff) -> str:
    """What a resident sees of an officer."""
    return staff.name.split()[0] if staff.name.split() else "An officer"


def _log(session: Session, conversation: Conversation, moment: Moment, data: dict[str, object]) -> None:
    conversations.add_event(
        session,
        conversation,
        "state",
        moment.by,
        moment.at,
        data={"state": conversation.state, "queue": conversation.queue, **data},
        staff_id=moment.staff_id,
    )
