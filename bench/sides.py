"""The two sides, started as they are run: plain Rasa with its action server, and Townclerk."""

from __future__ import annotations

import asyncio
import os
import secrets
import shutil
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp

from bench import plain_model
from bench.processes import Program, free_port, start
from bench.talkers import Begin, NoAnswer, chat_residents, rest_residents
from bot.gateway.app import derived

ROOT = Path(__file__).resolve().parent.parent
HERE = ROOT / "var" / "bench"
SERVE = "from bot.command.cli import main; main()"
FIRST_WORDS = "hello"
LOOK_SECONDS = 0.05
START_SECONDS = 300.0


@dataclass
class Side:
    """One side, running. `measured` are the programs that belong to it; `aside` what only stands in for others."""

    name: str
    begin: Begin
    measured: list[Program]
    aside: list[Program] = field(default_factory=list)
    first_answer: float = 0.0
    log: Path | None = None
    database: Path | None = None

    def stop(self) -> None:
        """End everything."""
        for program in [*self.measured, *self.aside]:
            program.stop()


def _environment(**more: str) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return kept | {"LOG_JSON": "true", "WEBCHAT_SESSIONS_PER_MINUTE": "1000000"} | more


def _gateway(name: str, directory: Path, port: int, *, secret: str, **more: str) -> Program:
    shutil.rmtree(directory, ignore_errors=True)
    settings = _environment(PORT=str(port), VAR_DIR=str(directory), SECRET_KEY=secret, **more)
    log = HERE / f"{directory.name}.log"
    return start(name, [sys.executable, "-c", SERVE, "serve"], settings, cwd=ROOT, log=log)


async def plain_rasa(http: aiohttp.ClientSession) -> Side:
    """Rasa as `rasa run` starts it, with its REST channel, and our actions under rasa-sdk's own server. The records
    that actions read come from a gateway without an assistant, which is not measured."""
    model = plain_model.trained()
    ports = {name: free_port() for name in ("records", "actions", "rasa")}
    secret = secrets.token_hex(32)
    records = _gateway(
        "records", HERE / "records", ports["records"], secret=secret, ASSISTANT_URL=f"http://127.0.0.1:{free_port()}"
    )
    await _until(records, lambda: _ready(http, f"http://127.0.0.1:{ports['records']}", "database", wanted="ok"))
    actions_environment = _environment(
        RECORDS_URL=f"http://127.0.0.1:{ports['records']}", ACTIONS_SECRET=derived(secret, "actions")
    )
    command = [sys.executable, "-m", "rasa_sdk", "--actions", "actions", "--port", str(ports["actions"])]
    began = time.perf_counter()
    actions = start("actions", command, actions_environment, cwd=ROOT, log=HERE / "actions.log")
    rasa = _start_rasa(model, ports["rasa"], ports["actions"])
    url = f"http://127.0.0.1:{ports['rasa']}"
    side = Side("plain Rasa", rest_residents(http, url), [rasa, actions], [records])
    await _until(rasa, lambda: _answers(side.begin))
    side.first_answer = time.perf_counter() - began
    return side


def _start_rasa(model: Path, port: int, actions_port: int) -> Program:
    directory = plain_model.HERE
    (directory / "credentials.yml").write_text("rest:\n")
    (directory / "endpoints.yml").write_text(f"action_endpoint:\n  url: http://127.0.0.1:{actions_port}/webhook\n")
    command = [plain_model.PYTHON, "-m", "rasa", "run", "--model", model, "--interface", "127.0.0.1"]
    settings = ["--port", str(port), "--credentials", "credentials.yml", "--endpoints", "endpoints.yml"]
    return start("Rasa", [*command, *settings], plain_model.environment(), cwd=directory, log=HERE / "rasa.log")


async def townclerk(http: aiohttp.ClientSession, engines: int) -> Side:
    """Townclerk as `townclerk serve` starts it, with so many assistant processes, on an empty SQLite database."""
    directory, port = HERE / f"townclerk-{engines}", free_port()
    began = time.perf_counter()
    gateway = _gateway("gateway", directory, port, secret=secrets.token_hex(32), ASSISTANT_PROCESSES=str(engines))
    url = f"http://127.0.0.1:{port}"
    name = f"Townclerk, {engines} engine" + ("s" if engines > 1 else "")
    side = Side(name, chat_residents(http, url), [gateway], log=gateway.log, database=directory / "townclerk.db")
    await _until(gateway, lambda: _ready(http, url, "assistant", wanted="ready"))
    await _until(gateway, lambda: _answers(side.begin))
    side.first_answer = time.perf_counter() - began
    return side


async def _until(program: Program, look: Callable[[], object]) -> None:
    async with asyncio.timeout(START_SECONDS):
        while not await look():  # type: ignore[misc]
            program.check()
            await asyncio.sleep(LOOK_SECONDS)


async def _ready(http: aiohttp.ClientSession, url: str, part: str, *, wanted: str) -> bool:
    try:
        async with http.get(f"{url}/health/ready") as response:
            return bool((await response.json())[part] == wanted)
    except aiohttp.ClientError:
        return False


async def _answers(begin: Begin) -> bool:
    """Whether a first message gets a reply. Rasa's REST channel answers 200 with nothing while it has no model."""
    try:
        resident = await begin()
        reply = await resident.say(FIRST_WORDS, 1)
        await resident.leave()
    except (NoAnswer, aiohttp.ClientError):
        return False
    return bool(reply) and all(reply)
