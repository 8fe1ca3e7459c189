"""The worker that sends what the outbox holds, in order within a conversation, and waits as providers ask."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from sqlalchemy.orm import Session

from bot.context import Context
from bot.live import DESK, OUTBOX, conversation_topic
from bot.models import OutboxRow
from bot.outbox.post import NO_CHANNEL, OPTED_OUT
from bot.outbox.receipts import record_opt_out, settle
from bot.store import outbox
from bot.tasks import Tasks
from connectors.messages import (
    Choice,
    DeliveryDelayed,
    DeliveryError,
    DeliveryFailed,
    DeliveryUnknown,
    Outbound,
    Status,
)

AT_ONCE = 20
SEND_SECONDS = 30.0
STRANDED = timedelta(seconds=120)
STRANDED_CHECK_SECONDS = 30.0
RECORD_AGAIN_SECONDS = (0.5, 2.0, 5.0, 15.0)
FIRST_BACKOFF_SECONDS = 2.0
LONGEST_BACKOFF_SECONDS = 900.0
LONGEST_RETRY_AFTER_SECONDS = 3600.0
GIVE_UP_AFTER = timedelta(hours=24)

log = structlog.get_logger()


class Deliverer:
    """Sends until it is cancelled, at most AT_ONCE messages at a time. Several replicas may run one each: rows are
    taken with SKIP LOCKED."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._tasks = Tasks(AT_ONCE)
        self.finish = self._tasks.finish  # what has not ended by then is unknown after the next start

    async def run(self) -> None:
        """Deliver for ever; what a dead gateway left outstanding is settled as unknown first, and looked for later."""
        age = timedelta(0) if self._context.database.is_sqlite else STRANDED  # on SQLite we are the only gateway
        clock, check_at = asyncio.get_running_loop().time, 0.0
        with self._context.live.watch(OUTBOX) as watch:
            while True:
                try:
                    if clock() >= check_at:
                        await self.settle_stranded(age)
                        age, check_at = STRANDED, clock() + STRANDED_CHECK_SECONDS
                    if not await self.start_due():
                        await watch.changed()
                except Exception:
                    log.exception("outbox.stumbled")
                    await asyncio.sleep(1)

    async def start_due(self) -> int:
        """Start sending what is due; returns how many were started. A provider that hangs holds up nobody else."""
        room = await self._tasks.room()
        taking = asyncio.ensure_future(self._context.database.write(lambda session: self._take(session, room)))
        try:
            await asyncio.shield(taking)
        finally:  # also when cancelled just now: what is marked as being sent is sent
            taken = await taking
            for message, channel in taken:
                self._tasks.start(self._deliver(message, channel))
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

    def _take(self, session: Session, room: int) -> list[tuple[Outbound, str]]:
        now = self._context.now()
        taken = []
        for row in outbox.due(session, now, room):
            if outbox.opted_out(session, row.channel, row.account, row.address):
                settle(session, row, Status.FAILED, OPTED_OUT, now)
                continue
            row.status, row.attempts, row.changed_at = "sending", row.attempts + 1, now
            choices = tuple(Choice(choice_id, title) for choice_id, title in row.choices)
            taken.append((Outbound(row.id, row.account, row.address, row.text, choices), row.channel))
        return taken

    async def _deliver(self, message: Outbound, channel: str) -> None:
        """Send one row and write down what came of it."""
        reference, error = await self._send(message, channel)
        log.info("message.sent" if error is None else "message.not_sent", outbox=message.id, channel=channel)
        now = self._context.now()
        try:
            conversation = await self._surely(lambda session: self._record(session, message.id, reference, error, now))
        except Exception:  # the row is found stranded later
            log.exception("outbox.not_recorded", outbox=message.id)
            return
        self._context.live.wake(OUTBOX, DESK, conversation_topic(conversation))

    async def _send(self, message: Outbound, channel_name: str) -> tuple[str, Exception | None]:
        channel = self._context.channels.get(channel_name)
        if channel is None:
            return "", DeliveryFailed(NO_CHANNEL)
        try:
            async with asyncio.timeout(SEND_SECONDS):
                return await channel.send(message), None
        except DeliveryError as error:
            return "", error
        except TimeoutError:
            return "", DeliveryUnknown(f"The provider did not answer within {SEND_SECONDS:.0f} seconds.")
        except Exception as error:  # a connector's fault must not stop the others, and it may have sent
            log.exception("message.send_failed", outbox=message.id, channel=channel_name)
            return "", DeliveryUnknown(f"The connector failed: {type(error).__name__}.")

    async def _surely(self, step: Callable[[Session], int]) -> int:
        """The database may be away for a moment just when the provider has taken the message: that must not be
        forgotten while there is hope."""
        for seconds in RECORD_AGAIN_SECONDS:
            try:
                return await self._context.database.write_raced(step)
            except Exception as error:
                log.warning("outbox.not_recorded", error=type(error).__name__)
                await asyncio.sleep(seconds)
        return await self._context.database.write_raced(step)

    def _record(self, session: Session, outbox_id: str, reference: str, error: Exception | None, now: datetime) -> int:
        row = outbox.lock(session, outbox_id)
        assert row is not None, "outbox rows are never deleted while sending"  # noqa: S101
        if error is None:
            row.provider_reference = reference
            settle(session, row, Status.SENT, None, now)
        elif isinstance(error, DeliveryDelayed):
            self._delay(session, row, error, now)
        elif isinstance(error, DeliveryUnknown):
            settle(session, row, Status.UNKNOWN, str(error), now)
        else:
            settle(session, row, Status.FAILED, str(error), now)
            if isinstance(error, DeliveryFailed) and error.opted_out:
                record_opt_out(session, row.channel, row.account, row.address, "provider", now)
        return row.conversation_id

    def _delay(self, session: Session, row: OutboxRow, error: DeliveryDelayed, now: datetime) -> None:
        """The provider did not take it, whatever another gateway thought of it meanwhile; unless a receipt says so."""
        if row.status not in ("sending", "unknown"):
            return
        if now - row.created_at > GIVE_UP_AFTER:
            settle(session, row, Status.FAILED, f"Given up after 24 hours: {error.reason}", now)
            return
        row.status, row.error, row.changed_at = "queued", error.reason, now
        row.next_attempt_at = now + timedelta(seconds=_wait(row.attempts, error.retry_after))


def _wait(attempts: int, asked: float | None) -> float:
    """Seconds until the next try: what the provider asks for, up to an hour; else longer each time."""
    if asked is not None:
        return min(asked, LONGEST_RETRY_AFTER_SECONDS)
    backoff = min(LONGEST_BACKOFF_SECONDS, FIRST_BACKOFF_SECONDS * 2.0 ** min(attempts - 1, 20))
    return backoff * random.uniform(0.5, 1.5)  # noqa: S311
