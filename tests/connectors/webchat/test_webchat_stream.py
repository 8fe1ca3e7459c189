"""The stream over a real server on loopback: what is sent, resumed, and how it ends."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
import uvicorn

from connectors.messages import Choice, Standing, Waiting
from connectors.webchat import WebChat, stream
from network.event_stream import HEARTBEAT_SECONDS
from tests.connectors.webchat.site import API, address, application, begin, web_chat
from tests.fakes.inbox import RecordingInbox


class Served:
    """A running gateway with only the web chat."""

    def __init__(
        self, inbox: RecordingInbox, chat: WebChat, server: uvicorn.Server, browser: httpx.AsyncClient
    ) -> None:
        self.inbox, self.chat, self.server, self.browser = inbox, chat, server, browser
        self.who: dict[str, str] = {}
        self.place = ""

    async def resident(self, text: str = "Hello") -> None:
        self.who = await begin(self.browser)
        await self.browser.post(f"{API}/messages", json={"text": text}, headers=self.who)
        self.place = address(self.inbox)

    async def say(self, text: str, **more: Any) -> None:
        await self.inbox.say(self.place, self.place, text, **more)

    async def stand(self, standing: Standing) -> None:
        await self.inbox.stand(self.place, self.place, standing)

    @asynccontextmanager
    async def events(self, query: str = "", **headers: str) -> AsyncIterator[AsyncIterator[dict[str, Any]]]:
        async with self.browser.stream("GET", f"{API}/events{query}", headers=self.who | headers) as answer:
            assert answer.headers["content-type"].startswith("text/event-stream")
            assert answer.headers["cache-control"] == "no-store"
            yield frames(answer)


async def frames(answer: httpx.Response) -> AsyncIterator[dict[str, Any]]:
    """Each block of the stream as its fields; a comment as {"comment": ...}."""
    rest = ""
    async for text in answer.aiter_text():
        *blocks, rest = (rest + text).split("\n\n")
        for block in blocks:
            fields: dict[str, Any] = {}
            for line in block.split("\n"):
                name, _, value = line.partition(": ")
                fields[name or "comment"] = value
            if "data" in fields:
                fields["data"] = json.loads(fields["data"])
            if "retry" not in fields:
                yield fields


async def take(events: AsyncIterator[dict[str, Any]], count: int) -> list[dict[str, Any]]:
    async with asyncio.timeout(5):
        return [await anext(events) for _ in range(count)]


async def eventually(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not true():  # noqa: ASYNC110 - the server has no event for it
            await asyncio.sleep(0.01)


@pytest.fixture
async def gateway() -> AsyncIterator[Served]:
    inbox, chat = RecordingInbox(tick=0.2), web_chat()
    server = uvicorn.Server(uvicorn.Config(application(inbox, chat), port=0, log_level="error", lifespan="off"))
    running = asyncio.create_task(server.serve())
    await eventually(lambda: server.started)
    port = server.servers[0].sockets[0].getsockname()[1]
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as browser:
        yield Served(inbox, chat, server, browser)
        await chat.stop()
    server.should_exit = True
    await asyncio.wait_for(running, 5)


async def test_it_begins_with_what_there_is_and_who_answers(gateway: Served) -> None:
    await gateway.resident("Hello\nthere")
    await gateway.say("Which bin?", choices=(Choice("2.1", "Refuse"),))
    async with gateway.events() as events:
        mine, ours, state = await take(events, 3)
    assert (mine["event"], mine["id"]) == ("message", "1")
    assert set(mine["data"]) == {"id", "author", "text", "choices", "wants", "at"}
    assert mine["data"]["text"] == "Hello\nthere"
    assert ours["data"]["choices"] == [{"id": "2.1", "title": "Refuse"}]
    said = "The assistant is answering you. Ask for a person at any time."
    assert state == {"event": "state", "data": {"state": "assistant", "said": said, "officer": None, "waiting": None}}
    assert gateway.inbox.seen_through == {(gateway.place, gateway.place): 2}


@pytest.mark.parametrize(
    ("query", "headers"), [("?after=2", {}), ("", {"Last-Event-ID": "2"}), ("?after=0", {"Last-Event-ID": "2"})]
)
async def test_it_resumes_after_the_last_number(gateway: Served, query: str, headers: dict[str, str]) -> None:
    await gateway.resident()
    await gateway.say("two")
    await gateway.say("three")
    async with gateway.events(query, **headers) as events:
        first, state = await take(events, 2)
        await gateway.say("four")
        (second,) = await take(events, 1)
    assert [first["id"], state["event"], second["id"]] == ["3", "state", "4"]


async def test_a_change_of_hands_carries_its_number_and_the_wait_comes_as_it_changes(gateway: Served) -> None:
    await gateway.resident()
    async with gateway.events("?after=1") as events:
        await take(events, 1)
        gateway.inbox.standings[gateway.place, gateway.place] = Standing("waiting", None, Waiting(2, None, None))
        await gateway.inbox.note(gateway.place, gateway.place, state="waiting", officer=None)
        (waiting,) = await take(events, 1)
        await gateway.stand(Standing("waiting", None, Waiting(1, 300.0, None)))
        (nearer,) = await take(events, 1)
        gateway.inbox.standings[gateway.place, gateway.place] = Standing("officer", "Sam")
        await gateway.inbox.note(gateway.place, gateway.place, state="officer", officer="Sam")
        (joined,) = await take(events, 1)
    unknown = {"position": 2, "typical_seconds": None, "opens_at": None}
    assert waiting["data"].pop("said") == "You are waiting for a person."
    assert joined["data"].pop("said") == "Sam is answering you."
    assert waiting == {"event": "state", "id": "2", "data": {"state": "waiting", "officer": None, "waiting": unknown}}
    assert "id" not in nearer
    assert nearer["data"]["waiting"] == {"position": 1, "typical_seconds": 300.0, "opens_at": None}
    assert joined == {"event": "state", "id": "3", "data": {"state": "officer", "officer": "Sam", "waiting": None}}


async def test_typing_is_told_when_it_begins_and_ends(gateway: Served) -> None:
    await gateway.resident()
    async with gateway.events("?after=1") as events:
        await take(events, 1)
        await gateway.stand(Standing(typing=True))
        await gateway.stand(Standing(typing=True))
        (begun,) = await take(events, 1)
        await gateway.stand(Standing(typing=False))
        (ended,) = await take(events, 1)
    assert begun == {"event": "typing", "data": {"typing": True}}
    assert ended == {"event": "typing", "data": {"typing": False}}


async def test_a_quiet_stream_has_a_heartbeat_that_loses_nothing() -> None:
    inbox, session = RecordingInbox(tick=60), web_chat().sessions.begin()
    told = stream.follow(inbox, session, 0, closing=asyncio.Event(), heartbeat=0.02)
    async with asyncio.timeout(5):
        quiet = [await anext(told) for _ in range(4)]
        await inbox.say(session.address, session.address, "news")
        later = [text async for text in until(told, "news")]
    assert quiet[1].startswith("event: state")
    assert quiet[2:] == [": still here\n\n"] * 2
    assert later[-1].startswith("id: 1\nevent: message\n")


async def test_looks_that_find_nothing_do_not_put_the_heartbeat_off() -> None:
    inbox, session = RecordingInbox(tick=0.01), web_chat().sessions.begin()
    told = stream.follow(inbox, session, 0, closing=asyncio.Event(), heartbeat=0.05)
    async with asyncio.timeout(5):
        quiet = [await anext(told) for _ in range(5)]
    assert quiet[2:] == [": still here\n\n"] * 3


def test_the_sign_of_life_comes_within_fifteen_seconds() -> None:
    """docs/operating.md and the API say so; proxies cut after sixty, and pages give up after forty."""
    assert HEARTBEAT_SECONDS < 15


async def test_a_stream_ends_in_the_end_and_is_resumed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "LONGEST_SECONDS", 0.1)
    inbox, session = RecordingInbox(tick=60), web_chat().sessions.begin()
    async with asyncio.timeout(5):
        told = [text async for text in stream.follow(inbox, session, 0, closing=asyncio.Event(), heartbeat=0.05)]
    assert told[1].startswith("event: state")


async def until(told: AsyncIterator[str], word: str) -> AsyncIterator[str]:
    async for text in told:
        yield text
        if word in text:
            return


async def test_two_pages_of_one_resident_both_follow(gateway: Served) -> None:
    await gateway.resident()
    async with gateway.events() as one, gateway.events() as other:
        await take(one, 2)
        await take(other, 2)
        await gateway.say("news")
        assert (await take(one, 1)) == (await take(other, 1))


async def test_a_page_that_goes_away_leaves_nothing_running(gateway: Served) -> None:
    await gateway.resident()
    before = len(asyncio.all_tasks())
    for _ in range(5):
        async with gateway.events() as events:
            await take(events, 2)
    await eventually(lambda: len(asyncio.all_tasks()) <= before)


async def test_streams_end_when_the_gateway_stops_and_the_server_with_them(gateway: Served) -> None:
    await gateway.resident()
    async with gateway.events() as events:
        await take(events, 2)
        begun = time.monotonic()
        gateway.server.should_exit = True
        await gateway.chat.stop()
        assert [event async for event in events] == []
        await eventually(lambda: not gateway.server.server_state.connections)
    assert time.monotonic() - begun < 2


async def test_a_stream_that_breaks_inside_ends_and_says_nothing_of_why(gateway: Served) -> None:
    class Broken(RecordingInbox):
        async def standing(self, account: str, address: str) -> Standing:
            raise RuntimeError("no such table: /var/secret")

    inbox = Broken()
    lines = [text async for text in stream.follow(inbox, web_chat().sessions.begin(), 0, closing=asyncio.Event())]
    assert lines == ["retry: 2000\n\n"]


async def test_pages_beyond_the_limit_are_told_when_to_ask_and_places_come_free(gateway: Served) -> None:
    await gateway.resident()
    gateway.chat.streams.each, gateway.chat.streams.in_all = 2, 3
    url = f"{API}/events"
    async with gateway.events() as one:
        await take(one, 1)
        async with gateway.events() as other:
            await take(other, 1)
            here = await gateway.browser.get(url, headers=gateway.who)
            gateway.chat.streams.in_all = 2
            anywhere = await gateway.browser.get(url, headers=gateway.who)
        await eventually(lambda: gateway.chat.streams.taken == 1)
        async with gateway.events() as third:
            await take(third, 1)
    assert [(a.status_code, a.json()["error"]["code"]) for a in (here, anywhere)] == [
        (429, "too_many_streams"), (503, "too_many_streams"),
    ]  # fmt: skip
    assert {answer.headers["retry-after"] for answer in (here, anywhere)} == {"10"}
    assert gateway.inbox.rejections == ["streams of one address", "too many streams"]
    await eventually(lambda: gateway.chat.streams.taken == 0)


async def test_whoever_takes_the_last_place_at_the_same_moment_ends_the_other(gateway: Served) -> None:
    await gateway.resident()
    check, asked = gateway.chat.streams.check, []

    def late(source: str) -> None:
        asked.append(source)
        if len(asked) > 1:  # the first look found a place
            check(source)

    gateway.chat.streams.each, gateway.chat.streams.check = 0, late  # type: ignore[method-assign]
    async with gateway.events() as events:
        assert [event async for event in events] == []
    assert len(asked) == 2 and gateway.chat.streams.taken == 0
