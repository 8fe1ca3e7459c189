"""Two gateways for the walk: a quiet one where nothing has happened yet, and a busy one with a day's work in it."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.command.first_run import DEMONSTRATION, DEMONSTRATION_SITE
from bot.conversation.page_answers import question_of
from bot.database.models import Conversation, InboundRow, OutboxRow, ServiceRequest, Staff
from bot.desk import Desk
from bot.gateway.app import Gateway, build
from bot.inbox import ChannelInbox
from bot.knowledge.folder import read_folder
from bot.knowledge.importing import import_pages
from bot.pages.context import PagesContext
from bot.settings import Settings
from bot.staff import Officer, officer_of
from bot.store import page_answers
from bot.store.page_answers import QuotedPage
from connectors.messages import Attachment, Inbound, Location
from tests.fakes.assistant import FakeRasa, message, understood
from tests.fakes.twilio import ACCOUNT, NUMBER, TOKEN

SMS = {"ACCOUNT_SID": ACCOUNT, "AUTH_TOKEN": TOKEN, "FROM": NUMBER, "PATH_KEY": "a-long-and-unguessable-path"}
NOWHERE = "http://127.0.0.1:9"
EVERYBODY_SEEN = 10_000
LONG_WORD = "w" * 300
MANY = 60
SECONDS = 20


@dataclass
class Town:
    """One running gateway, who works there, and its conversations by name."""

    gateway: Gateway
    rasa: FakeRasa
    base: str = ""
    ahead: timedelta = timedelta()
    people: dict[str, Officer] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)
    residents: dict[str, Any] = field(default_factory=dict)
    """What a browser of each resident keeps, by name."""
    links: dict[str, str] = field(default_factory=dict)
    """One-time links on which a password is set."""
    _references: int = 0

    @property
    def context(self) -> Any:
        return self.gateway.context

    @property
    def pages(self) -> PagesContext:
        return PagesContext(self.context, self.base, "s" * 32)

    @property
    def desk(self) -> Desk:
        return Desk(self.context)

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    async def hire(self, name: str, role: str) -> Officer:
        """Somebody who can sign in, known by the first name."""
        first = name.split()[0].lower()
        row = Staff(
            email=f"{first}@fernley.example",
            name=name,
            role=role,
            active=True,
            created_at=self.now(),
            password_hash="x",
        )

        def step(session: Session) -> Officer:
            session.add(row)
            session.flush()
            return officer_of(row)

        self.people[first] = await self.context.database.write(step)
        self.cookies[first] = (await self.pages.sign_in.start(self.people[first].id)).token
        return self.people[first]

    async def write(self, place: str, text: str | None, who: str, channel: str = "webchat", **more: Any) -> int:
        """A resident writes, in what is known as `place` from then on. Done when the assistant has answered."""
        self._references += 1
        note = Inbound(channel, more.pop("account", "ours"), f"r{self._references}", who, text=text, **more)
        receipt = await ChannelInbox(self.context, channel).receive(note)
        self.places[place] = receipt.conversation
        await self.settled(receipt.conversation)
        return receipt.conversation

    async def settled(self, conversation: int) -> None:
        """Until the assistant has nothing more to do there."""
        query = select(InboundRow.id).where(InboundRow.conversation_id == conversation, InboundRow.todo.is_not(None))
        async with asyncio.timeout(SECONDS):
            while await self.context.database.read(lambda session: session.scalars(query).first()):  # noqa: ASYNC110
                await asyncio.sleep(0.02)

    async def change(self, statement: Any) -> None:
        """One statement on the database, for what only a provider or time can bring about."""
        await self.context.database.write(lambda session: session.execute(statement))

    async def row(self, place: str) -> Conversation:
        """A conversation's row."""
        number = self.places[place]
        found: Conversation = await self.context.database.read(lambda s: s.get_one(Conversation, number))
        return found

    def at(self, place: str) -> str:
        """The desk's address of a conversation."""
        return f"/desk/conversations/{self.places[place]}"


