"""Whether the gateway lives and is ready. Living concerns the process alone: an orchestrator that restarts it cannot
repair a database. Readiness concerns what a message needs; the assistant's state is only reported."""

from __future__ import annotations

import asyncio
import shutil
import time
import uuid
from enum import Enum
from pathlib import Path
from typing import Literal

import structlog
from fastapi import APIRouter, Response
from pydantic import BaseModel
from sqlalchemy import delete
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from bot.assistant import Assistant
from bot.context import Context
from bot.database import schema
from bot.database.models import Readiness
from bot.errors import DatabaseBusy
from bot.store import outbox, turns

ANSWER_SECONDS = 3.0
FRESH_SECONDS = 3.0
"""However often it is asked, the database is written to no more often than this."""
AGAIN_SECONDS = 0.5
"""Where it was not ready: it may be back."""
PEAK_SECONDS = 5.0
"""If another step was committed this recently, a step that had no turn is in a queue and not waiting for a dead
database."""
LEAST_FREE_BYTES = 16 * 1024 * 1024

log = structlog.get_logger()


class State(Enum):
    """How the database is. Only with the first two can messages be taken."""

    OK = "ok"
    BUSY = "busy"
    """Many steps wait for their turn, and get it."""
    SILENT = "silent"
    """No answer in time."""
    LOCKED = "locked"
    """Another program holds it."""
    FULL = "full"
    """The disk is, or nearly."""
    READ_ONLY = "read_only"
    SCHEMA_BEHIND = "schema_behind"
    DOWN = "down"


READY = (State.OK, State.BUSY)
BY_CODE = {
    "53100": State.FULL, "SQLITE_FULL": State.FULL,
    "25006": State.READ_ONLY, "SQLITE_READONLY": State.READ_ONLY,
    "55P03": State.LOCKED, "57014": State.SILENT, "SQLITE_BUSY": State.LOCKED, "SQLITE_LOCKED": State.LOCKED,
}  # fmt: skip
"""PostgreSQL: https://www.postgresql.org/docs/current/errcodes-appendix.html; SQLite: https://www.sqlite.org/rescode.html,
whose longer codes begin with these."""


class Alive(BaseModel):
    """The process works."""

    status: Literal["alive"] = "alive"


class Health(BaseModel):
    """The state of things. `backlog` counts residents' messages that wait for the assistant and replies not sent
    yet."""

    database: State
    assistant: Literal["ready", "loading", "down"]
    backlog: int


class Probe:
    """Checks the database by writing to it, at most this often, and never waits for long. A check that hangs continues
    by itself; the next one begins when it has ended."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._look: asyncio.Task[State] | None = None
        self._begun = float("-inf")
        self._last = State.SILENT

    async def read(self) -> tuple[State, int]:
        """The state, and the backlog where it is known."""
        state = await self._state()
        backlog = 0
        if state in READY:
            try:
                async with asyncio.timeout(ANSWER_SECONDS):
                    backlog = await self._context.database.read(_backlog)
            except Exception as error:
                state = self._waiting() if isinstance(error, DatabaseBusy | TimeoutError) else state_of(error)
        if state not in READY:
            log.warning("database.not_ready", state=state.value)
        return state, backlog

    async def _state(self) -> State:
        if self._look is not None and self._look.done():
            self._last = self._look.result()
        if self._look is None or (self._look.done() and time.monotonic() - self._begun > self._fresh(self._look)):
            self._begun, self._look = time.monotonic(), asyncio.create_task(self._write())
        left = max(0.0, self._begun + ANSWER_SECONDS - time.monotonic())
        await asyncio.wait({self._look}, timeout=left)
        if not self._look.done():
            return self._waiting()
        self._last = self._look.result()
        return self._last

    def _fresh(self, look: asyncio.Task[State]) -> float:
        return FRESH_SECONDS if look.result() in READY else AGAIN_SECONDS

    def _waiting(self) -> State:
        """No answer yet: a peak if others get theirs, else what it was before, else only that."""
        if time.monotonic() - self._context.database.wrote_at < PEAK_SECONDS:
            return State.BUSY
        return State.SILENT if self._last in READY else self._last

    async def _write(self) -> State:
        try:
            state = await self._context.database.write(self._step)
            full = state is State.OK and await asyncio.to_thread(self._is_full)
        except DatabaseBusy:
            return self._waiting()
        except Exception as error:
            return state_of(error)
        return State.FULL if full else state

    def _step(self, session: Session) -> State:
        if schema.current(session) != schema.head():
            return State.SCHEMA_BEHIND
        mark = uuid.uuid4().hex
        session.add(Readiness(id=mark, at=self._context.now()))
        session.flush()
        session.execute(delete(Readiness).where(Readiness.id == mark))
        return State.OK

    def _is_full(self) -> bool:
        """A small row may still go into space that SQLite's file has; a message's might not."""
        database = self._context.database
        if not database.is_sqlite or not database.url.database:
            return False
        return shutil.disk_usage(Path(database.url.database).parent).free < LEAST_FREE_BYTES


def _backlog(session: Session) -> int:
    return turns.count_unanswered(session) + outbox.count_unsent(session)


def state_of(error: Exception) -> State:
    """What an error says of the database."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    code = getattr(cause, "sqlstate", None) or getattr(cause, "sqlite_errorname", None) or ""
    if code in BY_CODE:
        return BY_CODE[code]
    return next((state for known, state in BY_CODE.items() if code.startswith(f"{known}_")), State.DOWN)


def routes(context: Context, assistant: Assistant) -> APIRouter:
    """GET /health/live and /health/ready."""
    router = APIRouter(prefix="/health", tags=["health"])
    probe = Probe(context)

    @router.get("/live")
    async def live() -> Alive:
        """The process works. Says nothing of the database: restarting the gateway does not mend that."""
        return Alive()

    @router.get("/ready", responses={503: {"model": Health}})
    async def ready(response: Response) -> Health:
        """Messages can be taken: the database takes a row and has the right schema. 503 and a word where not."""
        state, backlog = await probe.read()
        response.status_code = 200 if state in READY else 503
        return Health.model_validate({"database": state, "assistant": assistant.state, "backlog": backlog})

    return router
