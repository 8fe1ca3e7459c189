"""Waiting now: how many residents wait for a person in a queue, how long, and what one may honestly be told."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session, aliased

from bot.council import Council
from bot.council.opening_hours import OpeningHours
from bot.database.models import ClockRow, Conversation, Handoff
from bot.database.states import ClockCause, ClockKind, ClockStep, State
from bot.store.clock_conditions import is_open, stands
from connectors.messages import Waiting

FEWEST_IN_AN_HOUR = 5

_began, _ended = aliased(ClockRow), aliased(ClockRow)

ANSWERED = (
    select(_began.at, _ended.at)
    .join(_began, _began.id == _ended.began_id)
    .where(
        _ended.what == ClockStep.ENDED,
        _ended.kind == ClockKind.FIRST_HUMAN,
        _ended.at > bindparam("start"),
        _ended.at <= bindparam("end"),
        _ended.queue == bindparam("queue"),
        _ended.cause == ClockCause.ANSWERED,
        stands(_ended),
    )
)
"""Beginnings and ends of a queue's first_human intervals that an answer ended. These queries are asked many times a
minute, so they are built once."""

WITH_STAFF = select(Conversation.id, Conversation.state).where(
    Conversation.state.in_([State.WAITING, State.OFFICER]), Conversation.queue == bindparam("queue")
)

OWED = select(_began.conversation_id, _began.at).where(
    _began.conversation_id.in_(bindparam("conversations", expanding=True)),
    _began.what == ClockStep.BEGAN,
    _began.kind == ClockKind.FIRST_HUMAN,
    is_open(_began),
)


@dataclass(frozen=True)
class QueueNow:
    """One queue at this moment.

    `waiting` counts everybody who is owed a first answer from a person, claimed or not; `unclaimed` those of them whom
    nobody has claimed. `longest_seconds` is clock time. `typical_seconds` is in working seconds; `basis` says where it
    is from: hour, day, week or None. `opens_at` is the next opening while the queue is closed.
    """

    waiting: int
    longest_seconds: float | None
    typical_seconds: float | None
    basis: str | None
    open: bool
    opens_at: datetime | None
    unclaimed: int


def queue_now(session: Session, council: Council, queue_key: str, *, at: datetime) -> QueueNow:
    """Everything that a queue's card shows."""
    hours = council.queue_hours(queue_key)
    rows = _owed_a_first_answer(session, queue_key)
    seconds, basis = typical(session, council, queue_key, at=at)
    is_open = hours.is_open(at)
    return QueueNow(
        waiting=len(rows),
        longest_seconds=max(((at - began).total_seconds() for began, _ in rows), default=None),
        typical_seconds=seconds,
        basis=basis,
        open=is_open,
        opens_at=None if is_open else hours.next_open(at),
        unclaimed=sum(state == State.WAITING for _, state in rows),
    )


def waiting_for(session: Session, council: Council, conversation: Conversation, *, at: datetime) -> Waiting:
    """What a resident in a queue is told: their place, the measured wait and, when it is closed, when it opens."""
    hours = council.queue_hours(conversation.queue)
    seconds, _ = typical(session, council, conversation.queue, at=at)
    opens_at = None if hours.is_open(at) else hours.next_open(at)
    return Waiting(_position(session, conversation), seconds, opens_at)


def typical(session: Session, council: Council, queue: str | None, *, at: datetime) -> tuple[float | None, str | None]:
    """The median first answer of the last hour with at least five, else of the last opening day, else of the last
    seven days, in working seconds, and which of them it is; (None, None) while there is no figure yet."""
    hours = council.queue_hours(queue)
    for basis, start, end, fewest in _spans(hours, at):
        lengths = [
            _length(hours, *row) for row in session.execute(ANSWERED, {"queue": queue, "start": start, "end": end})
        ]
        if len(lengths) >= fewest:
            return statistics.median(lengths), basis
    return None, None


def _length(hours: OpeningHours, began: datetime, ended: datetime) -> float:
    """Working seconds. A wait that was answered wholly outside opening hours is as long as the clock says, or we would
    tell the next resident that people wait no time at all."""
    return hours.working_seconds(began, ended) or (ended - began).total_seconds()


def _spans(hours: OpeningHours, at: datetime) -> Iterator[tuple[str, datetime, datetime, int]]:
    yield "hour", at - timedelta(hours=1), at, FEWEST_IN_AN_HOUR
    day = hours.last_open_day(at) if hours.known else (at - timedelta(days=1), at)
    if day is not None:
        yield "day", *day, 1
    yield "week", at - timedelta(days=7), at, 1


def _owed_a_first_answer(session: Session, queue: str) -> list[tuple[datetime, str]]:
    """When each open first_human interval of the queue's conversations began, and the conversation's state. A transfer
    takes the wait with it: it counts where the conversation is now."""
    states = {row.id: row.state for row in session.execute(WITH_STAFF, {"queue": queue})}
    owed = session.execute(OWED, {"conversations": list(states)})
    return [(row.at, states[row.conversation_id]) for row in owed]


def _position(session: Session, conversation: Conversation) -> int:
    """The place in the line, from 1: urgent first, then the oldest handoff."""
    since = func.coalesce(Handoff.at, Conversation.active_at)
    mine = session.get(Handoff, conversation.handoff_id) if conversation.handoff_id else None
    at = mine.at if mine is not None else conversation.active_at
    ahead: ColumnElement[Any] = or_(since < at, and_(since == at, Conversation.id < conversation.id))
    if conversation.urgent:
        ahead = and_(Conversation.urgent.is_(True), ahead)
    else:
        ahead = or_(Conversation.urgent.is_(True), ahead)
    query = (
        select(func.count())
        .select_from(Conversation)
        .outerjoin(Handoff, Handoff.id == Conversation.handoff_id)
        .where(
            Conversation.state == State.WAITING,
            Conversation.queue == conversation.queue,
            Conversation.id != conversation.id,
            ahead,
        )
    )
    return (session.scalar(query) or 0) + 1
