"""The inbox that each connector is given: the only way in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from functools import partial

import structlog
from sqlalchemy.orm import Session

from bot import ownership
from bot.context import Context
from bot.conversation import stopping
from bot.database.models import OptOut
from bot.database.states import Author, ClockCause, CloseReason
from bot.inbox import history
from bot.inbox.receiving import save
from bot.live import DESK, OUTBOX, WORK, Watch, resident_topic
from bot.outbox import note_receipt, note_seen, record_opt_in
from bot.response_log import Moment
from bot.store import conversations
from connectors.messages import Event, Inbound, Receipt, Standing, Status

PLACE_SECONDS = 5.0
"""A waiting resident is told of a new place in the queue no more often than this."""

log = structlog.get_logger()


class ChannelInbox:
    """Implements connectors.base.Inbox for one channel."""

    def __init__(self, context: Context, channel: str) -> None:
        self._context = context
        self._write = context.database.write
        self._channel = channel

    async def receive(self, message: Inbound) -> Receipt:
        """One transaction; then whoever has something to do for the message is woken."""
        saved = await self._write(lambda session: save(session, self._context, message))
        if saved.new:
            log.info("message.received", channel=message.channel, conversation=saved.conversation)
            self._wake(message.account, message.address)
        if saved.silence:
            log.info("message.unanswered", conversation=saved.conversation, reason=saved.silence.value)
        return Receipt(saved.conversation, saved.number, saved.new)

    async def delivery(self, reference: str, status: Status, error: str | None) -> bool:
        """A message that will never arrive answers nothing: what it answered is owed again."""
        now = self._context.now()

        def step(session: Session) -> bool:
            found = note_receipt(session, reference, status, error=error, at=now)
            if found is None:
                return False
            row, moved = found
            if moved and status is Status.FAILED:
                ownership.not_sent(session, row, now)
            return True

        known = await self._write(step)
        if known:
            self._context.live.wake(DESK)
        return known

    async def seen(self, account: str, address: str, through: int) -> None:
        """These messages are delivered."""
        who = (self._channel, account, address)
        now = self._context.now()
        if await self._context.database.write(lambda session: note_seen(session, who, through, at=now)):
            self._context.live.wake(DESK)

    async def opt_out(self, account: str, address: str, word: str, *, confirm: bool = False) -> None:
        """What is queued is never sent, and the conversation closes: what was owed ends as `resident_left`."""
        now = self._context.now()

        def step(session: Session) -> None:
            conversation = conversations.lock_newest(session, (self._channel, account, address))
            if conversation is None:
                wish = OptOut(channel=self._channel, account=account, address=address, word=word[:64], at=now)
                ownership.opt_out(session, wish)
                return
            stopping.stop(session, self._context, conversation, word=word, now=now, confirm=confirm)

        await self._write(step)
        self._wake(account, address)

    async def opt_in(self, account: str, address: str, word: str, *, confirm: bool = False) -> None:
        """What was not sent meanwhile stays unsent."""
        now = self._context.now()

        def step(session: Session) -> None:
            conversation = conversations.lock_newest(session, (self._channel, account, address))
            if conversation is None:
                record_opt_in(session, (self._channel, account, address), now)
                return
            stopping.start(session, self._context, conversation, now=now, confirm=confirm)

        await self._write(step)
        self._wake(account, address)

    async def rejected(self, reason: str) -> None:
        """Counted in memory; the worker `inbox.Rejections` writes it down."""
        self._context.rejection_counts.count(self._channel, reason)

    async def history(self, account: str, address: str, after: int) -> list[Event]:
        """Messages and changes of state, over all conversations of the resident that they have not ended."""
        who = (self._channel, account, address)
        return await self._context.database.read(lambda session: history.history(session, who, after))

    async def standing(self, account: str, address: str) -> Standing:
        """Of the resident's newest conversation."""
        who = (self._channel, account, address)
        return await self._context.database.read(lambda session: history.standing(session, self._context, who))

    async def leave(self, account: str, address: str) -> None:
        """Closes the conversation, and the resident's own pages show nothing of it any more."""
        now = self._context.now()

        def step(session: Session) -> None:
            conversation = conversations.lock_open(session, (self._channel, account, address))
            if conversation is None:
                return
            conversation.ended_through = conversation.last_number
            cause = ClockCause.RESIDENT_LEFT
            ownership.close(
                session, conversation, cause, reason=CloseReason.RESIDENT_LEFT, moment=Moment(now, Author.RESIDENT)
            )

        await self._write(step)
        self._wake(account, address)

    async def events(self, account: str, address: str, after: int) -> AsyncIterator[list[Event]]:
        """Reads the database when woken by a change, and now and then in case that was lost."""
        live, read = self._context.live, self._context.database.read
        who = (self._channel, account, address)
        with live.watch(resident_topic(*who)) as watch:
            while not live.closing:
                desk = live.wakes(DESK)
                batch, waits = await read(partial(history.news, who=who, after=after))
                after = batch[-1].number if batch else after
                yield batch
                await (self._news_or_place(watch, desk) if waits else watch.changed(live.reread_seconds()))

    async def _news_or_place(self, watch: Watch, desk: int) -> None:
        """While somebody waits, what happens at the desk may move their place."""
        live = self._context.live
        if await watch.changed(PLACE_SECONDS) or live.wakes(DESK) != desk:
            return
        with watch.also(DESK):
            await watch.changed(live.reread_seconds())

    def _wake(self, account: str, address: str) -> None:
        self._context.live.wake(resident_topic(self._channel, account, address), DESK, WORK, OUTBOX)
