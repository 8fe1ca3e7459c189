"""Queries on staff, their sessions, sign-in tries and the audit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, or_, select, update
from sqlalchemy.orm import Session

from bot.database.models import Conversation, SignInAttempt, Staff, StaffAudit, StaffSession
from bot.database.states import State

IDLE = timedelta(hours=2)
"""A session that no person used for this long is over."""


def get(session: Session, staff_id: int) -> Staff:
    """One person. Raises NoResultFound."""
    return session.get_one(Staff, staff_id)


def find(session: Session, staff_id: int) -> Staff | None:
    """One person, if there is such a one."""
    return session.get(Staff, staff_id)


def lock(session: Session, ids: Sequence[int]) -> list[Staff]:
    """Several people, locked in one order, so that two who change each other wait and do not stand in each other's
    way."""
    query = select(Staff).where(Staff.id.in_(ids)).order_by(Staff.id).with_for_update()
    return list(session.scalars(query.execution_options(populate_existing=True)))


def by_email(session: Session, email: str) -> Staff | None:
    """The person with this address, in any case of letters."""
    return session.scalars(select(Staff).where(Staff.email == email.casefold())).one_or_none()


def by_link(session: Session, link_hash: str) -> Staff | None:
    """Whose one-time link this is."""
    return session.scalars(select(Staff).where(Staff.link_hash == link_hash).with_for_update()).one_or_none()


def everybody(session: Session) -> list[Staff]:
    """All staff: active ones first, then by name."""
    return list(session.scalars(select(Staff).order_by(Staff.active.desc(), Staff.name, Staff.id)))


def names(session: Session) -> dict[int, str]:
    """Everybody's name by id."""
    return {row.id: row.name for row in session.execute(select(Staff.id, Staff.name))}


def anybody_can_sign_in(session: Session) -> bool:
    """Whether anyone has set a password."""
    query = select(Staff.id).where(Staff.password_hash.is_not(None), Staff.active.is_(True)).limit(1)
    return session.scalars(query).one_or_none() is not None


def session_of(session: Session, token_hash: str) -> tuple[StaffSession, Staff] | None:
    """A session and its person."""
    query = select(StaffSession, Staff).join(Staff, Staff.id == StaffSession.staff_id)
    row = session.execute(query.where(StaffSession.token_hash == token_hash)).one_or_none()
    return (row[0], row[1]) if row is not None else None


def touch(session: Session, token_hash: str, at: datetime) -> None:
    """The session was used."""
    session.execute(update(StaffSession).where(StaffSession.token_hash == token_hash).values(seen_at=at))


def end_session(session: Session, token_hash: str) -> None:
    """Forget one session."""
    session.execute(delete(StaffSession).where(StaffSession.token_hash == token_hash))


def end_sessions(session: Session, staff_id: int) -> None:
    """Forget every session of a person."""
    session.execute(delete(StaffSession).where(StaffSession.staff_id == staff_id))


def forget_sessions(session: Session, now: datetime) -> None:
    """Forget sessions that are over."""
    session.execute(delete(StaffSession).where(or_(StaffSession.expires_at <= now, StaffSession.seen_at <= now - IDLE)))


def live_sessions(session: Session, staff_id: int, now: datetime) -> int:
    """How many browsers a person is signed in with."""
    query = select(func.count()).select_from(StaffSession).where(StaffSession.staff_id == staff_id, *_live(now))
    return session.scalar(query) or 0


def connected(session: Session, token_hash: str, at: datetime, before: datetime) -> None:
    """A page of this session is open; written down unless that was done after `before`."""
    stale = or_(StaffSession.connected_at.is_(None), StaffSession.connected_at < before)
    session.execute(update(StaffSession).where(StaffSession.token_hash == token_hash, stale).values(connected_at=at))


def holders_away(session: Session, now: datetime, since: datetime) -> list[int]:
    """Who has conversations and no browser that is there: signed in, and not closed since before `since`."""
    never_followed, open_page = StaffSession.connected_at.is_(None), StaffSession.connected_at > since
    there = or_(never_followed, open_page, StaffSession.seen_at > since)
    present = select(StaffSession.staff_id).where(*_live(now), there)
    query = select(Conversation.officer_id).where(
        Conversation.state == State.OFFICER, Conversation.officer_id.not_in(present)
    )
    return sorted({staff_id for staff_id in session.scalars(query) if staff_id is not None})


def _live(now: datetime) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return StaffSession.expires_at > now, StaffSession.seen_at > now - IDLE


def held(session: Session) -> dict[int, int]:
    """How many conversations each person has now."""
    query = select(Conversation.officer_id, func.count()).where(Conversation.state == State.OFFICER)
    rows = session.execute(query.group_by(Conversation.officer_id))
    return {staff_id: count for staff_id, count in rows if staff_id is not None}


def owned(session: Session, staff_id: int) -> list[Conversation]:
    """The conversations that a person has now, locked."""
    query = select(Conversation).where(Conversation.officer_id == staff_id, Conversation.state == State.OFFICER)
    return list(session.scalars(query.order_by(Conversation.id).with_for_update()))


def one_at_a_time(session: Session, subject: str) -> None:
    """Steps about one subject (tries from one address, what a first start adds) wait for each other until commit; on
    SQLite there is only one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(func.hashtext(subject))))


def attempts(session: Session, source: str, since: datetime) -> list[SignInAttempt]:
    """Failed tries from one address."""
    query = select(SignInAttempt).where(SignInAttempt.source == source, SignInAttempt.at > since)
    return list(session.scalars(query.order_by(SignInAttempt.at)))


def count_attempts_at(session: Session, email: str, since: datetime) -> int:
    """Failed tries at one account, from anywhere."""
    query = select(func.count()).where(SignInAttempt.email == email, SignInAttempt.at > since)
    return session.scalar(query) or 0


def clear_attempts(session: Session, email: str, source: str) -> None:
    """The right password was given: its failed tries from there count no more."""
    session.execute(delete(SignInAttempt).where(SignInAttempt.email == email, SignInAttempt.source == source))


def forget_attempts(session: Session, before: datetime) -> None:
    """Forget old tries."""
    session.execute(delete(SignInAttempt).where(SignInAttempt.at <= before))


def audit(session: Session, staff_id: int | None, action: str, target: str, at: datetime) -> None:
    """Write down who did what."""
    session.add(StaffAudit(staff_id=staff_id, action=action, target=target, at=at))
