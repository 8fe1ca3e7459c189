"""The trained assistant in its own environment: as a command, and as a server with fake actions on loopback."""

from __future__ import annotations

import json
import os
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from bot.assistant.model_file import model_in_use
from bot.assistant.supervisor import free_port

ROOT = Path(__file__).parents[2]
PYTHON = ROOT / ".venv-assistant" / "bin" / "python"
TOKEN = "for-these-tests"
ENVIRONMENT = {
    **{name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
    "PYTHONPATH": str(ROOT),
    "RASA_TELEMETRY_ENABLED": "false",
    "OMP_NUM_THREADS": "1",
}


@pytest.fixture(scope="session")
def model() -> Path:
    return model_in_use(ROOT / "models")


@pytest.fixture(scope="session")
def understand(model: Path) -> Callable[..., list[list[str]]]:
    """Run the command on some input; the cells of each line it writes."""

    def run(messages: bytes, *options: str) -> list[list[str]]:
        command = [str(PYTHON), "-m", "components.understand", "--model", str(model), *options]
        done = subprocess.run(command, input=messages, capture_output=True, check=True, cwd=ROOT, env=ENVIRONMENT)
        return [line.split("\t") for line in done.stdout.decode().split("\n")[:-1]]

    return run


class Server:
    """One Rasa process, which can be stopped and started again on the same files."""

    def __init__(self, model: Path, directory: Path, actions_url: str) -> None:
        self.model, self.directory, self.port = model, directory, free_port()
        self.dialogues: dict[str, str] = {}
        self.http = httpx.Client(
            base_url=f"http://127.0.0.1:{self.port}/webhooks/gateway",
            headers={"Authorization": f"Bearer {TOKEN}"},
            timeout=30,
        )
        endpoints = yaml.safe_load((ROOT / "endpoints.yml").read_text())
        endpoints["action_endpoint"] = {"url": actions_url}
        (directory / "endpoints.yml").write_text(yaml.safe_dump(endpoints))
        credentials = {"components.gateway_channel.GatewayChannel": {"token": TOKEN}}
        (directory / "credentials.yml").write_text(yaml.safe_dump(credentials))

    def start(self) -> None:
        files = ["--endpoints", self.directory / "endpoints.yml", "--credentials", self.directory / "credentials.yml"]
        command = [PYTHON, "-m", "rasa", "run", "--model", self.model, "--port", self.port, *files]
        with (self.directory / "rasa.log").open("ab") as log:
            self.process = subprocess.Popen(
                [str(part) for part in [*command, "--interface", "127.0.0.1"]],
                cwd=ROOT,
                env=ENVIRONMENT,
                stdout=log,
                stderr=log,
            )
        self._wait()

    def _wait(self) -> None:
        deadline = time.monotonic() + 180
        while time.monotonic() < deadline:
            assert self.process.poll() is None, (self.directory / "rasa.log").read_text()[-2000:]
            try:
                if self.http.get("/ready").status_code == 200:
                    return
            except httpx.TransportError:
                pass
            time.sleep(0.2)
        raise AssertionError("Rasa did not get ready")

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(20)

    def say(self, sender: str, reference: str, **said: Any) -> dict[str, Any]:
        """One message, with the dialogue that the one before came to, as the gateway does."""
        dialogue = self.dialogues.get(sender)
        answer = self.http.post("/messages", json={"sender": sender, "id": reference, "dialogue": dialogue, **said})
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        self.dialogues[sender] = found["dialogue"]
        return found


@pytest.fixture(scope="session")
def actions_url() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Actions that do nothing, and the calls they got."""
    calls: list[dict[str, Any]] = []

    class Actions(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            calls.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            body = b'{"events": [], "responses": []}'
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nothing to say."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Actions)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/webhook", calls
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def calls(actions_url: tuple[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    return actions_url[1]


@pytest.fixture(scope="session")
def rasa(
    model: Path, tmp_path_factory: pytest.TempPathFactory, actions_url: tuple[str, list[dict[str, Any]]]
) -> Iterator[Server]:
    server = Server(model, tmp_path_factory.mktemp("rasa"), actions_url[0])
    server.start()
    yield server
    server.stop()
    server.http.close()
