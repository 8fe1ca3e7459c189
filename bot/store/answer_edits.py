"""Queries on administrators' wordings of answers: versions that are only ever added."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.database.models import AnswerEdit, Staff


def get_mark(session: Session) -> tuple[int, int]:
    """Changes with every version that is saved. Ids alone would not do: a later one can be committed first."""
    count, newest = session.execute(select(func.count(AnswerEdit.id), func.max(AnswerEdit.id))).one()
    return count, newest or 0


def list_latest(session: Session) -> list[AnswerEdit]:
    """The version that counts of every answer that was ever edited."""
    tops = select(AnswerEdit.key, func.max(AnswerEdit.version).label("top")).group_by(AnswerEdit.key).subquery()
    same = (AnswerEdit.key == tops.c.key) & (AnswerEdit.version == tops.c.top)
    return list(session.scalars(select(AnswerEdit).join(tops, same).order_by(AnswerEdit.key)))


def list_versions(session: Session, key: str) -> list[tuple[AnswerEdit, str]]:
    """An answer's versions with who saved them, the newest first."""
    query = select(AnswerEdit, Staff.name).join(Staff, Staff.id == AnswerEdit.staff_id)
    rows = session.execute(query.where(AnswerEdit.key == key).order_by(AnswerEdit.version.desc()))
    return [(row[0], row[1]) for row in rows]


def get_newest(session: Session, key: str) -> AnswerEdit | None:
    """An answer's version that counts; None for one that nobody has edited."""
    query = select(AnswerEdit).where(AnswerEdit.key == key).order_by(AnswerEdit.version.desc()).limit(1)
    return session.scalars(query).one_or_none()
