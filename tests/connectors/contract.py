"""What every channel keeps, run against each connector that is found in connectors/.

A channel brings `payloads/<channel>/settings.env`, with its provider's address on a closed port of this machine, and
captured requests as JSON: method, path under /channels/<channel>, headers, body, `proof` (the header that proves who
sent it) and `then` (what of RecordingInbox it fills). Receipts among them are for our message "out-0001".
"""

from __future__ import annotations

import asyncio
import importlib
import json
import pkgutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from pydantic import SecretStr, ValidationError

import connectors
from connectors.base import ChannelMisconfigured, Connector
from connectors.messages import Choice, CouncilFacts, DeliveryDelayed, DeliveryUnknown, Outbound, Withdrawn
from tests.fakes.inbox import RecordingInbox

PUBLIC = "https://bot.fernley.example"
PAYLOADS = Path(__file__).parent / "payloads"
COUNCIL = CouncilFacts(
    name="Fernley Borough Council",
    short_name="Fernley",
    phone="01632 960100",
    emergency_phone="01632 960911",
    website="https://www.fernley.example",
    privacy_notice="https://www.fernley.example/privacy",
    language="en",
    zone=ZoneInfo("Europe/London"),
)
CHANNELS = sorted(
    {module.name for module in pkgutil.iter_modules(connectors.__path__)} - {"base", "discovery", "messages"}
)
CAPTURED = sorted(path.relative_to(PAYLOADS).as_posix() for path in PAYLOADS.glob("*/*.json"))
HOSTILE_BODIES = (
    b"",
    b"null",
    b"[]",
    b'{"text": 1}',
    b'{"a": "\\ud800"}',
    b"\x00",
    b"a=%00&b=%ED%A0%80",
    b"\xff" * 999,
)
OF_THE_GATEWAY = ("/channels/", "/desk", "/health/", "/internal/", "/demo/", "/look.css", "/openapi.json")
CLOSED = "http://127.0.0.1:9"
"""Nobody listens there."""
LONG = "Your bin is collected every Tuesday, see https://www.fernley.example/bins?a=1. " * 250
MESSAGES = (
    Outbound("1", "us", "you", "Hello."),
    Outbound("2", "us", "you", LONG),
    Outbound("3", "us", "you", "x" * 20_000),
    Outbound("4", "us", "you", "\u0645\u0631\u062d\u0628\u0627 \U0001f600\u200d\U0001f525 \ud800 \x00 <script>"),
    Outbound("5", "us", "you", "Which one?", (Choice("a", "Missed bin"), Choice("b", "New bin"))),
    Outbound("6", "us", "you", LONG, (Choice("a", "Missed bin"), Choice("b", "New bin"))),
)


def load(channel: str) -> type[Connector]:
    found: type[Connector] = importlib.import_module(f"connectors.{channel}").CONNECTOR
    return found


def build(channel: str, example: Path | None = None) -> Connector:
    """The connector with its example settings, or with others."""
    connector = load(channel)
    example = example or PAYLOADS / channel / "settings.env"
    settings = connector.Settings(_env_file=example if example.exists() else None)
    return connector(settings, PUBLIC, "s" * 64, council=COUNCIL)


async def asking() -> None:
    """What a connector awaits at the last moment, of a test that does not care."""


