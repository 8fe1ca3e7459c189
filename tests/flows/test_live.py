"""What one gateway changes wakes the pages and workers of the others, and pages that nothing concerns read nothing."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import event, text

from bot.database import Database
from bot.database.models import AnswerEdit
from bot.live import ANSWERS, DESK, OUTBOX, WORK, Listener, resident_topic
from connectors.messages import Event, Status
from tests.flows.conftest import House

ON_POSTGRESQL = pytest.mark.parametrize(
    "database_url", [pytest.param("postgresql", marks=pytest.mark.postgresql)], indirect=True
)
"""An SQLite file serves one gateway: there is nobody else to hear from."""
SOON = 1.0
QUIET = 1.5
"""Long enough for a page that rereads each second, which none must."""


@asynccontextmanager
async def listening(house: House) -> AsyncIterator[None]:
    """As the gateway runs it."""
    task = asyncio.create_task(Listener(house.database, house.context.live).run())
    await until(lambda: house.context.live.hears_all)
    try:
        yield
    finally:
        task.cancel()


async def until(true: Callable[[], bool], seconds: float = 10.0) -> None:
    async with asyncio.timeout(seconds):
        while not true():  # noqa: ASYNC110 - the database has no event for it
            await asyncio.sleep(0.01)


@pytest.fixture
async def there(house: House, database_url: str) -> AsyncIterator[House]:
    """Another gateway on the same PostgreSQL database, which hears of nothing by itself."""
    built = House(Database(database_url))
    async with listening(built):
        await asyncio.sleep(2.5)  # what it caught up with at the start
        yield built
    await built.assistant.http.aclose()
    built.database.close()


class Reads:
    """Counts the statements that a database was asked."""

    def __init__(self, database: Database) -> None:
        self.count = 0
        for engine in {database.engine, database._reading}:
            event.listen(engine, "before_cursor_execute", self._one)

    def _one(self, *_: object) -> None:
        self.count += 1


@ON_POSTGRESQL
async def test_a_residents_page_on_another_gateway_hears_at_once(house: House, there: House) -> None:
    events = there.inbox().events("ours", "ada", 0)
    assert await anext(events) == []
    waiting = asyncio.ensure_future(anext(events))
    await asyncio.sleep(0.1)
    started = time.monotonic()
    await house.write("hello")
    batch: list[Event] = await asyncio.wait_for(waiting, SOON)
    assert [message.text for message in batch] == ["hello"]
    assert time.monotonic() - started < SOON


@ON_POSTGRESQL
async def test_each_kind_of_change_names_its_topics(house: House, there: House) -> None:
    heard: list[str] = []
    wake = there.context.live.wake
    there.context.live.wake = lambda *topics: (heard.extend(topics), wake(*topics))[1]  # type: ignore[method-assign,func-returns-value]

    async def said(*topics: str) -> None:
        await until(lambda: set(topics) <= set(heard))
        heard.clear()

    resident = resident_topic("sms", "ours", "+447700900123")
    await house.write("hello", "+447700900123", "sms")
    await said(WORK, DESK, resident)
    await house.converse()
    await said(OUTBOX, DESK, resident)
    await house.work()
    await said(OUTBOX, DESK)
    (row,) = await house.outbox()
    await house.inbox("sms").delivery(row.id, Status.DELIVERED, None)
    await said(DESK)
    await house.inbox("sms").opt_out("ours", "+447700900123", "STOP")
    await said(DESK, resident)
    sam = await house.officer()
    edit = AnswerEdit(key="utter_x", version=1, wordings={"": "x"}, shipped={}, staff_id=sam.id, at=house.time)
    await house.database.write(lambda session: session.add(edit))
    await said(ANSWERS)


@ON_POSTGRESQL
async def test_what_a_gateway_did_itself_it_is_not_told_again(house: House, there: House) -> None:
    heard: list[str] = []
    there.context.live.wake = lambda *topics: heard.extend(topics)  # type: ignore[method-assign]
    await there.database.write(lambda session: session.execute(text("SELECT pg_notify('townclerk', 'ours')")))
    await house.database.write(lambda session: session.execute(text("SELECT pg_notify('townclerk', 'theirs')")))
    await until(lambda: "theirs" in heard)
    assert "ours" not in heard


@ON_POSTGRESQL
async def test_a_notification_tells_no_address(house: House, there: House) -> None:
    payloads: list[str] = []
    there.context.live.wake = lambda *topics: payloads.extend(topics)  # type: ignore[method-assign]
    await house.write("hello", "+447700900123", "sms")
    await until(lambda: bool(payloads))
    assert all("7700900123" not in payload for payload in payloads)


@ON_POSTGRESQL
async def test_a_lost_connection_is_made_again_and_everybody_reads(house: House, there: House) -> None:
    events = there.inbox().events("ours", "ada", 0)
    await anext(events)
    waiting = asyncio.ensure_future(anext(events))
    cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
    cut += " AND (query LIKE 'LISTEN%' OR query = 'SELECT 1') AND pid <> pg_backend_pid()"
    await house.database.write(lambda session: session.execute(text(cut)))
    await until(lambda: not there.context.live.hears_all)
    await until(lambda: there.context.live.hears_all)
    await asyncio.wait_for(waiting, 5)
    more = asyncio.ensure_future(anext(events))
    await house.write("hello again")
    await asyncio.wait_for(more, 5)


async def test_idle_pages_read_nothing_while_others_are_answered(house: House) -> None:
    async with listening(house) if not house.database.is_sqlite else no_listening():
        streams = [house.inbox().events("ours", f"resident-{number}", 0) for number in range(50)]
        for stream in streams:
            await anext(stream)
        waiting = [asyncio.ensure_future(anext(stream)) for stream in streams]
        await asyncio.sleep(2.5)  # what is read once more after the start
        waiting = [asyncio.ensure_future(anext(s)) if w.done() else w for s, w in zip(streams, waiting, strict=True)]
        await asyncio.sleep(0.3)
        reads = Reads(house.database)
        await asyncio.sleep(QUIET)
        assert reads.count == 0
        await house.write("hello", "somebody else")
        alone = reads.count
        await asyncio.sleep(QUIET)
        assert reads.count == alone, "a message of one resident concerns no other"
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)


@asynccontextmanager
async def no_listening() -> AsyncIterator[None]:
    """SQLite wakes its own pages."""
    yield


async def test_who_waits_hears_of_another_place_in_the_queue(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.inbox.channel_inbox.PLACE_SECONDS", 0.2)
    sam = await house.officer()
    first = await house.waits("ada")
    await house.waits("bob")
    assert (standing := await house.inbox().standing("ours", "bob")).waiting and standing.waiting.position == 2
    events = house.inbox().events("ours", "bob", 0)
    await anext(events)
    waiting = asyncio.ensure_future(anext(events))
    await asyncio.sleep(0.1)
    await house.desk.claim(first, sam)
    assert await asyncio.wait_for(waiting, SOON) == []
    assert (standing := await house.inbox().standing("ours", "bob")).waiting and standing.waiting.position == 1
