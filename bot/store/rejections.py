"""Counts of requests that failed their check."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.models import Rejection


def count(session: Session, channel: str, reason: str, now: datetime) -> None:
    """One more in this hour."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    row = session.get(Rejection, (channel, reason[:64], hour), with_for_update=True)
    if row is None:
        session.add(Rejection(channel=channel, reason=reason[:64], hour=hour, count=1))
    else:
        row.count += 1


def total(session: Session, channel: str | None = None) -> int:
    """All rejections so far, of one channel or of all."""
    query = select(func.coalesce(func.sum(Rejection.count), 0))
    return int(session.scalar(query if channel is None else query.where(Rejection.channel == channel)) or 0)
