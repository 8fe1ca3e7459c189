"""Queries for whose turn it is: conversations with something to do, one worker at a time for each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, bindparam, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from bot.database.models import ClockRow, Conversation, EventRow, Handoff, InboundRow
from bot.database.states import Author, ClockKind, ClockStep, State, Todo
from bot.store.clock_conditions import is_open, stands

MOST_LATE = 200
MOST_SILENT = 100
"""How many conversations one look takes: the next look, a second later, takes the next ones."""

_other = aliased(InboundRow)
_first = (
    select(func.min(_other.number))
    .where(_other.conversation_id == InboundRow.conversation_id, _other.todo.is_not(None))
    .scalar_subquery()
)
DUE = (
    select(Conversation, InboundRow, EventRow)
    .join(InboundRow, InboundRow.conversation_id == Conversation.id)
    .join(EventRow, and_(EventRow.conversation_id == InboundRow.conversation_id, EventRow.number == InboundRow.number))
    .where(
        InboundRow.todo.is_not(None),
        InboundRow.number == _first,
        or_(InboundRow.next_attempt_at.is_(None), InboundRow.next_attempt_at <= bindparam("now")),
        or_(Conversation.turn_until.is_(None), Conversation.turn_until < bindparam("now")),
    )
    .order_by(InboundRow.received_at)
    .limit(bindparam("most"))
    .with_for_update(of=[Conversation, InboundRow], skip_locked=True)
)
UNDER_WAY = (
    select(Conversation, InboundRow, EventRow)
    .join(InboundRow, InboundRow.conversation_id == Conversation.id)
    .join(EventRow, and_(EventRow.conversation_id == InboundRow.conversation_id, EventRow.number == InboundRow.number))
    .where(InboundRow.id == bindparam("inbound"))
    .with_for_update(of=[Conversation, InboundRow])
    .execution_options(populate_existing=True)
)
FOR_DIALOGUE = (
    select(EventRow)
    .join(
        InboundRow,
        and_(InboundRow.conversation_id == EventRow.conversation_id, InboundRow.number == EventRow.number),
    )
    .where(InboundRow.conversation_id.in_(bindparam("conversations", expanding=True)), InboundRow.todo == Todo.DIALOGUE)
    .order_by(EventRow.conversation_id, EventRow.number)
)
"""These are asked for each message, so they are built once."""


def take(
    session: Session, now: datetime, lease: timedelta, *, limit: int
) -> list[tuple[Conversation, InboundRow, EventRow]]:
    """Free conversations whose first unfinished message is due, leased until now + lease, longest wait first. Both
    their row and the message's are locked: PostgreSQL looks again only at those that it locks, and the message may
    have been answered just now."""
    found = [(row[0], row[1], row[2]) for row in session.execute(DUE, {"now": now, "most": limit})]
    for conversation, _, _ in found:
        conversation.turn_until = now + lease
    return found


def lock_taken(session: Session, inbound: int) -> tuple[Conversation, InboundRow, EventRow]:
    """A message that was taken, as it and its conversation are now, both locked."""
    row = session.execute(UNDER_WAY, {"inbound": inbound}).one()
    return row[0], row[1], row[2]


def list_for_dialogue(session: Session, conversations: Sequence[int]) -> dict[int, list[EventRow]]:
    """What each of these conversations' residents wrote that the assistant has to answer, in order."""
    found: dict[int, list[EventRow]] = {}
    if conversations:
        for event in session.scalars(FOR_DIALOGUE, {"conversations": list(conversations)}):
            found.setdefault(event.conversation_id, []).append(event)
    return found


def list_messages(session: Session, conversation: int, numbers: Sequence[int]) -> list[tuple[InboundRow, EventRow]]:
    """These messages of a conversation whose row is locked, as they are now, in order."""
    query = (
        select(InboundRow, EventRow)
        .join(
            EventRow, and_(EventRow.conversation_id == InboundRow.conversation_id, EventRow.number == InboundRow.number)
        )
        .where(InboundRow.conversation_id == conversation, InboundRow.number.in_(numbers))
        .order_by(InboundRow.number)
        .execution_options(populate_existing=True)
    )
    return [(inbound, event) for inbound, event in session.execute(query)]


def end_leases(session: Session) -> None:
    """End every lease: the process that held them is gone."""
    session.execute(update(Conversation).where(Conversation.turn_until.is_not(None)).values(turn_until=None))


LOCKED_FREE = (
    select(Conversation)
    .where(Conversation.id.in_(bindparam("ids", expanding=True)))
    .order_by(Conversation.id)
    .with_for_update(skip_locked=True)
    .execution_options(populate_existing=True)
)
"""A step that looks for conversations to change looks twice: a query's view of other tables is as old as its beginning,
and PostgreSQL looks again only at the rows that it locks. So the second query begins when the conversation is
locked."""


