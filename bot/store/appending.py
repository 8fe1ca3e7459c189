"""Rows that are written once and not changed in the same step go straight to the database: the unit of work, which
finds out what changed and in which order to write it, takes three times as long."""

from __future__ import annotations

from functools import cache

from sqlalchemy import Insert, insert
from sqlalchemy.orm import Session

from bot.database.models import Base, ClockRow


def append(session: Session, row: Base) -> None:
    """Insert a row now. What it points to must have been flushed; the object stays outside of the session."""
    session.execute(_insert(type(row)), _values(row))


def append_began(session: Session, row: ClockRow) -> ClockRow:
    """Insert a row of the clock and give it its id."""
    row.id = session.execute(_insert_began(), _values(row)).scalar_one()
    return row


@cache
def _insert(kind: type[Base]) -> Insert:
    return insert(kind.__table__)  # type: ignore[arg-type]


@cache
def _insert_began() -> Insert:
    return _insert(ClockRow).returning(ClockRow.__table__.c.id)


def _values(row: Base) -> dict[str, object]:
    return {name: value for name, value in vars(row).items() if name != "_sa_instance_state"}
