"""What the council's own pages were asked, and whether they answered."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.database.models.base import Base


class PageAnswer(Base):
    """A message that the pages were searched for. `address` is the page that was quoted, as it was then, and null where
    none was; `question` is what alike messages have in common; `helpful` is what the resident said of it, if anything.
    It belongs to its conversation and is kept no longer."""

    __tablename__ = "page_answers"
    __table_args__ = (
        Index("page_answers_by_conversation", "conversation_id", "id"),
        Index("page_answers_by_found", "found", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    number: Mapped[int]
    found: Mapped[bool]
    address: Mapped[str | None]
    title: Mapped[str | None]
    asked: Mapped[str]
    question: Mapped[str] = mapped_column(String(200))
    confidence: Mapped[float | None]
    helpful: Mapped[bool | None]
    at: Mapped[datetime]
