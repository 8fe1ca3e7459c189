"""Opens the database. A step's transaction is a plain function run in a worker thread: it cannot await, so no session
can be open while Rasa or a provider is called (decision 0004), and it commits once, when the function returns."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session

from bot.database.group_commit import BUSY, GroupCommit, Outcome, resolve, run_after_commit
from bot.database.limits import limit_waits
from bot.errors import Collided, DatabaseBusy, DatabaseUnusable
from language.cleaning import one_line

T = TypeVar("T")
BUSY_SECONDS = 5.0
"""How long a step waits for its turn, and again for SQLite's lock, before it fails: a webhook must answer in time."""
TRIES = 4
WRITERS, READERS = 8, 4
CONNECTION_LIMITS = {"connect_timeout": 5, "keepalives_idle": 10, "tcp_user_timeout": 10_000}
"""So long PostgreSQL may take to take a connection, and so long a network may swallow what we send."""
UNDONE_CODES = ("40P01", "40001")
"""PostgreSQL undid one of two transactions that stood in each other's way: deadlock, serialization failure."""

NOT_UNIQUE_CODES = ("23505", "SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY")
"""A row with these unique values is there."""


def with_driver(url: str) -> URL:
    """The SQLAlchemy URL with our drivers: `postgresql://` and `postgres://` get psycopg, `sqlite://` its own."""
    parsed = make_url(url.replace("postgres://", "postgresql://", 1))
    if parsed.get_backend_name() == "postgresql":
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.get_backend_name() == "sqlite":
        return parsed.set(drivername="sqlite")
    raise ValueError(f"DATABASE_URL names {parsed.get_backend_name()}; use sqlite or postgresql")


