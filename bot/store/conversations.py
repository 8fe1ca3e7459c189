"""Queries on conversations and their numbered events."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session, aliased

from bot.database.models import Conversation, EventRow, InboundRow
from bot.database.states import Author, EventKind, State, Todo
from bot.store.appending import append

# What is asked for every message is built once: building a query costs more than SQLite takes to answer it.
THIS = Conversation.id == bindparam("conversation")
BY_RESIDENT = (EventRow.kind == EventKind.MESSAGE, EventRow.author == Author.RESIDENT)
LOOKED_AT = 60
"""So many of a conversation's messages at most, however many there are."""
RESIDENTS = (
    Conversation.channel == bindparam("channel"),
    Conversation.account == bindparam("account"),
    Conversation.address == bindparam("address"),
)
LOCKED = select(Conversation).where(THIS).with_for_update().execution_options(populate_existing=True)
OPEN = (
    select(Conversation)
    .where(*RESIDENTS, Conversation.state != State.CLOSED)
    .with_for_update()
    .execution_options(populate_existing=True)
)
NEWEST = select(Conversation).where(*RESIDENTS).order_by(Conversation.id.desc()).limit(1)
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
        *RESIDENTS,
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
ONCE = select(InboundRow).where(
    InboundRow.channel == bindparam("channel"),
    InboundRow.account == bindparam("account"),
    InboundRow.reference == bindparam("reference"),
)
STANDING = (
    select(
        Conversation,
        select(InboundRow.id)
        .where(InboundRow.conversation_id == Conversation.id, InboundRow.todo == Todo.DIALOGUE)
        .exists(),
    )
    .where(*RESIDENTS)
    .order_by(Conversation.id.desc())
    .limit(1)
)


def lock(session: Session, conversation_id: int) -> Conversation:
    """The conversation, its row locked until commit (SQLite's writer is alone anyway). Raises NoResultFound."""
    return session.scalars(LOCKED, {"conversation": conversation_id}).one()


def lock_open(session: Session, channel: str, account: str, address: str) -> Conversation | None:
    """The resident's open conversation on this channel, locked."""
    return session.scalars(OPEN, {"channel": channel, "account": account, "address": address}).one_or_none()


def newest(session: Session, channel: str, account: str, address: str) -> Conversation | None:
    """The resident's newest conversation on this channel, open or closed."""
    return session.scalars(NEWEST, {"channel": channel, "account": account, "address": address}).one_or_none()


def lock_newest(session: Session, channel: str, account: str, address: str) -> Conversation | None:
    """The resident's newest conversation on this channel, open or closed, locked. Numbers go on over a resident's
    conversations (decision 0008), so whoever opens the next one, or writes into one that may be closed, holds this
    lock. What was the newest may not be so any more once it was waited for."""
    whose = {"channel": channel, "account": account, "address": address}
    found = session.scalars(NEWEST, whose).one_or_none()
    while found is not None:
        locked, found = lock(session, found.id), session.scalars(NEWEST, whose).one()
        if found.id == locked.id:
            return locked
    return None


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


def event(session: Session, conversation_id: int, number: int) -> EventRow | None:
    """One event that was written before this step."""
    return session.scalars(EVENT, {"conversation": conversation_id, "number": number}).one_or_none()


def events_after(
    session: Session, channel: str, account: str, address: str, after: int, kinds: Sequence[str], limit: int = 500
) -> list[EventRow]:
    """A resident's events above a number over all their conversations here (numbers go on from one to the next), but
    none of what the resident has ended."""
    whose = {"channel": channel, "account": account, "address": address}
    return list(session.scalars(AFTER, {**whose, "after": after, "kinds": list(kinds), "most": limit}))


def closing(session: Session, conversation_id: int) -> EventRow | None:
    """The newest entry that says that the conversation was closed."""
    query = select(EventRow).where(EventRow.conversation_id == conversation_id, EventRow.kind == EventKind.STATE)
    newest = session.scalars(query.order_by(EventRow.number.desc()).limit(1)).one_or_none()
    return newest if newest is not None and newest.data.get("state") == State.CLOSED else None


def thread(session: Session, conversation_id: int, after: int = 0) -> list[EventRow]:
    """Every event of one conversation above a number."""
    query = select(EventRow).where(EventRow.conversation_id == conversation_id, EventRow.number > after)
    return list(session.scalars(query.order_by(EventRow.number)))


def last_offer(session: Session, conversation_id: int, ours: str | None = None) -> EventRow | None:
    """The newest message that offered choices since the resident last wrote; the gateway's own messages only where they
    offer `ours`."""
    with session.scalars(MESSAGES, {"conversation": conversation_id}, execution_options={"yield_per": 4}) as newest:
        for message in newest:
            if message.author == Author.RESIDENT:
                break
            offered = [choice["payload"] for choice in message.choices]
            if ours in offered if message.author == Author.SYSTEM or ours else offered:
                return message
    return None


def latest_of_ours(session: Session, conversation_id: int, most: int) -> list[EventRow]:
    """Our newest messages to the resident, the newest first, whoever of us said them."""
    query = select(EventRow).where(
        EventRow.conversation_id == conversation_id,
        EventRow.kind == EventKind.MESSAGE,
        EventRow.author != Author.RESIDENT,
    )
    return list(session.scalars(query.order_by(EventRow.number.desc()).limit(most)))


def last_answers(session: Session, conversation_id: int) -> list[str | None]:
    """The keys of what we said together last, the newest first; what the resident wrote since was not answered. None
    where that is long ago."""
    said: list[str | None] = []
    with session.scalars(MESSAGES, {"conversation": conversation_id}, execution_options={"yield_per": 4}) as newest:
        for message in islice(newest, LOOKED_AT):
            if message.author != Author.RESIDENT:
                said.append(message.data.get("answer"))
            elif said:
                break
    return said


def last_resident_number(session: Session, conversation_id: int) -> int:
    """The number of the resident's newest message, 0 if there is none."""
    query = select(func.max(EventRow.number)).where(EventRow.conversation_id == conversation_id, *BY_RESIDENT)
    return session.scalar(query) or 0


def inbound_once(session: Session, channel: str, account: str, reference: str) -> InboundRow | None:
    """The message with this provider reference, if it was saved before."""
    which = {"channel": channel, "account": account, "reference": reference}
    return session.scalars(ONCE, which).one_or_none()


def newest_and_owed(
    session: Session, channel: str, account: str, address: str
) -> tuple[Conversation, bool] | tuple[None, bool]:
    """The resident's newest conversation here, and whether a message in it still waits for the assistant."""
    row = session.execute(STANDING, {"channel": channel, "account": account, "address": address}).one_or_none()
    return (row[0], row[1]) if row else (None, False)
