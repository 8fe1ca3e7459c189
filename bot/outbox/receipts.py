"""What providers and pages report back about a sent message. Receipts never go backwards."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from bot.database.models import ClockRow, Conversation, OptOut, OutboxRow
from bot.database.states import Author, ClockCause, ClockStep, EventKind, Status
from bot.outbox.post import OPTED_OUT
from bot.response_log import Moment
from bot.response_log.clock import delivery_rows, end_one
from bot.store import conversations, events, outbox

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
    session: Session, outbox_id: str, status: Status, *, error: str | None, at: datetime
) -> tuple[OutboxRow, bool] | None:
    """Record how far a message has come; returns its row and whether it moved, None when there is no such message.

    `failed` is final for the resident unless the provider says later that it was delivered after all (it happens on
    several devices). Any receipt settles `unknown`.
    """
    row = outbox.lock(session, outbox_id)
    if row is None:
        return None
    return row, settle(session, row, status, error=error, at=at)


def settle(session: Session, row: OutboxRow, status: Status, *, at: datetime, error: str | None = None) -> bool:
    """Move the row forward, never back, and write the clock. True when it moved."""
    if not _is_onward(row.status, status):
        return False
    row.status, row.error, row.changed_at = status, error, at
    row.next_attempt_at = None
    _end_once(session, row, _causes(status), at=at)
    return True


def note_seen(session: Session, who: tuple[str, str, str], through: int, *, at: datetime) -> int:
    """A page of ours has shown a resident (channel, account, address) the messages up to
    `through`; returns how many of them were new to it."""
    rows = outbox.lock_unseen(session, who, through)
    for row in rows:
        settle(session, row, Status.DELIVERED, at=at)
    return len(rows)


def record_opt_out(session: Session, wish: OptOut) -> Conversation | None:
    """The resident wants no more messages: what is waiting is never sent, except the confirmation, and a note in the
    open conversation says so."""
    who = (wish.channel, wish.account, wish.address)
    conversation = conversations.lock_open(session, who)
    known = outbox.get_opt_out(session, who)
    if known is None:
        session.add(wish)
    for row in outbox.lock_queued_to(session, who):
        if row.number != wish.confirmation:
            settle(session, row, Status.FAILED, error=OPTED_OUT, at=wish.at)
    if conversation is not None and known is None:
        events.add(session, conversation, EventKind.NOTE, author=Author.SYSTEM, at=wish.at, text=OPTED_OUT)
    return conversation


def record_opt_in(session: Session, who: tuple[str, str, str], at: datetime) -> None:
    """The resident (channel, account, address) wants to hear from us again."""
    known = outbox.get_opt_out(session, who)
    if known is None:
        return
    conversation = conversations.lock_open(session, who)
    session.delete(known)
    if conversation is not None:
        events.add(
            session,
            conversation,
            EventKind.NOTE,
            author=Author.SYSTEM,
            at=at,
            text="The resident has opted in again.",
        )


def _is_onward(current: Status, status: Status) -> bool:
    if current is Status.FAILED:  # a late "sent" does not undo it: receipts come out of order
        return status in (Status.DELIVERED, Status.READ)
    if status is Status.FAILED:
        return current in (Status.QUEUED, Status.SENDING, Status.SENT, Status.UNKNOWN)
    if status is Status.UNKNOWN:
        return current in (Status.QUEUED, Status.SENDING)
    return RANK[status] > RANK[current]


def _causes(status: Status) -> tuple[ClockCause, ...]:
    if status is Status.SENT:
        return (ClockCause.ACCEPTED,)
    if status in (Status.DELIVERED, Status.READ):
        return (ClockCause.ACCEPTED, ClockCause.DELIVERED)
    return {Status.FAILED: (ClockCause.FAILED,), Status.UNKNOWN: (ClockCause.UNKNOWN,)}.get(status, ())


def _end_once(session: Session, row: OutboxRow, causes: Sequence[ClockCause], *, at: datetime) -> None:
    rows: list[ClockRow] = delivery_rows(session, row.conversation_id, row.id)
    began = next((r for r in rows if r.what == ClockStep.BEGAN), None)
    known = {r.cause for r in rows if r.what == ClockStep.ENDED}
    for cause in causes:
        if began is not None and cause.value not in known:
            end_one(session, began, cause, moment=Moment(at, Author.SYSTEM))
