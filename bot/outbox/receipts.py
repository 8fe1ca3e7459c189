"""What providers and pages report back about a sent message. Receipts never go backwards."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from bot.database.models import ClockRow, Conversation, OptOut, OutboxRow
from bot.database.states import ClockStep, Status
from bot.outbox.post import OPTED_OUT
from bot.response_log import Cause, Moment
from bot.response_log.clock import delivery_rows, end_one
from bot.store import conversations, outbox

RANK = {
    Status.QUEUED: 0,
    Status.SENDING: 1,
    Status.UNKNOWN: 2,
    Status.FAILED: 2,
    Status.SENT: 3,
    Status.DELIVERED: 4,
    Status.READ: 5,
}


def note_receipt(
    session: Session, outbox_id: str, status: Status, error: str | None, at: datetime
) -> tuple[OutboxRow, bool] | None:
    """Record how far a message has come; returns its row and whether it moved, None when there is no such message.

    `failed` is final for the resident unless the provider says later that it was delivered after all (it happens on
    several devices). `unknown` is settled by whatever comes.
    """
    row = outbox.lock(session, outbox_id)
    if row is None:
        return None
    return row, settle(session, row, status, error, at)


def settle(session: Session, row: OutboxRow, status: Status, error: str | None, at: datetime) -> bool:
    """Move the row on, if that is onward, and write the clock. True when it moved."""
    if not _is_onward(row.status, status):
        return False
    row.status, row.error, row.changed_at = status, error, at
    row.next_attempt_at = None
    _end_once(session, row, _causes(status), at)
    return True


def note_seen(session: Session, channel: str, account: str, address: str, through: int, at: datetime) -> int:
    """A page of ours has shown these messages; returns how many were new to it."""
    rows = outbox.lock_unseen(session, channel, account, address, through)
    for row in rows:
        settle(session, row, Status.DELIVERED, None, at)
    return len(rows)


def record_opt_out(
    session: Session,
    channel: str,
    account: str,
    address: str,
    word: str,
    at: datetime,
    *,
    confirmation: int | None = None,
) -> Conversation | None:
    """The resident wants nothing more: what waits to be sent never is, but for the message that confirms it, and
    the open conversation says so."""
    conversation = conversations.lock_open(session, channel, account, address)
    known = outbox.opted_out(session, channel, account, address)
    if known is None:
        session.add(
            OptOut(channel=channel, account=account, address=address, word=word[:64], at=at, confirmation=confirmation)
        )
    for row in outbox.queued_to(session, channel, account, address):
        if row.number == confirmation:
            continue
        settle(session, row, Status.FAILED, OPTED_OUT, at)
    if conversation is not None and known is None:
        conversations.add_event(session, conversation, "note", "system", at, OPTED_OUT)
    return conversation


def record_opt_in(session: Session, channel: str, account: str, address: str, at: datetime) -> Conversation | None:
    """The resident wants to hear from us again."""
    conversation = conversations.lock_open(session, channel, account, address)
    known = outbox.opted_out(session, channel, account, address)
    if known is not None:
        session.delete(known)
        if conversation is not None:
            conversations.add_event(session, conversation, "note", "system", at, "The resident has opted in again.")
    return conversation


def _is_onward(current: Status, status: Status) -> bool:
    if current is Status.FAILED:  # a late "sent" does not undo it: receipts come out of order
        return status in (Status.DELIVERED, Status.READ)
    if status is Status.FAILED:
        return current in (Status.QUEUED, Status.SENDING, Status.SENT, Status.UNKNOWN)
    if status is Status.UNKNOWN:
        return current in (Status.QUEUED, Status.SENDING)
    return RANK[status] > RANK[current]


def _causes(status: Status) -> tuple[Cause, ...]:
    if status is Status.SENT:
        return (Cause.ACCEPTED,)
    if status in (Status.DELIVERED, Status.READ):
        return (Cause.ACCEPTED, Cause.DELIVERED)
    return {Status.FAILED: (Cause.FAILED,), Status.UNKNOWN: (Cause.UNKNOWN,)}.get(status, ())


def _end_once(session: Session, row: OutboxRow, causes: Sequence[Cause], at: datetime) -> None:
    rows: list[ClockRow] = delivery_rows(session, row.conversation_id, row.id)
    began = next((r for r in rows if r.what == ClockStep.BEGAN), None)
    known = {r.cause for r in rows if r.what == ClockStep.ENDED}
    for cause in causes:
        if began is not None and cause.value not in known:
            end_one(session, began, cause, Moment(at, "system"))
