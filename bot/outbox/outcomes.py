"""What is written after a message was given to its connector."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.database.models import OutboxRow
from bot.database.states import Status
from bot.outbox.receipts import settle
from bot.outbox.taking import Taken
from bot.store import outbox
from connectors.messages import DeliveryDelayed, DeliveryFailed, DeliveryUnknown

FIRST_BACKOFF_SECONDS = 2.0
LONGEST_BACKOFF_SECONDS = 900.0
LONGEST_RETRY_AFTER_SECONDS = 3600.0
GIVE_UP_AFTER = timedelta(hours=24)
STOPPED = "The gateway stopped before the provider answered."


NotSent = Callable[[Session, OutboxRow, datetime, bool], None]
"""What follows when a message will never arrive; True: the resident has opted out. Decided where ownership is."""


def record(session: Session, taken: Taken, outcome: str | Exception, *, now: datetime, not_sent: NotSent) -> None:
    """Write down the provider's reference, or what went wrong."""
    row = outbox.lock(session, taken.message.id)
    assert row is not None, "outbox rows are never deleted while sending"  # noqa: S101
    if isinstance(outcome, str):
        row.provider_reference = outcome
        settle(session, row, Status.SENT, None, now)
    elif isinstance(outcome, DeliveryDelayed):
        if _is_given_up(session, row, taken, outcome, now):
            not_sent(session, row, now, False)
    elif isinstance(outcome, DeliveryUnknown):
        settle(session, row, Status.UNKNOWN, str(outcome), now)
    else:
        failed = settle(session, row, Status.FAILED, str(outcome), now)
        opted_out = isinstance(outcome, DeliveryFailed) and outcome.opted_out
        if failed or opted_out:
            not_sent(session, row, now, opted_out)


def settle_abandoned(session: Session, before: datetime, now: datetime) -> int:
    """Rows still `sending` from a process that is gone: the provider may have them, so they are unknown. Returns how
    many there were."""
    rows = outbox.stranded(session, before)
    for row in rows:
        settle(session, row, Status.UNKNOWN, STOPPED, now)
    return len(rows)


def _is_given_up(session: Session, row: OutboxRow, taken: Taken, error: DeliveryDelayed, now: datetime) -> bool:
    """The provider did not take it, whatever another gateway thought of it meanwhile; unless a receipt says so, or
    somebody else has taken it since. It is put off, or given up at last."""
    ours = row.status in (Status.SENDING, Status.UNKNOWN) or (
        row.status == Status.QUEUED and row.taken_until == taken.until
    )
    if not ours:
        return False
    if now - row.created_at > GIVE_UP_AFTER:
        return settle(session, row, Status.FAILED, f"Given up after 24 hours: {error.reason}", now)
    row.status, row.error, row.changed_at, row.taken_until = Status.QUEUED, error.reason, now, None
    row.next_attempt_at = now + timedelta(seconds=_wait(row.attempts, error.retry_after))
    return False


def _wait(attempts: int, asked: float | None) -> float:
    """Seconds until the next try: what the provider asks for, up to an hour; else longer each time."""
    if asked is not None:
        return min(asked, LONGEST_RETRY_AFTER_SECONDS)
    backoff = min(LONGEST_BACKOFF_SECONDS, FIRST_BACKOFF_SECONDS * 2.0 ** min(attempts - 1, 20))
    return backoff * random.uniform(0.5, 1.5)  # noqa: S311
