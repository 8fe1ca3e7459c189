"""Guards over the whole gateway: every route is guarded or known to be public, and no log tells who wrote what."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr
from pathlib import Path
from typing import Any

import httpx
import pytest
import structlog
from fastapi.routing import iter_route_contexts
from sqlalchemy.exc import IntegrityError

from bot.gateway.app import Gateway
from bot.inbox import Rejections
from bot.logs import configure
from connectors.messages import DeliveryFailed
from tests.fakes.twilio import ACCOUNT, NUMBER, TOKEN, signature
from tests.flows.conftest import House, house
from tests.gateways import BASE, PATH_KEY, client_of, whole_gateway

__all__ = ["house"]

PUBLIC = {
    ("GET", "/"), ("GET", "/demo/council.css"), ("GET", "/widget.js"), ("GET", "/look.css"), ("GET", "/openapi.json"),
    ("GET", "/health/live"), ("GET", "/health/ready"),
    ("GET", "/chat"), ("POST", "/chat"), ("POST", "/chat/end"), ("GET", "/chat/transcript"), ("GET", "/chat/messages"),
    ("POST", "/channels/webchat/sessions"), ("GET", "/channels/webchat/static/{name:path}"),
    ("GET", "/desk/static/{name}"), ("GET", "/desk/sign-in"), ("POST", "/desk/sign-in"),
    ("GET", "/desk/welcome/{token}"), ("POST", "/desk/welcome/{token}"),
}  # fmt: skip
"""What anybody may ask: pages, scripts, health; to begin a chat (the chat's form and transcript show a visitor their
own); to sign in (throttled) and to follow a one-time link."""
GUESSES = {"name": "x", "name:path": "x", "path_key": "guessed", "outbox_id": "0" * 32, "token": "guessed"}
REFUSED = (401, 403, 404)


@pytest.fixture
def gateway(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Gateway]:
    with whole_gateway(sqlite_url, tmp_path, monkeypatch) as made:
        yield made


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    path = tmp_path / "guards.db"
    path.write_bytes(sqlite_template.read_bytes())
    return f"sqlite:///{path}"


def routes(gateway: Gateway) -> list[tuple[str, str]]:
    found = iter_route_contexts(gateway.app._app.routes)
    return [(method, str(route.path)) for route in found for method in sorted(route.methods or ()) if method != "HEAD"]


def guess(path: str) -> str:
    return re.sub(r"\{([\w:]+)\}", lambda match: GUESSES.get(match[1], "1"), path)


async def test_every_route_is_guarded_or_known_to_be_public(gateway: Gateway) -> None:
    open_to_all = []
    async with client_of(gateway) as client:
        for method, path in routes(gateway):
            if (method, path) in PUBLIC:
                continue
            answer = await client.request(method, guess(path))
            to_sign_in = answer.status_code == 303 and answer.headers["location"].startswith("/desk/sign-in")
            if not (answer.status_code in REFUSED or to_sign_in):
                open_to_all.append((method, path, answer.status_code))
    assert open_to_all == []


async def test_the_list_of_public_routes_names_no_others(gateway: Gateway) -> None:
    assert set(routes(gateway)) >= PUBLIC


async def test_no_get_changes_anything(gateway: Gateway) -> None:
    def dump() -> list[str]:
        with gateway.context.database.engine.connect() as connection:
            driver: Any = connection.connection.dbapi_connection
            return [line for line in driver.iterdump() if '"rejections"' not in line]

    before = dump()
    async with client_of(gateway) as client:
        for method, path in routes(gateway):
            if method == "GET" and "events" not in path:
                await client.get(guess(path))
    assert dump() == before


async def test_the_described_api_is_the_web_chats(gateway: Gateway) -> None:
    async with client_of(gateway) as client:
        described = (await client.get("/openapi.json")).json()["paths"]
    assert {path.split("/")[1] for path in described} == {"channels", "health"}
    assert {"/channels/webchat/sessions", "/channels/webchat/messages", "/channels/webchat/events"} <= set(described)


@contextmanager
def logs() -> Iterator[io.StringIO]:
    """The product's own logging at its most talkative."""
    root, written = logging.getLogger(), io.StringIO()
    before = root.handlers[:], root.level
    with redirect_stderr(written):
        configure("DEBUG")
        yield written
    structlog.reset_defaults()
    root.handlers[:], root.level = before


