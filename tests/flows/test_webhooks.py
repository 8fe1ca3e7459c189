"""From a provider's request to rows, over two whole gateways: what is signed is saved once, all else is counted."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from bot.database import engine as databases
from bot.database.models import EventRow, InboundRow, OptOut, Rejection
from bot.gateway.app import Gateway
from bot.inbox import Rejections
from bot.store import rejections
from tests.fakes.twilio import ACCOUNT, NUMBER, TOKEN, signature
from tests.gateways import BASE, PATH_KEY, client_of, whole_gateway

CHAT = "/channels/webchat"
URL = f"{BASE}/channels/sms/{PATH_KEY}"
FIELDS = {"MessageSid": "SM1", "AccountSid": ACCOUNT, "From": "+447700900123", "To": NUMBER, "Body": "hello"}


class Providers:
    """Twilio's side of both gateways, and what the database they share holds."""

    def __init__(self, clients: list[httpx.AsyncClient], gateways: list[Gateway]) -> None:
        self.clients, self.gateways, self.database = clients, gateways, gateways[0].context.database

    async def post(self, fields: dict[str, str], signed: str | None = None, gateway: int = 0) -> httpx.Response:
        """A form as Twilio posts it, signed rightly unless told otherwise."""
        proof = signature(TOKEN, URL, fields) if signed is None else signed
        headers = {"Content-Type": b"application/x-www-form-urlencoded", "X-Twilio-Signature": proof.encode()}
        return await self.clients[gateway].post(URL, content=urlencode(fields), headers=headers)

    def count(self, table: type) -> int:
        def step(session: Session) -> int:
            return session.scalar(select(func.count()).select_from(table)) or 0

        return self.database.read_now(step)

    async def rejections(self) -> dict[str, int]:
        for gateway in self.gateways:
            await Rejections(gateway.context).look()
        return self.database.read_now(lambda s: {row.reason: row.count for row in s.scalars(select(Rejection))})

    def statements(self) -> list[str]:
        """Whatever the databases are asked from now on."""
        asked: list[str] = []
        for gateway in self.gateways:
            for engine in {gateway.context.database.engine, gateway.context.database._reading}:
                event.listen(engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
        return asked


@pytest.fixture
async def providers(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Providers]:
    with (
        whole_gateway(database_url, tmp_path, monkeypatch) as here,
        whole_gateway(database_url, tmp_path, monkeypatch) as there,
    ):
        async with client_of(here) as first, client_of(there) as second:
            yield Providers([first, second], [here, there])


async def test_the_same_webhook_a_hundred_times_at_once(providers: Providers) -> None:
    answers = await asyncio.gather(*(providers.post(FIELDS, gateway=n % 2) for n in range(100)))
    assert {answer.status_code for answer in answers} == {200}
    assert providers.count(InboundRow) == providers.count(EventRow) == 1


@pytest.mark.parametrize("signed", ["", "forged", "é", signature("another token", URL, FIELDS)])
async def test_a_forged_request_saves_nothing_and_is_counted(providers: Providers, signed: str) -> None:
    answers = [await providers.post(FIELDS, signed, n % 2) for n in range(4)]
    assert {answer.status_code for answer in answers} == {403}
    assert providers.count(InboundRow) == 0 and await providers.rejections() == {"signature": 4}


async def test_a_flood_of_refused_requests_asks_the_database_nothing(providers: Providers) -> None:
    asked = providers.statements()
    refusals = [
        *[lambda: providers.post(FIELDS, "forged")] * 50,
        *[lambda: providers.clients[0].post("/channels/sms/guessed", data={"a": "b"})] * 50,
        *[lambda: providers.clients[0].post(URL, content=b"x" * 100_000)] * 5,
        *[lambda: providers.clients[0].get(f"{CHAT}/messages", headers={"Authorization": "Bearer x"})] * 50,
        *[lambda: providers.clients[0].get(f"{CHAT}/events", headers={"Authorization": "Bearer x"})] * 50,
        *[lambda: providers.clients[0].post("/chat", data={"text": "x", "token": "forged"})] * 50,
    ]
    answers = [await refuse() for refuse in refusals]
    assert {answer.status_code for answer in answers} == {401, 403, 404, 415}
    assert [statement for statement in asked if not statement.startswith(("SELECT", "BEGIN"))] == []
    assert sum((await providers.rejections()).values()) == len(refusals)


async def test_refusals_stay_refusals_while_the_database_is_away_and_are_counted_later(
    providers: Providers, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(step: object) -> None:
        raise ConnectionError("gone")

    for name in ("write", "read"):
        monkeypatch.setattr(providers.gateways[0].context.database, name, away)
    assert {(await providers.post(FIELDS, "forged")).status_code for _ in range(5)} == {403}
    page = await providers.clients[0].get("/chat")
    assert page.status_code == 200
    assert (await providers.clients[0].post("/chat", data={"text": "x", "token": "forged"})).status_code == 403
    await Rejections(providers.gateways[0].context).look()
    monkeypatch.undo()
    assert await providers.rejections() == {"signature": 5, "form token": 1}


async def test_what_two_gateways_count_is_added_up_by_the_hour(providers: Providers) -> None:
    for gateway in (0, 1, 0):
        await providers.post(FIELDS, "forged", gateway)
        assert (await providers.rejections())["signature"]
    at = providers.gateways[0].context.now()
    (found,) = providers.database.read_now(lambda session: rejections.list_last_day(session, at))
    assert (found.channel, found.reason, found.lately, found.day) == ("sms", "signature", 3, 3)
    assert providers.database.read_now(lambda s: rejections.list_last_day(s, at + timedelta(hours=3)))[0].lately == 0
    assert providers.database.read_now(lambda s: rejections.list_last_day(s, at + timedelta(hours=26))) == []


async def test_an_unusual_number_is_warned_about_once(providers: Providers, capsys: pytest.CaptureFixture[str]) -> None:
    worker = Rejections(providers.gateways[0].context)
    for _ in range(3):
        providers.gateways[0].context.rejection_counts.count("sms", "signature", 1000)
        await worker.look()
    told = capsys.readouterr().out
    assert told.count("rejections.many") == 1 and told.count("request.rejected") == 3


async def test_an_unsigned_stop_opts_nobody_out(providers: Providers) -> None:
    await providers.post(FIELDS | {"Body": "STOP"}, "forged")
    assert providers.count(OptOut) == 0
    await providers.post(FIELDS | {"Body": "STOP"})
    assert providers.count(OptOut) == 1


async def test_fields_that_we_do_not_know_change_nothing(providers: Providers) -> None:
    answer = await providers.post(FIELDS | {"ChannelMetadata": "{}", "Würde": "✓", "Empty": ""})
    assert answer.status_code == 200 and providers.count(InboundRow) == 1


@pytest.mark.parametrize("body", ["a\x00b", "‮evil", "😀" * 2000, "<script>alert(1)</script>", "e" + "\u0301" * 10_000])
async def test_strange_text_is_saved_as_text(providers: Providers, body: str) -> None:
    assert (await providers.post(FIELDS | {"Body": body})).status_code == 200
    saved = providers.database.read_now(lambda session: session.scalars(select(EventRow.text)).first())
    assert saved == body.replace("\x00", "")[:4000]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_locked_database_is_told_so_that_the_provider_tries_again(
    providers: Providers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(databases, "BUSY_SECONDS", 0.2)
    with closing(sqlite3.connect(str(providers.database.url.database), isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        refused = await providers.post(FIELDS)
        other.execute("ROLLBACK")
    assert refused.status_code == 503
    assert (await providers.post(FIELDS)).status_code == 200
    assert providers.count(InboundRow) == 1