@asynccontextmanager
async def cutting_provider(happened: list[str]) -> AsyncIterator[str]:
    """The address of a provider that hangs up as soon as it has read the beginning of a request."""

    async def cut(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if await reader.read(1):
            happened.append("read")
        writer.close()
        await asyncio.wait([asyncio.ensure_future(writer.wait_closed())])
        gone.set()

    gone = asyncio.Event()
    async with await asyncio.start_server(cut, "127.0.0.1", 0) as server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        await gone.wait()


def serve(connector: Connector, inbox: RecordingInbox) -> httpx.AsyncClient:
    """A client of an application that has only this channel."""
    app = FastAPI()
    app.include_router(connector.routes(inbox), prefix=f"/channels/{connector.name}")
    return httpx.AsyncClient(transport=httpx.ASGITransport(app, raise_app_exceptions=False), base_url=PUBLIC)


def saved(inbox: RecordingInbox) -> list[object]:
    return [*inbox.received, *inbox.opted_out, *inbox.opted_in, *inbox.deliveries]


def captured(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((PAYLOADS / name).read_text())
    return content


async def replay(client: httpx.AsyncClient, channel: str, request: dict[str, Any]) -> httpx.Response:
    return await client.request(
        request["method"],
        f"/channels/{channel}{request['path']}",
        content=request["body"].encode(),
        headers=request["headers"],
    )


def inbox_for_receipts() -> RecordingInbox:
    inbox = RecordingInbox()
    inbox.sent.add("out-0001")
    return inbox


@pytest.mark.parametrize("channel", CHANNELS)
class ChannelContract:
    """Everything that can be said of a channel without knowing which."""

    def test_is_named_after_its_module(self, channel: str) -> None:
        connector = load(channel)
        assert issubclass(connector, Connector)
        assert connector.name == channel

    def test_has_a_title_of_its_own(self, channel: str) -> None:
        titles = [load(other).title for other in CHANNELS]
        assert load(channel).title.strip() and titles.count(load(channel).title) == 1

    def test_takes_only_what_the_flow_knows(self, channel: str) -> None:
        assert load(channel).takes <= {"location", "photo"}

    def test_keeps_its_secrets_out_of_sight(self, channel: str) -> None:
        settings = build(channel).settings
        for name in type(settings).model_fields:
            if any(word in name for word in ("token", "secret", "password", "key")):
                assert isinstance(getattr(settings, name), SecretStr), name

    def test_reads_only_its_own_settings(self, channel: str) -> None:
        assert load(channel).Settings.model_config["env_prefix"] == f"{channel.upper()}_"

    def test_is_off_or_whole(self, channel: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.chdir(tmp_path)
        settings = load(channel).Settings
        try:
            settings()
        except ValidationError as absent:
            required = [str(error["loc"][0]) for error in absent.errors()]
            one = required[0] if required[0].isupper() else f"{channel}_{required[0]}".upper()
            monkeypatch.setenv(one, "x")
            with pytest.raises(ChannelMisconfigured, match=f"{channel.upper()}_"):
                settings()

    def test_its_own_pages_are_no_address_of_the_gateways(self, channel: str) -> None:
        found = [route.path for route in build(channel).pages(RecordingInbox()).routes if isinstance(route, APIRoute)]
        assert not [path for path in found if path == "/" or path.startswith(OF_THE_GATEWAY)]

    def test_brings_captured_requests_unless_the_pages_are_ours(self, channel: str) -> None:
        assert load(channel).durable_page or any(name.startswith(f"{channel}/") for name in CAPTURED)

    async def test_takes_nothing_from_strangers(self, channel: str) -> None:
        inbox = inbox_for_receipts()
        connector = build(channel)
        routes = [route for route in connector.routes(inbox).routes if isinstance(route, APIRoute)]
        async with serve(connector, inbox) as client:
            for route in routes:
                path = f"/channels/{channel}" + route.path.replace("{", "").replace("}", "")
                for body in HOSTILE_BODIES:
                    for kind in ("application/json", "application/x-www-form-urlencoded", "nonsense"):
                        answer = await client.post(path, content=body, headers={"Content-Type": kind})
                        assert answer.status_code < 500, (path, body)
        assert saved(inbox) == []
        assert set(inbox.rejections) <= set(connector.rejection_reasons), "administrators read what these mean"

    @pytest.mark.parametrize("message", MESSAGES, ids=lambda message: message.id)
    def test_splits_without_losing_anything(self, channel: str, message: Outbound) -> None:
        kind = load(channel)
        parts = kind.split(message)
        assert parts == build(channel).split(message), "staff preview channels that are switched off"
        assert all((kind.parts(part.text) or 1) >= 1 for part in parts)
        text = " ".join(part.text for part in parts)
        assert parts
        assert all((part.id, part.account, part.address) == (message.id, "us", "you") for part in parts)
        assert all(
            word in text
            for word in set(message.text.split())
            if word.isascii() and word.isprintable() and len(word) < 99
        )
        assert all(c in parts[-1].choices or c.title in text for c in message.choices)
        assert text.count("x") >= message.text.count("x")

    async def test_stands_a_provider_that_is_down(self, channel: str) -> None:
        """Nothing was asked for, and it does not say so: what comes of it is no doubt."""
        connector, said = build(channel), []

        async def say() -> None:
            said.append("asked")

        await connector.start()
        try:
            if connector.durable_page:
                assert await connector.send(MESSAGES[0], say)
            else:
                with pytest.raises(DeliveryDelayed):
                    await connector.send(MESSAGES[0], say)
        finally:
            await connector.stop()
        assert said == []

    @pytest.mark.parametrize("goes_out", [True, False])
    async def test_says_that_it_asks_before_it_does(self, channel: str, goes_out: bool, tmp_path: Path) -> None:
        """After a crash the outbox knows by it which messages the provider can have. Where it is told to stop, not a
        byte goes out."""
        if load(channel).durable_page:
            return
        happened: list[str] = []

        async def say() -> None:
            happened.append("asked")
            if not goes_out:
                raise Withdrawn

        async with cutting_provider(happened) as address:
            example = (PAYLOADS / channel / "settings.env").read_text()
            assert CLOSED in example, f"the provider's address in settings.env is {CLOSED}"
            (tmp_path / "settings.env").write_text(example.replace(CLOSED, address))
            connector = build(channel, tmp_path / "settings.env")
            await connector.start()
            try:
                with pytest.raises(DeliveryUnknown if goes_out else Withdrawn):
                    await connector.send(MESSAGES[0], say)
            finally:
                await connector.stop()
        assert happened == (["asked", "read"] if goes_out else ["asked"])


@pytest.mark.parametrize("name", CAPTURED)
class CapturedRequests:
    """Each captured request, as it was sent and tampered with."""

    async def test_is_saved_once_however_often_it_comes(self, name: str) -> None:
        channel, request, inbox = name.split("/")[0], captured(name), inbox_for_receipts()
        async with serve(build(channel), inbox) as client:
            answers = await asyncio.gather(*(replay(client, channel, request) for _ in range(100)))
        assert {answer.is_success for answer in answers} == {True}
        assert len({repr(entry) for entry in saved(inbox)}) == 1
        assert getattr(inbox, request["then"])
        assert len(inbox.received) <= 1
        assert inbox.rejections == []

    async def test_is_refused_without_its_proof(self, name: str) -> None:
        channel, request, inbox = name.split("/")[0], captured(name), inbox_for_receipts()
        whole = request["headers"]
        proof = whole[request["proof"]]
        without = {key: value for key, value in whole.items() if key != request["proof"]}
        forged = [without, *(without | {request["proof"]: bad} for bad in ("", "None", proof[:-1], proof.swapcase()))]
        async with serve(build(channel), inbox) as client:
            for headers in forged:
                answer = await replay(client, channel, request | {"headers": headers})
                assert answer.status_code == 403
            answer = await replay(client, channel, request | {"body": request["body"] + " "})
            assert answer.status_code == 403
        assert saved(inbox) == []
        assert set(inbox.rejections) <= set(load(channel).rejection_reasons)
        assert len(inbox.rejections) == len(forged) + 1
