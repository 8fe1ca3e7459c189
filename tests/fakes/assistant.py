"""A Rasa that speaks our gateway channel: it can be told what to answer, to be slow, wrong, empty, loading or gone."""

from __future__ import annotations

import asyncio
import base64
import json
import zlib
from collections.abc import Callable, Sequence
from typing import Any

import httpx
import numpy as np

from bot.assistant import Assistant, Encoded
from bot.assistant.client import Engine, EngineState
from bot.knowledge.stems import stems

Said = dict[str, Any]


def understood(
    intent: str = "greet", topic: str = "conversation", urgent: bool = False, *, possible: str | None = None
) -> dict[str, Any]:
    """What the channel says that it understood; `possible` is a danger that it may be as well."""
    decision = "hand_over" if urgent else "answer"
    ranking = [{"name": intent, "confidence": 0.9}, {"name": "out_of_scope", "confidence": 0.05}]
    return {
        "text": "", "decision": decision, "intent": intent, "confidence": 0.9, "topic": topic, "ranking": ranking,
        "entities": [], "urgent": urgent, "possible_danger": possible, "nearest": [],
    }  # fmt: skip


def message(text: str | None = None, key: str | None = None, **more: Any) -> dict[str, Any]:
    """One message of an answer."""
    return {"text": text, "utter_action": key, "values": {}, "buttons": [], "custom": None} | more


def sense_of(text: str) -> bytes:
    """A vector as it is kept, which is like another's as far as the two texts have stems in common."""
    vector = np.zeros(384, np.float32)
    for stem in stems(text):
        vector[zlib.crc32(stem.encode()) % 384] = 1
    return (vector / max(float(np.linalg.norm(vector)), 1.0)).astype("<f2").tobytes()


def encode(texts: Sequence[str]) -> Encoded:
    """All of them at once, for pages that are brought without an engine."""
    return Encoded("encoder-1", [sense_of(text) for text in texts])


class FakeRasa(httpx.AsyncBaseTransport):
    """The engine behind `Assistant`, as a transport. `answers` maps a text to the answer's messages; anything else is
    echoed. Quick messages that are asked as one it answers line by line. `mode` is ready, loading, down, dies (while it
    is asked), hang, error, empty or garbage. Its dialogue is all that was said in it."""

    def __init__(self) -> None:
        self.mode = "ready"
        self.model = "model-1"
        self.delay = 0.0
        self.read_delay = 0.0
        self.asked: list[dict[str, Any]] = []
        self.read: list[str] = []
        self.encoder = "encoder-1"
        self.encoded: list[str] = []
        self.encode_delay = 0.0
        self.on_encode: Callable[[], None] | None = None
        self.answers: dict[str, list[dict[str, Any]]] = {}
        self.sure: dict[str, list[dict[str, Any]]] = {}
        """What it answers while a person is awaited; nothing else."""
        self.understandings: dict[str, dict[str, Any]] = {}
        self.open_errand: str | None = None
        self.on_ask: Callable[[], None] | None = None
        self.at_once: dict[str, int] = {}
        self.most_at_once: dict[str, int] = {}

    def assistant(self) -> Assistant:
        """A client of this engine, which is ready."""
        return Assistant([Engine("http://assistant", EngineState.READY, "model-1")], "token", self)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if self.mode == "down":
            raise httpx.ConnectError("refused", request=request)
        if self.mode == "hang":
            await asyncio.sleep(0.01)
            raise httpx.ReadTimeout("too slow", request=request)
        path = request.url.path.removeprefix("/webhooks/gateway")
        if path == "/ready":
            return httpx.Response(200 if self.mode != "loading" else 503, json={"model": self.model}, request=request)
        if self.mode == "loading":
            return httpx.Response(503, json={"error": "loading"}, request=request)
        body = json.loads(request.content)
        if path == "/vectors":
            return await self._encode(request, body["texts"])
        if path == "/understand":
            self.read += body["texts"]
            await asyncio.sleep(self.read_delay)
            found = [self.understandings.get(text, understood()) for text in body["texts"]]
            return httpx.Response(200, json={"model": self.model, "results": found}, request=request)
        return await (self._answer_meanwhile if body.get("waiting") else self._answer)(request, body)

    async def _encode(self, request: httpx.Request, texts: list[str]) -> httpx.Response:
        self.encoded += texts
        if texts and self.on_encode:
            on_encode, self.on_encode = self.on_encode, None
            on_encode()
        await asyncio.sleep(self.encode_delay)
        if self.mode in ("error", "garbage"):
            return httpx.Response({"error": 500, "garbage": 200}[self.mode], json={"vectors": ["?"]}, request=request)
        found = [base64.b64encode(sense_of(text)).decode() for text in texts]
        return httpx.Response(200, json={"encoder": self.encoder, "vectors": found}, request=request)

    async def _answer_meanwhile(self, request: httpx.Request, body: dict[str, Any]) -> httpx.Response:
        said = body.get("text") or body.get("payload") or ""
        self.read.append(said)
        await asyncio.sleep(self.read_delay)
        if self.mode == "error":
            return httpx.Response(500, json={"error": "no"}, request=request)
        answer = {"id": body["id"], "model": self.model, "messages": self.sure.get(said, [])}
        answer["understanding"] = self.understandings.get(said, understood())
        return httpx.Response(200, json=answer, request=request)

    async def _answer(self, request: httpx.Request, body: dict[str, Any]) -> httpx.Response:
        self.asked.append(body)
        if self.on_ask:
            self.on_ask()
        sender = body["sender"]
        self.at_once[sender] = self.at_once.get(sender, 0) + 1
        self.most_at_once[sender] = max(self.most_at_once.get(sender, 0), self.at_once[sender])
        if self.delay:
            await asyncio.sleep(self.delay)
        self.at_once[sender] -= 1
        if self.mode == "dies":
            self.mode = "down"
            raise httpx.ReadError("gone", request=request)
        if self.mode == "error":
            return httpx.Response(500, json={"error": "no"}, request=request)
        if self.mode == "garbage":
            return httpx.Response(200, content=b"<html>", request=request)
        said = body.get("text") or body.get("payload") or ""
        lines = body.get("parts") or [said]
        answers = (self.answers.get(line, [message(f"You said: {line}")]) for line in lines)
        messages = [] if self.mode == "empty" else [each for answer in answers for each in answer]
        understanding = next((self.understandings[line] for line in lines if line in self.understandings), understood())
        answer = {"id": body["id"], "model": self.model, "messages": messages, "understanding": understanding}
        answer["dialogue"] = "|".join(filter(None, [body.get("dialogue"), said]))
        answer["open_errand"] = self.open_errand
        return httpx.Response(200, json=answer, request=request)


class FakeRasas(httpx.AsyncBaseTransport):
    """Several engines, each at its own address."""

    def __init__(self, *names: str) -> None:
        self.rasas = {name: FakeRasa() for name in names}

    def assistant(self) -> Assistant:
        """A client of all of them, which are ready."""
        engines = [Engine(f"http://{name}", EngineState.READY, "model-1", name=name) for name in self.rasas]
        return Assistant(engines, "token", self)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return await self.rasas[request.url.host].handle_async_request(request)
