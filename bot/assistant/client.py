"""Asks Rasa through our own channel (components/gateway_channel.py)."""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import httpx
import structlog

from bot.answers import Button
from bot.assistant.transport import Wire
from bot.errors import AssistantDown, AssistantFailed

ASK_SECONDS = 30.0
"""In all, however slowly the bytes come. Shorter than Rasa's lock lifetime (60 s): a later message must not overtake
one that is still being handled."""
UNDERSTAND_SECONDS = 20.0
CONNECT_SECONDS = 2.0
READY_SECONDS = 3.0
PREFIX = "/webhooks/gateway"
STATES = {200: "ready", 503: "loading", 404: "loading"}
"""The port is open before the channel is there, and the channel before the model is loaded."""
ACTED_ON = ("answer", "hand_over")
UNREACHED = (httpx.HTTPError, httpx.InvalidURL)

log = structlog.get_logger()


@dataclass(frozen=True)
class Message:
    """What a resident sent: words, or a choice's payload, and what came with it (channel, takes, location, photos)."""

    id: str
    text: str
    payload: str | None = None
    sent: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Understanding:
    """What the assistant made of a text; `raw` is what the desk shows."""

    decision: str
    intent: str | None
    confidence: float
    topic: str | None
    urgent: bool
    raw: dict[str, Any]
    in_form: bool = False
    """The message answered the question of an open form; its intent is then only a guess."""

    @property
    def errand(self) -> str | None:
        """The intent that was acted on; None where nothing was understood, or a form took the message."""
        acted_on = self.decision in ACTED_ON and (self.urgent or not self.in_form)
        return self.intent if acted_on else None

    @property
    def subtopic(self) -> str | None:
        """Which of the intent's errands was named (`gas` of the emergencies)."""
        return next((found["value"] for found in self.raw.get("entities", ()) if found["entity"] == "subtopic"), None)


@dataclass(frozen=True)
class Reply:
    """One message of an answer: the answer's key and values, or a text of the action's own, and a side effect."""

    text: str | None
    key: str | None
    values: dict[str, Any]
    buttons: tuple[Button, ...]
    custom: dict[str, Any]


@dataclass(frozen=True)
class Answer:
    """All that came back for one message."""

    replies: tuple[Reply, ...]
    understanding: Understanding
    model: str


@dataclass
class Engine:
    """One Rasa process: where it is and how it was when last looked at (ready, loading, down).

    A child of ours that does not answer yet is loading, and its supervisor knows when it has died; one that runs
    elsewhere and cannot be reached is down.
    """

    url: str
    state: str = "loading"
    model: str | None = None
    child: bool = False