def copied(template: Path, directory: Path) -> Path:
    """A database of the town's own."""
    directory.mkdir()
    return Path(shutil.copy(template, directory / "walk.db"))


@asynccontextmanager
async def running(directory: Path, template: Path) -> AsyncIterator[Town]:
    """A whole gateway with web chat and SMS, its workers and a made-up assistant, on a port of its own."""
    database = copied(template, directory)
    environment = {f"SMS_{name}": value for name, value in SMS.items()} | {"SMS_API_BASE_URL": NOWHERE}
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        settings = Settings(var_dir=directory, database_url=f"sqlite:///{database}", secret_key="k" * 40)
        town: Town
        gateway = build(settings, [NOWHERE], now=lambda: town.now())
    rasa = FakeRasa()
    gateway.assistant = rasa.assistant()
    gateway.assistant.elsewhere = gateway.context.council.services.elsewhere
    town = Town(gateway, rasa)
    server = uvicorn.Server(uvicorn.Config(gateway.app, port=0, log_level="error", lifespan="on"))
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - the server has no event for it
        await asyncio.sleep(0.01)
    town.base = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    try:
        yield town
    finally:
        gateway.close_streams()
        server.should_exit = True
        await asyncio.wait_for(serving, 15)


def handoff(reason: str, topic: str) -> list[dict[str, Any]]:
    """An answer that passes the conversation on."""
    given = {"reason": reason, "topic": topic, "intent": "speak_to_person"}
    return [message("We are passing you to a person.", custom={"handoff": given})]


async def a_quiet_day(town: Town) -> None:
    """Only staff, and a link for the first of them."""
    town.links["first"] = await town.pages.staffing.first_link() or ""
    await town.hire("Bo Lead", "administrator")
    await town.hire("Sam Okafor", "officer")


async def a_busy_day(town: Town) -> None:
    """Conversations in every state that the desk can show, requests in every state, answers edited, staff in every
    state. What waits longest waits past its target."""
    rasa = town.rasa
    for name, role in (("Bo Lead", "administrator"), ("Sam Okafor", "officer"), ("Priya Shah", "officer")):
        await town.hire(name, role)
    rasa.answers |= {
        "a person, please": handoff("asked", "waste"),
        "housing, please": handoff("topic", "housing"),
        "choices, please": [
            message("Is it about one of these?", buttons=[
                {"title": title, "payload": "/greet"}
                for title in ("Report a missed bin", "Find your bin collection day", "Large items collected", "Other")
            ])
        ],
    }  # fmt: skip
    rasa.understandings["a pothole on Mill Lane, outside number 12"] = understood("pothole_report", "roads")
    rasa.understandings["I can smell gas"] = understood("emergency_999", "other_organisation", urgent=True)
    town.ahead = timedelta(hours=-3)
    await _waiting(town)
    town.ahead = timedelta(minutes=-3)
    await _owned(town)
    await _closed(town)
    town.ahead = timedelta()
    await _requests(town)
    await _staff(town)
    await _pages(town)


async def _waiting(town: Town) -> None:
    await town.write("waiting", "My brown bin was missed again", "ada")
    await town.write("waiting", "a person, please", "ada")
    await town.write("housing", f"There is damp in my flat {LONG_WORD}", "+447700900101", "sms", account=NUMBER)
    await town.write("housing", "housing, please", "+447700900101", "sms", account=NUMBER)
    await town.write("urgent", "I can smell gas", "gus")
    await town.write("assistant", "a pothole on Mill Lane, outside number 12", "pat")


