"""Runs Rasa as a child: its own files and environment, started again when it dies, ended within seconds."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import sys
from dataclasses import dataclass
from pathlib import Path

import structlog
import yaml

from bot.assistant.client import Assistant, Engine, EngineState
from bot.live import Live
from bot.workers import Worker

STOP_SECONDS = 2.5
LOOK_LOADING_SECONDS = 0.3
LOOK_READY_SECONDS = 5.0
STUCK_SECONDS = 60.0
"""A child that was ready and has not answered for this long will not recover by itself."""
RESTART_SECONDS = (1.0, 2.0, 5.0, 15.0)
"""Longer each time, and from the beginning after a child that lived for STABLE_SECONDS."""
STABLE_SECONDS = 60.0
ROOT = Path(__file__).resolve().parent.parent.parent
KEPT_ENVIRONMENT = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "LD_LIBRARY_PATH", "ENCODER_DIR")

log = structlog.get_logger()


@dataclass(frozen=True)
class Plan:
    """What one engine needs: the model file, where its own files go, and where it finds the actions."""

    model: Path
    python: Path
    directory: Path
    actions_url: str
    actions_secret: str
    token: str


def free_port() -> int:
    """A free port on the loopback interface."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _address(port: int) -> str:
    return f"http://127.0.0.1:{port}"


def write_private(path: Path, data: object) -> None:
    """Writes YAML that only we can read."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.fchmod(descriptor, 0o600)
    with os.fdopen(descriptor, "w") as file:
        yaml.safe_dump(data, file, sort_keys=False)


class Child:
    """One Rasa process for one engine."""

    def __init__(self, plan: Plan, number: int) -> None:
        self.plan, self.number = plan, number
        name = f"engine-{number}"
        self.engine = Engine(_address(free_port()), child=True, name=name)
        self._process: asyncio.subprocess.Process | None = None
        self._directory = plan.directory / name

    async def run(self) -> None:
        """Keep it running until cancelled."""
        failures, clock = 0, asyncio.get_running_loop().time
        while True:
            started = clock()
            self.engine.state = EngineState.LOADING
            code = await self._live()
            self.engine.state = EngineState.DOWN
            failures = 0 if clock() - started > STABLE_SECONDS else failures + 1
            wait = RESTART_SECONDS[min(failures, len(RESTART_SECONDS) - 1)]
            log.warning("assistant.exited", engine=self.number, code=code, restart_in=wait)
            await asyncio.sleep(wait)

    async def _live(self) -> int | None:
        """One run, from start to exit code; None if it could not be started."""
        try:
            process = await self._start()
        except OSError as error:
            log.error("assistant.not_started", engine=self.number, error=type(error).__name__)
            return None
        silent = 0.0
        while True:
            try:
                async with asyncio.timeout(LOOK_READY_SECONDS):
                    return await process.wait()
            except TimeoutError:
                silent = silent + LOOK_READY_SECONDS if self.engine.state == EngineState.DOWN else 0.0
            if silent > STUCK_SECONDS:
                log.warning("assistant.stuck", engine=self.number)
                _kill(process, signal.SIGKILL)

    async def stop(self) -> None:
        """End it: first by asking, then by force."""
        process = self._process
        if process is None or process.returncode is not None:
            return
        _kill(process, signal.SIGTERM)
        try:
            async with asyncio.timeout(STOP_SECONDS):
                await process.wait()
        except TimeoutError:
            _kill(process, signal.SIGKILL)
            await process.wait()

    async def _start(self) -> asyncio.subprocess.Process:
        """On a port that is free now: the previous one may be in use by somebody else."""
        plan, port = self.plan, free_port()
        self.engine.url = _address(port)
        endpoints, credentials = write_files(
            self._directory, actions_url=plan.actions_url, actions_secret=plan.actions_secret, token=plan.token
        )
        command = [
            *(str(self.plan.python), "-m", "rasa", "run", "--model", str(self.plan.model.resolve())),
            *("--interface", "127.0.0.1", "--port", str(port)),
            *("--endpoints", str(endpoints.resolve()), "--credentials", str(credentials.resolve())),
        ]
        with (self._directory / "rasa.log").open("ab") as output:
            self._process = await asyncio.create_subprocess_exec(
                *command,
                cwd=ROOT,
                env=scrubbed_environment(),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                preexec_fn=_die_with_parent if sys.platform == "linux" else None,
            )
        log.info("assistant.started", engine=self.number, port=port, model=self.plan.model.stem)
        return self._process


def _kill(process: asyncio.subprocess.Process, how: signal.Signals) -> None:
    """The child and whatever it started."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, how)


def write_files(directory: Path, *, actions_url: str, actions_secret: str, token: str) -> tuple[Path, Path]:
    """The project's endpoints and credentials with these addresses and secrets; returns where they are."""
    endpoints = yaml.safe_load((ROOT / "endpoints.yml").read_text("utf-8"))
    endpoints["action_endpoint"] = {
        **(endpoints.get("action_endpoint") or {}),
        "url": actions_url,
        "headers": {"Authorization": f"Bearer {actions_secret}"},
        "enable_selective_domain": True,  # or every call would carry all intents and answers
    }
    for left in directory.glob("dialogues.sqlite*"):  # of versions that kept dialogues here
        left.unlink()
    credentials = yaml.safe_load((ROOT / "credentials.yml").read_text("utf-8"))
    for channel in credentials:
        credentials[channel] = {**(credentials[channel] or {}), "token": token}
    files = directory / "endpoints.yml", directory / "credentials.yml"
    write_private(files[0], endpoints)
    write_private(files[1], credentials)
    return files


def scrubbed_environment() -> dict[str, str]:
    """What Rasa gets from our environment: nothing of the gateway's."""
    kept = {name: os.environ[name] for name in KEPT_ENVIRONMENT if name in os.environ}
    return kept | {
        "PYTHONPATH": str(ROOT),
        "RASA_TELEMETRY_ENABLED": "false",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "LOG_LEVEL_LIBRARIES": "ERROR",
        "OMP_NUM_THREADS": "1",
        "PYTHONUNBUFFERED": "1",
    }


class EngineWatch(Worker):
    """Checks one engine's state: often while it is not ready."""

    name = "engine"

    def __init__(self, assistant: Assistant, engine: Engine, live: Live) -> None:
        super().__init__(live)
        self._assistant, self._engine = assistant, engine

    def wait_seconds(self) -> float:
        """Until the next look."""
        return LOOK_READY_SECONDS if self._engine.is_ready else LOOK_LOADING_SECONDS

    async def look(self) -> bool:
        """Ask the engine, and log a change."""
        engine, before = self._engine, self._engine.state
        await self._assistant.look(engine)
        if engine.state != before:
            log.info("assistant.state", url=engine.url, state=engine.state, model=engine.model)
        return False


class Supervisor:
    """All children, and a watch on every engine."""

    def __init__(self, assistant: Assistant, children: list[Child], live: Live) -> None:
        self._children = children
        self._watches = [EngineWatch(assistant, engine, live) for engine in assistant.engines]
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Start the children and the watches."""
        self._tasks = [asyncio.create_task(child.run()) for child in self._children]
        self._tasks += [asyncio.create_task(watch.run()) for watch in self._watches]

    async def stop(self) -> None:
        """End everything, in little more than STOP_SECONDS."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.gather(*(child.stop() for child in self._children))


def _die_with_parent() -> None:
    """Linux: the child is killed when the gateway dies without warning (kill -9), so that no engine is orphaned."""
    import ctypes

    ctypes.CDLL(None).prctl(1, signal.SIGKILL)
