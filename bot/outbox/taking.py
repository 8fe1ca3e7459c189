"""Which rows are taken to be sent, and the moment in which a taken row goes out. A taken row is still `queued`, leased
for as long as sending may take; `sending` means that the provider was asked, or was about to be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.context import Context
from bot.database.states import Status
from bot.outbox.post import OPTED_OUT
from bot.outbox.receipts import settle
from bot.store import outbox
from connectors.messages import Choice, Outbound

LEASE = timedelta(seconds=40)
"""Longer than a send may take (SEND_SECONDS), so that it does not end while a gateway is still sending."""


@dataclass(frozen=True)
class Taken:
    """A row to be sent. It is ours until `until`: a lease that was taken later ends later, so `until` also says whose
    it is."""

    message: Outbound
    channel: str
    until: datetime


def take_due(session: Session, context: Context, room: int) -> list[Taken]:
    """The rows that are due, leased; an opted-out resident's rows end here, except the confirmation."""
    now = context.now()
    until, taken = now + LEASE, []
    for row in outbox.lock_due(session, now, room):
        stopped = outbox.get_opt_out(session, (row.channel, row.account, row.address))
        if stopped is not None and row.number != stopped.confirmation:
            settle(session, row, Status.FAILED, error=OPTED_OUT, at=now)
            continue
        row.taken_until, row.attempts = until, row.attempts + 1
        choices = tuple(Choice(choice_id, title) for choice_id, title in row.choices)
        message = Outbound(row.id, row.account, row.address, text=row.text, choices=choices)
        taken.append(Taken(message, row.channel, until))
    return taken


def mark_sending(session: Session, taken: Taken, now: datetime) -> bool:
    """The provider is asked now. False when the row is no longer ours to send: the resident has opted out in the
    meantime, or the lease has ended."""
    return outbox.set_sending(session, taken.message.id, taken.until, now=now)
