"""The worker that sends what the outbox holds, in order within a conversation, and waits as providers ask."""

from __future__ import annotations

import asyncio
import random
from datetime import datetime, timedelta

import structlog
from sqlalchemy.orm import Session

from bot.context import Context
from bot.live import DESK, OUTBOX, conversation_topic
from bot.models import OutboxRow
from bot.outbox.receipts import record_opt_out, settle
from bot.store import outbox
from connectors.messages import (
    Choice,
    DeliveryDelayed,
    DeliveryFailed,
    DeliveryUnknown,
    Outbound,
    Status,
)

BATCH = 20
SEND_SECONDS = 30.0
STRANDED_SECONDS = 120.0
FIRST_BACKOFF_SECONDS = 2.0
LONGEST_BACKOFF_SECONDS = 900.0
GIVE_UP_AFTER = timedelta(hours=24)

log = structlog.get_logger()


class Deliverer:
    """Sends until it is cancelled. Several replicas may run one each: rows are taken with SKIP LOCKED."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def run(self) -> None:
        """Deliver for ever; what a dead gateway left outstanding is settled as unknown first."""
        alone = self._context.database.is_sqlite
        await self.settle_stranded(timedelta(0) if alone else timedelta(seconds=STRANDED_SECONDS))
        with self._context.live.watch(OUTBOX) as watch:
            while True:
                try:
                    busy = await self.deliver_due()
                    if not busy:
                        await watch.changed()
                        await self.settle_stranded(timedelta(seconds=STRANDED_SECONDS))
                except Exception:
                    log.exception("outbox.stumbled")
                    await asyncio.sleep(1)

    async def deliver_due(self) -> int:
        """Send one batch; returns how many were taken."""
        context = self._context
        taken = await context.database.write(self._take)
        if taken:
            await asyncio.gather(*(self._deliver(message, channel) for message, channel in taken))
        return len(taken)

    async def settle_stranded(self, age: timedelta) -> None:
        """Rows still `sending` from a process that is gone: the provider may have them, so they are unknown."""
        now = self._context.now()

        def step(session: Session) -> list[int]:
            rows = outbox.stranded(session, now - age)
            for row in rows:
                settle(session, row, Status.UNKNOWN, "The gateway stopped before the provider answered.", now)
            return [row.conversation_id for row in rows]

        for conversation in await self._context.database.write(step):
            self._context.live.wake(DESK, conversation_topic(conversation))

    def _take(self, session: Session) -> list[tuple[Outbound, str]]:
        now = self._context.now()
        rows = outbox.due(session, now, BATCH)
        taken = []
        for row in rows:
            row.status, row.attempts, row.changed_at = "sending", row.attempts + 1, now
            choices = tuple(Choice(choice_id, title) for choice_id, title in row.choices)
            taken.append((Outbound(row.id, row.account, row.address, row.text, choices), row.channel))
        return taken

    async def _deliver(self, message: Outbound, channel_name: str) -> None:
        """Send one row and write down what came of it."""
        channel = self._context.channels.get(channel_name)
        reference, error = "", None
        try:
            if channel is None:
                raise DeliveryFailed("This channel is switched off.")
            async with asyncio.timeout(SEND_SECONDS):
                reference = await channel.send(message)
        except (DeliveryFailed, DeliveryDelayed, DeliveryUnknown) as raised:
            error = raised
        except TimeoutError:
            error = DeliveryUnknown(f"The provider did not answer within {SEND_SECONDS:.0f} seconds.")
        except Exception as raised:  # a connector's fault must not stop the others, and it may have sent
            log.exception("message.send_failed", outbox=message.id, channel=channel_name)
            error = DeliveryUnknown(f"The connector failed: {type(raised).__name__}.")
        now = self._context.now()
        conversation = await self._context.database.write(
            lambda session: self._record(session, message.id, reference, error, now)
        )
        log.info("message.sent" if error is None else "message.not_sent", outbox=message.id, channel=channel_name)
        self._context.live.wake(DESK, conversation_topic(conversation))

    def _record(self, session: Session, outbox_id: str, reference: str, error: Exception | None, now: datetime) -> int:
        row = outbox.lock(session, outbox_id)
        assert row is not None, "outbox rows are never deleted while sending"  # noqa: S101
        if error is None:
            row.provider_reference = reference
            settle(session, row, Status.SENT, None, now)
        elif isinstance(error, DeliveryDelayed) and row.status == "sending":
            self._delay(session, row, error, now)
        elif isinstance(error, DeliveryUnknown):
            settle(session, row, Status.UNKNOWN, str(error), now)
        else:
            settle(session, row, Status.FAILED, str(error), now)
            self._note_opt_out(session, row, error, now)
        return row.conversation_id

    def _delay(self, session: Session, row: OutboxRow, error: DeliveryDelayed, now: datetime) -> None:
        if now - row.created_at > GIVE_UP_AFTER:
            settle(session, row, Status.FAILED, f"Given up after 24 hours: {error.reason}", now)
            return
        backoff = min(LONGEST_BACKOFF_SECONDS, FIRST_BACKOFF_SECONDS * 2 ** (row.attempts - 1))
        wait = error.retry_after if error.retry_after is not None else backoff * random.uniform(0.5, 1.5)  # noqa: S311
        row.status, row.error, row.changed_at = "queued", error.reason, now
        row.next_attempt_at = now + timedelta(seconds=min(wait, LONGEST_BACKOFF_SECONDS * 4))

    def _note_opt_out(self, session: Session, row: OutboxRow, error: Exception | None, now: datetime) -> None:
        if not (isinstance(error, DeliveryFailed) and error.opted_out):
            return
        record_opt_out(session, row.channel, row.account, row.address, "provider", now)
