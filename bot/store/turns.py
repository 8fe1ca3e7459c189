"""Queries for whose turn it is: conversations with something to do, one worker at a time for each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import and_, bindparam, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from bot.models import ClockRow, Conversation, EventRow, Handoff, InboundRow

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
"""Both are asked for each message, so they are built once."""


def take(
    session: Session, now: datetime, lease: timedelta, limit: int
) -> list[tuple[Conversation, InboundRow, EventRow]]:
    """Free conversations whose first unfinished message is due, leased until now + lease, longest wait first. Both
    their row and the message's are locked: PostgreSQL looks again only at those that it locks, and the message may
    have been answered just now."""
    found = [(row[0], row[1], row[2]) for row in session.execute(DUE, {"now": now, "most": limit})]
    for conversation, _, _ in found:
        conversation.turn_until = now + lease
    return found


def under_way(session: Session, inbound: int) -> tuple[Conversation, InboundRow, EventRow]:
    """A message that was taken, as it and its conversation are now, both locked."""
    row = session.execute(UNDER_WAY, {"inbound": inbound}).one()
    return row[0], row[1], row[2]


def free_all(session: Session) -> None:
    """End every lease: whoever had them is gone."""
    session.execute(update(Conversation).where(Conversation.turn_until.is_not(None)).values(turn_until=None))


def late(session: Session, before: datetime) -> list[tuple[Conversation, InboundRow]]:
    """Conversations of the assistant whose first unanswered message came before this moment, locked."""
    query = (
        select(Conversation, InboundRow)
        .join(InboundRow, InboundRow.conversation_id == Conversation.id)
        .where(
            Conversation.state == "assistant",
            InboundRow.todo == "dialogue",
            InboundRow.received_at < before,
        )
        .order_by(InboundRow.number)
        .with_for_update(of=Conversation, skip_locked=True)
    )
    firsts: dict[int, tuple[Conversation, InboundRow]] = {}
    for conversation, inbound in session.execute(query):
        firsts.setdefault(conversation.id, (conversation, inbound))
    return list(firsts.values())


def unclaimed(session: Session, reasons: Sequence[str]) -> list[tuple[Conversation, Handoff]]:
    """Waiting conversations that a handoff for one of these reasons brought there and that nobody ever claimed, locked;
    but not urgent ones, which are for people."""
    claimed = aliased(ClockRow)
    query = (
        select(Conversation, Handoff)
        .join(Handoff, Handoff.id == Conversation.handoff_id)
        .where(
            Conversation.state == "waiting",
            Conversation.urgent.is_(False),
            Handoff.reason.in_(reasons),
            ~select(claimed.id)
            .where(claimed.handoff_id == Handoff.id, claimed.kind == "claim", claimed.what == "ended")
            .exists(),
        )
        .with_for_update(of=Conversation, skip_locked=True)
    )
    return [(conversation, handoff) for conversation, handoff in session.execute(query)]


def handoffs(session: Session, conversation_id: int, reason: str, since: datetime | None = None) -> int:
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
        EventRow.author.in_(["assistant", "officer"]),
        EventRow.at >= at,
    )
    return session.scalars(answered.limit(1)).first() is None


def silent(session: Session, before: datetime, owing: Sequence[str], limit: int = 100) -> list[Conversation]:
    """Open conversations with nothing said since this moment and nothing owed, locked. `owing` names the clock's kinds
    that run while an answer is owed."""
    began, later = aliased(ClockRow), aliased(ClockRow)
    owed = select(began.id).where(
        began.conversation_id == Conversation.id,
        began.kind.in_(owing),
        began.what == "began",
        ~select(later.id).where(later.began_id == began.id, later.what == "ended").exists(),
    )
    to_answer = select(InboundRow.id).where(
        InboundRow.conversation_id == Conversation.id, InboundRow.todo == "dialogue"
    )
    query = (
        select(Conversation)
        .where(Conversation.state != "closed", Conversation.active_at < before, ~owed.exists(), ~to_answer.exists())
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return list(session.scalars(query))


def backlog(session: Session) -> int:
    """How many messages of residents still wait for the assistant."""
    return session.scalar(select(func.count()).select_from(InboundRow).where(InboundRow.todo == "dialogue")) or 0
