"""Tells open pages and workers what changed. A wake-up is only a hint: whoever waits reads the database, and reads it
again after a second at the latest, so that a change made by another replica shows too."""

from __future__ import annotations

import asyncio
from collections import defaultdict

WORK = "work"
OUTBOX = "outbox"
DESK = "desk"
RECHECK_SECONDS = 1.0


def resident_topic(channel: str, account: str, address: str) -> str:
    """The topic that a resident's own pages watch."""
    return f"resident:{channel}:{account}:{address}"


def conversation_topic(conversation: int) -> str:
    """The topic that the desk's threads watch."""
    return f"conversation:{conversation}"


class Live:
    """Wake-ups by topic, within this process. Call from the event loop."""

    def __init__(self) -> None:
        self._waiting: dict[str, set[asyncio.Event]] = defaultdict(set)
        self.closing = False

    def wake(self, *topics: str) -> None:
        """Wake everybody who waits for one of these topics."""
        for topic in topics:
            for event in self._waiting.get(topic, ()):
                event.set()

    def close(self) -> None:
        """Wake everybody for good: streams end, so that the server can."""
        self.closing = True
        self.wake(*list(self._waiting))

    def watch(self, topic: str) -> Watch:
        """A subscription that misses nothing between two waits. Use as a context manager."""
        return Watch(self, topic)

    def add(self, topic: str, event: asyncio.Event) -> None:
        """Subscribe; see Watch."""
        self._waiting[topic].add(event)

    def remove(self, topic: str, event: asyncio.Event) -> None:
        """Unsubscribe; see Watch."""
        self._waiting[topic].discard(event)
        if not self._waiting[topic]:
            del self._waiting[topic]


class Watch:
    """One subscriber: `await watch.changed()` returns at once if something happened since it last returned."""

    def __init__(self, live: Live, topic: str) -> None:
        self._live, self._topic = live, topic
        self._event = asyncio.Event()

    def __enter__(self) -> Watch:
        self._live.add(self._topic, self._event)
        return self

    def __exit__(self, *_: object) -> None:
        self._live.remove(self._topic, self._event)

    async def changed(self, timeout: float = RECHECK_SECONDS) -> bool:
        """Wait for a wake-up; False after `timeout` seconds without one."""
        try:
            async with asyncio.timeout(timeout):
                await self._event.wait()
        except TimeoutError:
            return False
        finally:
            self._event.clear()
        return True
