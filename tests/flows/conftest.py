"""A whole flow without HTTP: inbox, turns, patience and outbox on a real database; Rasa and the channel are fakes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.answers import load_answers
from bot.context import Context
from bot.conversation import Patience, Turns
from bot.council import Council, load_council
from bot.database import Database
from bot.inbox import ChannelInbox
from bot.models import ClockRow, Conversation, EventRow, OutboxRow, Staff
from bot.outbox import Deliverer
from connectors.messages import Event, Inbound, Outbound, Receipt
from tests.fakes.assistant import FakeRasa

ROOT = Path(__file__).resolve().parent.parent.parent
MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


@dataclass
class FakeChannel:
    """A provider's channel: keeps what it was given; `failure` is raised by the next sends."""

    durable_page: bool = False
    sent: list[Outbound] = field(default_factory=list)
    failures: list[Exception] = field(default_factory=list)
    parts: int = 1

    def split(self, message: Outbound) -> list[Outbound]:
        if self.parts == 1:
            return [message]
        return [Outbound("", message.account, message.address, f"{message.text} ({n})") for n in range(self.parts)]

    async def send(self, message: Outbound) -> str:
        if self.failures:
            raise self.failures.pop(0)
        self.sent.append(message)
        return f"provider-{len(self.sent)}"


class House:
    """One gateway's flow, driven step by step; `time` moves only when a test says so."""

    def __init__(self, database: Database) -> None:
        self.time = MONDAY
        self.database = database
        self.council: Council = load_council(ROOT / "council.toml")
        self.rasa = FakeRasa()
        self.assistant = self.rasa.assistant()
        self.phone, self.page = FakeChannel(), FakeChannel(durable_page=True)
        channels = {"sms": self.phone, "webchat": self.page}
        answers = load_answers(ROOT / "domain", self.council.fact)
        self.context = Context(database, self.council, answers, channels, now=lambda: self.time)
        self.turns = Turns(self.context, self.assistant)
        self.patience = Patience(self.context, self.assistant)
        self.deliverer = Deliverer(self.context)
        self._reference = 0

    async def write(self, text: str | None = None, who: str = "ada", channel: str = "webchat", **more: Any) -> Receipt:
        """A resident writes."""
        self._reference += 1
        reference = more.pop("reference", f"r{self._reference}")
        message = Inbound(channel, "ours", reference, who, text=text, **more)
        return await ChannelInbox(self.context, channel).receive(message)

    async def work(self) -> None:
        """Let the assistant's turns and the outbox run until nothing is due."""
        while await self.turns.start_due():
            await self.turns.finish()
        while await self.deliverer.deliver_due():
            pass

    async def later(self, seconds: float) -> None:
        """Time passes, and patience looks."""
        self.time += timedelta(seconds=seconds)
        await self.patience.look()
        await self.work()

    async def seen_by(self, who: str = "ada", channel: str = "webchat") -> list[Event]:
        """What the resident's page shows."""
        history = await ChannelInbox(self.context, channel).history("ours", who, 0)
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

    async def officer(self, name: str = "Sam Officer") -> Staff:
        """Somebody at the desk."""
        row = Staff(email=f"{name.split()[0].lower()}@fernley.example", name=name, role="officer", created_at=self.time)

        def step(session: Any) -> Staff:
            session.add(row)
            session.flush()
            return row

        return await self.database.write(step)


@pytest.fixture
async def house(database: Database) -> AsyncIterator[House]:
    """A house with nobody in it."""
    built = House(database)
    yield built
    await built.assistant.http.aclose()
