"""The wire to the engines, against a small server on loopback."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator

import httpx
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.assistant.transport import Wire


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=Wire()) as client:
        yield client


async def engine(request: web.Request) -> web.StreamResponse:
    if request.path == "/slow":
        await asyncio.sleep(30)
    if request.path == "/dies":
        assert request.transport is not None
        request.transport.abort()
    if request.path == "/moved":
        return web.Response(status=302, headers={"Location": "/elsewhere"})
    response = web.json_response({"path": request.path, "body": await request.text()}, status=201)
    response.headers["X-Token"] = request.headers.get("Authorization", "none")
    response.enable_compression()
    return response


@pytest.fixture
async def url() -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", engine)
    async with TestServer(app, handler_cancellation=True) as server:
        yield str(server.make_url("")).rstrip("/")


async def test_what_is_sent_arrives_and_the_answer_comes_back_whole(http: httpx.AsyncClient, url: str) -> None:
    answer = await http.post(f"{url}/messages", json={"text": "Sŵn"}, headers={"Authorization": "Bearer t"})
    assert (answer.status_code, answer.headers["x-token"]) == (201, "Bearer t")
    assert answer.json() == {"path": "/messages", "body": '{"text":"Sŵn"}'}
    assert (await http.get(f"{url}/ready")).json() == {"path": "/ready", "body": ""}


async def test_a_redirect_is_not_followed(http: httpx.AsyncClient, url: str) -> None:
    assert (await http.get(f"{url}/moved")).status_code == 302


async def test_errors_are_those_of_httpx(http: httpx.AsyncClient, url: str) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        with pytest.raises(httpx.ConnectError):
            await http.get(f"http://127.0.0.1:{nobody.getsockname()[1]}/")
    with pytest.raises(httpx.ReadTimeout):
        await http.get(f"{url}/slow", timeout=0.05)
    with pytest.raises(httpx.ReadError):
        await http.get(f"{url}/dies")


async def test_many_at_once(http: httpx.AsyncClient, url: str) -> None:
    answers = await asyncio.gather(*(http.get(f"{url}/{number}") for number in range(150)))
    assert [answer.json()["path"] for answer in answers] == [f"/{number}" for number in range(150)]
