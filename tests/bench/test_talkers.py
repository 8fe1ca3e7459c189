"""The benchmark's residents, against small servers on loopback."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bench.talkers import HANDED_OVER, NoAnswer, chat_residents, rest_residents


class Chat:
    """A web chat that answers a text with one message for each of its words, and "person" with a change of state."""

    def __init__(self) -> None:
        self.streams: list[asyncio.Queue[str]] = []

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_post("/channels/webchat/sessions", self.begin)
        app.router.add_post("/channels/webchat/messages", self.send)
        app.router.add_get("/channels/webchat/events", self.events)
        return app

    async def begin(self, _request: web.Request) -> web.Response:
        self.streams.append(asyncio.Queue())
        return web.json_response({"session": str(len(self.streams) - 1), "messages": []}, status=201)

    async def send(self, request: web.Request) -> web.Response:
        text = (await request.json())["text"]
        if text == "too much":
            return web.json_response({}, status=429)
        stream = self.streams[int(request.headers["Authorization"].split()[1])]
        stream.put_nowait(self.frame("message", {"author": "resident", "text": text}))
        for word in text.split():
            stream.put_nowait(self.frame("message", {"author": "assistant", "text": word}))
        if text == "person":
            stream.put_nowait(self.frame("state", {"state": "waiting"}))
        return web.json_response({"id": 1}, status=202)

    async def events(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        stream = self.streams[int(request.headers["Authorization"].split()[1])]
        await response.write(self.frame("state", {"state": "assistant"}).encode())
        while True:
            await response.write((await stream.get()).encode())

    @staticmethod
    def frame(kind: str, data: dict[str, str]) -> str:
        return f"id: 1\nevent: {kind}\ndata: {json.dumps(data)}\n\n"


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
async def chat() -> AsyncIterator[str]:
    async with TestServer(Chat().app(), handler_cancellation=True) as server:
        yield str(server.make_url("")).rstrip("/")


async def test_a_chat_reply_is_what_others_say_in_the_stream(http: aiohttp.ClientSession, chat: str) -> None:
    resident = await chat_residents(http, chat)()
    assert await resident.say("two words", None) == ("two", "words")
    assert await resident.say("three more words", 3) == ("three", "more", "words")
    await resident.leave()


async def test_being_handed_over_is_not_a_reply_of_the_assistant(http: aiohttp.ClientSession, chat: str) -> None:
    resident = await chat_residents(http, chat)()
    assert await resident.say("person", None) == ("person", HANDED_OVER)
    await resident.leave()


async def test_a_refused_message_is_no_answer(http: aiohttp.ClientSession, chat: str) -> None:
    resident = await chat_residents(http, chat)()
    with pytest.raises(NoAnswer, match="429"):
        await resident.say("too much", 1)
    await resident.leave()


async def test_plain_rasa_is_asked_as_its_rest_channel_wants(http: aiohttp.ClientSession) -> None:
    senders = []

    async def answer(request: web.Request) -> web.Response:
        body = await request.json()
        senders.append(body["sender"])
        return web.json_response([{"text": body["message"].upper()}, {"custom": {"handoff": 1}}])

    app = web.Application()
    app.router.add_post("/webhooks/rest/webhook", answer)
    async with TestServer(app) as server:
        begin = rest_residents(http, str(server.make_url("")).rstrip("/"))
        first, second = await begin(), await begin()
        assert await first.say("hello", 2) == ("HELLO", '{"handoff": 1}')
        await second.say("hello", 2)
    assert len(set(senders)) == 2
