"""A whole gateway in a process of its own, on loopback, that a test can kill and start again."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import httpx
import uvicorn

from bot.assistant.supervisor import free_port
from tests.fakes.assistant import FakeRasa
from tests.fakes.twilio import ACCOUNT, NUMBER, TOKEN, FakeTwilio

ROOT = Path(__file__).resolve().parent.parent.parent
PATH_KEY = "a-long-and-unguessable-path"
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(
    ["bot.gateway.app", "bot.gateway.serving", "bot.command.cli", "connectors.sms.delivery", "rasa_sdk.executor"]
)


def serve(environment: dict[str, str], log: str) -> None:
    """What `townclerk serve` does, in the child."""
    os.environ.update(environment)
    os.chdir(ROOT)
    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(descriptor, sys.stderr.fileno())
    from bot.gateway.app import build
    from bot.gateway.serving import serve as run
    from bot.logs import configure
    from bot.settings import Settings

    if environment.get("SHORT_LEASES"):
        shorten_leases()
    configure("INFO")
    run(build(Settings()))


def shorten_leases() -> None:
    """What a dead gateway held on PostgreSQL is free after seconds, and not after a minute or two."""
    from bot import workers
    from bot.conversation import taking as turns
    from bot.outbox import deliver
    from bot.outbox import taking as sending

    assert turns.LEASE and sending.LEASE and workers.ABANDONED_AFTER
    turns.LEASE = sending.LEASE = workers.ABANDONED_AFTER = timedelta(seconds=6)
    deliver.SEND_SECONDS, workers.RECOVER_SECONDS = 5.0, 1.0


class GatewayProcess:
    """One gateway: the same database, address and secrets at each start. `fresh`: each start is a new interpreter, as
    an operator's is; else it is forked from one that has imported everything."""

    def __init__(
        self,
        directory: Path,
        engine: str,
        twilio: str,
        *,
        database_url: str = "",
        name: str = "gateway",
        fresh: bool = False,
        more: dict[str, str] | None = None,
    ) -> None:
        self.port, self.log, self._fresh = free_port(), directory / f"{name}.log", fresh
        self.url = f"http://127.0.0.1:{self.port}"
        self.database_url = database_url or f"sqlite:///{directory / 'townclerk.db'}"
        self.webhook = f"{self.url}/channels/sms/{PATH_KEY}"
        self.client = httpx.AsyncClient(timeout=10)
        self._environment = {
            "PORT": str(self.port), "VAR_DIR": str(directory), "DATABASE_URL": self.database_url,
            "SECRET_KEY": "k" * 40, "ASSISTANT_URL": engine, "PUBLIC_BASE_URL": self.url,
            "SMS_ACCOUNT_SID": ACCOUNT, "SMS_AUTH_TOKEN": TOKEN, "SMS_FROM": NUMBER, "SMS_PATH_KEY": PATH_KEY,
            "SMS_API_BASE_URL": twilio,
        } | (more or {})  # fmt: skip

    async def start(self) -> float:
        """Start it, and wait until it takes messages; returns how many seconds that took."""
        began = time.monotonic()
        self._begin()
        while time.monotonic() - began < 120:
            if await self._is_ready():
                return time.monotonic() - began
            assert self._lives(), self.log.read_text()
            await asyncio.sleep(0.02)
        raise AssertionError(f"not ready: {self.log.read_text()}")

    async def kill(self) -> None:
        """kill -9."""
        self._process.kill()
        await asyncio.to_thread(self._process.wait if self._fresh else self._process.join)

    @property
    def pid(self) -> int:
        """The running process's number."""
        return int(self._process.pid)

    def _begin(self) -> None:
        if self._fresh:
            with self.log.open("ab") as log:
                command = [sys.executable, "-c", "from bot.command.cli import main; main()", "serve"]
                environment = os.environ | self._environment
                self._process = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=log, stderr=log)
            return
        self._process = PROCESSES.Process(target=serve, args=(self._environment, str(self.log)), daemon=True)
        self._process.start()

    def _lives(self) -> bool:
        return self._process.poll() is None if self._fresh else self._process.is_alive()

    async def idle(self, seconds: float = 20.0) -> None:
        """Wait until nothing waits for the assistant or to be sent."""
        async with asyncio.timeout(seconds):
            while (await self.client.get(f"{self.url}/health/ready")).json()["backlog"]:  # noqa: ASYNC110
                await asyncio.sleep(0.05)

    async def _is_ready(self) -> bool:
        try:
            return (await self.client.get(f"{self.url}/health/ready")).status_code == 200
        except httpx.HTTPError:
            return False


@asynccontextmanager
async def town(directory: Path) -> AsyncIterator[tuple[GatewayProcess, FakeTwilio, FakeRasa]]:
    """A gateway that is up, its provider and its assistant."""
    async with assistant() as (engine, rasa), FakeTwilio() as twilio:
        gateway = GatewayProcess(directory, engine, twilio.url)
        await gateway.start()
        try:
            yield gateway, twilio, rasa
        finally:
            await gateway.kill()
            await gateway.client.aclose()


@asynccontextmanager
async def assistant() -> AsyncIterator[tuple[str, FakeRasa]]:
    """The fake assistant's address on loopback, and itself."""
    rasa = FakeRasa()
    server = uvicorn.Server(uvicorn.Config(_as_app(rasa), port=0, log_level="error", lifespan="off"))
    serving = asyncio.create_task(server._serve())
    while not server.started:  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}", rasa
    finally:
        server.should_exit = server.force_exit = True
        await serving


def _as_app(rasa: FakeRasa) -> object:
    """The fake assistant over HTTP."""
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Route

    async def answer(request: Request) -> Response:
        asked = httpx.Request(request.method, str(request.url), content=await request.body())
        answered = await rasa.handle_async_request(asked)
        return Response(answered.content, answered.status_code, media_type="application/json")

    return Starlette(routes=[Route("/{path:path}", answer, methods=["GET", "POST"])])
