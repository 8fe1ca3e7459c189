"""Stops one transaction before each of its statements in turn, or within those that lock rows, and lets another run as
far as it can meanwhile."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event, text

from bot.errors import TownclerkError

LONGEST = 20.0
KEY = 4711
"""Of the advisory lock at which a query waits in its middle."""
Act = Callable[[], Awaitable[object]]


class Gate:
    """Lets statements of one engine pass until the n-th; that one waits until the gate is opened.

    An insert is no place to stop: nothing that the other could see has changed since the statement before it. `within`
    stops a query that locks rows in its middle: it has its view of the tables, but has not locked a row yet."""

    def __init__(self, stop_at: int, within: bool = False) -> None:
        self.left, self.within = stop_at, within
        self.reached, self.opened = threading.Event(), threading.Event()

    def passes(self, statement: str = "COMMIT") -> str:
        """Called in the thread that is about to execute this; returns what to execute."""
        upper = statement.lstrip().upper()
        counts = "FOR UPDATE" in upper and " WHERE " in statement if self.within else not upper.startswith("INSERT")
        if self.reached.is_set() or not counts:
            return statement
        self.left -= 1
        if self.left >= 0:
            return statement
        self.reached.set()
        if self.within:
            return statement.replace(" WHERE ", f" WHERE (SELECT pg_advisory_xact_lock({KEY})::text) = '' AND ", 1)
        self.opened.wait(LONGEST)
        return statement


@contextmanager
def gated(engine: Engine, gate: Gate) -> Iterator[None]:
    """Every statement and commit of the engine goes through the gate."""

    def executes(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> tuple[str, Any]:
        return gate.passes(statement.replace("\n", " ")), parameters

    def commits(_connection: Any) -> None:
        gate.passes()

    event.listen(engine, "before_cursor_execute", executes, retval=True)
    event.listen(engine, "commit", commits)
    try:
        yield
    finally:
        event.remove(engine, "before_cursor_execute", executes)
        event.remove(engine, "commit", commits)


async def interleave(engine: Engine, other: Engine, first: Act, second: Act, gate: Gate) -> bool:
    """Run `first`, which uses `engine`, up to the gate, then `second` as far as it can, then both to their end. What
    the desk refuses is no fault. False when `first` ended before it came to the gate."""
    with gated(engine, gate), other.connect() as barrier:
        barrier.execute(text(f"SELECT pg_advisory_lock({KEY})"))
        one = asyncio.ensure_future(_surely(first))
        await _until(lambda: (gate.reached.is_set() and (not gate.within or _waits(other, True) > 0)) or one.done())
        reached = not one.done()
        two = asyncio.ensure_future(_surely(second))
        await _until(lambda: two.done() or _waits(other, False) > 0)
        gate.opened.set()
        barrier.execute(text(f"SELECT pg_advisory_unlock({KEY})"))
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


def _waits(engine: Engine, ours: bool) -> int:
    """How many wait for our own lock, or for another one."""
    query = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        " AND (wait_event = 'advisory') = :ours"
    )
    with engine.connect() as connection:
        return int(connection.scalar(query, {"ours": ours}) or 0)
