"""A whole flow without HTTP: inbox, turns, patience and outbox on a real database; Rasa and the channel are fakes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot import ownership
from bot.answers import load_answers
from bot.context import Context
from bot.conversation import Patience, Turns
from bot.conversation.quick_messages import APART
from bot.council import Council, load_council
from bot.database import Database
from bot.database.models import ClockRow, Conversation, EventRow, OutboxRow, Staff
from bot.desk import Desk
from bot.inbox import ChannelInbox
from bot.outbox import Deliverer
from bot.staff import Officer, officer_of
from connectors.messages import Asking, Event, Inbound, Outbound, Receipt
from tests.fakes.assistant import FakeRasa, message

ROOT = Path(__file__).resolve().parent.parent.parent
MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


@dataclass
class FakeChannel:
    """A provider's channel: keeps what it was given; `failures` are raised by the next sends once they were asked for,
    `waits` before that."""

    durable_page: bool = False
    takes: frozenset[str] = frozenset()
    pause_seconds: float = 0.0
    sent: list[Outbound] = field(default_factory=list)
    failures: list[Exception] = field(default_factory=list)
    waits: list[Exception] = field(default_factory=list)
    parts: int = 1

    def split(self, message: Outbound) -> list[Outbound]:
        if self.parts == 1:
            return [message]
        return [Outbound("", message.account, message.address, f"{message.text} ({n})") for n in range(self.parts)]

    async def send(self, message: Outbound, asking: Asking) -> str:
        if self.waits:
            raise self.waits.pop(0)
        await asking()
        if self.failures:
            raise self.failures.pop(0)
        self.sent.append(message)
        return f"provider-{len(self.sent)}"


class House:
    """One gateway's flow, driven step by step; `time` moves only when a test says so."""

    def __init__(self, database: Database, council: Council | None = None) -> None:
        self.time = MONDAY
        self.database = database
        self.council = council or load_council(ROOT / "council.toml")
        self.rasa = FakeRasa()
        self.assistant = self.rasa.assistant()
        self.assistant.elsewhere = self.council.services.elsewhere
        self.phone, self.page = FakeChannel(), FakeChannel(durable_page=True)
        channels = {"sms": self.phone, "webchat": self.page}
        answers = load_answers(ROOT / "domain", lambda path: self.council.fact(path, self.time))
        self.context = Context(database, self.council, answers, channels, now=lambda: self.time)
        self.turns = Turns(self.context, self.assistant)
        self.patience = Patience(self.context, self.assistant)
        self.deliverer = Deliverer(self.context, ownership.not_sent)
        self.desk = Desk(self.context)
        self._reference = 0

    async def write(self, text: str | None = None, who: str = "ada", channel: str = "webchat", **more: Any) -> Receipt:
        """A resident writes."""
        self._reference += 1
        reference = more.pop("reference", f"r{self._reference}")
        return await self.inbox(channel).receive(Inbound(channel, "ours", reference, who, text=text, **more))

    def pause(self) -> None:
        """The resident's next message is no longer one thing with the latest."""
        self.time += APART + timedelta(seconds=1)

    def inbox(self, channel: str = "webchat") -> ChannelInbox:
        """What the channel's connector is given."""
        return ChannelInbox(self.context, channel)

    async def work(self) -> None:
        """Let the assistant's turns and the outbox run until nothing is due."""
        await self.converse()
        while await self.deliverer.start_due():
            await self.deliverer.finish()

    async def converse(self) -> None:
        """Only the assistant's turns: what it says stays in the outbox."""
        while await self.turns.start_due():
            await self.turns.finish()

    async def later(self, seconds: float) -> None:
        """Time passes; the engines are looked at, and patience looks."""
        self.time += timedelta(seconds=seconds)
        for engine in self.assistant.engines:
            await self.assistant.look(engine)
        await self.patience.look()
        await self.work()

    async def seen_by(self, who: str = "ada", channel: str = "webchat") -> list[Event]:
        """What the resident's page shows."""
        history = await self.inbox(channel).history("ours", who, 0)
        return [event for event in history if event.kind == "message"]

    async def texts(self, who: str = "ada", channel: str = "webchat") -> list[str]:
        """The words of it."""
        return [event.text for event in await self.seen_by(who, channel)]

    async def conversation(self, number: int = 1) -> Conversation:
        """A conversation's row."""
        return await self.database.read(lambda session: session.get_one(Conversation, number))

    async def rows(self, table: Any) -> list[Any]:
        """All rows of a table."""
        return list(await self.database.read(lambda session: session.scalars(select(table)).all()))

    async def clock(self, kind: str, conversation: int = 1) -> list[tuple[str, str]]:
        """(what, cause) of a clock's rows in order."""
        rows = [r for r in await self.rows(ClockRow) if r.kind == kind and r.conversation_id == conversation]
        return [(row.what, row.cause) for row in sorted(rows, key=lambda row: row.id)]

    async def outbox(self) -> list[OutboxRow]:
        """All provider messages, in order."""
        return sorted(await self.rows(OutboxRow), key=lambda row: (row.conversation_id, row.number, row.part))

    async def events(self, kind: str) -> list[EventRow]:
        """All events of a kind."""
        return [row for row in await self.rows(EventRow) if row.kind == kind]

    async def officer(self, name: str = "Sam Okafor") -> Officer:
        """Somebody at the desk."""
        email = f"{name.split()[0].lower()}@fernley.example"

        def step(session: Any) -> Officer:
            row = Staff(email=email, name=name, role="officer", active=True, created_at=self.time)
            session.add(row)
            session.flush()
            return officer_of(row)

        return await self.database.write(step)

    async def waits(self, who: str = "ada", channel: str = "webchat", topic: str = "waste") -> int:
        """A resident asks for a person and is handed over by the assistant; returns the conversation."""
        handoff = {"reason": "asked", "topic": topic, "intent": "speak_to_person"}
        self.rasa.answers["a person, please"] = [message("I will pass you on.", custom={"handoff": handoff})]
        receipt = await self.write("a person, please", who, channel)
        await self.work()
        return receipt.conversation

    async def claimed(self, officer: Officer, who: str = "ada", channel: str = "webchat") -> int:
        """A resident whom an officer has claimed; returns the conversation."""
        conversation = await self.waits(who, channel)
        await self.desk.claim(conversation, officer)
        await self.work()
        return conversation


@pytest.fixture
async def house(database: Database) -> AsyncIterator[House]:
    """A house with nobody in it."""
    built = House(database)
    yield built
    await built.assistant.http.aclose()