def open_engine(url: str, begin: str = "BEGIN IMMEDIATE", pool_size: int = 8) -> Engine:
    """An engine with our driver. SQLite gets WAL, full sync, foreign keys and an explicit BEGIN."""
    parsed = with_driver(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(
            parsed,
            hide_parameters=True,
            pool_size=pool_size,
            max_overflow=0,
            pool_timeout=BUSY_SECONDS,
            pool_pre_ping=True,
            connect_args=CONNECTION_LIMITS,
        )
    if parsed.database:
        _keep_private(Path(parsed.database))
    engine = create_engine(
        parsed,
        hide_parameters=True,
        pool_size=pool_size,
        max_overflow=0,
        connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False},
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "temp_store=MEMORY"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def start(connection: Any) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _keep_private(path: Path) -> None:
    """The file for us alone (0600), also one that was made before: it holds what residents wrote. SQLite gives the
    files beside it the same mode (findCreateFileMode in its os_unix.c)."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        for file in (path, *(path.with_name(path.name + end) for end in ("-wal", "-shm"))):
            if file.exists() and file.stat().st_mode & 0o077:
                file.chmod(0o600)
    except OSError as error:
        raise DatabaseUnusable(f"The database {path} cannot be opened: {error.strerror}.") from error


class Database:
    """Runs steps. SQLite has one writer thread, so writers queue in order instead of polling for its lock, and those
    that wait share a commit. Each thread has a connection of its own, so that none waits for another's.

    `bounded`: no step on PostgreSQL takes longer than `limits.STEP_SECONDS`, for the gateway."""

    def __init__(self, url: str, *, bounded: bool = False) -> None:
        self.url = with_driver(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = open_engine(url, pool_size=1 if self.is_sqlite else WRITERS + READERS)
        self._reading = open_engine(url, "BEGIN", READERS) if self.is_sqlite else self.engine
        self._together = GroupCommit(self.engine) if self.is_sqlite else None
        self._ours: set[int] = set()
        if not self.is_sqlite:
            _note_backends(self.engine, self._ours)
        if bounded and not self.is_sqlite:
            limit_waits(self.engine)
        self.wrote_at = float("-inf")
        """When a step was last committed, by the monotonic clock."""
        self._writers = ThreadPoolExecutor(WRITERS, "database-write")
        self._readers = ThreadPoolExecutor(READERS, "database-read")

    def write_now(self, step: Callable[[Session], T]) -> T:
        """Run a step in this thread and commit it."""
        with Session(self.engine, expire_on_commit=False) as session:
            with session.begin():
                result = step(session)
            run_after_commit(session)
            return result

    def read_now(self, step: Callable[[Session], T]) -> T:
        """Run a reading step in this thread."""
        with Session(self._reading, expire_on_commit=False) as session, session.begin():
            return step(session)

    async def write(self, step: Callable[[Session], T]) -> T:
        """Run a step in a writer thread; returns once it is committed. Raises DatabaseBusy when writers queue for too
        long. A step that PostgreSQL undid for another's sake is run again, and so is one that found a row of its own
        there already: the second time it sees what the other wrote, and says what comes of that. Raises Collided when
        it never does."""
        for _ in range(TRIES - 1):
            try:
                return await self._in_turn(step)
            except (IntegrityError, OperationalError) as error:
                if not (_was_undone(error) or _is_there_already(error)):
                    raise
        try:
            return await self._in_turn(step)
        except IntegrityError as error:
            if not _is_there_already(error):
                raise
            raise Collided from error

    async def _in_turn(self, step: Callable[[Session], T]) -> T:
        until = time.monotonic() + BUSY_SECONDS
        if self._together is not None:
            found: T = await self._together.run(step, until)
        else:
            turn = partial(_run_before, until, self.write_now, step)
            found = await asyncio.get_running_loop().run_in_executor(self._writers, turn)
        self.wrote_at = time.monotonic()
        return found

    async def read(self, step: Callable[[Session], T]) -> T:
        """Run a reading step in a reader thread. Raises DatabaseBusy when readers queue for too long."""
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._readers.submit(self._read_for, future, step, time.monotonic() + BUSY_SECONDS)
        return await future

    def _read_for(self, future: asyncio.Future[T], step: Callable[[Session], T], until: float) -> None:
        """Plainer than run_in_executor, which makes two futures for each call and chains them."""
        if future.cancelled():
            return
        try:
            outcome = Outcome(_run_before(until, self.read_now, step))
        except Exception as error:
            outcome = Outcome(error=error)
        future.get_loop().call_soon_threadsafe(resolve, future, outcome)

    def connect_args(self) -> dict[str, Any]:
        """What psycopg needs for a connection of its own beside the pool."""
        _, given = self.engine.dialect.create_connect_args(self.url)
        return {**given, **CONNECTION_LIMITS}

    def is_ours(self, backend: int) -> bool:
        """Whether a process of the PostgreSQL server serves one of our steps."""
        return backend in self._ours

    def close(self) -> None:
        """Finish the steps under way and close every connection."""
        if self._together is not None:
            self._together.close()
        self._writers.shutdown(wait=True)
        self._readers.shutdown(wait=True)
        self.engine.dispose()
        self._reading.dispose()


def _run_before(until: float, run: Callable[[Callable[[Session], T]], T], step: Callable[[Session], T]) -> T:
    """Run a step unless its time has gone by while it waited for a thread. A thread that finds no connection is as
    busy: the database may be well."""
    if time.monotonic() > until:
        raise DatabaseBusy(BUSY)
    try:
        return run(step)
    except PoolTimeout as error:
        raise DatabaseBusy(BUSY) from error


def explain(error: DBAPIError, url: str) -> DatabaseUnusable:
    """A database's error in plain words for whoever runs a command: what is wrong and what to do about it."""
    parsed = with_driver(url)
    said = one_line(str(error.orig))
    if parsed.get_backend_name() == "postgresql":
        where = f"The database {parsed.database} on {parsed.host or 'this machine'}"
        return DatabaseUnusable(f"{where} cannot be used: {said}. Is it running, and is DATABASE_URL right?")
    where = f"The database {parsed.database}"
    if "malformed" in said or "not a database" in said:
        return DatabaseUnusable(
            f"{where} is damaged ({said}). Nothing was changed. Keep the file as it is, with those beside it "
            "that end in -wal and -shm, and put your last backup in its place (docs/operating.md, Backup and restore)."
        )
    if "locked" in said:
        return DatabaseUnusable(f"{where} is in use by another program. Stop that one, then try again.")
    return DatabaseUnusable(f"{where} cannot be used: {said}.")


def _note_backends(engine: Engine, ours: set[int]) -> None:
    """Keep the numbers of the server's processes behind our connections."""

    @event.listens_for(engine, "connect")
    def opened(connection: Any, record: Any) -> None:
        record.info["backend"] = connection.info.backend_pid
        ours.add(record.info["backend"])

    @event.listens_for(engine, "close")
    def closed(_connection: Any, record: Any) -> None:
        ours.discard(record.info.get("backend", 0))


def _is_there_already(error: Exception) -> bool:
    """A row with the same unique values: two did the same thing at once."""
    if not isinstance(error, IntegrityError):
        return False
    code = getattr(error.orig, "sqlstate", None) or getattr(error.orig, "sqlite_errorname", None)
    return code in NOT_UNIQUE_CODES


def _was_undone(error: Exception) -> bool:
    return isinstance(error, OperationalError) and getattr(error.orig, "sqlstate", None) in UNDONE_CODES
