"""What is written before and after a request is posted. It is posted once: if it may have arrived we only look for it,
and only an officer who knows that sends it again."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from sqlalchemy.orm import Session

from bot.casework.arguments import Outgoing
from bot.casework.filing import service_code
from bot.casework.georeport import Accepted
from bot.context import Context
from bot.database.group_commit import after_commit
from bot.database.models import ServiceRequest
from bot.database.states import RequestState
from bot.errors import (
    BackOfficeAway,
    BackOfficeError,
    BackOfficeRefused,
    BackOfficeUnclear,
    Conflict,
    NotFound,
    NotSendable,
)
from bot.live import DESK
from bot.store import service_requests, staff_accounts
from bot.workers import Backoff

BACKOFF = Backoff(first_seconds=5.0, longest_seconds=600.0, spread=0.25)
GIVE_UP_AFTER = timedelta(hours=24)
MOST_REFUSALS = 3
RETRY_REFUSED_AFTER = timedelta(minutes=5)
"""A 400 may mean that their database is down (the specification has no other status for it), so it gets more than one
try. It says that nothing was filed, so trying again is safe."""
SEARCH_AFTER = timedelta(minutes=1)
ASK_FOR_NUMBER_AFTER = timedelta(seconds=10)
ASK_FOR_STATUS_AFTER = timedelta(minutes=5)
GATEWAY_STOPPED = "The gateway stopped before the back office answered."
SENDABLE = (RequestState.OPEN, RequestState.FAILED, RequestState.UNKNOWN)

log = structlog.get_logger()


def take_next(session: Session, context: Context) -> Outgoing | None:
    """The next request to send, marked as being sent; one that no service takes any longer goes to its queue."""
    now = context.now()
    while rows := service_requests.lock_due(session, [RequestState.QUEUED], now, limit=1):
        row = rows[0]
        code = service_code(context.back_office, row)
        if code is None:
            settle(row, RequestState.OPEN, now, error="council.toml names no back office service for this any more.")
            continue
        row.service_code, row.attempts = code, row.attempts + 1
        settle(row, RequestState.SENDING, now)
        return Outgoing(row.id, reference=row.reference, kind=row.kind, code=code, fields=dict(row.fields))
    return None


def record(session: Session, request_id: int, outcome: Accepted | BackOfficeError, *, now: datetime) -> None:
    """Record the outcome of a request, unless that is no longer ours to do."""
    row = service_requests.lock(session, request_id)
    if row is None or row.state not in (RequestState.SENDING, RequestState.UNKNOWN):
        return
    if isinstance(outcome, Accepted):
        _accepted(row, outcome, now)
    elif isinstance(outcome, BackOfficeAway):
        _put_off(session, row, outcome, now=now)
    elif isinstance(outcome, BackOfficeRefused):
        _refused(row, outcome, now)
    elif isinstance(outcome, NotSendable):
        settle(row, RequestState.OPEN, now, error=str(outcome))
    else:
        settle(row, RequestState.UNKNOWN, now, error=str(outcome), due_at=now + SEARCH_AFTER)
    after_commit(session, log.info, "request.settled", request=row.id, state=row.state)


def settle(
    row: ServiceRequest, state: RequestState, now: datetime, *, error: str | None = None, due_at: datetime | None = None
) -> None:
    """Move the request on."""
    row.state, row.error, row.due_at, row.changed_at = state, error, due_at, now


def _accepted(row: ServiceRequest, accepted: Accepted, now: datetime) -> None:
    row.notice = accepted.notice or None
    if accepted.id:
        row.back_office_id = accepted.id
        settle(row, RequestState.ACKNOWLEDGED, now, due_at=now + ASK_FOR_STATUS_AFTER)
    elif accepted.token:
        row.token = accepted.token
        settle(row, RequestState.SENT, now, due_at=now + ASK_FOR_NUMBER_AFTER)
    else:
        settle(row, RequestState.SENT, now)


def _put_off(session: Session, row: ServiceRequest, error: BackOfficeAway, *, now: datetime) -> None:
    """The back office took nothing: try again later. What has waited for a day, this request or another, is for
    staff."""
    due_at = now + timedelta(seconds=BACKOFF.seconds(row.attempts, error.retry_after))
    settle(row, RequestState.QUEUED, now, error=str(error), due_at=due_at)
    session.flush()
    for late in service_requests.lock_queued_since(session, now - GIVE_UP_AFTER):
        settle(late, RequestState.FAILED, now, error=f"Given up after a day. {late.error or error}")


def _refused(row: ServiceRequest, error: BackOfficeRefused, now: datetime) -> None:
    if error.answered == 400 and error.listed and row.attempts < MOST_REFUSALS:
        settle(row, RequestState.QUEUED, now, error=str(error), due_at=now + RETRY_REFUSED_AFTER * row.attempts)
        return
    settle(row, RequestState.FAILED, now, error=str(error))


def settle_abandoned(session: Session, before: datetime, now: datetime) -> int:
    """Requests being sent by a process that is gone: the back office may have them. Returns how many there were."""
    rows = service_requests.lock_abandoned(session, before)
    for row in rows:
        record(session, row.id, BackOfficeUnclear(GATEWAY_STOPPED), now=now)
    return len(rows)


async def send_again(context: Context, request: int, officer: int) -> None:
    """An officer sends a request that is in a queue, has failed or may have arrived. Raises NotFound and Conflict."""
    now = context.now()

    def step(session: Session) -> None:
        row = service_requests.lock(session, request)
        if row is None:
            raise NotFound("There is no such service request.")
        if row.state not in SENDABLE:
            raise Conflict("This request is not waiting to be sent.")
        if service_code(context.back_office, row) is None:
            raise Conflict("No back office service takes this kind of request.")
        row.attempts, row.queued_at = 0, now
        settle(row, RequestState.QUEUED, now, due_at=now)
        staff_accounts.add_audit(session, officer, "request.send", target=row.reference, at=now)

    await context.database.write(step)
    context.live.wake(DESK)
