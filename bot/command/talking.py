"""A conversation in the terminal and a test SMS: clients of a running gateway, through its real routes."""

from __future__ import annotations

import sys
import threading
import time
import uuid
from typing import Any

import click
import httpx

from bot.errors import TownclerkError
from bot.settings import Settings

POLL_SECONDS = 0.3
API = "/channels/webchat"


class Terminal:
    """One web chat session, shown as lines."""

    def __init__(self, http: httpx.Client) -> None:
        self._http = http
        self._seen = 0
        self._choices: list[dict[str, str]] = []
        self.state = "assistant"

    def open(self) -> None:
        """Start a session and show its greeting."""
        started = self._http.post(f"{API}/sessions").raise_for_status().json()
        self._http.headers["Authorization"] = f"Bearer {started['session']}"
        self._show(started["messages"])

    def say(self, line: str) -> None:
        """Send a line; a number takes one of the choices on screen."""
        body: dict[str, Any] = {"text": line, "reference": uuid.uuid4().hex}
        if line.isdigit() and 0 < int(line) <= len(self._choices):
            body = {"choice": self._choices[int(line) - 1]["id"], "reference": body["reference"]}
        answer = self._http.post(f"{API}/messages", json=body)
        if answer.status_code != 202:
            click.echo(f"  ! {answer.json().get('error', {}).get('message', answer.status_code)}", err=True)

    def follow(self) -> None:
        """Show what is new."""
        found = self._http.get(f"{API}/messages", params={"after": self._seen}).raise_for_status().json()
        if found["state"] != self.state:
            self.state = found["state"]
            click.echo(f"  [{self.state}{': ' + found['officer'] if found.get('officer') else ''}]")
        self._show([message for message in found["messages"] if message["author"] != "resident"])
        self._seen = max([self._seen, *(message["id"] for message in found["messages"])])

    def _show(self, messages: list[dict[str, Any]]) -> None:
        for message in messages:
            click.echo(f"{message['author']}> {message['text']}")
            self._choices = message["choices"]
            for number, choice in enumerate(self._choices, 1):
                click.echo(f"  {number}  {choice['title']}")


def talk(base_url: str) -> None:
    """Read lines until the end of the input; show replies as they come."""
    with httpx.Client(base_url=base_url, timeout=30) as http:
        try:
            terminal = Terminal(http)
            terminal.open()
        except httpx.HTTPError as error:
            raise TownclerkError(f"No gateway answers at {base_url}. Start one with: make run") from error
        finished = threading.Event()
        reader = threading.Thread(target=_follow, args=(terminal, finished), daemon=True)
        reader.start()
        for line in sys.stdin:
            if line.strip():
                terminal.say(line.strip())
                if not sys.stdin.isatty():
                    time.sleep(2)  # a script's lines come at once; a conversation does not
        finished.set()
        reader.join(timeout=5)


def _follow(terminal: Terminal, finished: threading.Event) -> None:
    while not finished.wait(POLL_SECONDS):
        try:
            terminal.follow()
        except httpx.HTTPError as error:
            click.echo(f"  ! {type(error).__name__}: still trying", err=True)
            finished.wait(2)


def send_test_sms(settings: Settings, text: str, *, sender: str, url: str | None) -> str:
    """Post one signed SMS; returns what the gateway said."""
    from pydantic import ValidationError

    from connectors.base import ChannelMisconfigured
    from connectors.sms import SmsSettings, signed_request

    try:
        sms = SmsSettings()
    except ChannelMisconfigured as error:
        raise TownclerkError(str(error)) from error
    except ValidationError as error:
        raise TownclerkError("SMS is off: set SMS_ACCOUNT_SID, SMS_AUTH_TOKEN, SMS_FROM and SMS_PATH_KEY.") from error
    signed_for, headers, body = signed_request(
        sms, settings.base_url, text=text, from_=sender, sid=f"SM{uuid.uuid4().hex}"
    )
    target = (url or f"http://{settings.host}:{settings.port}") + httpx.URL(signed_for).raw_path.decode()
    try:
        answer = httpx.post(target, headers=headers, content=body, timeout=10)
    except httpx.HTTPError as error:
        raise TownclerkError(f"No gateway answers at {target.split('/channels')[0]}.") from error
    return f"{answer.status_code} {answer.text}"
