"""Queries on errands: what conversations were about, whether the assistant has a form for it or not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, case, distinct, func, or_, select, update
from sqlalchemy.orm import Session

from bot.database.models import Errand, ServiceRequest
from bot.store.appending import append
from language.taxonomy import Intent

LATEST = select(Errand).where(Errand.conversation_id == bindparam("conversation")).order_by(Errand.id.desc()).limit(1)


class Asked(NamedTuple):
    """How many conversations of a period asked for one service, and of these how many went to a person, were told of
    another council, or either."""

    intent: str
    topic: str
    lgsl: str
    conversations: int
    handed_over: int
    elsewhere: int
    either: int


class Filed(NamedTuple):
    """How many service requests of a period were made for one service."""

    intent: str
    topic: str
    lgsl: str
    requests: int


def add(session: Session, conversation: int, number: int, *, intent: Intent, elsewhere: bool, at: datetime) -> None:
    """Message `number` of the conversation asked for this. The codes are kept as they are now."""
    row = Errand(
        conversation_id=conversation,
        number=number,
        topic=intent.topic,
        intent=intent.name,
        lgsl=intent.lgsl,
        elsewhere=elsewhere,
        at=at,
    )
    append(session, row)


def get_latest(session: Session, conversation: int) -> Errand | None:
    """What the conversation is about."""
    return session.scalars(LATEST, {"conversation": conversation}).one_or_none()


def list_latest_intents(session: Session, conversations: Sequence[int]) -> dict[int, str]:
    """The intent that each of these conversations asked for last."""
    asked = select(func.max(Errand.id)).where(Errand.conversation_id.in_(conversations))
    newest = session.scalars(asked.group_by(Errand.conversation_id)).all()
    rows = session.scalars(select(Errand).where(Errand.id.in_(newest)))
    return {row.conversation_id: row.intent for row in rows}


def set_handed_over(session: Session, conversation: int, at: datetime) -> None:
    """The conversation goes to a person: its latest errand, if any, was not the assistant's alone."""
    newest = select(func.max(Errand.id)).where(Errand.conversation_id == conversation).scalar_subquery()
    session.execute(
        update(Errand)
        .where(Errand.id == newest, Errand.handed_over_at.is_(None))
        .values(handed_over_at=at)
        .execution_options(synchronize_session=False)
    )


def list_asked(session: Session, start: datetime, end: datetime) -> list[Asked]:
    """Every service that was asked for in [start, end)."""
    to_a_person, elsewhere = Errand.handed_over_at.is_not(None), Errand.elsewhere.is_(True)
    query = (
        select(
            Errand.intent,
            Errand.topic,
            Errand.lgsl,
            func.count(distinct(Errand.conversation_id)),
            *(
                func.count(distinct(case((which, Errand.conversation_id))))
                for which in (to_a_person, elsewhere, or_(to_a_person, elsewhere))
            ),
        )
        .where(Errand.at >= start, Errand.at < end)
        .group_by(Errand.intent, Errand.topic, Errand.lgsl)
    )
    return [Asked._make(row) for row in session.execute(query)]


def list_filed(session: Session, start: datetime, end: datetime) -> list[Filed]:
    """Every service for which a request was made in [start, end)."""
    columns = (ServiceRequest.intent, ServiceRequest.topic, ServiceRequest.lgsl)
    query = (
        select(*columns, func.count(ServiceRequest.id))
        .where(ServiceRequest.at >= start, ServiceRequest.at < end)
        .group_by(*columns)
    )
    return [Filed._make(row) for row in session.execute(query)]
