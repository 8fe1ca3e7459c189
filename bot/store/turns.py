"""Queries for whose turn it is: conversations with something to do, one worker at a time for each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased

from bot.models import Conversation, Handoff, InboundRow


def take(session: Session, now: datetime, lease: timedelta, limit: int) -> list[tuple[Conversation, InboundRow]]:
    """Free conversations whose first unfinished message is due, leased until now + lease, longest wait first."""
    other = aliased(InboundRow)
    first = (
        select(func.min(other.number))
        .where(other.conversation_id == InboundRow.conversation_id, other.todo.is_not(None))
        .scalar_subquery()
    )
    query = (
        select(Conversation, InboundRow)
        .join(InboundRow, InboundRow.conversation_id == Conversation.id)
        .where(
            InboundRow.todo.is_not(None),
            InboundRow.number == first,
            or_(InboundRow.next_attempt_at.is_(None), InboundRow.next_attempt_at <= now),
            or_(Conversation.turn_until.is_(None), Conversation.turn_until < now),
        )
        .order_by(InboundRow.received_at)
        .limit(limit)
        .with_for_update(of=Conversation, skip_locked=True)
    )
    found = [(conversation, inbound) for conversation, inbound in session.execute(query)]
    for conversation, _ in found:
        conversation.turn_until = now + lease
    return found


def late(session: Session, before: datetime, unheld_only: bool) -> list[tuple[Conversation, InboundRow]]:
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
    if unheld_only:
        query = query.where(Conversation.held_number < InboundRow.number)
    firsts: dict[int, tuple[Conversation, InboundRow]] = {}
    for conversation, inbound in session.execute(query):
        firsts.setdefault(conversation.id, (conversation, inbound))
    return list(firsts.values())


def unclaimed(session: Session, reason: str) -> list[Conversation]:
    """Waiting conversations that a handoff for this reason brought there, locked."""
    query = (
        select(Conversation)
        .join(Handoff, Handoff.id == Conversation.handoff_id)
        .where(Conversation.state == "waiting", Conversation.officer_id.is_(None), Handoff.reason == reason)
        .with_for_update(of=Conversation, skip_locked=True)
    )
    return list(session.scalars(query))


def handoffs_since(session: Session, conversation_id: int, reason: str, since: datetime) -> int:
    """How often a conversation was handed over for this reason lately."""
    query = select(func.count()).where(
        Handoff.conversation_id == conversation_id, Handoff.reason == reason, Handoff.at >= since
    )
    return session.scalar(query) or 0


def silent(session: Session, before: datetime, states: Sequence[str], limit: int = 100) -> list[Conversation]:
    """Open conversations with nothing said since this moment, locked."""
    query = (
        select(Conversation)
        .where(Conversation.state.in_(states), Conversation.active_at < before)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return list(session.scalars(query))


def backlog(session: Session) -> int:
    """How many messages of residents still wait for the assistant."""
    return session.scalar(select(func.count()).select_from(InboundRow).where(InboundRow.todo == "dialogue")) or 0
