"""Asks Rasa through our own channel (components/gateway_channel.py)."""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import Any

import httpx
import structlog

from bot.assistant.protocol import (
    Answer,
    Encoded,
    Message,
    Understanding,
    read_answer,
    read_encoded,
    read_understandings,
)
from bot.assistant.transport import Wire
from bot.database.event_data import SubjectData
from bot.errors import AssistantDown, AssistantFailed

ASK_SECONDS = 30.0
"""For the whole exchange, however slowly the bytes come. Shorter than Rasa's lock lifetime (60 s): a later message must
not overtake one that is still being handled."""
UNDERSTAND_SECONDS = 20.0
MOST_TEXTS_ENCODED = 64
"""In one request: components/vectors.py takes no more."""
SLOW_SECONDS = 10.0
CONNECT_SECONDS = 2.0
READY_SECONDS = 3.0
PREFIX = "/webhooks/gateway"
UNREACHED = (httpx.HTTPError, httpx.InvalidURL)

log = structlog.get_logger()


class EngineState(StrEnum):
    """How an engine was when last looked at."""

    READY = "ready"
    LOADING = "loading"
    DOWN = "down"


STATES = {200: EngineState.READY, 503: EngineState.LOADING, 404: EngineState.LOADING}
"""The port is open before the channel is there, and the channel before the model is loaded."""


@dataclass
class Engine:
    """One Rasa process: where it is and how it was when last looked at.

    A child of ours that does not answer yet is loading, and its supervisor knows when it has died; one that runs
    elsewhere and cannot be reached is down. A child has a `name` that stays while its port changes.
    """

    url: str
    state: EngineState = EngineState.LOADING
    model: str | None = None
    child: bool = False
    name: str = ""
    slow: bool = False
    """Whether its latest turn took longer than a resident should wait, or did not come at all."""

    def __post_init__(self) -> None:
        self.name = self.name or self.url

    @property
    def is_ready(self) -> bool:
        """Whether it takes messages."""
        return self.state == EngineState.READY


