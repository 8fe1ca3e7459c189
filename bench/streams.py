"""`make bench-streams`: what an answer costs beside chats that are open and idle, on SQLite and on PostgreSQL.

The assistant is a stand-in that answers at once, so that what is measured is the gateway's own: from posting a message
until its reply has come through the stream of the page that posted it."""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import os
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import httpx

from bench.databases import empty_databases
from bench.figures import percentile
from bench.processes import processor
from tests.flows.gateway_process import GatewayProcess, assistant

API = "/channels/webchat"
MOST_MILLISECONDS = 50.0
AT_ONCE = 32
TURNS = 4
SETTLE_SECONDS = 4.0
LIMITS = {"WEBCHAT_SESSIONS_PER_MINUTE": "1000000", "WEBCHAT_STREAMS_PER_ADDRESS": "100000", "LOG_LEVEL": "WARNING"}


class Page:
    """One resident's open page: a socket that reads its stream."""

    numbers = itertools.count(1)

    def __init__(self, gateway: GatewayProcess) -> None:
        self._gateway, self._secret = gateway, ""
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def open(self) -> None:
        """Begin a chat and follow it."""
        begun = await self._gateway.client.post(f"{self._gateway.url}{API}/sessions")
        self._secret = begun.raise_for_status().json()["session"]
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._gateway.port)
        head = f"GET {API}/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {self._secret}\r\n\r\n"
        self._writer.write(head.encode())
        status = await self._reader.readline()
        if b" 200 " not in status:
            raise RuntimeError(f"no stream: {status!r}")

    async def ask(self) -> float:
        """Post something new and read the stream until it is answered; returns the seconds."""
        assert self._reader is not None
        text = f"question number {next(self.numbers)}"
        began = time.perf_counter()
        headers = {"Authorization": f"Bearer {self._secret}"}
        posted = await self._gateway.client.post(
            f"{self._gateway.url}{API}/messages", json={"text": text}, headers=headers
        )
        posted.raise_for_status()
        async with asyncio.timeout(60):
            while not self._answers(await self._reader.readline(), text):
                pass
        return time.perf_counter() - began

    def _answers(self, line: bytes, text: str) -> bool:
        if not line.startswith(b"data: {") or b'"author":"assistant"' not in line:
            return False
        return text in json.loads(line[6:])["text"]

    def close(self) -> None:
        """Go away."""
        if self._writer is not None:
            self._writer.close()


@dataclass(frozen=True)
class Level:
    """So many idle pages: answers in seconds, and what the gateway used of a core while nobody wrote."""

    idle: int
    answers: list[float]
    idle_core: float

    @property
    def median(self) -> float:
        """In milliseconds."""
        return statistics.median(self.answers) * 1000

    def __str__(self) -> str:
        p95 = percentile(self.answers, 0.95) * 1000
        return f"  {self.idle:10}  {self.median:4.0f} ms  {p95:4.0f} ms  {self.idle_core:5.1%}"


async def measure(gateway: GatewayProcess, levels: list[int], answers: int) -> list[Level]:
    """Each level in turn, and none again at the end, because the machine may have changed meanwhile."""
    found, idle = [], []
    await _answers(gateway, answers // 4)  # warm
    for wanted in [0, *levels, 0]:
        while len(idle) > wanted:
            idle.pop().close()
        while len(idle) < wanted:
            more = [Page(gateway) for _ in range(min(AT_ONCE, wanted - len(idle)))]
            await asyncio.gather(*(_has_asked(page) for page in more))
            idle += more
        await asyncio.sleep(SETTLE_SECONDS)
        before, started = processor(gateway.pid), time.perf_counter()
        await asyncio.sleep(10)
        core = (processor(gateway.pid) - before) / (time.perf_counter() - started)
        found.append(Level(wanted, await _answers(gateway, answers), core))
        print(found[-1], flush=True)
    return found


async def _has_asked(page: Page) -> None:
    await page.open()
    await page.ask()


async def _answers(gateway: GatewayProcess, count: int) -> list[float]:
    """One resident after the other, each with a page of their own."""
    taken: list[float] = []
    while len(taken) < count:
        page = Page(gateway)
        await page.open()
        taken += [await page.ask() for _ in range(TURNS)]
        page.close()
    return taken


async def _run(url: str, directory: Path, options: argparse.Namespace) -> list[Level]:
    async with assistant() as (engine, _):
        gateway = GatewayProcess(directory, engine, "http://127.0.0.1:9", database_url=url, fresh=True, more=LIMITS)
        gateway.client = httpx.AsyncClient(timeout=60, limits=httpx.Limits(max_connections=64))
        await gateway.start()
        try:
            return await measure(gateway, options.idle, options.answers)
        finally:
            await gateway.kill()
            await gateway.client.aclose()


def main() -> int:
    """Print the levels; 1 when idle pages cost an answer too much on a quiet machine."""
    asked = argparse.ArgumentParser(prog="make bench-streams", description=__doc__)
    asked.add_argument("--idle", type=int, nargs="+", default=[1000, 2000], help="idle pages at a time")
    asked.add_argument("--answers", type=int, default=80, help="measured at each level")
    options = asked.parse_args()
    quiet = os.getloadavg()[0] < (os.cpu_count() or 1)
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores before")
    late = False
    with tempfile.TemporaryDirectory() as directory, empty_databases(Path(directory)) as databases:
        for name, url in databases.items():
            print(f"\n{name}\n  idle pages   median      p95   of a core while idle", flush=True)
            levels = asyncio.run(_run(url, Path(directory), options))
            alone = max(levels[0].median, levels[-1].median)
            cost = max(level.median for level in levels) - alone
            print(f"  they cost an answer {max(0.0, cost):.0f} ms (median)")
            late |= cost > MOST_MILLISECONDS
    return int(late and quiet)


if __name__ == "__main__":
    sys.exit(main())
