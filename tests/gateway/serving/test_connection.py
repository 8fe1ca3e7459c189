"""What a client may send and how long it may take, seen from raw sockets at a real server."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import PlainTextResponse, StreamingResponse

from bot.gateway.middleware import Middleware
from bot.gateway.serving.connection import Connections, Limits
from bot.gateway.serving.descriptors import GONE_MILLISECONDS, KEPT_DESCRIPTORS, notice_the_gone, room_for_connections
from network.rejection_counts import RejectionCounts
from network.request_body import MAX_BODY_BYTES

QUICK = Limits(connections=50, head_seconds=0.4, body_seconds=0.4, write_seconds=0.4, idle_seconds=1)
HELLO = b"GET /hello HTTP/1.1\r\nHost: x\r\n\r\n"


class Site:
    """A server with our limits around a small application."""

    def __init__(self, limits: Limits) -> None:
        self.rejection_counts, self.ended = RejectionCounts(), 0
        self.connections = Connections(limits, self.rejection_counts)
        app = FastAPI()
        app.add_api_route("/hello", self.hello, methods=["GET"], response_class=PlainTextResponse)
        app.add_api_route("/echo", self.echo, methods=["POST"])
        app.add_api_route("/stream", self.stream, methods=["GET"])
        config = uvicorn.Config(
            Middleware(app, secure=False), port=0, log_level="error", lifespan="off", ws="none",
            http=self.connections.protocol, timeout_keep_alive=limits.idle_seconds, access_log=False,  # type: ignore[arg-type]
        )  # fmt: skip
        self.server = uvicorn.Server(config)

    async def hello(self) -> str:
        return "hello"

    async def echo(self, request: Request) -> dict[str, int]:
        return {"size": len(await request.body())}

    async def stream(self, piece: int = 10, every: float = 0.05) -> StreamingResponse:
        async def pieces() -> AsyncIterator[bytes]:
            try:
                while True:
                    yield b"x" * piece
                    await asyncio.sleep(every)
            finally:
                self.ended += 1

        return StreamingResponse(pieces())

    @property
    def port(self) -> int:
        return int(self.server.servers[0].sockets[0].getsockname()[1])

    async def open(self, **options: Any) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection("127.0.0.1", self.port, **options)

    async def ask(self, request: bytes) -> bytes:
        """All that comes back until the server closes."""
        reader, writer = await self.open()
        writer.write(request)
        answer = await asyncio.wait_for(reader.read(), 10)
        writer.close()
        return answer

    async def answers(self) -> float:
        """A real request; returns the seconds that it took."""
        started = time.monotonic()
        assert (await self.ask(HELLO.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))).endswith(b"hello")
        return time.monotonic() - started


@pytest.fixture
def limits() -> Limits:
    return QUICK


@pytest.fixture
async def site(limits: Limits) -> AsyncIterator[Site]:
    made = Site(limits)
    running = asyncio.create_task(made.server.serve())
    await until(lambda: made.server.started)
    yield made
    made.server.should_exit = made.server.force_exit = True
    await asyncio.wait_for(running, 5)


async def until(true: Callable[[], bool], seconds: float = 5.0) -> None:
    async with asyncio.timeout(seconds):
        while not true():  # noqa: ASYNC110 - the server has no event for it
            await asyncio.sleep(0.01)


async def dribble(writer: asyncio.StreamWriter, pieces: list[bytes], every: float) -> None:
    for piece in pieces:
        writer.write(piece)
        await asyncio.sleep(every)


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (b"GET /hello HTTP/1.1\r\nHost: x\r\n" + b"A: b\r\n" * 200_000, b"431"),
        (b"GET /hello HTTP/1.1\r\nHost: x\r\nA: " + b"b" * 1_000_000, b"431"),
        (b"GET /hello?" + b"q" * 1_000_000, b"431"),
        (b"\r\n" * 500_000, b"431"),
        (HELLO + HELLO.replace(b"\r\n\r\n", b"\r\n") + b"A: b\r\n" * 200_000, b"200"),
        (b"nothing that is HTTP\r\n\r\n", b"400"),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", b"400"),
    ],
)
async def test_a_head_without_end_is_refused_and_not_kept(site: Site, request_: bytes, status: bytes) -> None:
    reader, writer = await site.open()
    try:
        writer.write(request_)
        answer = await asyncio.wait_for(reader.read(), 5)
    except ConnectionError:
        answer = b""  # it was closed before we had sent all
    writer.close()
    assert answer.split()[1:2] in ([status], [])
    await until(lambda: not site.connections.open)
    assert site.rejection_counts.take()


async def test_a_head_in_pieces_is_taken(site: Site) -> None:
    reader, writer = await site.open()
    await dribble(writer, [HELLO[at : at + 5] for at in range(0, len(HELLO), 5)], 0.01)
    assert (await asyncio.wait_for(reader.readuntil(b"hello"), 5)).startswith(b"HTTP/1.1 200")
    writer.write(HELLO + HELLO)
    assert (await asyncio.wait_for(reader.readuntil(b"hello"), 5)).startswith(b"HTTP/1.1 200")
    assert (await asyncio.wait_for(reader.readuntil(b"hello"), 5)).startswith(b"HTTP/1.1 200")
    writer.close()


@pytest.mark.parametrize("first", [b"", b"\r\n", b"G", HELLO[:-2], HELLO + b"GET"])
async def test_a_byte_at_a_time_is_not_waited_for(site: Site, first: bytes) -> None:
    reader, writer = await site.open()
    started = time.monotonic()
    sending = asyncio.ensure_future(dribble(writer, [first] + [b"G"] * 100, 0.1))
    await asyncio.wait_for(reader.read(), 5)
    assert time.monotonic() - started < 10 * QUICK.head_seconds
    sending.cancel()
    writer.close()


async def test_a_body_that_never_ends_is_not_waited_for(site: Site) -> None:
    head = b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n"
    started = time.monotonic()
    assert b" 408 " in await site.ask(head + b"x")
    assert time.monotonic() - started < 5
    assert site.rejection_counts.take() == {("http", "body too slow"): 1}


@pytest.mark.parametrize(
    "chunk", [b"1;" + b"e" * 1000 + b"\r\nx\r\n", b"1\r\nx\r\n"], ids=["long extensions", "a byte a chunk"]
)
async def test_chunks_that_are_mostly_wrapping_are_refused(site: Site, chunk: bytes) -> None:
    head = b"POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    reader, writer = await site.open()
    try:
        writer.write(head + chunk * (4_000_000 // len(chunk)))
        answer = await asyncio.wait_for(reader.read(), 5)
    except ConnectionError:
        answer = b""
    assert answer.split()[1:2] in ([b"413"], [])
    writer.close()


async def test_trailers_are_not_kept(site: Site) -> None:
    head = b"POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
    answer = await site.ask(head + b"1\r\nx\r\n0\r\n" + b"A: b\r\n" * 1000 + b"\r\n")
    assert answer.endswith(b'{"size":1}')


async def test_a_whole_body_is_taken(site: Site) -> None:
    head = f"POST /echo HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {MAX_BODY_BYTES}\r\n\r\n".encode()
    assert (await site.ask(head + b"x" * MAX_BODY_BYTES)).endswith(b'{"size":%d}' % MAX_BODY_BYTES)


async def test_a_quiet_connection_is_kept_between_requests_and_then_closed(site: Site) -> None:
    reader, writer = await site.open()
    writer.write(HELLO)
    await asyncio.wait_for(reader.readuntil(b"hello"), 5)
    await asyncio.sleep(2 * QUICK.head_seconds)
    writer.write(HELLO)
    await asyncio.wait_for(reader.readuntil(b"hello"), 5)
    assert await asyncio.wait_for(reader.read(), 5) == b""
    writer.close()


async def test_a_stream_is_not_cut_for_being_long(site: Site) -> None:
    reader, writer = await site.open()
    writer.write(b"GET /stream HTTP/1.1\r\nHost: x\r\n\r\n")
    started = time.monotonic()
    while time.monotonic() - started < 3 * QUICK.head_seconds:
        assert await asyncio.wait_for(reader.read(100), 5)
    writer.close()
    await until(lambda: site.ended == 1)


async def test_who_closes_or_resets_is_let_go_at_once(site: Site) -> None:
    for linger in (False, True):
        client = socket.create_connection(("127.0.0.1", site.port))
        client.sendall(b"GET /stream?every=60 HTTP/1.1\r\nHost: x\r\n\r\n")
        await until(lambda: len(site.connections.open) == 1)
        await asyncio.sleep(0.1)
        if linger:  # a reset instead of a FIN
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
        client.close()
        await until(lambda: not site.connections.open)
    assert site.ended == 2


async def test_who_reads_nothing_is_let_go(site: Site) -> None:
    client = socket.socket()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    client.connect(("127.0.0.1", site.port))
    client.sendall(b"GET /stream?piece=60000&every=0 HTTP/1.1\r\nHost: x\r\n\r\n")
    await until(lambda: site.ended == 1)
    assert site.rejection_counts.take() == {("http", "answer not taken"): 1}
    assert not site.connections.open
    client.close()


@pytest.mark.skipif(not hasattr(socket, "TCP_USER_TIMEOUT"), reason="this system has no TCP_USER_TIMEOUT")
def test_who_vanishes_without_a_word_is_noticed_by_the_system() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        notice_the_gone(listening)
        with socket.create_connection(listening.getsockname()), listening.accept()[0] as accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == GONE_MILLISECONDS


@pytest.mark.parametrize("limits", [replace(QUICK, connections=40, head_seconds=30, body_seconds=30)])
@pytest.mark.parametrize("said", [b"", b"GET /hello HTTP/1.1\r\nA: "])
async def test_a_crowd_that_says_nothing_shuts_nobody_out(site: Site, said: bytes) -> None:
    crowd = [await site.open() for _ in range(200)]
    for _, writer in crowd:
        writer.write(said)
    for _ in range(20):
        assert await site.answers() < 2
    assert len(site.connections.open) <= 41
    assert ("http", "too many connections") in site.rejection_counts.take()
    for _, writer in crowd:
        writer.close()


@pytest.mark.parametrize("limits", [replace(QUICK, connections=10)])
async def test_where_everybody_is_served_the_next_is_told_to_come_again(site: Site) -> None:
    served = []
    for _ in range(10):
        reader, writer = await site.open()
        writer.write(b"GET /stream HTTP/1.1\r\nHost: x\r\n\r\n")
        await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 5)
        served.append(writer)
    refused = await site.ask(HELLO)
    assert refused.startswith(b"HTTP/1.1 503") and b"retry-after: 10" in refused
    for writer in served:
        writer.close()
    await until(lambda: site.ended == 10)
    await site.answers()


def test_room_is_made_below_the_descriptors(monkeypatch: pytest.MonkeyPatch) -> None:
    import resource

    now = [256, 1024]
    monkeypatch.setattr(resource, "getrlimit", lambda _: tuple(now))
    monkeypatch.setattr(resource, "setrlimit", lambda _, limits: now.__setitem__(slice(None), limits))
    assert room_for_connections() == 1024 - KEPT_DESCRIPTORS
    assert now == [1024, 1024]