def _lock(session: Session, ids: Select[Any], most: int | None = None) -> list[Conversation]:
    """Lock conversations of these ids that nobody else has locked."""
    found = list(session.scalars(ids.limit(most)))
    return list(session.scalars(LOCKED_FREE, {"ids": found})) if found else []


def lock_late(
    session: Session, before: datetime, not_held: bool = False, *, most: int = MOST_LATE
) -> list[tuple[Conversation, InboundRow]]:
    """Conversations of the assistant whose first unanswered message came before this moment, that message with them,
    both locked, the longest waits first; with `not_held` only those that have had no holding message for it."""
    owed = [InboundRow.todo == Todo.DIALOGUE, InboundRow.received_at < before, InboundRow.number == _first]
    held = [InboundRow.number > Conversation.held_number] if not_held else []
    ids = (
        select(InboundRow.conversation_id)
        .join(Conversation, Conversation.id == InboundRow.conversation_id)
        .where(Conversation.state == State.ASSISTANT, *owed, *held)
        .order_by(InboundRow.received_at)
    )
    found = []
    for conversation in _lock(session, ids, most):
        query = select(InboundRow).where(InboundRow.conversation_id == conversation.id, *owed).with_for_update()
        inbound = session.scalars(query.execution_options(populate_existing=True)).one_or_none()
        if inbound is None or conversation.state != State.ASSISTANT:
            continue
        if not not_held or inbound.number > conversation.held_number:
            found.append((conversation, inbound))
    return sorted(found, key=lambda pair: pair[1].received_at)


def lock_unclaimed(session: Session, reasons: Sequence[str]) -> list[tuple[Conversation, Handoff]]:
    """Waiting conversations that a handoff for one of these reasons brought there and that nobody ever claimed, locked;
    but not urgent ones, which are for people."""
    claimed = aliased(ClockRow)
    query = (
        select(Conversation, Handoff)
        .join(Handoff, Handoff.id == Conversation.handoff_id)
        .where(
            Conversation.state == State.WAITING,
            Conversation.urgent.is_(False),
            Handoff.reason.in_(reasons),
            ~select(claimed.id)
            .where(
                claimed.conversation_id == Conversation.id,
                claimed.handoff_id == Handoff.id,
                claimed.kind == ClockKind.CLAIM,
                claimed.what == ClockStep.ENDED,
                stands(claimed),
            )
            .exists(),
        )
        .order_by(Handoff.at, Conversation.id)
    )
    locked = [conversation.id for conversation in _lock(session, query.with_only_columns(Conversation.id))]
    again = query.where(Conversation.id.in_(locked))
    return [(conversation, handoff) for conversation, handoff in session.execute(again)] if locked else []


def count_handoffs(session: Session, conversation_id: int, reason: str, *, since: datetime | None = None) -> int:
    """How often a conversation was handed over for this reason, ever or lately."""
    query = select(func.count()).where(Handoff.conversation_id == conversation_id, Handoff.reason == reason)
    return session.scalar(query if since is None else query.where(Handoff.at >= since)) or 0


def is_passed_on_unanswered(session: Session, conversation_id: int, reasons: Sequence[str]) -> bool:
    """Whether the conversation was handed over for one of these reasons and nobody has answered, or had it, since."""
    query = select(func.max(Handoff.at)).where(Handoff.conversation_id == conversation_id, Handoff.reason.in_(reasons))
    at = session.scalar(query)
    if at is None:
        return False
    answered = select(EventRow.number).where(
        EventRow.conversation_id == conversation_id,
        EventRow.author.in_([Author.ASSISTANT, Author.OFFICER]),
        EventRow.at >= at,
    )
    return session.scalars(answered.limit(1)).first() is None


def lock_silent(
    session: Session, before: datetime, owing: Sequence[str], *, most: int = MOST_SILENT
) -> list[Conversation]:
    """Open conversations with nothing said since this moment and nothing owed, locked. `owing` names the clock's kinds
    that run while an answer is owed."""
    began = aliased(ClockRow)
    waits = select(began.id).where(
        began.conversation_id == Conversation.id, began.kind.in_(owing), began.what == ClockStep.BEGAN, is_open(began)
    )
    unanswered = select(InboundRow.id).where(
        InboundRow.conversation_id == Conversation.id, InboundRow.settled.is_(None)
    )
    query = select(Conversation).where(
        Conversation.state != State.CLOSED, Conversation.active_at < before, ~waits.exists(), ~unanswered.exists()
    )
    locked = [conversation.id for conversation in _lock(session, query.with_only_columns(Conversation.id), most)]
    return list(session.scalars(query.where(Conversation.id.in_(locked)))) if locked else []


def count_unanswered(session: Session) -> int:
    """How many messages of residents still wait for the assistant."""
    return session.scalar(select(func.count()).select_from(InboundRow).where(InboundRow.todo == Todo.DIALOGUE)) or 0
