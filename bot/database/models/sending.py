"""What is sent, who has opted out, and how many texts went out on each day."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.database.models.base import Base, Words, partly
from bot.database.states import Status


class OutboxRow(Base):
    """One provider message. A worker takes a queued one until `taken_until`; it is `sending` only from the moment
    before the provider is asked."""

    __tablename__ = "outbox"
    __table_args__ = (
        partly("outbox_queued", "created_at", where="status = 'queued'"),
        partly("outbox_queued_to", "channel", "account", "address", where="status = 'queued'"),
        partly("outbox_sending", "changed_at", where="status = 'sending'"),
        Index("outbox_by_conversation", "conversation_id", "number", "part"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"))
    number: Mapped[int]
    part: Mapped[int]
    channel: Mapped[str] = mapped_column(String(32))
    account: Mapped[str] = mapped_column(String(255))
    address: Mapped[str] = mapped_column(String(255))
    text: Mapped[str]
    choices: Mapped[list[Any]]
    status: Mapped[Status] = mapped_column(Words(Status, 16))
    attempts: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[datetime | None]
    taken_until: Mapped[datetime | None]
    provider_reference: Mapped[str | None]
    error: Mapped[str | None]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class OptOut(Base):
    """An address that has opted out on this account of ours. Only the message with the number `confirmation`, which
    says so, may still be sent."""

    __tablename__ = "opt_outs"

    channel: Mapped[str] = mapped_column(String(32), primary_key=True)
    account: Mapped[str] = mapped_column(String(255), primary_key=True)
    address: Mapped[str] = mapped_column(String(255), primary_key=True)
    word: Mapped[str] = mapped_column(String(64))
    confirmation: Mapped[int | None]
    at: Mapped[datetime]


class TextsOfDay(Base):
    """How many texts were queued on an account of a channel that costs, on one of the council's days (2026-11-27)."""

    __tablename__ = "texts_of_day"

    channel: Mapped[str] = mapped_column(String(32), primary_key=True)
    account: Mapped[str] = mapped_column(String(255), primary_key=True)
    day: Mapped[str] = mapped_column(String(10), primary_key=True)
    number: Mapped[int]
