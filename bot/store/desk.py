"""Queries for the desk's lists and threads."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Integer, Select, cast, func, literal, select
from sqlalchemy.orm import Session, aliased

from bot.database.models import ClockRow, Conversation, EventRow, InboundRow, OutboxRow, ServiceRequest
from bot.database.states import OWED_KINDS, ClockStep, State, Status
from bot.store import service_requests
from bot.store.clock_conditions import is_open
from bot.store.events import BY_RESIDENT

OPEN = Conversation.state != literal(State.CLOSED, literal_execute=True)
"""Written out, so that SQLite finds the index of what is open beside all that is over."""
TROUBLE = (Status.FAILED, Status.UNKNOWN)
ARRIVED = (Status.SENT, Status.DELIVERED, Status.READ)


def _owed_since() -> Any:
    """When the oldest open answer of a conversation began, as a column.

    For a bare min(at) SQLite walks its index by time, the whole history for each conversation; coalesce keeps it to
    the conversation's own rows.
    """
    began = aliased(ClockRow)
    return (
        select(func.min(func.coalesce(began.at, began.at)))
        .where(
            began.conversation_id == Conversation.id,
            began.kind.in_(OWED_KINDS),
            began.what == ClockStep.BEGAN,
            is_open(began),
        )
        .correlate(Conversation)
        .scalar_subquery()
    )


def list_longest_waits(session: Session, where: Sequence[ColumnElement[bool]], limit: int) -> list[Conversation]:
    """Conversations: urgent ones first, then those owed an answer the longest, then the rest, newest first."""
    since = _owed_since()
    query = select(Conversation).where(*where)
    query = query.order_by(
        Conversation.urgent.desc(), since.is_(None), since, Conversation.active_at.desc(), Conversation.id
    )
    return list(session.scalars(query.limit(limit)))


def list_newest_closed(session: Session, where: Sequence[ColumnElement[bool]], limit: int) -> list[Conversation]:
    """Conversations closed last."""
    query = select(Conversation).where(*where)
    query = query.order_by(Conversation.closed_at.desc(), Conversation.id.desc())
    return list(session.scalars(query.limit(limit)))


def list_newest_machines(session: Session, where: Sequence[ColumnElement[bool]], limit: int) -> list[Conversation]:
    """Conversations with a message that was taken for a machine's, the latest first."""
    query = select(Conversation).where(*where).order_by(Conversation.machine_at.desc(), Conversation.id.desc())
    return list(session.scalars(query.limit(limit)))


def count_conversations(session: Session, where: Sequence[ColumnElement[bool]], most: int) -> int:
    """How many conversations there are; counting ends at `most`."""
    found = select(Conversation.id).where(*where).limit(most).subquery()
    return session.scalar(select(func.count()).select_from(found)) or 0


def list_open_answers(session: Session, ids: Sequence[int]) -> dict[int, tuple[str, datetime]]:
    """For each conversation that is owed an answer: the clock's kind, and since when."""
    began = aliased(ClockRow)
    query = (
        select(began.conversation_id, began.kind, began.at)
        .where(
            began.conversation_id.in_(ids), began.kind.in_(OWED_KINDS), began.what == ClockStep.BEGAN, is_open(began)
        )
        .order_by(began.at.desc())
    )
    return {conversation: (kind, at) for conversation, kind, at in session.execute(query)}


def list_last_words(session: Session, ids: Sequence[int]) -> dict[int, tuple[str, dict[str, Any]]]:
    """The beginning of the resident's newest message in each conversation, and what came with it."""
    newest = (
        select(EventRow.conversation_id, func.max(EventRow.number).label("number"))
        .where(EventRow.conversation_id.in_(ids), *BY_RESIDENT)
        .group_by(EventRow.conversation_id)
        .subquery()
    )
    query = select(EventRow.conversation_id, func.substr(EventRow.text, 1, 240), EventRow.data).join(
        newest,
        (newest.c.conversation_id == EventRow.conversation_id) & (newest.c.number == EventRow.number),
    )
    return {conversation: (text, data) for conversation, text, data in session.execute(query)}


