"""Queries on service requests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import BindParameter, ColumnElement, Select, and_, bindparam, func, or_, select, update
from sqlalchemy.orm import Session

from bot.database.models import Conversation, ServiceRequest
from bot.database.states import RequestState

TO_DO = (RequestState.OPEN, RequestState.FAILED, RequestState.UNKNOWN)
"""For staff: nothing else happens to these by itself, except that an unknown one may yet be found."""
UNDER_WAY = (RequestState.QUEUED, RequestState.SENDING, RequestState.SENT, RequestState.ACKNOWLEDGED)
DONE = (RequestState.DONE, RequestState.CLOSED)
LOOKED_AT = (
    RequestState.QUEUED,
    RequestState.SENT,
    RequestState.UNKNOWN,
    RequestState.ACKNOWLEDGED,
    RequestState.CLOSED,
)
"""What the worker still looks at: a closed one may be opened again by the back office."""


def get_by_reference(session: Session, reference: str) -> ServiceRequest | None:
    """The request with this reference."""
    return session.scalars(select(ServiceRequest).where(ServiceRequest.reference == reference)).one_or_none()


def get_latest_of_resident(session: Session, conversation_id: int) -> ServiceRequest | None:
    """The newest request from the address that has this conversation, in this or an earlier one."""
    this = session.get(Conversation, conversation_id)
    if this is None:
        return None
    query = select(ServiceRequest).join(Conversation, Conversation.id == ServiceRequest.conversation_id)
    same = and_(
        Conversation.channel == this.channel,
        Conversation.account == this.account,
        Conversation.address == this.address,
    )
    return session.scalars(query.where(same).order_by(ServiceRequest.id.desc()).limit(1)).one_or_none()


def list_to_do(session: Session, queue: str | None = None) -> list[ServiceRequest]:
    """Requests that staff have to deal with, the oldest first."""
    return list(session.scalars(_in(TO_DO, queue).order_by(ServiceRequest.at)))


def list_under_way(session: Session, queue: str | None, limit: int) -> list[ServiceRequest]:
    """Requests on their way to the back office or with it, what changed last first."""
    others: BindParameter[str] = bindparam("others", (*TO_DO, *DONE), expanding=True, literal_execute=True)
    query = select(ServiceRequest).where(ServiceRequest.state.not_in(others))  # as their index says it
    query = query if queue is None else query.where(ServiceRequest.queue == queue)
    return list(session.scalars(query.order_by(ServiceRequest.changed_at.desc()).limit(limit)))


def list_done(session: Session, queue: str | None, limit: int) -> list[ServiceRequest]:
    """Requests dealt with by staff or closed by the back office, the newest first."""
    over = (ServiceRequest.done_at.is_not(None), ServiceRequest.state.concat("").in_(DONE))
    query = select(ServiceRequest).where(*over)  # not by the index of states: they would all be sorted
    query = query if queue is None else query.where(ServiceRequest.queue == queue)
    return list(session.scalars(query.order_by(ServiceRequest.done_at.desc()).limit(limit)))


def count_to_do_by_queue(session: Session) -> dict[str, int]:
    """How many requests staff have to deal with, by queue."""
    query = select(ServiceRequest.queue, func.count()).where(ServiceRequest.state.in_(TO_DO))
    return {queue: total for queue, total in session.execute(query.group_by(ServiceRequest.queue))}  # noqa: C416


def list_of_conversation(session: Session, conversation_id: int) -> list[ServiceRequest]:
    """What one conversation led to."""
    query = select(ServiceRequest).where(ServiceRequest.conversation_id == conversation_id)
    return list(session.scalars(query.order_by(ServiceRequest.id)))


def get_mark(session: Session, conversation_id: int | None = None) -> str:
    """Changes whenever a request does; of one conversation or of all."""
    query = select(func.max(ServiceRequest.changed_at))
    to_do = select(func.count()).select_from(ServiceRequest).where(ServiceRequest.state.in_(TO_DO))
    if conversation_id is not None:
        query = query.where(ServiceRequest.conversation_id == conversation_id)
        to_do = to_do.where(ServiceRequest.conversation_id == conversation_id)
    changed = session.scalar(query)
    return f"{session.scalar(to_do) or 0}-{changed.timestamp() if changed else 0}"


def lock(session: Session, request_id: int) -> ServiceRequest | None:
    """One request, locked."""
    query = select(ServiceRequest).where(ServiceRequest.id == request_id).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def has_due(session: Session, now: datetime) -> bool:
    """Whether the worker has anything to do."""
    query = select(ServiceRequest.id).where(or_(*(_due(state, now) for state in LOOKED_AT)))
    return session.scalars(query.limit(1)).first() is not None


def lock_due(session: Session, states: Sequence[RequestState], now: datetime, *, limit: int) -> list[ServiceRequest]:
    """Requests in these states whose time has come, the oldest first, locked."""
    query = (
        select(ServiceRequest)
        .where(or_(*(_due(state, now) for state in states)))
        .order_by(ServiceRequest.due_at, ServiceRequest.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return list(session.scalars(query))


def lock_abandoned(session: Session, before: datetime) -> list[ServiceRequest]:
    """Requests still `sending` since before this moment: their gateway died with the answer outstanding."""
    query = select(ServiceRequest).where(
        ServiceRequest.state == RequestState.SENDING, ServiceRequest.changed_at < before
    )
    return list(session.scalars(query.with_for_update(skip_locked=True)))


def lock_queued_since(session: Session, before: datetime) -> list[ServiceRequest]:
    """Requests that have waited to be sent since before this moment, locked."""
    query = select(ServiceRequest).where(ServiceRequest.state == RequestState.QUEUED, ServiceRequest.queued_at < before)
    return list(session.scalars(query.with_for_update(skip_locked=True)))


def give_to_staff(session: Session, reason: str, now: datetime) -> int:
    """What waits to be sent goes to its queue; returns how many."""
    queued = update(ServiceRequest).where(ServiceRequest.state == RequestState.QUEUED)
    given = queued.values(state=RequestState.OPEN, error=reason, changed_at=now, due_at=None)
    return len(session.scalars(given.returning(ServiceRequest.id)).all())


def _in(states: Sequence[RequestState], queue: str | None) -> Select[ServiceRequest]:
    query = select(ServiceRequest).where(ServiceRequest.state.in_(states))
    return query if queue is None else query.where(ServiceRequest.queue == queue)


def _due(state: RequestState, now: datetime) -> ColumnElement[bool]:
    return and_(ServiceRequest.state == state, ServiceRequest.due_at <= now)
