"""SQLite has one writer. Steps that wait for it share a transaction, and so the commit, which waits for the disk. Each
is still all or nothing and reported only once it is on the disk: when one fails, all are undone and run again alone."""

from __future__ import annotations

import asyncio
import math
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any

import structlog
from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session

from bot.errors import DatabaseBusy

BUSY = "The database is busy. Please try again in a moment."
MOST_STEPS = 16
"""So many steps at once: the first of them waits for the last."""

AFTER_COMMIT = "after_commit"

Step = Callable[[Session], Any]

log = structlog.get_logger()


@dataclass(frozen=True)
class Waiting:
    """A step, who waits for it, and until when (on the monotonic clock) it may begin."""

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
        taken = [self._waiting.popleft() for _ in range(min(MOST_STEPS, len(self._waiting)))]
        wanted = [waiting for waiting in taken if not waiting.future.cancelled()]
        batch = [waiting for waiting in wanted if time.monotonic() <= waiting.until]
        late = [waiting for waiting in wanted if waiting not in batch]
        outcomes = self._commit([waiting.step for waiting in batch]) if batch else []
        outcomes += [Outcome(error=DatabaseBusy(BUSY)) for _ in late]
        if wanted:
            wanted[0].future.get_loop().call_soon_threadsafe(_resolve_all, [*batch, *late], outcomes)

    def _commit(self, steps: Sequence[Step]) -> list[Outcome]:
        """All in one transaction; when one of them or the commit fails, each again in a transaction of its own."""
        begun = False
        try:
            with self._engine.connect() as connection, connection.begin():
                begun = True
                done = [_run(connection, step) for step in steps]
        except Exception as error:
            if begun and len(steps) > 1:
                return [self._commit([step])[0] for step in steps]
            return [Outcome(error=error)] * len(steps)
        for session, _ in done:
            run_after_commit(session)
        return [Outcome(result) for _, result in done]


def _run(connection: Connection, step: Step) -> tuple[Session, Any]:
    """A step in a session of its own, which writes what it has but leaves the commit to the transaction."""
    with (
        Session(connection, expire_on_commit=False, join_transaction_mode="rollback_only") as session,
        session.begin(),
    ):
        return session, step(session)


def after_commit(session: Session, call: Callable[..., object], *args: object, **more: object) -> None:
    """Call once this step is on disk: `after_commit(session, log.info, "request.settled", request=7)`. A step that
    is undone makes none, and one that is run again makes it once."""
    session.info.setdefault(AFTER_COMMIT, []).append(partial(call, *args, **more))


def run_after_commit(done: Session) -> None:
    """Make the calls that a step left for after its commit. The step is done, whether they succeed or not."""
    for call in done.info.pop(AFTER_COMMIT, ()):
        try:
            call()
        except Exception:
            log.exception("step.follow_up_failed")


def _resolve_all(batch: Sequence[Waiting], outcomes: Sequence[Outcome]) -> None:
    for waiting, outcome in zip(batch, outcomes, strict=True):
        resolve(waiting.future, outcome)


def resolve(future: asyncio.Future[Any], outcome: Outcome) -> None:
    """Pass an outcome on to those who still wait for it. Runs in the event loop."""
    if future.done():
        return
    if outcome.error is not None:
        future.set_exception(outcome.error)
    else:
        future.set_result(outcome.result)
