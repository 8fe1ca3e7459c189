"""SQLite has one writer. Steps that wait for it go into one transaction, each in a savepoint of its own: they share one
commit, which waits for the disk, and each is still all or nothing and reported only once it is on the disk."""

from __future__ import annotations

import asyncio
import math
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session

from bot.errors import DatabaseBusy

BUSY = "The database is busy. Please try again in a moment."
MOST = 16
"""So many steps at once: the first of them waits for the last."""

Step = Callable[[Session], Any]


@dataclass(frozen=True)
class Waiting:
    """A step, whoever waits for it, and until when (of the monotonic clock) it may begin."""

    step: Step
    future: asyncio.Future[Any]
    until: float


@dataclass(frozen=True)
class Outcome:
    """What a step returned, or what it raised."""

    result: Any = None
    error: Exception | None = None


class GroupCommit:
    """Runs steps in the writer thread, as many together as are waiting."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._thread = ThreadPoolExecutor(1, "database-write")
        self._waiting: deque[Waiting] = deque()

    async def run(self, step: Step, until: float = math.inf) -> Any:
        """Run a step with whatever else waits; returns once it is committed. Raises DatabaseBusy when its time has run
        out before its turn came: while the file is locked, those behind must not wait for everybody in front."""
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting.append(Waiting(step, future, until))
        self._thread.submit(self._drain)  # finds nothing to do when the step went with an earlier one
        return await future

    def close(self) -> None:
        """Finish what waits."""
        self._thread.shutdown(wait=True)

    def _drain(self) -> None:
        taken = [self._waiting.popleft() for _ in range(min(MOST, len(self._waiting)))]
        wanted = [waiting for waiting in taken if not waiting.future.cancelled()]
        batch = [waiting for waiting in wanted if time.monotonic() <= waiting.until]
        late = [waiting for waiting in wanted if waiting not in batch]
        outcomes = self._commit([waiting.step for waiting in batch]) if batch else []
        outcomes += [Outcome(error=DatabaseBusy(BUSY)) for _ in late]
        if wanted:
            wanted[0].future.get_loop().call_soon_threadsafe(_tell, [*batch, *late], outcomes)

    def _commit(self, steps: Sequence[Step]) -> list[Outcome]:
        """One transaction. When it cannot begin or commit, nothing was written and every step failed."""
        try:
            with self._engine.connect() as connection, connection.begin():
                return [_outcome(connection, step, alone=len(steps) == 1) for step in steps]
        except Exception as error:
            return [Outcome(error=error)] * len(steps)


def _outcome(connection: Connection, step: Step, alone: bool) -> Outcome:
    """A step that fails undoes itself only; alone it undoes the transaction, so it needs no savepoint. After some
    errors (a full disk) SQLite undoes the transaction by itself (https://www.sqlite.org/lang_transaction.html, 2.3):
    then every step of it has failed."""
    mode = "rollback_only" if alone else "create_savepoint"
    try:
        with Session(connection, expire_on_commit=False, join_transaction_mode=mode) as session, session.begin():  # type: ignore[arg-type]
            return Outcome(step(session))
    except Exception as error:
        if alone or not _under_way(connection):
            raise
        return Outcome(error=error)


def _under_way(connection: Connection) -> bool:
    driver: Any = connection.connection.dbapi_connection
    return bool(driver.in_transaction)


def _tell(batch: Sequence[Waiting], outcomes: Sequence[Outcome]) -> None:
    for waiting, outcome in zip(batch, outcomes, strict=True):
        if waiting.future.done():
            continue
        if outcome.error is not None:
            waiting.future.set_exception(outcome.error)
        else:
            waiting.future.set_result(outcome.result)