CANARY = "canary-text-7f3a"
NUMBER_OF_ADA = "+447700900987"


async def test_no_text_and_no_number_reaches_the_logs_of_a_gateway(gateway: Gateway) -> None:
    fields = {"MessageSid": "SM1", "AccountSid": ACCOUNT, "From": NUMBER_OF_ADA, "To": NUMBER, "Body": CANARY}
    url = f"{BASE}/channels/sms/{PATH_KEY}"
    with logs() as told:
        async with client_of(gateway) as client:
            session = (await client.post("/channels/webchat/sessions")).json()["session"]
            bearer = {"Authorization": f"Bearer {session}"}
            await client.post("/channels/webchat/messages", json={"text": CANARY, "reference": CANARY}, headers=bearer)
            await client.get(f"/channels/webchat/messages?after=0&q={CANARY}", headers=bearer)
            await client.post("/channels/webchat/messages", json={"text": CANARY, "choice": CANARY}, headers=bearer)
            await client.post(f"/nowhere/{CANARY}", content=CANARY)
            for signed in (signature(TOKEN, url, fields), "forged"):
                await client.post(url, data=fields, headers={"X-Twilio-Signature": signed})
            await client.post("/desk/sign-in", data={"email": f"{CANARY}@x.example", "password": CANARY})
            await client.get(f"/internal/records/addresses?postcode={CANARY}")
        await Rejections(gateway.context).look()
    written = told.getvalue()
    assert "message.received" in written and "request.rejected" in written and "request.served" in written
    for secret in (CANARY, NUMBER_OF_ADA, session, TOKEN, PATH_KEY, "k" * 40):
        assert secret not in written


async def test_no_text_and_no_number_reaches_the_logs_of_a_whole_flow(house: House) -> None:
    with logs() as told:
        await a_day_on_which_much_goes_wrong(house)
    written = told.getvalue().casefold()
    assert "turn.failed" in written and "message.send_failed" in written and "conversation.changed" in written
    assert CANARY not in written and NUMBER_OF_ADA not in written


async def a_day_on_which_much_goes_wrong(house: House) -> None:
    def fall_over() -> None:
        raise RuntimeError(CANARY)

    house.phone.failures = [DeliveryFailed(f"no such number {NUMBER_OF_ADA}"), RuntimeError(CANARY)]
    for text in (CANARY, "again", "and again"):
        await house.write(text, who=NUMBER_OF_ADA, channel="sms")
        await house.work()
    house.rasa.on_ask = fall_over
    await house.write(CANARY, who=NUMBER_OF_ADA, channel="sms")
    await house.work()
    house.rasa.on_ask, house.rasa.mode = None, "down"
    await house.later(61)
    sam = await house.officer(f"{CANARY.title()} Officer")
    await house.desk.claim(1, sam)
    await house.desk.reply(1, sam, CANARY, seen=99)
    await house.work()


def test_a_trace_tells_where_and_what_kind_and_nothing_else() -> None:
    def save() -> None:
        try:
            raise ValueError(f"Key (address)=({NUMBER_OF_ADA}) already exists.")
        except ValueError as error:
            raise IntegrityError("INSERT", {}, error) from error

    with logs() as told:
        try:
            save()
        except IntegrityError:
            structlog.get_logger().exception("ours.failed")
            logging.getLogger("library").exception("theirs.failed")
    written = told.getvalue()
    for part in ("ours.failed", "theirs.failed", "IntegrityError", "ValueError", "in save"):
        assert part in written
    assert NUMBER_OF_ADA not in written


async def test_someone_elses_session_is_no_session(gateway: Gateway) -> None:
    async with client_of(gateway) as client:
        session = (await client.post("/channels/webchat/sessions")).json()["session"]
        for wrong in (session[:-1], session[:-2] + ("AA" if session[-2] != "A" else "BB"), "x" + session, session * 2):
            answer: httpx.Response = await client.get(
                "/channels/webchat/messages", headers={"Authorization": f"Bearer {wrong}"}
            )
            assert answer.status_code == 401
