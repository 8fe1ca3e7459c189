"""The worker that sends what the outbox holds, in order within a conversation, and waits when providers ask us to."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from functools import partial

import structlog

from bot.context import Channel, Context
from bot.live import DESK, OUTBOX
from bot.outbox.outcomes import NotSent, record, settle_abandoned
from bot.outbox.post import NO_CHANNEL
from bot.outbox.taking import Taken, mark_sending, take_due
from bot.store import outbox
from bot.workers import Worker
from connectors.messages import DeliveryDelayed, DeliveryError, DeliveryFailed, DeliveryUnknown, Withdrawn

ABOUT_TO_ASK = 3
"""At most this many at once between writing `sending` and the first byte: a crash in between leaves these unknown
although the provider was never asked. After a start everything that waited reaches this point together."""
SEND_SECONDS = 30.0

log = structlog.get_logger()


class Asking:
    """What a connector awaits just before its request goes out: only then is the row `sending`."""

    def __init__(self, context: Context, taken: Taken, door: asyncio.Semaphore) -> None:
        self._context = context
        self._taken = taken
        self._door = door
        self.asked = False

    async def __call__(self) -> None:
        """Returns once that is on disk. Raises Withdrawn when the row is no longer ours, and DeliveryDelayed when it
        could not be written: either way nothing may go out."""
        if self.asked:  # a second request for the same message, the first having been refused
            return
        try:
            async with self._door:
                now = self._context.now()
                ours = await self._context.database.write(lambda session: mark_sending(session, self._taken, now))
        except Exception as error:
            log.warning("message.sending_not_saved", outbox=self._taken.message.id, error=type(error).__name__)
            raise DeliveryDelayed("The database could not be written.") from None
        if not ours:
            raise Withdrawn
        self.asked = True


class Deliverer(Worker):
    """Sends many messages at once: a provider that hangs holds up no others. Rows are taken with SKIP LOCKED, and
    leased until they go out. If a shutdown interrupts a send after the provider was asked, the row is unknown at the
    next start."""

    name = "outbox"
    topic = OUTBOX
    at_once = 20

    def __init__(self, context: Context, not_sent: NotSent) -> None:
        super().__init__(context.live, alone=context.database.is_sqlite)
        self._context = context
        self._not_sent = not_sent
        self._door = asyncio.Semaphore(ABOUT_TO_ASK)

    async def recover(self, age: timedelta) -> None:
        """Rows that a dead gateway had only taken are free again, at the latest when their lease ends; those that it
        had asked the provider to send are unknown."""
        if not age:
            await self._context.database.write(outbox.end_leases)
        now = self._context.now()
        if await self._context.database.write(lambda session: settle_abandoned(session, now - age, now)):
            self._context.live.wake(DESK)

    async def look(self) -> bool:
        """Start sending what is due."""
        return bool(await self.start_due())

    async def start_due(self) -> int:
        """Start sending what is due; returns how many were started."""
        room = await self.tasks.room()
        step = partial(take_due, context=self._context, room=room)
        taking = asyncio.ensure_future(self._context.database.write(step))
        try:
            await asyncio.shield(taking)
        finally:  # also when cancelled: what was taken need not wait for the end of its lease
            found = await taking
            for taken in found:
                self.tasks.start(self._deliver(taken))
        return len(found)

    async def _deliver(self, taken: Taken) -> None:
        """Send one row and record the outcome."""
        message, channel = taken.message, taken.channel
        try:
            outcome = await self._send(taken)
        except Withdrawn:
            log.info("message.withdrawn", outbox=message.id, channel=channel)
            return
        sent = isinstance(outcome, str)
        log.info("message.sent" if sent else "message.not_sent", outbox=message.id, channel=channel)
        now = self._context.now()
        step = partial(record, taken=taken, outcome=outcome, now=now, not_sent=self._not_sent)
        if await self.keep_trying(partial(self._context.database.write, step), outbox=message.id):
            self._context.live.wake(OUTBOX, DESK)

    async def _send(self, taken: Taken) -> str | Exception:
        """The provider's reference, or what went wrong. If we never asked, the provider cannot have accepted it."""
        channel = self._context.channels.get(taken.channel)
        if channel is None:
            return DeliveryFailed(NO_CHANNEL)
        asking = Asking(self._context, taken, self._door)
        outcome = await _outcome(channel, taken, asking)
        if isinstance(outcome, str) and not asking.asked:
            log.error("message.sending_not_announced", outbox=taken.message.id, channel=taken.channel)
        if isinstance(outcome, DeliveryUnknown) and not asking.asked:
            return DeliveryDelayed(str(outcome))
        return outcome


async def _outcome(channel: Channel, taken: Taken, asking: Asking) -> str | Exception:
    try:
        async with asyncio.timeout(SEND_SECONDS):
            return await channel.send(taken.message, asking)
    except DeliveryError as error:
        return error
    except TimeoutError:
        return DeliveryUnknown(f"The provider did not answer within {SEND_SECONDS:.0f} seconds.")
    except Withdrawn:
        raise
    except Exception as error:  # a connector's fault must not stop the others, and it may have sent
        log.exception("message.send_failed", outbox=taken.message.id, channel=taken.channel)
        return DeliveryUnknown(f"The connector failed: {type(error).__name__}.")