def list_in_trouble(session: Session, ids: Sequence[int]) -> set[int]:
    """Conversations whose newest sent messages failed, or may have."""
    query = select(OutboxRow.conversation_id).where(OutboxRow.conversation_id.in_(ids), *_is_trouble())
    return set(session.scalars(query))


def _is_trouble() -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """A message that failed, or may have, and that none after it has put right."""
    later = aliased(OutboxRow)
    got_through = (
        select(later.id)
        .where(
            later.conversation_id == OutboxRow.conversation_id,
            later.number > OutboxRow.number,
            later.status.in_(ARRIVED),
        )
        .exists()
    )
    return OutboxRow.status.in_(TROUBLE), ~got_through


def count_waiting_by_queue(session: Session) -> list[tuple[str | None, int, int, datetime | None]]:
    """For each queue: how many wait to be claimed, how many of them urgent, and since when the first is owed."""
    since = _owed_since()
    waiting = (
        select(Conversation.queue, Conversation.urgent, since.label("since"))
        .where(Conversation.state == State.WAITING)
        .subquery()
    )
    urgent = func.sum(cast(waiting.c.urgent, Integer))
    query = select(waiting.c.queue, func.count(), urgent, func.min(waiting.c.since)).group_by(waiting.c.queue)
    return [(queue, total, int(marked or 0), first) for queue, total, marked, first in session.execute(query)]


def list_others_of_resident(session: Session, row: Conversation, limit: int) -> list[Conversation]:
    """The resident's other conversations on this channel, newest first."""
    query = _same_address(row).where(Conversation.id != row.id).order_by(Conversation.id.desc())
    return list(session.scalars(query.limit(limit)))


def list_requests_of_resident(session: Session, row: Conversation, limit: int) -> list[ServiceRequest]:
    """Service requests of all the resident's conversations on this channel, newest first."""
    ids = _same_address(row).with_only_columns(Conversation.id)
    query = select(ServiceRequest).where(ServiceRequest.conversation_id.in_(ids))
    return list(session.scalars(query.order_by(ServiceRequest.id.desc()).limit(limit)))


def _same_address(row: Conversation) -> Select[Conversation]:
    return select(Conversation).where(
        Conversation.channel == row.channel, Conversation.account == row.account, Conversation.address == row.address
    )


def get_list_mark(session: Session) -> str:
    """Changes whenever anything in the desk's lists does, whichever replica changed it. Read before the lists."""
    sums = (func.sum(Conversation.last_number), func.sum(Conversation.version), func.max(Conversation.id))
    trouble = (
        select(func.sum(cast(Conversation.id, BigInteger) * 1000 + OutboxRow.number))
        .where(OutboxRow.conversation_id == Conversation.id, *_is_trouble())
        .correlate(Conversation)
        .scalar_subquery()
    )
    conversations = session.execute(select(func.count(), *sums, func.sum(trouble)).where(OPEN)).one()
    return ".".join(str(part or 0) for part in (*conversations, service_requests.get_mark(session)))


def get_thread_mark(session: Session, conversation_id: int) -> str:
    """Changes whenever anything in the thread does. Read before what it is the mark of. Messages are summed up by how
    far they have come: the time of the last change alone can stay as it was, for clocks differ between gateways."""
    row = session.get(Conversation, conversation_id)
    if row is None:
        return ""
    sent = session.execute(
        select(OutboxRow.status, func.count(), func.sum(OutboxRow.number), func.max(OutboxRow.changed_at))
        .where(OutboxRow.conversation_id == conversation_id)
        .group_by(OutboxRow.status)
        .order_by(OutboxRow.status)
    )
    unread = session.scalar(
        select(func.count())
        .select_from(InboundRow)
        .where(InboundRow.conversation_id == conversation_id, InboundRow.todo.is_not(None))
    )
    requests = service_requests.get_mark(session, conversation_id)
    came = "-".join(f"{status}{count}n{numbers}t{at.timestamp()}" for status, count, numbers, at in sent)
    return f"{row.version}.{row.last_number}.{came}.{unread}.{requests}"
