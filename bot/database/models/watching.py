"""What the gateway notes about itself: refused requests, and whether a row can be written."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from bot.database.models.base import Base


class Readiness(Base):
    """A row that is written and taken back at once: whether the database takes anything."""

    __tablename__ = "readiness"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    at: Mapped[datetime]


class Rejection(Base):
    """Requests that failed their check, counted by channel, reason and hour."""

    __tablename__ = "rejections"

    channel: Mapped[str] = mapped_column(String(32), primary_key=True)
    reason: Mapped[str] = mapped_column(String(64), primary_key=True)
    hour: Mapped[datetime] = mapped_column(primary_key=True)
    count: Mapped[int] = mapped_column(default=0)