@dataclass
class Assistant:
    """All engines. A conversation keeps to one of them while the set of engines stays the same (rendezvous hash)."""

    engines: list[Engine]
    token: str
    http: httpx.AsyncBaseTransport = field(default_factory=Wire)
    elsewhere: tuple[str, ...] = ()
    """Intents whose service another council runs: the dialogue says so instead of beginning them."""

    @property
    def state(self) -> str:
        """ready when an engine is; otherwise loading when one is; otherwise down."""
        states = {engine.state for engine in self.engines}
        return next((state for state in ("ready", "loading") if state in states), "down")

    def engine_for(self, conversation: int) -> Engine:
        """The engine that holds this conversation's dialogue."""
        return max(self.engines, key=lambda engine: hashlib.sha256(f"{conversation} {engine.url}".encode()).digest())

    def reader_for(self, conversation: int) -> Engine:
        """An engine to read a text without any dialogue: the conversation's own, or another when that is not ready."""
        own = self.engine_for(conversation)
        return own if own.state == "ready" else next((e for e in self.engines if e.state == "ready"), own)

    async def ask(self, conversation: int, spell: int, message: Message) -> Answer:
        """One turn of the dialogue. A text is never an intent whatever it begins with; a payload is one of ours.

        Raises AssistantDown when it was not reached or too slow, AssistantFailed when no answer came of it.
        """
        engine = self.engine_for(conversation)
        body: dict[str, Any] = {"sender": f"{conversation}.{spell}", "id": message.id, "sent": message.sent}
        body |= {"payload": message.payload} if message.payload is not None else {"text": message.text}
        body |= {"elsewhere": list(self.elsewhere)} if self.elsewhere else {}
        began = time.monotonic()
        data = await self._post(engine, "/messages", body, ASK_SECONDS)
        log.info("assistant.replied", conversation=conversation, seconds=round(time.monotonic() - began, 5))
        try:
            answer = _answer(data)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise AssistantFailed(f"unreadable reply: {type(error).__name__}") from error
        failed = [r.custom["action_failed"] for r in answer.replies if "action_failed" in r.custom]
        if failed:
            raise AssistantFailed(f"action failed: {failed[0]}")
        if not any(reply.text or reply.key or reply.custom for reply in answer.replies):
            raise AssistantFailed("empty reply")
        engine.model = answer.model or engine.model
        return answer

    async def understand(self, texts: Sequence[str], conversation: int = 0) -> list[Understanding]:
        """Read texts without any dialogue. Raises AssistantDown or AssistantFailed."""
        data = await self._post(
            self.reader_for(conversation), "/understand", {"texts": list(texts)}, UNDERSTAND_SECONDS
        )
        try:
            found = [_understanding(item) for item in data["results"]]
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise AssistantFailed(f"unreadable reply: {type(error).__name__}") from error
        if len(found) != len(texts):
            raise AssistantFailed("fewer results than texts")
        return found

    async def look(self, engine: Engine) -> None:
        """See how an engine is, and remember it."""
        try:
            request = httpx.Request("GET", _address(engine.url, "/ready"), headers=self._headers())
            response = await self._send(request, READY_SECONDS)
            found = response.json() if response.status_code == 200 else {}
        except (*UNREACHED, TimeoutError, ValueError):
            engine.state = "loading" if engine.child and engine.state == "loading" else "down"
            return
        engine.state = STATES.get(response.status_code, "down")
        engine.model = found.get("model") if isinstance(found, dict) else None

    async def _post(self, engine: Engine, path: str, body: Mapping[str, Any], seconds: float) -> dict[str, Any]:
        try:
            request = httpx.Request("POST", _address(engine.url, path), json=body, headers=self._headers())
            response = await self._send(request, seconds)
        except (*UNREACHED, TimeoutError) as error:
            if isinstance(error, httpx.ConnectError) and engine.state == "ready":
                engine.state = "down"
            raise AssistantDown(type(error).__name__) from error
        if STATES.get(response.status_code) == "loading":
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


@lru_cache(64)
def _address(engine: str, path: str) -> httpx.URL:
    """Taken apart once: httpx would do it again for every message."""
    return httpx.URL(engine + PREFIX + path)


def _answer(data: Mapping[str, Any]) -> Answer:
    replies = tuple(_reply(message) for message in data["messages"])
    return Answer(replies, _understanding(data["understanding"]), str(data.get("model") or ""))


def _reply(message: Mapping[str, Any]) -> Reply:
    buttons = tuple(Button(str(b["title"]), str(b["payload"])) for b in message.get("buttons") or ())
    return Reply(
        message.get("text") or None,
        message.get("utter_action") or None,
        dict(message.get("values") or {}),
        buttons,
        dict(message.get("custom") or {}),
    )


def _understanding(data: Mapping[str, Any]) -> Understanding:
    ranking = [{"name": r["name"], "confidence": round(float(r["confidence"]), 4)} for r in data.get("ranking") or ()]
    return Understanding(
        decision=str(data["decision"]),
        intent=data.get("intent"),
        confidence=float(data.get("confidence") or 0),
        topic=data.get("topic"),
        urgent=bool(data.get("urgent")),
        in_form=bool(data.get("in_form")),
        raw={
            "decision": data["decision"],
            "intent": data.get("intent"),
            "confidence": round(float(data.get("confidence") or 0), 4),
            "topic": data.get("topic"),
            "urgent": bool(data.get("urgent")),
            "ranking": ranking[:5],
            "entities": [{"entity": e["entity"], "value": str(e["value"])} for e in data.get("entities") or ()],
            "nearest": list(data.get("nearest") or ())[:3],
        },
    )
