"""The workers' tasks: so many at once, and a decent end."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine

FINISH_SECONDS = 3.0


class Tasks:
    """At most `at_once` tasks of one worker."""

    def __init__(self, at_once: int) -> None:
        self._at_once = at_once
        self._running: set[asyncio.Task[None]] = set()

    async def room(self) -> int:
        """How many more can be started now; waits until there is room for one."""
        if len(self._running) >= self._at_once:
            await asyncio.wait(self._running, return_when=asyncio.FIRST_COMPLETED)
        return self._at_once - len(self._running)

    def start(self, work: Coroutine[None, None, None]) -> None:
        """Run it beside the others; it must deal with its own errors."""
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def finish(self) -> None:
        """Let what is under way end, within reason; for shutdown and tests."""
        if not self._running:
            return
        _, unfinished = await asyncio.wait(self._running, timeout=FINISH_SECONDS)
        for task in unfinished:
            task.cancel()
        await asyncio.gather(*unfinished, return_exceptions=True)