async def _owned(town: Town) -> None:
    sam, priya, desk = town.people["sam"], town.people["priya"], town.desk
    for place, who, channel in (
        ("own", "olga", "webchat"), ("answered", "anna", "webchat"), ("long", "luke", "webchat"),
        ("failed", "+447700900102", "sms"), ("colleagues", "cora", "webchat"), ("blocked", "+447700900103", "sms"),
    ):  # fmt: skip
        account = NUMBER if channel == "sms" else "ours"
        await town.write(place, "My council tax bill looks wrong: see https://www.fernley.example/bill", who, channel,
                         account=account)  # fmt: skip
        number = await town.write(place, "a person, please", who, channel, account=account)
        await desk.claim(number, priya if place == "colleagues" else sam)
    await desk.note(town.places["own"], sam, "Second bill this month. See the letter of 3 March.")
    place = Location(52.628412, -0.901277, "Mill Lane")
    await town.write("own", None, "olga", location=place)
    picture = Attachment("https://media.example/1", "image/jpeg", None)
    await town.write("failed", "This is the letter", "+447700900102", "sms", account=NUMBER, attachments=(picture,))
    for place in ("answered", "failed"):
        await desk.reply(town.places[place], sam, "We can look at that. Call 01632 960 001.", seen=EVERYBODY_SEEN)
    await town.change(
        update(OutboxRow).where(OutboxRow.conversation_id == town.places["failed"])
        .values(status="failed", error="The number cannot receive text messages", next_attempt_at=None)
    )  # fmt: skip
    for count in range(MANY):
        await town.write(
            "long", f"Message {count}: {'word ' * (count % 40)}https://www.fernley.example/{count}", "luke"
        )
    await ChannelInbox(town.context, "sms").opt_out(NUMBER, "+447700900103", "STOP")


async def _closed(town: Town) -> None:
    sam, desk = town.people["sam"], town.desk
    number = await town.write("closed", "a person, please", "cleo")
    await desk.claim(number, sam)
    await desk.reply(number, sam, "It was emptied this morning.", seen=EVERYBODY_SEEN)
    await desk.close(number, sam, "sorted", details="emptied on the second round")


async def _requests(town: Town) -> None:
    number, now = town.places["assistant"], town.now()
    states = ("open", "queued", "sent", "acknowledged", "failed", "unknown", "done", "closed")
    rows = [
        ServiceRequest(
            reference=f"FER-WALK2{count}", conversation_id=number, kind="pothole_report", topic="roads",
            intent="pothole_report", lgsl="557", queue="waste" if count % 2 else "contact_centre", state=state,
            fields={"place": "Mill Lane, outside number 12", "size": "Big", "photo": None, "note": LONG_WORD},
            at=now, changed_at=now, error="The back office was not there" if state in ("failed", "unknown") else None,
            back_office_id="5571" if state in ("acknowledged", "closed") else None,
            notes="A crew will look this week." if state == "acknowledged" else None,
            done_at=now if state == "done" else None, done_by=town.people["sam"].id if state == "done" else None,
            due_at=now + timedelta(days=9),
        )
        for count, state in enumerate(states)
    ]  # fmt: skip
    await town.context.database.write(lambda session: session.add_all(rows))


async def _pages(town: Town) -> None:
    """The council's pages, of which one has answered; and what none says, once in a word without end."""
    found = read_folder(DEMONSTRATION / "pages", DEMONSTRATION_SITE)
    await town.context.database.write(lambda session: import_pages(session, "https://www.fernley.example", found))
    page = QuotedPage(f"{DEMONSTRATION_SITE}/bins/recycling-centre", "Recycling centre", 0.9)
    number = town.places["assistant"]

    def step(session: Session) -> None:
        for asked, at in (("plasterboard?", page), ("who is the mp", None), ("the MP: who", None), (LONG_WORD, None)):
            question = question_of(asked)
            page_answers.add(session, number, 1, asked=asked, question=question, page=at, at=town.now())
        page_answers.set_helpful(session, number, False)

    await town.context.database.write(step)


async def _staff(town: Town) -> None:
    boss, staffing = town.people["bo"], town.pages.staffing
    town.links["welcome"] = await staffing.invite("jo@fernley.example", "Jo Hill", "officer", by=boss)
    long_name = "Wilhelmina Featherstonehaugh-Cholmondeley the Younger"
    await staffing.invite("a.very.long.name.of.a.department@offices.fernley.example", long_name, "supervisor", by=boss)
    gone = await town.hire("Greta Gone", "officer")
    await staffing.deactivate(gone.id, boss)
