"""Living is about the process; readiness is whether a message could be saved, found out by writing."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
import time
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import event, text
from sqlalchemy.exc import OperationalError

from bot.database import engine as databases
from bot.database import limits
from bot.database.engine import READERS, WRITERS, Database, with_driver
from bot.errors import DatabaseBusy
from bot.gateway import health
from bot.gateway.errors import add_error_handlers
from tests.fakes.relay import Relay
from tests.flows.conftest import House, house

__all__ = ["house"]

ON_POSTGRESQL = pytest.mark.parametrize(
    "database_url", [pytest.param("postgresql", marks=pytest.mark.postgresql)], indirect=True
)
ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
async def client(house: House) -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()
    add_error_handlers(app)
    app.include_router(health.routes(house.context, house.assistant))

    @app.get("/page")
    async def page() -> None:
        await house.database.write(lambda session: session.execute(text("SELECT 1")))

    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://gateway") as made:
        yield made


@pytest.fixture(autouse=True)
def _look_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("FRESH_SECONDS", "AGAIN_SECONDS"):
        monkeypatch.setattr(health, name, 0.0)


async def state(client: httpx.AsyncClient) -> tuple[int, str]:
    answer = await client.get("/health/ready")
    return answer.status_code, answer.json()["database"]


@pytest.mark.parametrize("assistant", ["ready", "loading", "down"])
async def test_the_assistants_state_is_told_and_changes_nothing(
    house: House, client: httpx.AsyncClient, assistant: str
) -> None:
    house.assistant.engines[0].state = assistant
    answer = await client.get("/health/ready")
    assert answer.status_code == 200
    assert answer.json() == {"database": "ok", "assistant": assistant, "backlog": 0}


async def test_the_backlog_counts_what_waits(
    house: House, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "FRESH_SECONDS", 60.0)  # what is kept is only that the database takes rows
    await house.write("hello", channel="sms")
    assert (await client.get("/health/ready")).json()["backlog"] == 1
    await house.converse()
    assert (await client.get("/health/ready")).json()["backlog"] == 1
    await house.work()
    assert (await client.get("/health/ready")).json()["backlog"] == 0


async def test_a_schema_that_is_behind(house: House, client: httpx.AsyncClient) -> None:
    house.database.write_now(lambda session: session.execute(text("UPDATE alembic_version SET version_num = '0000'")))
    assert await state(client) == (503, "schema_behind")
    house.database.write_now(lambda session: session.execute(text("DROP TABLE alembic_version")))
    assert await state(client) == (503, "schema_behind")


async def test_living_asks_the_database_nothing(house: House, client: httpx.AsyncClient) -> None:
    house.database.close()
    answer = await client.get("/health/live")
    assert (answer.status_code, answer.json()) == (200, {"status": "alive"})


@pytest.mark.parametrize("broken", ["write", "read"])
async def test_a_database_that_is_gone_and_comes_back(
    house: House, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    async def fails(step: object) -> None:
        raise ConnectionError("gone")

    with monkeypatch.context() as away:
        away.setattr(house.database, broken, fails)
        assert await state(client) == (503, "down")
    assert await state(client) == (200, "ok")


async def test_it_leaves_nothing_behind_and_writes_seldom(
    house: House, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "FRESH_SECONDS", 60.0)
    written: list[str] = []
    event.listen(
        house.database.engine,
        "before_cursor_execute",
        lambda *given: written.append(given[2]) if given[2].startswith("INSERT") else None,
    )
    assert {(await state(client)) for _ in range(20)} == {(200, "ok")}
    assert len(written) == 1
    assert house.database.read_now(lambda s: s.scalar(text("SELECT count(*) FROM readiness"))) == 0


async def test_a_peak_is_no_outage(house: House, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Four times as many steps as there are threads and connections, for longer than readiness waits."""
    monkeypatch.setattr(health, "ANSWER_SECONDS", 0.3)
    until = time.monotonic() + 2.0

    async def busy(run: Callable[..., object]) -> None:
        while time.monotonic() < until:
            try:
                await run(lambda session: time.sleep(0.05))
            except DatabaseBusy:
                await asyncio.sleep(0)

    crowd = [asyncio.create_task(busy(run)) for run in [house.database.write] * 32 + [house.database.read] * 16]  # type: ignore[list-item]
    found = set()
    while time.monotonic() < until:
        found.add(await state(client))
        await asyncio.sleep(0.05)
    await asyncio.gather(*crowd)
    assert found <= {(200, "ok"), (200, "busy")}
    monkeypatch.setattr(health, "ANSWER_SECONDS", 10.0)
    assert await state(client) == (200, "ok")


def test_each_thread_has_a_connection(house: House) -> None:
    pool = house.database.engine.pool
    assert pool.size() == (1 if house.database.is_sqlite else WRITERS + READERS)  # type: ignore[attr-defined]


