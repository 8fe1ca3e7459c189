"""Counts of requests that failed their check."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from bot.database.models import Rejection


def add(session: Session, channel: str, reason: str, *, now: datetime, many: int = 1) -> None:
    """Count this many more in this hour."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    row = session.get(Rejection, (channel, reason[:64], hour), with_for_update=True)
    if row is None:
        session.add(Rejection(channel=channel, reason=reason[:64], hour=hour, count=many))
    else:
        row.count += many


@dataclass(frozen=True)
class RejectedLately:
    """How often one cause rejected a request on one channel, lately and in the last day."""

    channel: str
    reason: str
    lately: int
    day: int


def list_last_day(session: Session, now: datetime) -> list[RejectedLately]:
    """What was rejected in the last day, the most frequent first. Counts are by whole hours: `lately` is this hour and
    the one before."""
    lately = func.sum(case((Rejection.hour > now - timedelta(hours=2), Rejection.count), else_=0))
    day = func.sum(Rejection.count)
    query = select(Rejection.channel, Rejection.reason, lately, day).where(Rejection.hour > now - timedelta(days=1))
    rows = session.execute(query.group_by(Rejection.channel, Rejection.reason).order_by(day.desc()).limit(50))
    return [RejectedLately(channel, reason, int(recent), int(total)) for channel, reason, recent, total in rows]


def count(session: Session, channel: str | None = None) -> int:
    """All rejections so far, of one channel or of all."""
    query = select(func.coalesce(func.sum(Rejection.count), 0))
    return int(session.scalar(query if channel is None else query.where(Rejection.channel == channel)) or 0)
