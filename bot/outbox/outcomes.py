"""What is recorded after a message was given to its connector."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy.orm import Session

from bot.database.models import OutboxRow
from bot.database.states import Status
from bot.outbox.receipts import settle
from bot.outbox.taking import Taken
from bot.store import outbox
from bot.workers import Backoff
from connectors.messages import DeliveryDelayed, DeliveryFailed, DeliveryUnknown

BACKOFF = Backoff(first_seconds=2.0, longest_seconds=900.0, spread=0.5)
GIVE_UP_AFTER = timedelta(hours=24)
GATEWAY_STOPPED = "The gateway stopped before the provider answered."


class NotSent(Protocol):
    """What to do when a message will never arrive, or the resident has opted out. Decided in `bot/ownership.py`."""

    def __call__(self, session: Session, row: OutboxRow, at: datetime, *, opted_out: bool) -> None: ...


def record(session: Session, taken: Taken, outcome: str | Exception, *, now: datetime, not_sent: NotSent) -> None:
    """Record the provider's reference, or what went wrong."""
    row = outbox.lock(session, taken.message.id)
    assert row is not None, "outbox rows are never deleted while sending"  # noqa: S101
    if isinstance(outcome, str):
        row.provider_reference = outcome
        settle(session, row, Status.SENT, at=now)
    elif isinstance(outcome, DeliveryDelayed):
        if _put_off(session, row, taken, error=outcome, now=now):
            not_sent(session, row, now, opted_out=False)
    elif isinstance(outcome, DeliveryUnknown):
        settle(session, row, Status.UNKNOWN, error=str(outcome), at=now)
    else:
        failed = settle(session, row, Status.FAILED, error=str(outcome), at=now)
        opted_out = isinstance(outcome, DeliveryFailed) and outcome.opted_out
        if failed or opted_out:
            not_sent(session, row, now, opted_out=opted_out)


def settle_abandoned(session: Session, before: datetime, now: datetime) -> int:
    """Rows still `sending` from a process that is gone: the provider may have them, so they are unknown. Returns how
    many there were."""
    rows = outbox.lock_abandoned(session, before)
    for row in rows:
        settle(session, row, Status.UNKNOWN, error=GATEWAY_STOPPED, at=now)
    return len(rows)


def _put_off(session: Session, row: OutboxRow, taken: Taken, *, error: DeliveryDelayed, now: datetime) -> bool:
    """The provider did not take it, whatever another gateway made of it in the meantime, unless a receipt says that it
    did or somebody else has taken it since. True when it has been delayed for so long that we give up."""
    ours = row.status in (Status.SENDING, Status.UNKNOWN) or (
        row.status == Status.QUEUED and row.taken_until == taken.until
    )
    if not ours:
        return False
    if now - row.created_at > GIVE_UP_AFTER:
        return settle(session, row, Status.FAILED, error=f"Given up after 24 hours: {error.reason}", at=now)
    row.status, row.error, row.changed_at, row.taken_until = Status.QUEUED, error.reason, now, None
    row.next_attempt_at = now + timedelta(seconds=BACKOFF.seconds(row.attempts, error.retry_after))
    return False