@ON_SQLITE
async def test_a_locked_file(house: House, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "ANSWER_SECONDS", 0.5)
    await state(client)
    with closing(sqlite3.connect(house.database.url.database or "", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        monkeypatch.setattr(house.database, "wrote_at", time.monotonic() - 60)
        assert await state(client) == (503, "silent"), "it does not wait for as long as a step may"
        await asyncio.sleep(databases.BUSY_SECONDS)
        assert await state(client) == (503, "locked")
        other.execute("ROLLBACK")
    await asyncio.sleep(0.5)
    assert await state(client) == (200, "ok")


@ON_SQLITE
async def test_a_file_that_must_not_be_written(house: House, client: httpx.AsyncClient) -> None:
    event.listen(house.database.engine, "begin", lambda c: c.exec_driver_sql("PRAGMA query_only = ON"))
    assert await state(client) == (503, "read_only")


@ON_SQLITE
async def test_a_disk_that_is_nearly_full(
    house: House, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage("/")._replace(free=1024)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    assert await state(client) == (503, "full")


@ON_SQLITE
async def test_a_database_that_cannot_grow(house: House, client: httpx.AsyncClient) -> None:
    """SQLite's own limit gives the same error as a full disk."""

    def fill(session: object) -> None:
        session.execute(text("PRAGMA max_page_count = 1"))  # type: ignore[attr-defined]
        session.execute(text("CREATE TABLE filler (x)"))  # type: ignore[attr-defined]
        session.execute(text("INSERT INTO filler VALUES (zeroblob(10000000))"))  # type: ignore[attr-defined]

    with pytest.raises(Exception) as error:
        house.database.write_now(fill)
    assert health.state_of(error.value) is health.State.FULL


@ON_POSTGRESQL
async def test_a_server_that_takes_no_writes(house: House, client: httpx.AsyncClient) -> None:
    name = house.database.url.database
    house.database.write_now(
        lambda s: s.execute(text(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on'))
    )
    house.database.engine.dispose()
    assert await state(client) == (503, "read_only")


@ON_POSTGRESQL
async def test_frozen_connections_are_given_up_and_their_threads_go_on(
    house: House, client: httpx.AsyncClient, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a stopped virtual machine or a dead network: what we send is taken, and nothing comes back."""
    monkeypatch.setattr(limits, "STEP_SECONDS", 1.0)
    monkeypatch.setattr(limits, "BETWEEN_STEPS_SECONDS", 0.5)
    with Relay(with_driver(database_url)) as relay:
        bounded = Database(relay.url, bounded=True)
        object.__setattr__(house.context, "database", bounded)
        await asyncio.gather(*(bounded.write(lambda s: s.execute(text("SELECT pg_sleep(0.3)"))) for _ in range(8)))
        relay.freeze(new_ones_too=True)
        started = time.monotonic()
        outcomes = await asyncio.gather(*(house.write("hello") for _ in range(30)), return_exceptions=True)
        assert {type(outcome) for outcome in outcomes} <= {OperationalError, DatabaseBusy}
        assert time.monotonic() - started < 15, "Twilio waits no longer"
        monkeypatch.setattr(bounded, "wrote_at", float("-inf"))
        monkeypatch.setattr(health, "ANSWER_SECONDS", 0.5)
        assert (await state(client))[0] == 503
        relay.thaw()
        monkeypatch.setattr(health, "ANSWER_SECONDS", 10.0)
        async with asyncio.timeout(20):
            while await state(client) != (200, "ok"):  # noqa: ASYNC110
                await asyncio.sleep(0.1)
        assert (await house.write("and again")).new, "new connections took the place of the frozen ones"
        bounded.close()


@ON_POSTGRESQL
async def test_a_statement_has_a_time_limit_at_the_server_and_with_us(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "STEP_SECONDS", 0.5)
    bounded = Database(database_url, bounded=True)
    started = time.monotonic()
    with pytest.raises(Exception, match="did not answer in time"):
        await bounded.write(lambda session: session.execute(text("SELECT pg_sleep(5)")))
    assert time.monotonic() - started < 3
    shown = await bounded.read(lambda session: session.scalar(text("SHOW statement_timeout")))
    assert shown == "7s"
    bounded.close()


async def test_a_page_says_503_while_the_database_is_away(
    house: House, client: httpx.AsyncClient, tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path / 'gone' / 'x.db'}" if house.database.is_sqlite else "postgresql://127.0.0.1:9/x"
    away = Database(url)
    if house.database.is_sqlite:
        shutil.rmtree(tmp_path / "gone")
    house.database.write, kept = away.write, house.database.write  # type: ignore[method-assign]
    answer = await client.get("/page")
    house.database.write = kept  # type: ignore[method-assign]
    away.close()
    assert answer.status_code == 503 and answer.headers["retry-after"] == "5"
    assert answer.json()["error"]["code"] == "database_away"
