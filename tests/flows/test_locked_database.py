"""SQLite's file held by somebody else: nothing is acknowledged that was not saved, and nothing is half-saved."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy.exc import OperationalError

from bot.database import Database
from bot.database import engine as databases
from bot.database.models import Conversation, EventRow, InboundRow
from bot.errors import DatabaseBusy
from bot.gateway.errors import add_error_handlers
from bot.gateway.middleware import Middleware
from connectors.messages import Asking
from connectors.webchat import CONNECTOR as WebChat
from connectors.webchat.settings import WebChatSettings
from tests.flows.conftest import House

BUSY = 0.3


@pytest.fixture
def path(tmp_path: Path, sqlite_template: Path) -> Path:
    file = tmp_path / "townclerk.db"
    file.write_bytes(sqlite_template.read_bytes())
    return file


@pytest.fixture
def house(path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    monkeypatch.setattr(databases, "BUSY_SECONDS", BUSY)
    built = House(Database(f"sqlite:///{path}"))
    yield built
    built.database.close()


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Another process writes and does not let go."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.execute("ROLLBACK")


async def test_the_receive_fails_in_time_and_saves_nothing(house: House, path: Path) -> None:
    started = time.monotonic()
    with held(path):
        outcomes = await asyncio.gather(*(house.write("hello") for _ in range(50)), return_exceptions=True)
    assert {type(outcome) for outcome in outcomes} <= {OperationalError, DatabaseBusy}
    assert time.monotonic() - started < 5 * BUSY, "nobody waits for those before them and then once more"
    assert [await house.rows(table) for table in (Conversation, InboundRow, EventRow)] == [[], [], []]
    receipt = await house.write("hello", reference="r1")
    assert receipt.new, "the provider's repeat is taken"


async def test_what_was_sent_is_written_down_when_the_database_is_back(house: House, path: Path) -> None:
    await house.write("hello", channel="sms")
    await house.converse()

    class Locking(type(house.phone)):  # type: ignore[misc]
        async def send(self, message: object, asking: Asking) -> str:
            await asking()
            self.lock = held(path)
            self.lock.__enter__()
            asyncio.get_running_loop().call_later(2 * BUSY, self.lock.__exit__, None, None, None)
            return "provider-1"

    house.context.channels["sms"] = Locking()  # type: ignore[index]
    await house.deliverer.start_due()
    await house.deliverer.finish()
    assert [(row.status, row.provider_reference) for row in await house.outbox()] == [("sent", "provider-1")]


async def test_the_web_chat_answers_503_and_takes_the_repeat(house: House, path: Path) -> None:
    channel = WebChat(WebChatSettings(), "http://gateway", "k" * 64, council=house.council.channel_facts())
    app = FastAPI()
    add_error_handlers(app)
    app.include_router(channel.routes(house.inbox()), prefix="/channels/webchat")
    transport = httpx.ASGITransport(Middleware(app, secure=False))
    async with httpx.AsyncClient(transport=transport, base_url="http://gateway") as client:
        session = (await client.post("/channels/webchat/sessions")).json()["session"]
        client.headers["Authorization"] = f"Bearer {session}"
        body = {"text": "hello", "reference": "mine"}
        with held(path):
            refused = await client.post("/channels/webchat/messages", json=body)
        taken = await client.post("/channels/webchat/messages", json=body)
        read = (await client.get("/channels/webchat/messages")).json()["messages"]
    assert refused.status_code == 503 and refused.json()["error"]["code"] == "not_saved"
    assert refused.headers["retry-after"] == "5"
    assert taken.status_code == 202
    assert [message["text"] for message in read] == ["hello"]


async def test_a_form_goes_on_when_an_answer_could_not_be_saved(house: House, path: Path) -> None:
    await house.write("there is a pothole")
    await house.work()
    lock = held(path)

    def take_it() -> None:
        house.rasa.on_ask = None
        lock.__enter__()
        asyncio.get_running_loop().call_later(8 * BUSY, lock.__exit__, None, None, None)

    house.rasa.on_ask = take_it
    await house.write("on Mill Lane")
    await house.work()
    await asyncio.sleep(9 * BUSY)
    assert await house.texts() == ["there is a pothole", "You said: there is a pothole", "on Mill Lane"]
    house.time += timedelta(seconds=50)  # nobody could even say that the turn is over: its lease runs out
    await house.work()
    assert (await house.texts())[-1] == "You said: on Mill Lane"
    assert [body["dialogue"] for body in house.rasa.asked] == [None, "there is a pothole", "there is a pothole"]
