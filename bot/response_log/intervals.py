"""Reads the clock's rows back as intervals: what began, what ended it, and who wrote the answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, aliased

from bot.database.models import ClockRow
from bot.database.states import Author, ClockCause, ClockKind, ClockStep
from bot.response_log.periods import Period
from bot.store.clock_conditions import is_open, stands

DELIVERED = "delivered"
"""The second half of a delivery: from the reply's saving until the provider says that it arrived."""

CORRECTABLE = (ClockCause.FAILED, ClockCause.UNKNOWN)
"""Ends of a delivery that a later receipt may correct."""

MEASURES = (*ClockKind, DELIVERED)


@dataclass(frozen=True, slots=True)
class Interval:
    """One wait. `ended` is None while it is open; `officer` is the person who wrote the answer, else None.

    `measure` is the clock's kind, or "delivered". Queue, channel and language are those of the beginning.
    """

    number: int
    conversation: int
    measure: str
    began: datetime
    ended: datetime | None
    cause: str | None
    officer: int | None
    queue: str | None
    channel: str
    language: str


def intervals(session: Session, period: Period, kinds: Sequence[ClockKind] = tuple(ClockKind)) -> Iterator[Interval]:
    """The period's intervals of these kinds: ended ones by when they ended, open ones by when they began."""
    yield from _ended(session, period.start, period.end, kinds=kinds)
    yield from _open(session, period.start, period.end, kinds=kinds)


def _ended(session: Session, start: datetime, end: datetime, *, kinds: Sequence[ClockKind]) -> Iterator[Interval]:
    """Intervals whose end is in [start, end). A delivery may end twice: accepted, then delivered or failed after all;
    a failed or unknown end that a later receipt corrected does not count, nor does one that was undone."""
    began, ended, other = aliased(ClockRow), aliased(ClockRow), aliased(ClockRow)
    same = and_(other.began_id == ended.began_id, other.what == ClockStep.ENDED, stands(other))
    earlier = select(other.id).where(same, other.id < ended.id, other.cause.not_in(CORRECTABLE))
    later = select(other.id).where(same, other.id > ended.id)
    query = (
        select(*_columns(began), ended.at, ended.cause, ended.by, ended.staff_id, earlier.exists().label("repeated"))
        .join(began, began.id == ended.began_id)
        .where(
            ended.what == ClockStep.ENDED,
            ended.kind.in_(kinds),
            ended.at >= start,
            ended.at < end,
            or_(ended.cause.not_in(CORRECTABLE), ~later.exists()),
            stands(ended),
        )
    )
    for row in session.execute(query):
        yield from _measures(row)


def _open(session: Session, start: datetime, end: datetime, *, kinds: Sequence[ClockKind]) -> Iterator[Interval]:
    """Intervals that began in [start, end) and have not ended."""
    began = aliased(ClockRow)
    query = select(*_columns(began)).where(
        began.what == ClockStep.BEGAN,
        began.kind.in_(kinds),
        began.at >= start,
        began.at < end,
        is_open(began),
    )
    for row in session.execute(query):
        yield Interval(row[0], row[1], row[2], row[3], None, None, None, *row[4:7])


def _columns(began: type[ClockRow]) -> tuple[Any, ...]:
    return (began.id, began.conversation_id, began.kind, began.at, began.queue, began.channel, began.language)


def _measures(row: Sequence[Any]) -> Iterator[Interval]:
    number, conversation, kind, began, queue, channel, language, ended, cause, by, staff_id, repeated = row
    wrote = staff_id if cause == ClockCause.ANSWERED and by == Author.OFFICER else None
    interval = Interval(number, conversation, kind, began, ended, cause, wrote, queue, channel, language)
    if not repeated:
        yield interval
    if kind == ClockKind.DELIVERY and (cause == ClockCause.DELIVERED or (repeated and cause == ClockCause.FAILED)):
        yield replace(interval, measure=DELIVERED)
