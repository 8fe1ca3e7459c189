"""A Rasa that takes its time on the test's clock: healthy, but each turn is done only some seconds after it was asked
for, whoever waits for it and for how long."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import httpx

from bot.assistant.client import ASK_SECONDS
from tests.fakes.assistant import FakeRasa

Turn = tuple[str, str]


@dataclass
class Asking:
    """Somebody who waits for a turn."""

    turn: Turn
    since: datetime
    outcome: asyncio.Future[bool] = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class SlowRasa(FakeRasa):
    """`delays` are by text, else `delay`. A turn that is asked for again goes on; it is not begun anew."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._now = now
        self.seconds = 0.0
        self.delays: dict[str, float] = {}
        self._begun: dict[Turn, tuple[datetime, float]] = {}
        self.waiting: list[Asking] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/messages"):
            body = json.loads(request.content)
            turn = body["sender"], body["id"]
            self._begun.setdefault(turn, (self._now(), self.delays.get(body["text"], self.seconds)))
            asking = Asking(turn, self._now())
            self.waiting.append(asking)
            self.tick()
            if not await asking.outcome:
                raise httpx.ReadTimeout("too slow", request=request)
        return await super().handle_async_request(request)

    def tick(self) -> None:
        """Answer what is done by now, and end the patience of who has waited for too long."""
        for asking in list(self.waiting):
            begun, delay = self._begun[asking.turn]
            done = (self._now() - begun).total_seconds() >= delay
            if done or (self._now() - asking.since).total_seconds() >= ASK_SECONDS:
                self.waiting.remove(asking)
                asking.outcome.set_result(done)
