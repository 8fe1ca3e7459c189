"""Reports of residents for the back office."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.database.models.base import Base, Words, partly
from bot.database.states import RequestState


class ServiceRequest(Base):
    """A report of a resident. It waits to be sent since `queued_at`; the worker looks at it again at `due_at`. The back
    office has it under `back_office_id`; `told_closed` and `notes` are what it said last."""

    __tablename__ = "service_requests"
    __table_args__ = (
        Index("service_requests_by_state", "state", "due_at"),
        Index("service_requests_by_change", "changed_at"),
        partly(
            "service_requests_under_way",
            "changed_at",
            where="state NOT IN ('open', 'failed', 'unknown', 'done', 'closed')",
        ),
        partly("service_requests_done", "done_at", where="done_at IS NOT NULL"),
        partly("service_requests_done_in_queue", "queue", "done_at", where="done_at IS NOT NULL"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(16), unique=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"), index=True)
    kind: Mapped[str] = mapped_column(String(64))
    topic: Mapped[str] = mapped_column(String(64))
    intent: Mapped[str] = mapped_column(String(64))
    lgsl: Mapped[str] = mapped_column(String(64))
    queue: Mapped[str] = mapped_column(String(64))
    state: Mapped[RequestState] = mapped_column(Words(RequestState, 16))
    fields: Mapped[dict[str, Any]]
    at: Mapped[datetime]
    changed_at: Mapped[datetime | None]
    queued_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    service_code: Mapped[str | None] = mapped_column(String(255))
    token: Mapped[str | None] = mapped_column(String(255))
    back_office_id: Mapped[str | None] = mapped_column(String(255))
    error: Mapped[str | None]
    notice: Mapped[str | None]
    told_closed: Mapped[bool | None]
    notes: Mapped[str | None]
    told_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    done_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
