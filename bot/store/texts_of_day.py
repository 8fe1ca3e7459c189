"""Queries on how many texts were queued, by day."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from bot.database.models import TextsOfDay


def count(session: Session, channel: str, account: str, *, day: str) -> int:
    """How many there were."""
    which = (TextsOfDay.channel == channel, TextsOfDay.account == account, TextsOfDay.day == day)
    return session.scalar(select(TextsOfDay.number).where(*which)) or 0


def add(session: Session, channel: str, account: str, *, day: str, number: int) -> int:
    """Count this many more; returns how many there are now. The account's row is locked until the commit."""
    dialect = session.get_bind().dialect.name
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    row = insert(TextsOfDay).values(channel=channel, account=account, day=day, number=number)
    adding = row.on_conflict_do_update(
        index_elements=["channel", "account", "day"], set_={"number": TextsOfDay.number + number}
    )
    found: int = session.execute(adding.returning(TextsOfDay.number)).scalar_one()
    return found


def list_of_day(session: Session, day: str) -> list[tuple[str, str, int]]:
    """Channel, account and number of each account that day."""
    query = select(TextsOfDay).where(TextsOfDay.day == day).order_by(TextsOfDay.channel, TextsOfDay.account)
    return [(row.channel, row.account, row.number) for row in session.scalars(query)]
