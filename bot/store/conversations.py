"""Queries on conversations and their numbered events."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from bot.models import Conversation, EventRow, InboundRow


def lock(session: Session, conversation_id: int) -> Conversation:
    """The conversation, its row locked until commit (SQLite's writer is alone anyway). Raises NoResultFound."""
    query = select(Conversation).where(Conversation.id == conversation_id)
    return session.scalars(query.with_for_update().execution_options(populate_existing=True)).one()


def lock_open(session: Session, channel: str, account: str, address: str) -> Conversation | None:
    """The resident's open conversation on this channel, locked."""
    query = _of(channel, account, address).where(Conversation.state != "closed").with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def newest(session: Session, channel: str, account: str, address: str) -> Conversation | None:
    """The resident's newest conversation on this channel, open or closed."""
    return session.scalars(_of(channel, account, address).order_by(Conversation.id.desc()).limit(1)).one_or_none()


def _of(channel: str, account: str, address: str) -> Select[Conversation]:
    return select(Conversation).where(
        Conversation.channel == channel, Conversation.account == account, Conversation.address == address
    )


def add_event(
    session: Session,
    conversation: Conversation,
    kind: str,
    author: str,
    at: datetime,
    text: str = "",
    choices: Sequence[dict[str, Any]] = (),
    data: dict[str, Any] | None = None,
    staff_id: int | None = None,
) -> EventRow:
    """Append to the conversation's log with its next number. The conversation's row must be locked."""
    conversation.last_number += 1
    event = EventRow(
        conversation_id=conversation.id,
        number=conversation.last_number,
        kind=kind,
        author=author,
        staff_id=staff_id,
        text=text,
        choices=[{**choice, "id": f"{conversation.last_number}.{index}"} for index, choice in enumerate(choices, 1)],
        data=data or {},
        at=at,
    )
    session.add(event)
    return event


def event(session: Session, conversation_id: int, number: int) -> EventRow | None:
    """One event."""
    return session.get(EventRow, (conversation_id, number))


def events_after(
    session: Session, channel: str, account: str, address: str, after: int, kinds: Sequence[str], limit: int = 500
) -> list[EventRow]:
    """A resident's events above a number over all their conversations here (numbers go on from one to the next)."""
    query = (
        select(EventRow)
        .join(Conversation, Conversation.id == EventRow.conversation_id)
        .where(
            Conversation.channel == channel,
            Conversation.account == account,
            Conversation.address == address,
            EventRow.number > after,
            EventRow.kind.in_(kinds),
        )
        .order_by(EventRow.number)
        .limit(limit)
    )
    return list(session.scalars(query))


def thread(session: Session, conversation_id: int, after: int = 0) -> list[EventRow]:
    """Every event of one conversation above a number."""
    query = select(EventRow).where(EventRow.conversation_id == conversation_id, EventRow.number > after)
    return list(session.scalars(query.order_by(EventRow.number)))


def last_offer(session: Session, conversation_id: int) -> EventRow | None:
    """The newest message that offered choices since the resident last wrote."""
    query = (
        select(EventRow)
        .where(
            EventRow.conversation_id == conversation_id,
            EventRow.number > last_resident_number(session, conversation_id),
            EventRow.kind == "message",
            EventRow.author.in_(["assistant", "officer"]),
        )
        .order_by(EventRow.number.desc())
    )
    return next((event for event in session.scalars(query) if event.choices), None)


def last_resident_number(session: Session, conversation_id: int) -> int:
    """The number of the resident's newest message, 0 if there is none."""
    query = select(func.max(EventRow.number)).where(
        EventRow.conversation_id == conversation_id, EventRow.kind == "message", EventRow.author == "resident"
    )
    return session.scalar(query) or 0


def inbound_once(session: Session, channel: str, account: str, reference: str) -> InboundRow | None:
    """The message with this provider reference, if it was saved before."""
    query = select(InboundRow).where(
        InboundRow.channel == channel, InboundRow.account == account, InboundRow.reference == reference
    )
    return session.scalars(query).one_or_none()


def todo(session: Session, conversation_id: int) -> list[InboundRow]:
    """The conversation's messages that still need something done, in order."""
    query = select(InboundRow).where(InboundRow.conversation_id == conversation_id, InboundRow.todo.is_not(None))
    return list(session.scalars(query.order_by(InboundRow.number)))


def owes_dialogue(session: Session, conversation_id: int) -> bool:
    """Whether a message of the resident still waits for the assistant."""
    query = select(InboundRow.id).where(InboundRow.conversation_id == conversation_id, InboundRow.todo == "dialogue")
    return session.scalars(query.limit(1)).one_or_none() is not None
