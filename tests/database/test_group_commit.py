"""Steps that share a commit: each all or nothing, each reported once it is on the disk."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.database.engine import Database, open_engine
from bot.database.group_commit import MOST_STEPS, GroupCommit


class Writer:
    """A group commit on two small tables, whose commits are counted and whose thread can be held up."""

    def __init__(self, url: str) -> None:
        self.engine = open_engine(url, pool_size=1)
        with self.engine.begin() as connection:
            connection.execute(text("CREATE TABLE parents (id INTEGER PRIMARY KEY)"))
            connection.execute(text("CREATE TABLE lines (line INTEGER UNIQUE, parent REFERENCES parents (id))"))
        self.commits = 0
        event.listen(self.engine, "commit", self._count)
        self.group = GroupCommit(self.engine)
        self.free = threading.Event()

    def _count(self, _connection: Any) -> None:
        self.commits += 1

    def hold(self) -> asyncio.Task[Any]:
        """A step that keeps the writer busy until `free` is set, so that those after it wait together."""
        return asyncio.create_task(self.group.run(lambda session: self.free.wait(5)))

    def add(self, line: int, parent: int | None = None) -> asyncio.Task[Any]:
        """A step that adds a line and returns it."""

        def step(session: Session) -> int:
            session.execute(text("INSERT INTO lines VALUES (:line, :parent)"), {"line": line, "parent": parent})
            return line

        return asyncio.create_task(self.group.run(step))

    def lines(self) -> list[int]:
        with self.engine.connect() as connection:
            return list(connection.execute(text("SELECT line FROM lines ORDER BY rowid")).scalars())


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[Writer]:
    made = Writer(f"sqlite:///{tmp_path / 'group.db'}")
    yield made
    made.free.set()
    made.group.close()
    made.engine.dispose()


async def waiting(*steps: asyncio.Task[Any]) -> list[Any]:
    return await asyncio.gather(*steps, return_exceptions=True)


async def test_steps_that_wait_share_a_commit_and_keep_their_order(writer: Writer) -> None:
    held = writer.hold()
    steps = [writer.add(line) for line in range(10)]
    await asyncio.sleep(0.05)
    writer.free.set()
    assert await waiting(held, *steps) == [True, *range(10)]
    assert writer.lines() == list(range(10))
    assert writer.commits == 2


async def test_a_transaction_takes_only_so_many(writer: Writer) -> None:
    held = writer.hold()
    steps = [writer.add(line) for line in range(MOST_STEPS + 1)]
    await asyncio.sleep(0.05)
    writer.free.set()
    await waiting(held, *steps)
    assert writer.lines() == list(range(MOST_STEPS + 1))
    assert writer.commits == 3


async def test_a_step_that_fails_undoes_itself_only(writer: Writer) -> None:
    def fails(session: Session) -> None:
        session.execute(text("INSERT INTO lines VALUES (77, NULL)"))
        raise RuntimeError("changed my mind")

    held = writer.hold()
    steps = [writer.add(1), asyncio.create_task(writer.group.run(fails)), writer.add(1), writer.add(2)]
    await asyncio.sleep(0.05)
    writer.free.set()
    _, one, changed, twice, two = await waiting(held, *steps)
    assert (one, two) == (1, 2)
    assert isinstance(changed, RuntimeError) and isinstance(twice, IntegrityError)
    assert writer.lines() == [1, 2]


async def test_a_step_alone_that_fails_leaves_nothing(writer: Writer) -> None:
    def fails(session: Session) -> None:
        session.execute(text("INSERT INTO lines VALUES (77, NULL)"))
        raise RuntimeError("changed my mind")

    with pytest.raises(RuntimeError, match="changed"):
        await writer.group.run(fails)
    assert await writer.add(1) == 1
    assert writer.lines() == [1]


async def between_two(writer: Writer, step: Callable[[Session], object]) -> object:
    """What comes of a step that shares its commit with one before and one after it, which both go well."""
    held = writer.hold()
    steps = [writer.add(1), asyncio.create_task(writer.group.run(step)), writer.add(2)]
    await asyncio.sleep(0.05)
    writer.free.set()
    _, one, outcome, two = await waiting(held, *steps)
    assert (one, two) == (1, 2)
    return outcome


async def test_a_commit_that_fails_fails_only_for_the_step_to_blame(writer: Writer) -> None:
    def orphan(session: Session) -> None:
        session.execute(text("PRAGMA defer_foreign_keys = ON"))
        session.execute(text("INSERT INTO lines VALUES (3, 12345)"))

    assert isinstance(await between_two(writer, orphan), IntegrityError)
    assert writer.lines() == [1, 2]


async def test_a_transaction_that_sqlite_undid_loses_nobody_elses_lines(writer: Writer) -> None:
    def undone(session: Session) -> None:
        session.execute(text("INSERT OR ROLLBACK INTO lines VALUES (1, NULL)"))

    assert isinstance(await between_two(writer, undone), IntegrityError)
    assert writer.lines() == [1, 2]


async def test_a_step_that_nobody_waits_for_any_more_is_not_run(writer: Writer) -> None:
    held = writer.hold()
    steps = [writer.add(1), writer.add(2)]
    await asyncio.sleep(0.05)
    steps[0].cancel()
    await asyncio.sleep(0)
    writer.free.set()
    await waiting(held, *steps)
    assert writer.lines() == [2]


async def test_closing_finishes_what_waits(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'closing.db'}")
    await database.write(lambda session: session.execute(text("CREATE TABLE lines (line INTEGER)")) and None)
    add = text("INSERT INTO lines VALUES (1)")
    steps = [asyncio.create_task(database.write(lambda session: session.execute(add) and None)) for _ in range(20)]
    await asyncio.sleep(0)
    await asyncio.to_thread(database.close)
    await asyncio.gather(*steps)
    engine = open_engine(str(database.url))
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM lines")).scalar() == 20
    engine.dispose()
