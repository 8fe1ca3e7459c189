"""Queries on the entries of conversations' logs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session, aliased

from bot.database.event_data import EventData
from bot.database.models import Conversation, EventRow
from bot.database.states import Author, EventKind, State
from bot.store.appending import append
from bot.store.residents import THEIRS, Who, values_of

BY_RESIDENT = (EventRow.kind == EventKind.MESSAGE, EventRow.author == Author.RESIDENT)
LOOKED_AT = 60
"""So many of a conversation's messages at most, however many there are."""
EVENT = (
    select(EventRow)
    .where(EventRow.conversation_id == bindparam("conversation"), EventRow.number == bindparam("number"))
    .execution_options(autoflush=False)
)
_earlier = aliased(Conversation)
_ENDED_THROUGH = (
    select(func.coalesce(func.max(_earlier.ended_through), 0))
    .where(
        _earlier.channel == bindparam("channel"),
        _earlier.account == bindparam("account"),
        _earlier.address == bindparam("address"),
    )
    .scalar_subquery()
)
AFTER = (
    select(EventRow)
    .join(Conversation, Conversation.id == EventRow.conversation_id)
    .where(
        *THEIRS,
        EventRow.number > bindparam("after"),
        EventRow.number > _ENDED_THROUGH,
        EventRow.kind.in_(bindparam("kinds", expanding=True)),
    )
    .order_by(EventRow.number)
    .limit(bindparam("most"))
)
MESSAGES = (
    select(EventRow)
    .where(EventRow.conversation_id == bindparam("conversation"), EventRow.kind == EventKind.MESSAGE)
    .order_by(EventRow.number.desc())
)


def add(
    session: Session,
    conversation: Conversation,
    kind: EventKind,
    *,
    author: Author,
    at: datetime,
    text: str = "",
    choices: Sequence[dict[str, Any]] = (),
    data: EventData | None = None,
    staff_id: int | None = None,
) -> EventRow:
    """Append to the conversation's log with its next number. The conversation's row must be locked, and flushed if it
    is new."""
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
    append(session, event)
    return event


def get(session: Session, conversation_id: int, number: int) -> EventRow | None:
    """One event that was written before this step."""
    return session.scalars(EVENT, {"conversation": conversation_id, "number": number}).one_or_none()


def list_after(
    session: Session, who: Who, after: int, *, kinds: Sequence[EventKind], limit: int = 500
) -> list[EventRow]:
    """A resident's events above a number over all their conversations here (numbers continue from one to the next),
    without the chats that the resident has ended."""
    return list(session.scalars(AFTER, {**values_of(who), "after": after, "kinds": list(kinds), "most": limit}))


def get_closing(session: Session, conversation_id: int) -> EventRow | None:
    """The newest entry that says that the conversation was closed."""
    query = select(EventRow).where(EventRow.conversation_id == conversation_id, EventRow.kind == EventKind.STATE)
    newest = session.scalars(query.order_by(EventRow.number.desc()).limit(1)).one_or_none()
    return newest if newest is not None and newest.data.get("state") == State.CLOSED else None


def list_of_conversation(session: Session, conversation_id: int, after: int = 0) -> list[EventRow]:
    """Every event of one conversation above a number."""
    query = select(EventRow).where(EventRow.conversation_id == conversation_id, EventRow.number > after)
    return list(session.scalars(query.order_by(EventRow.number)))


def get_last_offer(session: Session, conversation_id: int, ours: str | None = None) -> EventRow | None:
    """The newest message that offered choices since the resident last wrote; the gateway's own messages only where they
    offer `ours`."""
    with session.scalars(MESSAGES, {"conversation": conversation_id}, execution_options={"yield_per": 4}) as newest:
        for message in newest:
            if message.author == Author.RESIDENT:
                break
            offered = [choice["payload"] for choice in message.choices]
            if "while_waiting" in message.data and offered:
                return message
            if ours in offered if message.author == Author.SYSTEM or ours else offered:
                return message
    return None


def list_latest_of_ours(session: Session, conversation_id: int, most: int) -> list[EventRow]:
    """Our newest messages to the resident, newest first, whoever on our side wrote them."""
    query = select(EventRow).where(
        EventRow.conversation_id == conversation_id,
        EventRow.kind == EventKind.MESSAGE,
        EventRow.author != Author.RESIDENT,
    )
    return list(session.scalars(query.order_by(EventRow.number.desc()).limit(most)))


def list_latest_by_resident(session: Session, conversation_id: int, most: int) -> list[EventRow]:
    """The resident's newest messages, newest first."""
    query = select(EventRow).where(
        EventRow.conversation_id == conversation_id,
        EventRow.kind == EventKind.MESSAGE,
        EventRow.author == Author.RESIDENT,
    )
    return list(session.scalars(query.order_by(EventRow.number.desc()).limit(most)))


def list_last_answers(session: Session, conversation_id: int) -> list[str | None]:
    """The keys of our last answer's messages, newest first; what the resident has written since was not answered. None
    if that is long ago."""
    said: list[str | None] = []
    with session.scalars(MESSAGES, {"conversation": conversation_id}, execution_options={"yield_per": 4}) as newest:
        for message in islice(newest, LOOKED_AT):
            if message.author != Author.RESIDENT:
                said.append(message.data.get("answer"))
            elif said:
                break
    return said


def get_last_by_resident(session: Session, conversation_id: int) -> EventRow | None:
    """The resident's newest message that the assistant has read."""
    query = select(EventRow).where(EventRow.conversation_id == conversation_id, *BY_RESIDENT)
    return session.scalars(query.order_by(EventRow.number.desc()).limit(1)).one_or_none()


def get_last_resident_number(session: Session, conversation_id: int) -> int:
    """The number of the resident's newest message, 0 if there is none."""
    query = select(func.max(EventRow.number)).where(EventRow.conversation_id == conversation_id, *BY_RESIDENT)
    return session.scalar(query) or 0


def get_first_number(session: Session, conversation_id: int) -> int | None:
    """The number of the conversation's first event."""
    return session.scalar(select(func.min(EventRow.number)).where(EventRow.conversation_id == conversation_id))


def get_reply_number(session: Session, conversation_id: int, staff_id: int, *, reference: str) -> int | None:
    """The number of the officer's message that was sent with this reference."""
    query = select(EventRow).where(
        EventRow.conversation_id == conversation_id, EventRow.staff_id == staff_id, EventRow.kind == EventKind.MESSAGE
    )
    for event in session.scalars(query.order_by(EventRow.number.desc()).limit(50)):
        if event.data.get("reference") == reference:
            return event.number
    return None
