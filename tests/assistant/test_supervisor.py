"""The assistant as a child process: started, watched, started again, ended, and told nothing of the gateway's."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import stat
import sys
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
import yaml

from bot.assistant import Assistant, supervisor
from bot.assistant.supervisor import Child, Plan, Supervisor, free_port
from bot.live import Live

ENGINE = f"""#!{sys.executable}
import http.server, json, os, pathlib, signal, sys
arguments = dict(zip(sys.argv[4::2], sys.argv[5::2], strict=True))
home = pathlib.Path(arguments["--endpoints"]).parent
(home / f"life-{{os.getpid()}}.json").write_text(json.dumps(dict(os.environ)))
if (home / "stubborn").exists():
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
class Ready(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b'{{"model": "m1"}}')
    def log_message(self, *_):
        pass
port = int(arguments["--port"])
http.server.ThreadingHTTPServer(("127.0.0.1", port), Ready).serve_forever()
"""


class Nursery:
    """One child under supervision, which is a small script instead of Rasa."""

    def __init__(self, directory: Path) -> None:
        self.home = directory / "engine-1"
        self.home.mkdir()
        python = directory / "python"
        python.write_text(ENGINE)
        python.chmod(0o755)
        plan = Plan(
            Path("models/m1.tar.gz"), python, directory, "http://127.0.0.1:1/internal/actions", "action-secret", "t"
        )
        self.child = Child(plan, 1)
        self.assistant = Assistant([self.child.engine], "t")
        self.supervisor = Supervisor(self.assistant, [self.child], Live())

    def lives(self) -> dict[int, dict[str, str]]:
        """Process ids and environments of each start so far."""
        return {int(f.stem.removeprefix("life-")): json.loads(f.read_text()) for f in self.home.glob("life-*.json")}

    async def until(self, happened: Callable[[], bool]) -> None:
        async with asyncio.timeout(20):
            while not happened():  # noqa: ASYNC110 - it happens in another process
                await asyncio.sleep(0.02)


@pytest.fixture
async def nursery(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Nursery]:
    monkeypatch.setattr(supervisor, "RESTART_SECONDS", (0.1,))
    monkeypatch.setattr(supervisor, "LOOK_READY_SECONDS", 0.2)
    for name in ("SECRET_KEY", "DATABASE_URL", "SMS_AUTH_TOKEN"):
        monkeypatch.setenv(name, "not-for-the-assistant")
    made = Nursery(tmp_path)
    yield made
    await made.supervisor.stop()
    await made.assistant.http.aclose()


async def test_it_is_started_and_seen_to_be_ready(nursery: Nursery) -> None:
    nursery.supervisor.start()
    assert nursery.assistant.state == "loading"
    await nursery.until(lambda: nursery.assistant.state == "ready")
    assert nursery.child.engine.model == "m1"


async def test_its_environment_and_files_hold_nothing_of_the_gateways(nursery: Nursery) -> None:
    nursery.supervisor.start()
    await nursery.until(lambda: nursery.assistant.state == "ready")
    (environment,) = nursery.lives().values()
    assert "not-for-the-assistant" not in environment.values()
    assert environment["RASA_TELEMETRY_ENABLED"] == "false"
    endpoints, credentials = nursery.home / "endpoints.yml", nursery.home / "credentials.yml"
    assert {stat.S_IMODE(path.stat().st_mode) for path in (endpoints, credentials)} == {0o600}
    action = yaml.safe_load(endpoints.read_text())["action_endpoint"]
    assert action["headers"] == {"Authorization": "Bearer action-secret"}


async def test_it_is_started_again_when_it_dies(nursery: Nursery) -> None:
    nursery.supervisor.start()
    await nursery.until(lambda: nursery.assistant.state == "ready")
    os.kill(next(iter(nursery.lives())), signal.SIGKILL)
    await nursery.until(lambda: len(nursery.lives()) == 2 and nursery.assistant.state == "ready")


async def test_one_that_hangs_is_ended_and_started_again(nursery: Nursery, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "STUCK_SECONDS", 0.5)
    nursery.supervisor.start()
    await nursery.until(lambda: nursery.assistant.state == "ready")
    os.kill(next(iter(nursery.lives())), signal.SIGSTOP)
    await nursery.until(lambda: len(nursery.lives()) == 2 and nursery.assistant.state == "ready")


async def test_it_is_ended_within_seconds_even_if_it_will_not_go(nursery: Nursery) -> None:
    (nursery.home / "stubborn").touch()
    nursery.supervisor.start()
    await nursery.until(lambda: nursery.assistant.state == "ready")
    started = time.monotonic()
    await nursery.supervisor.stop()
    assert time.monotonic() - started < 4
    with pytest.raises(ProcessLookupError):
        os.kill(next(iter(nursery.lives())), 0)


async def test_an_environment_that_is_not_there_is_no_crash(nursery: Nursery) -> None:
    nursery.child.plan.python.unlink()
    nursery.supervisor.start()
    await nursery.until(lambda: nursery.assistant.state == "down")
    await asyncio.sleep(0.3)
    assert not nursery.supervisor._tasks[0].done(), "it tries again"


async def test_an_engine_whose_port_is_taken_gets_another(nursery: Nursery, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as somebody:
        somebody.bind(("127.0.0.1", 0))
        somebody.listen()
        taken = somebody.getsockname()[1]
        ports = iter([taken])
        monkeypatch.setattr(supervisor, "free_port", lambda: next(ports, None) or free_port())
        nursery.supervisor.start()
        await nursery.until(lambda: nursery.assistant.state == "ready")
    assert nursery.child.engine.url != f"http://127.0.0.1:{taken}"
    assert nursery.child.engine.name == "engine-1"


async def test_it_comes_back_while_somebody_else_has_its_port(nursery: Nursery) -> None:
    nursery.supervisor.start()
    await nursery.until(lambda: nursery.assistant.state == "ready")
    before = nursery.child.engine.url
    with socket.socket() as somebody:
        somebody.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        os.kill(next(iter(nursery.lives())), signal.SIGKILL)
        await nursery.until(lambda: nursery.assistant.state == "down")
        somebody.bind(("127.0.0.1", int(before.rsplit(":", 1)[1])))
        somebody.listen()
        await nursery.until(lambda: len(nursery.lives()) == 2 and nursery.assistant.state == "ready")
        assert nursery.child.engine.url != before


async def test_files_of_dialogues_that_nobody_reads_any_more_are_deleted(nursery: Nursery) -> None:
    for name in ("dialogues.sqlite", "dialogues.sqlite-wal"):
        (nursery.home / name).write_text("what residents said")
    nursery.supervisor.start()
    await nursery.until(lambda: nursery.assistant.state == "ready")
    assert list(nursery.home.glob("dialogues*")) == []
