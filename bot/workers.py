"""What every worker does: look for what is due, wait to be woken, and go on after a look that failed."""

from __future__ import annotations

import asyncio
import random
import time
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

import structlog

from bot.live import Live, Watch

RETRY_SECONDS = 1.0
"""After a look that failed nothing wakes the worker for so long."""
RECOVER_SECONDS = 30.0
ABANDONED_AFTER = timedelta(seconds=120)
"""Longer than any call may take: what another gateway has had in hand for so long, it will not finish."""
FINISH_SECONDS = 3.0
RECORD_AGAIN_SECONDS = (0.5, 2.0, 5.0, 15.0)
LONGEST_RETRY_AFTER_SECONDS = 3600.0

log = structlog.get_logger()


@dataclass(frozen=True)
class Backoff:
    """When to try again: when the other side asks for it, up to an hour; else twice as late each time, more or less."""

    first_seconds: float
    longest_seconds: float
    spread: float

    def seconds(self, attempts: int, asked: float | None) -> float:
        """The wait after so many attempts."""
        if asked is not None:
            return min(asked, LONGEST_RETRY_AFTER_SECONDS)
        seconds = min(self.longest_seconds, self.first_seconds * 2.0 ** min(attempts - 1, 20))
        return seconds * random.uniform(1 - self.spread, 1 + self.spread)  # noqa: S311


class Tasks:
    """At most `at_once` tasks of one worker."""

    def __init__(self, at_once: int) -> None:
        self._at_once = at_once
        self.under_way: set[asyncio.Task[None]] = set()

    async def room(self) -> int:
        """How many more can be started now; waits until there is room for one."""
        if len(self.under_way) >= self._at_once:
            await asyncio.wait(self.under_way, return_when=asyncio.FIRST_COMPLETED)
        return self._at_once - len(self.under_way)

    def start(self, work: Coroutine[None, None, None]) -> None:
        """Run it beside the others; it must deal with its own errors."""
        task = asyncio.create_task(work)
        self.under_way.add(task)
        task.add_done_callback(self.under_way.discard)

    async def finish(self) -> None:
        """Let what is under way end, within reason; for shutdown and tests."""
        if not self.under_way:
            return
        _, unfinished = await asyncio.wait(self.under_way, timeout=FINISH_SECONDS)
        for task in unfinished:
            task.cancel()
        await asyncio.gather(*unfinished, return_exceptions=True)


class Worker(ABC):
    """A worker has a name and a `look`. It keeps nothing that is not in the database, and several gateways may run one
    each: what it takes is locked or leased. `alone` says that there can be no other gateway."""

    name: ClassVar[str]
    interval_seconds: ClassVar[float] = 1.0
    topic: ClassVar[str | None] = None
    """Whoever changes this topic wakes it before the interval is over."""
    at_once: ClassVar[int] = 1

    def __init__(self, live: Live, *, alone: bool = False) -> None:
        self.tasks = Tasks(self.at_once)
        self.looked_at: float | None = None
        """When the latest look ended, on the monotonic clock."""
        self.failures = 0
        """How many looks have failed in a row."""
        self._live = live
        self._recover_after = timedelta(0) if alone else ABANDONED_AFTER
        self._recover_at = float("-inf")

    @abstractmethod
    async def look(self) -> bool:
        """Do what is due, or start it in `tasks`. True: look again at once, there may be more."""

    async def recover(self, age: timedelta) -> None:  # noqa: B027 - most workers leave nothing behind
        """Settle what a gateway that died has left half done for at least `age`. Called before the first look, where
        there can be no other gateway with zero, and then each RECOVER_SECONDS."""

    def wait_seconds(self) -> float:
        """How long to wait for the next look unless something wakes it."""
        return self.interval_seconds

    async def run(self) -> None:
        """Work until cancelled."""
        with self._live.watch(*([self.topic] if self.topic else [])) as watch:
            while True:
                if not await self._look_safely():
                    await self._wait(watch)

    async def finish(self) -> None:
        """After `run` was cancelled: let what is under way end, within reason."""
        await self.tasks.finish()

    async def keep_trying(self, write: Callable[[], Awaitable[None]], **ids: object) -> bool:
        """Write down what came of a task. The database may be away for a moment just when the other side has taken what
        we sent: that must not be forgotten while there is hope. False when there is none; `ids` are for the log."""
        for seconds in RECORD_AGAIN_SECONDS:
            try:
                await write()
                return True
            except Exception as error:
                log.warning("worker.not_recorded", worker=self.name, error=type(error).__name__, **ids)
                await asyncio.sleep(seconds)
        try:
            await write()
        except Exception:  # `recover` settles it
            log.exception("worker.not_recorded", worker=self.name, **ids)
            return False
        return True

    async def _look_safely(self) -> bool:
        again, failed = False, 0
        try:
            if time.monotonic() >= self._recover_at:
                await self.recover(self._recover_after)
                self._recover_after, self._recover_at = ABANDONED_AFTER, time.monotonic() + RECOVER_SECONDS
            again = await self.look()
        except Exception:
            failed = self.failures + 1
            tasks = len(self.tasks.under_way)
            log.exception("worker.failed", worker=self.name, in_a_row=failed, tasks=tasks)
        self.failures, self.looked_at = failed, time.monotonic()
        return again

    async def _wait(self, watch: Watch) -> None:
        seconds = self.wait_seconds()
        if self.failures:
            await asyncio.sleep(RETRY_SECONDS)
            seconds = max(0.0, seconds - RETRY_SECONDS)
        await watch.changed(seconds)
