"""Queries on conversations."""

from __future__ import annotations

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from bot.database.models import Conversation, Handoff, InboundRow
from bot.database.states import State, Todo
from bot.store.residents import THEIRS, Who, values_of

# What is asked for every message is built once: building a query costs more than SQLite takes to answer it.
THIS = Conversation.id == bindparam("conversation")
LOCKED = select(Conversation).where(THIS).with_for_update().execution_options(populate_existing=True)
OPEN = (
    select(Conversation)
    .where(*THEIRS, Conversation.state != State.CLOSED)
    .with_for_update()
    .execution_options(populate_existing=True)
)
NEWEST = select(Conversation).where(*THEIRS).order_by(Conversation.id.desc()).limit(1)
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
    .where(*THEIRS)
    .order_by(Conversation.id.desc())
    .limit(1)
)


def get(session: Session, conversation_id: int) -> Conversation | None:
    """The conversation, to read."""
    return session.get(Conversation, conversation_id)


def lock(session: Session, conversation_id: int) -> Conversation:
    """The conversation, its row locked until commit (SQLite's writer is alone anyway). Raises NoResultFound."""
    return session.scalars(LOCKED, {"conversation": conversation_id}).one()


def lock_open(session: Session, who: Who) -> Conversation | None:
    """The resident's open conversation on this channel, locked."""
    return session.scalars(OPEN, values_of(who)).one_or_none()


def get_newest(session: Session, who: Who) -> Conversation | None:
    """The resident's newest conversation on this channel, open or closed."""
    return session.scalars(NEWEST, values_of(who)).one_or_none()


def lock_newest(session: Session, who: Who) -> Conversation | None:
    """The resident's newest conversation on this channel, open or closed, locked. Numbers continue across a resident's
    conversations (decision 0008), so a step that opens the next one, or writes into one that may be closed, holds this
    lock. What was the newest may not be so any more once it was waited for."""
    values = values_of(who)
    found = session.scalars(NEWEST, values).one_or_none()
    while found is not None:
        locked, found = lock(session, found.id), session.scalars(NEWEST, values).one()
        if found.id == locked.id:
            return locked
    return None


def get_inbound(session: Session, channel: str, account: str, *, reference: str) -> InboundRow | None:
    """The message with this provider reference, if it was saved before."""
    which = {"channel": channel, "account": account, "reference": reference}
    return session.scalars(ONCE, which).one_or_none()


def get_newest_and_owed(session: Session, who: Who) -> tuple[Conversation, bool] | tuple[None, bool]:
    """The resident's newest conversation here, and whether a message in it still waits for the assistant."""
    row = session.execute(STANDING, values_of(who)).one_or_none()
    return (row[0], row[1]) if row else (None, False)


def get_newest_handoff(session: Session, conversation_id: int) -> Handoff | None:
    """The conversation's last handoff."""
    query = select(Handoff).where(Handoff.conversation_id == conversation_id).order_by(Handoff.id.desc())
    return session.scalars(query.limit(1)).one_or_none()
