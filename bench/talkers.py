"""Residents for the two sides: each says one message at a time and has the whole reply back."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Protocol

import aiohttp

Reply = tuple[str, ...]
ANSWER_SECONDS = 60.0
HANDED_OVER = "(handed over to staff)"
MORE = "(more than was expected)"
QUIET_SECONDS = 0.5
"""How long a reply must have been silent to be complete, while nobody knows yet how many messages it has."""


class NoAnswer(Exception):
    """The reply did not come, or was not one."""


class Talker(Protocol):
    """One resident in one conversation."""

    async def say(self, text: str, expected: int | None) -> Reply:
        """Post a message and wait for `expected` messages in reply; None: for however many there are."""

    async def leave(self) -> None:
        """Hang up."""


Begin = Callable[[], Awaitable[Talker]]
"""Begins a conversation of its own."""


@dataclass
class RestResident:
    """Talks to plain Rasa's REST channel, which answers with the whole reply."""

    http: aiohttp.ClientSession
    url: str
    sender: str

    async def say(self, text: str, expected: int | None) -> Reply:
        """Post a message; its answer is the whole reply."""
        body = {"sender": self.sender, "message": text}
        async with self.http.post(f"{self.url}/webhooks/rest/webhook", json=body) as response:
            if response.status != 200:
                raise NoAnswer(f"status {response.status}")
            found = await response.json()
        return tuple(message.get("text") or json.dumps(message.get("custom") or "") for message in found)

    async def leave(self) -> None:
        """Nothing to hang up: each message is a request of its own."""


def rest_residents(http: aiohttp.ClientSession, url: str) -> Begin:
    """Residents of plain Rasa."""
    numbers = itertools.count(1)

    async def begin() -> Talker:
        return RestResident(http, url, f"bench-{next(numbers)}")

    return begin


@dataclass
class ChatResident:
    """Talks to the web chat as its page does: posts, and reads replies from the stream of events, so that a reply
    counts when it is stored and has been read. It pauses nowhere."""

    http: aiohttp.ClientSession
    url: str
    headers: dict[str, str]
    stream: aiohttp.ClientResponse
    said: asyncio.Queue[str] = field(default_factory=asyncio.Queue)
    reading: asyncio.Task[None] | None = None

    async def say(self, text: str, expected: int | None) -> Reply:
        """Post a message and read the stream until the whole reply has come."""
        async with self.http.post(f"{self.url}/messages", json={"text": text}, headers=self.headers) as response:
            if response.status != 202:
                raise NoAnswer(f"status {response.status}")
            await response.read()
        found: list[str] = []
        while expected is None or len(found) < expected:
            patience = QUIET_SECONDS if expected is None and found else ANSWER_SECONDS
            try:
                async with asyncio.timeout(patience):
                    found.append(await self.said.get())
            except TimeoutError:
                break
        if not self.said.empty():
            found.append(MORE)
        return tuple(found)

    async def leave(self) -> None:
        """Close the stream."""
        if self.reading is not None:
            self.reading.cancel()
            await asyncio.gather(self.reading, return_exceptions=True)
        self.stream.close()

    async def read(self) -> None:
        """Take in what others say. A conversation that staff have got is told as such: it is not the assistant's."""
        kind = b""
        async for line in self.stream.content:
            if line.startswith(b"event: "):
                kind = line[7:].strip()
            elif line.startswith(b"data: ") and kind == b"message":
                message = json.loads(line[6:])
                if message["author"] != "resident":
                    self.said.put_nowait(message["text"])
            elif line.startswith(b"data: ") and kind == b"state" and b'"assistant"' not in line:
                self.said.put_nowait(HANDED_OVER)


def chat_residents(http: aiohttp.ClientSession, gateway: str) -> Begin:
    """Residents of Townclerk's web chat."""
    url = f"{gateway}/channels/webchat"

    async def begin() -> Talker:
        async with http.post(f"{url}/sessions") as response:
            response.raise_for_status()
            secret = (await response.json())["session"]
        headers = {"Authorization": f"Bearer {secret}"}
        stream = await http.get(f"{url}/events", headers=headers)
        stream.raise_for_status()
        resident = ChatResident(http, url, headers, stream)
        resident.reading = asyncio.create_task(resident.read())
        return resident

    return begin
