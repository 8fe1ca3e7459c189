"""A lock by name, for steps that no row stands for."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session


def one_at_a_time(session: Session, subject: str) -> None:
    """Steps about one subject (tries from one address, what a first start adds) wait for each other until commit; on
    SQLite there is only one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(func.hashtext(subject))))
