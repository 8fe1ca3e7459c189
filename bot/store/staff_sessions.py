"""Queries on the sessions of staff, and on failed tries to sign in."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, or_, select, update
from sqlalchemy.orm import Session

from bot.database.models import Conversation, SignInAttempt, Staff, StaffSession
from bot.database.states import State

IDLE = timedelta(hours=2)
"""A session that no person used for this long is over."""


def get_with_person(session: Session, token_hash: str) -> tuple[StaffSession, Staff] | None:
    """A session and its person."""
    query = select(StaffSession, Staff).join(Staff, Staff.id == StaffSession.staff_id)
    row = session.execute(query.where(StaffSession.token_hash == token_hash)).one_or_none()
    return (row[0], row[1]) if row is not None else None


def set_seen(session: Session, token_hash: str, at: datetime) -> None:
    """The session was used."""
    session.execute(update(StaffSession).where(StaffSession.token_hash == token_hash).values(seen_at=at))


def delete_one(session: Session, token_hash: str) -> None:
    """Forget one session."""
    session.execute(delete(StaffSession).where(StaffSession.token_hash == token_hash))


def delete_of_person(session: Session, staff_id: int) -> None:
    """Forget every session of a person."""
    session.execute(delete(StaffSession).where(StaffSession.staff_id == staff_id))


def delete_expired(session: Session, now: datetime) -> None:
    """Forget sessions that are over."""
    session.execute(delete(StaffSession).where(or_(StaffSession.expires_at <= now, StaffSession.seen_at <= now - IDLE)))


def count_live(session: Session, staff_id: int, now: datetime) -> int:
    """How many browsers a person is signed in with."""
    query = select(func.count()).select_from(StaffSession).where(StaffSession.staff_id == staff_id, *_live(now))
    return session.scalar(query) or 0


def set_connected(session: Session, token_hash: str, at: datetime, *, before: datetime) -> None:
    """A page of this session is open; written down unless that was done after `before`."""
    stale = or_(StaffSession.connected_at.is_(None), StaffSession.connected_at < before)
    session.execute(update(StaffSession).where(StaffSession.token_hash == token_hash, stale).values(connected_at=at))


def list_absent_holders(session: Session, now: datetime, since: datetime) -> list[int]:
    """Officers who have conversations and no browser that is there: signed in, and not closed since before `since`."""
    never_followed, open_page = StaffSession.connected_at.is_(None), StaffSession.connected_at > since
    there = or_(never_followed, open_page, StaffSession.seen_at > since)
    present = select(StaffSession.staff_id).where(*_live(now), there)
    query = select(Conversation.officer_id).where(
        Conversation.state == State.OFFICER, Conversation.officer_id.not_in(present)
    )
    return sorted({staff_id for staff_id in session.scalars(query) if staff_id is not None})


def list_attempts(session: Session, source: str, since: datetime) -> list[SignInAttempt]:
    """Failed tries from one address."""
    query = select(SignInAttempt).where(SignInAttempt.source == source, SignInAttempt.at > since)
    return list(session.scalars(query.order_by(SignInAttempt.at)))


def count_attempts_at(session: Session, email: str, since: datetime) -> int:
    """Failed tries at one account, from anywhere."""
    query = select(func.count()).where(SignInAttempt.email == email, SignInAttempt.at > since)
    return session.scalar(query) or 0


def delete_attempts(session: Session, email: str, source: str) -> None:
    """The right password was given: its failed tries from there count no more."""
    session.execute(delete(SignInAttempt).where(SignInAttempt.email == email, SignInAttempt.source == source))


def delete_old_attempts(session: Session, before: datetime) -> None:
    """Forget old tries."""
    session.execute(delete(SignInAttempt).where(SignInAttempt.at <= before))


def _live(now: datetime) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return StaffSession.expires_at > now, StaffSession.seen_at > now - IDLE
