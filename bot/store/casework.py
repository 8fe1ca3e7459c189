"""Queries on service requests."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.models import ServiceRequest


def by_reference(session: Session, reference: str) -> ServiceRequest | None:
    """The request with this reference."""
    return session.scalars(select(ServiceRequest).where(ServiceRequest.reference == reference)).one_or_none()


def open_requests(session: Session, queue: str | None = None) -> list[ServiceRequest]:
    """Requests not dealt with yet, the oldest first."""
    query = select(ServiceRequest).where(ServiceRequest.state == "open")
    if queue is not None:
        query = query.where(ServiceRequest.queue == queue)
    return list(session.scalars(query.order_by(ServiceRequest.at)))


def open_by_queue(session: Session) -> dict[str, int]:
    """How many open requests each queue has."""
    query = select(ServiceRequest.queue, func.count()).where(ServiceRequest.state == "open")
    return {queue: total for queue, total in session.execute(query.group_by(ServiceRequest.queue))}  # noqa: C416


def of_conversation(session: Session, conversation_id: int) -> list[ServiceRequest]:
    """What one conversation led to."""
    query = select(ServiceRequest).where(ServiceRequest.conversation_id == conversation_id)
    return list(session.scalars(query.order_by(ServiceRequest.id)))
