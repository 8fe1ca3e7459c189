"""Half-filled forms over restarts and the death of an engine: `townclerk serve` as it is, and kill -9."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from bot.assistant.supervisor import free_port
from tests.conversations.test_conversations import missing
from tests.conversations.town import ROOT

pytestmark = [pytest.mark.assistant, pytest.mark.skipif(missing() is not None, reason=str(missing()))]

READY_SECONDS = 150
ANSWER_SECONDS = 60
RESIDENTS = 6
API = "/channels/webchat"


class Whole:
    """A gateway with its engines: the same address, files and secrets at each start."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self.url = f"http://127.0.0.1:{free_port()}"
        self.http = httpx.AsyncClient(base_url=self.url, timeout=30)
        self._losing: list[asyncio.Task[None]] = []

    async def start(self, engines: int) -> None:
        """Start it, and wait until an engine answers."""
        environment = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        port = self.url.rsplit(":", 1)[1]
        environment |= {"PORT": port, "VAR_DIR": str(self._directory), "ASSISTANT_PROCESSES": str(engines)}
        with (self._directory / "gateway.log").open("ab") as log:
            command = [sys.executable, "-c", "from bot.command.cli import main; main()", "serve"]
            self._process = await asyncio.create_subprocess_exec(
                *command, cwd=ROOT, env=environment, stdout=log, stderr=log
            )
        async with asyncio.timeout(READY_SECONDS):
            while not await self._ready():
                assert self._process.returncode is None, (self._directory / "gateway.log").read_text()[-2000:]
                await asyncio.sleep(0.2)

    async def kill(self) -> None:
        """kill -9; its engines go with it."""
        for task in self._losing:
            task.cancel()
        for process in (self._process.pid, *self.engines("engine-")):
            os.kill(process, signal.SIGKILL)
        await self._process.wait()

    async def lose(self, name: str) -> None:
        """This engine dies, and again each time it is started, until the gateway is killed."""
        lost = asyncio.Event()

        async def losing() -> None:
            while True:
                for process in self.engines(name):
                    os.kill(process, signal.SIGKILL)
                    lost.set()
                await asyncio.sleep(0.1)

        self._losing.append(asyncio.create_task(losing()))
        await lost.wait()

    def engines(self, name: str) -> list[int]:
        """Process ids of the engines whose name begins so."""
        children = Path(f"/proc/{self._process.pid}/task").glob("*/children")
        below = [int(pid) for each in children for pid in each.read_text().split()]
        commands = {pid: _command(pid) for pid in below}
        return [pid for pid, command in commands.items() if "rasa\0run\0" in command and f"/{name}" in command]

    async def _ready(self) -> bool:
        try:
            return bool((await self.http.get("/health/ready")).json()["assistant"] == "ready")
        except (httpx.HTTPError, KeyError):
            return False


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:  # it has just ended
        return ""


class Resident:
    """Somebody in the web chat."""

    def __init__(self, whole: Whole) -> None:
        self._http = whole.http
        self._headers: dict[str, str] = {}
        self._seen = 0

    async def says(self, text: str) -> str:
        """What comes back."""
        if not self._headers:
            session = (await self._http.post(f"{API}/sessions")).raise_for_status().json()["session"]
            self._headers = {"Authorization": f"Bearer {session}"}
        (await self._http.post(f"{API}/messages", json={"text": text}, headers=self._headers)).raise_for_status()
        async with asyncio.timeout(ANSWER_SECONDS):
            while not (heard := await self._heard()):  # noqa: ASYNC110 - it happens in another process
                await asyncio.sleep(0.05)
        return "\n".join(heard)

    async def _heard(self) -> list[str]:
        read = await self._http.get(f"{API}/messages", params={"after": self._seen}, headers=self._headers)
        messages = read.raise_for_status().json()["messages"]
        ours = [message["text"] for message in messages if message["author"] != "resident"]
        if ours:
            self._seen = max(message["id"] for message in messages)
        return ours


@pytest.fixture
async def whole(tmp_path: Path) -> AsyncIterator[Whole]:
    made = Whole(tmp_path)
    yield made
    await made.kill()
    await made.http.aclose()


@pytest.mark.parametrize("numbers", [(2, 2), (1, 3)])
async def test_every_form_goes_on_after_a_kill_and_after_an_engine_is_gone(
    whole: Whole, numbers: tuple[int, int]
) -> None:
    await whole.start(numbers[0])
    residents = [Resident(whole) for _ in range(RESIDENTS)]
    asked = await asyncio.gather(*(r.says("a massive pothole outside 14 Mill Lane") for r in residents))
    assert all("hurt" in text for text in asked), asked
    await whole.kill()
    await whole.start(numbers[1])
    asked = await asyncio.gather(*(r.says("no") for r in residents))
    assert all("send you updates here" in text for text in asked), asked
    await whole.lose("engine-1/")
    back = await asyncio.gather(*(r.says("no thank you") for r in residents))
    assert all("14 Mill Lane" in text for text in back), back
    await whole.kill()
    await whole.start(numbers[0])
    filed = await asyncio.gather(*(r.says("yes") for r in residents))
    assert all("FER-" in text for text in filed), filed
