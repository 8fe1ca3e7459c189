"""Queries on staff, their sessions, sign-in tries and the audit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.database.models import Conversation, Staff, StaffAudit
from bot.database.states import State


def get_one(session: Session, staff_id: int) -> Staff:
    """One person. Raises NoResultFound."""
    return session.get_one(Staff, staff_id)


def get(session: Session, staff_id: int) -> Staff | None:
    """One person, if there is such a one."""
    return session.get(Staff, staff_id)


def lock_several(session: Session, ids: Sequence[int]) -> list[Staff]:
    """Several people, locked in one order, so that two who change each other wait and do not deadlock."""
    query = select(Staff).where(Staff.id.in_(ids)).order_by(Staff.id).with_for_update()
    return list(session.scalars(query.execution_options(populate_existing=True)))


def get_by_email(session: Session, email: str) -> Staff | None:
    """The person with this address, in any case of letters."""
    return session.scalars(select(Staff).where(Staff.email == email.casefold())).one_or_none()


def lock_by_link(session: Session, link_hash: str) -> Staff | None:
    """Whose one-time link this is."""
    return session.scalars(select(Staff).where(Staff.link_hash == link_hash).with_for_update()).one_or_none()


def list_all(session: Session) -> list[Staff]:
    """All staff: active ones first, then by name."""
    return list(session.scalars(select(Staff).order_by(Staff.active.desc(), Staff.name, Staff.id)))


def list_names(session: Session) -> dict[int, str]:
    """Everybody's name by id."""
    return {row.id: row.name for row in session.execute(select(Staff.id, Staff.name))}


def has_password_holder(session: Session) -> bool:
    """Whether anyone has set a password."""
    query = select(Staff.id).where(Staff.password_hash.is_not(None), Staff.active.is_(True)).limit(1)
    return session.scalars(query).one_or_none() is not None


def count_held(session: Session) -> dict[int, int]:
    """How many conversations each person has now."""
    query = select(Conversation.officer_id, func.count()).where(Conversation.state == State.OFFICER)
    rows = session.execute(query.group_by(Conversation.officer_id))
    return {staff_id: count for staff_id, count in rows if staff_id is not None}


def lock_held(session: Session, staff_id: int) -> list[Conversation]:
    """The conversations that a person has now, locked."""
    query = select(Conversation).where(Conversation.officer_id == staff_id, Conversation.state == State.OFFICER)
    return list(session.scalars(query.order_by(Conversation.id).with_for_update()))


def add_audit(session: Session, staff_id: int | None, action: str, *, target: str, at: datetime) -> None:
    """Record who did what."""
    session.add(StaffAudit(staff_id=staff_id, action=action, target=target, at=at))