@dataclass
class Assistant:
    """All engines. Each dialogue comes with its message, so that any of them can continue it; a conversation stays with
    one, which has it in memory, while that one is ready (rendezvous hash over the engines' names)."""

    engines: list[Engine]
    token: str
    http: httpx.AsyncBaseTransport = field(default_factory=Wire)
    elsewhere: tuple[str, ...] = ()
    """Intents whose service another council runs: the dialogue says so instead of beginning them."""
    clock: Callable[[], float] = time.monotonic

    @property
    def state(self) -> EngineState:
        """ready when an engine is; otherwise loading when one is; otherwise down."""
        states = {engine.state for engine in self.engines}
        return next((state for state in (EngineState.READY, EngineState.LOADING) if state in states), EngineState.DOWN)

    def engine_for(self, conversation: int, tried: Sequence[str] = ()) -> Engine:
        """The conversation's own engine; if that is not ready, or was tried without success, the next one that is."""
        engines = [engine for engine in self.engines if engine.name not in tried] or self.engines
        ready = [engine for engine in engines if engine.is_ready]
        return max(ready or engines, key=lambda engine: _weight(conversation, engine.name))

    async def ask(self, conversation: int, spell: int, message: Message) -> Answer:
        """One turn of the dialogue. Raises AssistantDown when it was not reached or too slow, AssistantFailed when that
        gave no answer."""
        body = message.body(f"{conversation}.{spell}", self.elsewhere)
        began = self.clock()
        engine, data = await self._post_to_any(conversation, "/messages", body, seconds=ASK_SECONDS)
        seconds = self.clock() - began
        engine.slow = seconds > SLOW_SECONDS
        log.info("assistant.replied", conversation=conversation, seconds=round(seconds, 5))
        answer = read_answer(data, may_be_silent=message.waiting)
        engine.model = answer.model or engine.model
        return answer

    async def understand(
        self, texts: Sequence[str], conversation: int = 0, *, subject: SubjectData | None = None
    ) -> list[Understanding]:
        """Read texts without any dialogue, in a conversation about `subject`. Raises AssistantDown or
        AssistantFailed."""
        body = {"texts": list(texts), "subject": subject}
        _, data = await self._post_to_any(conversation, "/understand", body, seconds=UNDERSTAND_SECONDS)
        found = read_understandings(data)
        if len(found) != len(texts):
            raise AssistantFailed("fewer results than texts")
        return found

    async def vectors(self, texts: Sequence[str], conversation: int = 0) -> Encoded:
        """What texts mean, as numbers: MOST_TEXTS_ENCODED at most. The conversation's engine remembers its latest ones.
        Raises AssistantDown or AssistantFailed."""
        body = {"texts": list(texts)}
        _, data = await self._post_to_any(conversation, "/vectors", body, seconds=UNDERSTAND_SECONDS)
        return read_encoded(data, len(texts))

    async def look(self, engine: Engine) -> None:
        """Check an engine's state and remember it. One that has just become ready no longer counts as slow."""
        before = engine.state
        try:
            request = httpx.Request("GET", _address(engine.url, "/ready"), headers=self._headers())
            response = await self._send(request, READY_SECONDS)
            found = response.json() if response.status_code == 200 else {}
        except (*UNREACHED, TimeoutError, ValueError):
            still_loading = engine.child and engine.state == EngineState.LOADING
            engine.state = EngineState.LOADING if still_loading else EngineState.DOWN
            return
        engine.state = STATES.get(response.status_code, EngineState.DOWN)
        engine.slow = engine.slow and before == EngineState.READY
        engine.model = found.get("model") if isinstance(found, dict) else None

    async def _post_to_any(
        self, conversation: int, path: str, body: Mapping[str, Any], *, seconds: float
    ) -> tuple[Engine, dict[str, Any]]:
        """Ask the conversation's engine. One that turns out to be gone has changed nothing (the dialogue is ours), so
        another is asked at once; one that is slow is waited for."""
        until, tried = time.monotonic() + seconds, list[str]()
        while True:
            engine = self.engine_for(conversation, tried)
            try:
                return engine, await self._post(engine, path, body, seconds=max(0.1, until - time.monotonic()))
            except AssistantDown as error:
                tried.append(engine.name)
                if engine.is_ready or not self.engine_for(conversation, tried).is_ready:
                    raise
                log.warning("assistant.skipped", engine=engine.name, reason=error.reason)

    async def _post(self, engine: Engine, path: str, body: Mapping[str, Any], *, seconds: float) -> dict[str, Any]:
        """One request. An engine that is found gone or loading keeps that state until it is checked again."""
        try:
            request = httpx.Request("POST", _address(engine.url, path), json=body, headers=self._headers())
            response = await self._send(request, seconds)
        except (*UNREACHED, TimeoutError) as error:
            slow = isinstance(error, (httpx.TimeoutException, TimeoutError))
            if engine.is_ready:
                engine.state, engine.slow = (EngineState.READY, True) if slow else (EngineState.DOWN, False)
            raise AssistantDown(type(error).__name__) from error
        if STATES.get(response.status_code) == EngineState.LOADING:
            engine.state = EngineState.LOADING if engine.is_ready else engine.state
            raise AssistantDown(f"status {response.status_code}")
        if response.status_code != 200:
            raise AssistantFailed(f"status {response.status_code}")
        try:
            data = response.json()
        except ValueError as error:
            raise AssistantFailed("not JSON") from error
        if not isinstance(data, dict):
            raise AssistantFailed("not an object")
        return data

    async def _send(self, request: httpx.Request, seconds: float) -> httpx.Response:
        """Straight to the wire: no redirects, no cookies, nothing else that httpx's client does for every request."""
        request.extensions["timeout"] = {"connect": CONNECT_SECONDS, "read": seconds}
        async with asyncio.timeout(seconds):
            return await self.http.handle_async_request(request)

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


def _weight(conversation: int, engine: str) -> bytes:
    return hashlib.sha256(f"{conversation} {engine}".encode()).digest()


@lru_cache(64)
def _address(engine: str, path: str) -> httpx.URL:
    """Taken apart once: httpx would do it again for every message."""
    return httpx.URL(engine + PREFIX + path)
