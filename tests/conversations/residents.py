"""Residents as the channels know them: they write, press what was offered, and read what came."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Protocol

from tests.conversations.town import Town

API = "/channels/webchat"
MENU_LINE = re.compile(r"^(\d+) (\S.*)$")


@dataclass
class Heard:
    """What came since the resident last looked, and what may be chosen now."""

    texts: list[str] = field(default_factory=list)
    choices: list[str] = field(default_factory=list)


class Resident(Protocol):
    """Somebody who writes to the council on one channel."""

    async def say(self, text: str) -> None: ...
    async def choose(self, title: str) -> None: ...
    async def share(self, latitude: float, longitude: float) -> None: ...
    async def listen(self) -> Heard: ...


class OnTheWeb:
    """In the web chat, through its JSON API."""

    def __init__(self, town: Town) -> None:
        self._http, self._base = town.http, town.gateway.settings.base_url
        self._secret = ""
        self._seen = 0
        self._choices: list[dict[str, str]] = []
        self._wants_a_place = False

    async def say(self, text: str) -> None:
        await self._post({"text": text})

    async def choose(self, title: str) -> None:
        by_title = {choice["title"]: choice["id"] for choice in self._choices}
        assert title in by_title, f"{title!r} was not offered, but {sorted(by_title)}"
        await self._post({"choice": by_title[title]})

    async def share(self, latitude: float, longitude: float) -> None:
        assert self._wants_a_place, "no place was asked for"
        await self._post({"location": {"latitude": latitude, "longitude": longitude}})

    async def listen(self) -> Heard:
        answer = await self._http.get(
            f"{self._base}{API}/messages", params={"after": self._seen}, headers=self._headers
        )
        messages = answer.raise_for_status().json()["messages"]
        self._seen = max([self._seen, *(message["id"] for message in messages)])
        ours = [message for message in messages if message["author"] != "resident"]
        self._wants_a_place = any("location" in message["wants"] for message in ours[-1:])
        offered = [message["choices"] for message in ours if message["choices"]]
        self._choices = offered[-1] if offered else self._choices
        return Heard([message["text"] for message in ours], [c["title"] for c in (offered[-1] if offered else [])])

    @property
    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._secret}"}

    async def _post(self, body: dict[str, Any]) -> None:
        if not self._secret:
            begun = await self._http.post(f"{self._base}{API}/sessions")
            self._secret = begun.raise_for_status().json()["session"]
        answer = await self._http.post(f"{self._base}{API}/messages", json=body, headers=self._headers)
        assert answer.status_code == 202, answer.text


class ByText:
    """On the phone: what Twilio was given to send is what arrives; choices are numbered lines."""

    def __init__(self, town: Town) -> None:
        self._town = town
        town.residents += 1
        self.phone = f"+447700900{town.residents:03d}"
        self._sent = 0
        self._read = 0
        self._menu: dict[str, str] = {}

    async def say(self, text: str) -> None:
        self._sent += 1
        sid = f"SM{self.phone.removeprefix('+')}{self._sent:04d}"
        answer = await self._town.twilio.text(self._town.http, self._town.sms_url, text, self.phone, sid=sid)
        assert answer.status_code == 200, answer.text

    async def choose(self, title: str) -> None:
        numbers = {words: number for number, words in self._menu.items()}
        assert title in numbers, f"{title!r} was not offered, but {sorted(numbers)}"
        await self.say(numbers[title])

    async def share(self, latitude: float, longitude: float) -> None:
        raise AssertionError("a text message carries no place")

    async def listen(self) -> Heard:
        mine = [message.body for message in self._town.twilio.messages if message.to == self.phone]
        texts, self._read = mine[self._read :], len(mine)
        lines = [found for text in texts for line in text.splitlines() if (found := MENU_LINE.match(line))]
        if lines:
            self._menu = {found[1]: found[2] for found in lines}
        return Heard(texts, [found[2] for found in lines])


def resident(channel: str, town: Town) -> Resident:
    """Somebody new on this channel."""
    return OnTheWeb(town) if channel == "webchat" else ByText(town)
