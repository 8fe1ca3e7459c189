"""Wakes everything that waits for a topic. A wake-up is only a hint: the woken page or worker reads the database."""

from __future__ import annotations

import asyncio
import random
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

from bot.live.topics import ANSWERS, DESK, OUTBOX, WORK

REREAD_SECONDS = 60.0
"""How often a page that nothing woke reads again, only in case a wake-up was lost."""
REREAD_UNHEARD_SECONDS = 5.0
"""The same while changes made by other gateways do not reach us."""
JITTER = 0.3


class Live:
    """Wake-ups by topic, within this process. Call from the event loop."""

    def __init__(self) -> None:
        self._waiting: dict[str, set[asyncio.Event]] = defaultdict(set)
        self._wakes = dict.fromkeys((WORK, OUTBOX, DESK, ANSWERS), 0)
        self.hears_all = False
        """Whether every change reaches us: those of other gateways too, or there are none."""
        self.closing = False

    def wake(self, *topics: str) -> None:
        """Wake everything that waits for one of these topics."""
        for topic in topics:
            if topic in self._wakes:
                self._wakes[topic] += 1
            for event in self._waiting.get(topic, ()):
                event.set()

    def wake_all(self, within_seconds: float) -> None:
        """Wake everybody, spread over some seconds: something may have been missed."""
        loop = asyncio.get_running_loop()
        for topic in list(self._waiting):
            loop.call_later(random.uniform(0, within_seconds), self.wake, topic)  # noqa: S311 - it only spreads the load

    def close(self) -> None:
        """Wake everybody for good: streams end, so that the server can."""
        self.closing = True
        self.wake(*list(self._waiting))

    def watch(self, *topics: str) -> Watch:
        """A subscription that misses nothing between two waits. Use as a context manager."""
        return Watch(self, *topics)

    def wakes(self, topic: str) -> int:
        """How often one of the topics that everybody shares was woken."""
        return self._wakes[topic]

    def reread_seconds(self) -> float:
        """When to read again although nothing was heard: rarely, and not all pages at once."""
        seconds = REREAD_SECONDS if self.hears_all else REREAD_UNHEARD_SECONDS
        return seconds * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311 - it only spreads the load

    def add(self, topic: str, event: asyncio.Event) -> None:
        """Wake `event` by this topic: what a Watch does."""
        self._waiting[topic].add(event)

    def remove(self, topic: str, event: asyncio.Event) -> None:
        """Wake it no more."""
        self._waiting[topic].discard(event)
        if not self._waiting[topic]:
            del self._waiting[topic]


class Watch:
    """One subscriber: `await watch.changed(seconds)` returns at once if something happened since it last returned."""

    def __init__(self, live: Live, *topics: str) -> None:
        self._live, self._topics = live, topics
        self._event = asyncio.Event()

    def __enter__(self) -> Watch:
        for topic in self._topics:
            self._live.add(topic, self._event)
        return self

    def __exit__(self, *_: object) -> None:
        for topic in self._topics:
            self._live.remove(topic, self._event)

    @contextmanager
    def also(self, topic: str) -> Iterator[None]:
        """Be woken by another topic too, for a while."""
        self._live.add(topic, self._event)
        try:
            yield
        finally:
            self._live.remove(topic, self._event)

    async def changed(self, seconds: float) -> bool:
        """Wait for a wake-up; False after so many seconds without one."""
        try:
            async with asyncio.timeout(seconds):
                await self._event.wait()
        except TimeoutError:
            return False
        finally:
            self._event.clear()
        return True
