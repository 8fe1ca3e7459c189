"""Steps stopped half-way, so that a test decides what happens beside them, on either database."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, event

T = TypeVar("T")
BESIDE_SECONDS = 0.3
"""So long something beside a stopped step may run before it is taken to wait for that step's lock."""


async def beside(engine: Engine, first: Callable[[], Awaitable[T]], other: Callable[[], Awaitable[Any]]) -> T:
    """Run `first` and stop it just before it commits on this engine, everything written; begin `other`, which either
    ends now or waits for a lock of the stopped one; let both end. Raises what either of them raised."""
    written, go = threading.Event(), threading.Event()

    def hold(_connection: Connection) -> None:
        if not written.is_set():
            written.set()
            assert go.wait(20)

    event.listen(engine, "commit", hold)
    try:
        stopped = asyncio.ensure_future(first())
        async with asyncio.timeout(20):
            while not written.is_set() and not stopped.done():  # noqa: ASYNC110 - another thread sets it
                await asyncio.sleep(0.01)
        assert not stopped.done(), "the first ended before it wrote anything"
        running = asyncio.ensure_future(other())
        await asyncio.wait([running], timeout=BESIDE_SECONDS)
        go.set()
        found, _ = await asyncio.gather(stopped, running)
        return found
    finally:
        go.set()
        event.remove(engine, "commit", hold)


@contextmanager
def before_statement(engine: Engine, number: int, meanwhile: Callable[[], None]) -> Iterator[list[int]]:
    """Let something happen just before the statement of this number (from 0) is sent on this engine; gives a list with
    how many were sent in all."""
    sent = [0]

    def count(*_: Any) -> None:
        sent[0] += 1
        if sent[0] == number + 1:
            meanwhile()

    event.listen(engine, "before_cursor_execute", count)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", count)
