"""Answers whose words an administrator has changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.database.models.base import Base


class AnswerEdit(Base):
    """One version of an answer's words, as an administrator saved it. Append-only; the highest version counts.

    `wordings` holds what differs from domain/*.yml, by channel ("" for the general wording): words, or null where the
    channel's own wording was dropped; empty when the answer is as it came. `shipped` is how it came, then.
    """

    __tablename__ = "answer_edits"
    __table_args__ = (UniqueConstraint("key", "version", name="answer_edits_once"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(128))
    version: Mapped[int]
    wordings: Mapped[dict[str, Any]]
    shipped: Mapped[dict[str, Any]]
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime]
