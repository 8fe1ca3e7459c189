"""Residents who text and chat while gateways die under them. Each sends a message until it is acknowledged, as
providers and browsers do, and then the next."""

from __future__ import annotations

import asyncio
import random
import uuid
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

import httpx

from tests.fakes.twilio import Accept, Behaviour, Drop, FakeTwilio, Limit
from tests.flows.gateway_process import GatewayProcess

TEXTERS, CHATTERS = 6, 4
MESSAGES_EACH = 4
"""After so many another resident goes on: whoever sends more in a minute is taken for a machine."""
NUMBERS = 1000
"""Of Ofcom's range for drama, 07700 900000 to 900999."""


@dataclass(frozen=True)
class Posted:
    """A message of a resident that was acknowledged."""

    channel: str
    reference: str
    resident: str
    text: str


@dataclass
class Traffic:
    """Until `over`. `acknowledged` is in the order in which each resident posted."""

    gateways: Sequence[GatewayProcess]
    twilio: FakeTwilio
    chance: random.Random
    acknowledged: list[Posted] = field(default_factory=list)
    over: asyncio.Event = field(default_factory=asyncio.Event)
    _texter: int = 0

    async def run(self) -> None:
        """All residents, until each has sent what it had begun to."""
        self.twilio.next.extend(self._behaviour() for _ in range(100_000))
        people = [self._people(self._text) for _ in range(TEXTERS)] + [
            self._people(self._chat) for _ in range(CHATTERS)
        ]
        await asyncio.gather(*people)

    def _behaviour(self) -> Behaviour:
        """Mostly the provider takes its time; at times it is busy, or hangs up with the message taken."""
        kind = self.chance.random()
        if kind < 0.06:
            return Limit(0.3)
        return Drop() if kind < 0.08 else Accept(self.chance.uniform(0, 0.15))

    async def _people(self, one: Callable[[], Awaitable[None]]) -> None:
        while not self.over.is_set():
            await one()

    def _gateway(self) -> GatewayProcess:
        return self.chance.choice(self.gateways)

    async def _pause(self) -> None:
        await asyncio.sleep(self.chance.uniform(0, 0.2))

    async def _text(self) -> None:
        """A few texts from one number."""
        self._texter += 1
        number = f"+447700900{self._texter % NUMBERS:03}"
        for _ in range(MESSAGES_EACH):
            text, sid = f"text {uuid.uuid4().hex}", f"SM{uuid.uuid4().hex}"

            async def post(text: str = text, sid: str = sid) -> httpx.Response:
                gateway = self._gateway()
                return await self.twilio.text(gateway.client, gateway.webhook, text, number, sid)

            await self._until(post, 200)
            self.acknowledged.append(Posted("sms", sid, number, text))
            await self._pause()

    async def _chat(self) -> None:
        """A few messages in one chat."""
        path = "/channels/webchat"
        begun = await self._until(lambda: self._post(f"{path}/sessions", {}, ""), 201)
        session = begun.json()["session"]
        for _ in range(MESSAGES_EACH):
            body = {"text": f"chat {uuid.uuid4().hex}", "reference": uuid.uuid4().hex}
            await self._until(lambda body=body: self._post(f"{path}/messages", body, session), 202)  # type: ignore[misc]
            self.acknowledged.append(Posted("webchat", body["reference"], session, body["text"]))
            await self._pause()

    async def _post(self, path: str, body: dict[str, str], session: str) -> httpx.Response:
        gateway = self._gateway()
        headers = {"Authorization": f"Bearer {session}"} if session else {}
        return await gateway.client.post(f"{gateway.url}{path}", json=body, headers=headers)

    async def _until(self, post: Callable[[], Awaitable[httpx.Response]], status: int) -> httpx.Response:
        """Again and again until it is taken. A gateway that is there may only ask to be asked again."""
        while True:
            try:
                answer = await post()
                if answer.status_code == status:
                    return answer
                assert answer.status_code in (429, 503), f"{answer.status_code} {answer.text}"
            except httpx.HTTPError:
                pass
            await asyncio.sleep(0.05)
