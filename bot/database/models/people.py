"""Accounts of staff, their sessions, and what they did."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.database.models.base import Base


def first_name(name: str) -> str:
    """The part of an officer's name that residents see."""
    return name.split()[0] if name.split() else "An officer"


class Staff(Base):
    """A person at the desk. Roles: officer, supervisor, administrator."""

    __tablename__ = "staff"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(255), unique=True)
    name: Mapped[str]
    role: Mapped[str] = mapped_column(String(16))
    password_hash: Mapped[str | None]
    link_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    link_expires_at: Mapped[datetime | None]
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]

    @property
    def first_name(self) -> str:
        """What residents are told."""
        return first_name(self.name)


class StaffSession(Base):
    """A signed-in browser. The cookie's secret is kept only as a hash. A page of it that follows the desk was last
    connected at `connected_at`."""

    __tablename__ = "staff_sessions"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    csrf: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    connected_at: Mapped[datetime | None]
    expires_at: Mapped[datetime]


class SignInAttempt(Base):
    """A failed sign-in, for throttling: by account and source together (an address, or a browser that is known), and
    by account."""

    __tablename__ = "sign_in_attempts"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(255))
    source: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(index=True)


class StaffAudit(Base):
    """Who did what: sign-ins, claims, exports, changes. Append-only."""

    __tablename__ = "staff_audit"

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    action: Mapped[str] = mapped_column(String(64))
    target: Mapped[str]
    at: Mapped[datetime]
