"""Turns of dialogues: one of a sender's at a time, and each message handled once however often it is asked about."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Any
from weakref import WeakValueDictionary

KEPT_ANSWERS = 2000
"""Senders whose last answer is kept, so that a repeated message id is not handled twice."""

Answer = dict[str, Any]


class Turns:
    """Nothing is left of a turn that failed, nor of a lock that nobody holds or waits for, however its holder ended."""

    def __init__(self) -> None:
        self._latest: OrderedDict[str, tuple[str, asyncio.Task[Answer]]] = OrderedDict()
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def once(self, sender: str, message: str, work: Callable[[], Awaitable[Answer]]) -> Answer:
        """The answer to a message. It goes on being found when whoever asked stops waiting, for them to ask again."""
        latest = self._latest.get(sender)
        if latest is None or latest[0] != message:
            latest = message, asyncio.create_task(self._alone(sender, work))
            self._remember(sender, *latest)
        return await asyncio.shield(latest[1])

    def held(self) -> tuple[int, int]:
        """How many answers and how many locks there are."""
        return len(self._latest), len(self._locks)

    async def _alone(self, sender: str, work: Callable[[], Awaitable[Answer]]) -> Answer:
        lock = self._locks.get(sender)
        if lock is None:
            lock = self._locks[sender] = asyncio.Lock()
        try:
            async with lock:
                return await work()
        finally:
            del lock  # an error that somebody keeps keeps this frame, and would keep the lock

    def _remember(self, sender: str, message: str, task: "asyncio.Task[Answer]") -> None:
        self._latest[sender] = message, task
        self._latest.move_to_end(sender)
        task.add_done_callback(lambda done: self._forget_if_failed(sender, done))
        while len(self._latest) > KEPT_ANSWERS:
            self._latest.popitem(last=False)

    def _forget_if_failed(self, sender: str, task: "asyncio.Task[Answer]") -> None:
        failed = task.cancelled() or task.exception() is not None
        if failed and sender in self._latest and self._latest[sender][1] is task:
            del self._latest[sender]
