"""Stops one transaction before each of its statements in turn, and lets another run as far as it can meanwhile."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event, text

from bot.errors import TownclerkError

LONGEST = 20.0
Act = Callable[[], Awaitable[object]]


class Gate:
    """Lets statements of one engine pass until the n-th; that one waits until the gate is opened.

    An insert is no place to stop: nothing that the other could see has changed since the statement before it."""

    def __init__(self, stop_before: int) -> None:
        self.left = stop_before
        self.reached, self.opened = threading.Event(), threading.Event()

    def passes(self, statement: str = "COMMIT") -> None:
        """Called in the thread that is about to execute this."""
        if self.reached.is_set() or statement.lstrip().upper().startswith("INSERT"):
            return
        if self.left == 0:
            self.reached.set()
            self.opened.wait(LONGEST)
        self.left -= 1


@contextmanager
def gated(engine: Engine, gate: Gate) -> Iterator[None]:
    """Every statement and commit of the engine goes through the gate."""

    def executes(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        gate.passes(statement)

    def commits(_connection: Any) -> None:
        gate.passes()

    event.listen(engine, "before_cursor_execute", executes)
    event.listen(engine, "commit", commits)
    try:
        yield
    finally:
        event.remove(engine, "before_cursor_execute", executes)
        event.remove(engine, "commit", commits)


async def interleave(engine: Engine, other: Engine, first: Act, second: Act, stop_before: int) -> bool:
    """Run `first`, which uses `engine`, up to its n-th statement, then `second` as far as it can, then both to their
    end. What the desk refuses is no fault. False when `first` has fewer statements than that."""
    gate = Gate(stop_before)
    with gated(engine, gate):
        one = asyncio.ensure_future(_surely(first))
        await _until(lambda: gate.reached.is_set() or one.done())
        reached = gate.reached.is_set()
        two = asyncio.ensure_future(_surely(second))
        await _until(lambda: two.done() or _waits_for_a_lock(other))
        gate.opened.set()
        await asyncio.wait_for(asyncio.gather(one, two), LONGEST)
    return reached


async def _until(happened: Callable[[], bool]) -> None:
    for _ in range(int(LONGEST / 0.002)):
        if happened():
            return
        await asyncio.sleep(0.002)
    raise TimeoutError


async def _surely(act: Act) -> None:
    try:
        await act()
    except TownclerkError:
        return


def _waits_for_a_lock(engine: Engine) -> bool:
    query = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    with engine.connect() as connection:
        return bool(connection.scalar(text(query)))
