"""The log as a table for other programs: one line for each row of the clock, with what can be derived beside it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from bot.council import Council
from bot.database.models import ClockRow, Errand
from bot.database.states import ClockStep
from bot.response_log.figures import Yardstick
from bot.response_log.intervals import Interval
from bot.response_log.periods import Period
from bot.store import staff_accounts
from bot.store.clock_conditions import is_open, stands

PAGE = 1000

COLUMNS = (
    "number",
    "conversation",
    "handoff",
    "kind",
    "what",
    "at",
    "cause",
    "by",
    "officer",
    "queue",
    "channel",
    "language",
    "began_number",
    "began_at",
    "open",
    "undone",
    "clock_seconds",
    "working_seconds",
    "topic",
    "service",
    "lgsl",
)
"""docs/response-times.md describes each. Ids only: no addresses, no names, no texts."""


def header() -> str:
    """The first line."""
    return _lines([COLUMNS])


def page(session: Session, council: Council, period: Period, *, after: int, size: int = PAGE) -> tuple[str, int | None]:
    """The lines of up to `size` rows written in the period and numbered above `after`, and the number to go on
    from (None: that was all). Pages keep a long export out of memory and from holding a transaction open."""
    began = aliased(ClockRow)
    about = (
        select(func.max(Errand.id))
        .where(Errand.conversation_id == ClockRow.conversation_id, Errand.at <= ClockRow.at)
        .correlate(ClockRow)
        .scalar_subquery()
    )
    query = (
        select(ClockRow, began.at, is_open(ClockRow), stands(ClockRow), Errand)
        .outerjoin(began, began.id == ClockRow.began_id)
        .outerjoin(Errand, Errand.id == about)
        .where(ClockRow.id > after, ClockRow.at >= period.start, ClockRow.at < period.end)
        .order_by(ClockRow.id)
        .limit(size)
    )
    rows = session.execute(query).all()
    text = _lines(_line(council, row) for row in rows)
    return text, rows[-1][0].id if len(rows) == size else None


def note_export(session: Session, staff_id: int, period: Period, *, at: datetime) -> None:
    """Remember who took the log, and which days of it."""
    target = f"response log {period.first.isoformat()} to {period.last.isoformat()}"
    staff_accounts.add_audit(session, staff_id, "export", target=target, at=at)


def _line(council: Council, read: Sequence[Any]) -> list[Any]:
    row, began_at, open_now, counts, errand = read
    clock, working = _lengths(council, row, began_at if counts else None)
    still_open = ("yes" if open_now else "no") if row.what == ClockStep.BEGAN else None
    undone = ("no" if counts else "yes") if row.what == ClockStep.ENDED else None
    return [
        row.id,
        row.conversation_id,
        row.handoff_id,
        row.kind,
        row.what,
        _moment(row.at),
        row.cause,
        row.by,
        row.staff_id,
        row.queue,
        row.channel,
        row.language,
        row.began_id if began_at else row.id,
        _moment(began_at or row.at),
        still_open,
        undone,
        clock,
        working,
        *((errand.topic, errand.intent, errand.lgsl) if errand else (None, None, None)),
    ]


def _lengths(council: Council, row: ClockRow, began_at: datetime | None) -> tuple[float | None, float | None]:
    """Clock and working seconds of the interval that this row ends."""
    if row.what != ClockStep.ENDED or began_at is None:
        return None, None
    interval = Interval(
        row.began_id or row.id,
        row.conversation_id,
        row.kind,
        began_at,
        row.at,
        row.cause,
        None,
        row.queue,
        row.channel,
        row.language,
    )
    lengths = Yardstick(council, row.at).timed(interval)
    return round(lengths.clock, 3), None if lengths.working is None else round(lengths.working, 3)


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _lines(rows: Iterable[Iterable[Any]]) -> str:
    """RFC 4180: commas, CRLF, quotes where needed."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows([_safe(value) for value in row] for row in rows)
    return text.getvalue()


def _safe(value: Any) -> Any:
    """A text that a spreadsheet would run as a formula gets a quote in front (OWASP, CSV injection)."""
    if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")):
        return f"'{value}"
    return value
