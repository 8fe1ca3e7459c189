"""What residents, officers, the assistant and time do to conversations, one act after the other, as often as it comes;
and what must be true after each act."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.council import load_council
from bot.database import Database
from bot.database.models import ClockRow, Conversation, EventRow, Handoff, InboundRow
from bot.errors import TownclerkError
from bot.response_log import Moment
from bot.response_log.intervals import Interval, intervals
from bot.response_log.periods import last_days
from bot.staff import Officer
from bot.staff.presence import return_conversations
from connectors.messages import DeliveryFailed
from tests.fakes.assistant import message, understood
from tests.flows.conftest import House

ROOT = Path(__file__).resolve().parent.parent.parent
RESIDENTS = {"ada": "sms", "ben": "webchat"}
OFFICERS = ("Sam Okafor", "Priya Shah")
PERSON, DANGER, NEVER_MIND = "a person, please", "I can smell gas", "never mind"
HUMAN = {"first_human", "next_human"}
T = TypeVar("T")


@dataclass(frozen=True)
class Seen:
    """One conversation with all that belongs to it."""

    row: Conversation
    handoff: Handoff | None
    inbound: list[InboundRow]
    events: dict[int, EventRow]
    open: list[str]

    @property
    def owed(self) -> list[InboundRow]:
        """The messages that nothing has settled."""
        return [each for each in self.inbound if each.settled is None]


class History:
    """A house in which any act may come at any time. An act that the desk refuses changes nothing."""

    def __init__(self, database: Database) -> None:
        self.runner = asyncio.Runner()
        council = load_council(ROOT / "council.toml")
        many = {"messages_a_minute": 10_000, "messages_an_hour": 100_000, "same_message": 10_000}
        council.limits = council.limits.model_copy(update=many)
        self.house = House(database, council)
        self.house.rasa.understandings[DANGER] = understood("domestic_abuse", "social_care", urgent=True)
        handoff = {"reason": "asked", "topic": "waste", "intent": "speak_to_person"}
        self.house.rasa.answers[PERSON] = [message("I will pass you on.", custom={"handoff": handoff})]
        self.officers: list[Officer] = [self.run(self.house.officer(name)) for name in OFFICERS]
        self.count = 0

    def run(self, act: Coroutine[Any, Any, T]) -> T:
        """Do it now."""
        return self.runner.run(act)

    def close(self) -> None:
        """The history has ended."""
        self.run(self.house.assistant.http.aclose())
        self.runner.close()

    def write(self, who: str, text: str | None = None) -> None:
        """A resident writes something, or something of their own that the assistant answers by repeating it."""
        self.count += 1
        self.run(self.house.write(text or f"question {self.count}", who, RESIDENTS[who]))

    def answer_one(self) -> None:
        """The assistant takes one turn in each conversation that is due."""

        async def once() -> None:
            await self.house.turns.start_due()
            await self.house.turns.finish()

        self.run(once())

    def work(self) -> None:
        """Everything that is due is done."""
        self.run(self.house.work())

    def switch(self, mode: str) -> None:
        """The assistant is down, fails, or is ready again."""
        self.house.rasa.mode = mode

    def wait(self, seconds: float) -> None:
        """Time passes, and patience looks."""

        async def later() -> None:
            self.house.time += timedelta(seconds=seconds)
            for engine in self.house.assistant.engines:
                await self.house.assistant.look(engine)
            await self.house.patience.look()

        self.run(later())

    def act(self, name: str, who: str, officer: int, *more: Any) -> None:
        """An officer does something at the desk with a resident's newest conversation, of which they have seen all."""
        conversation = self.newest(who)
        if conversation is None:
            return
        try:
            seen = {"seen": 10_000} if name == "reply" else {}
            self.run(getattr(self.house.desk, name)(conversation, self.officers[officer], *more, **seen))
        except TownclerkError:
            return

    def sign_out(self) -> None:
        """Nobody is signed in any more."""
        moment = Moment(self.house.time, "system")
        for officer in self.officers:
            self.house.database.write_now(partial(return_conversations, staff_id=officer.id, moment=moment))

    def leave(self, who: str) -> None:
        """A resident ends the chat."""
        self.run(self.house.inbox(RESIDENTS[who]).leave("ours", who))

    def opt(self, way: str) -> None:
        """Ada wants to hear no more, or wants to again."""
        inbox = self.house.inbox("sms")
        self.run(inbox.opt_out("ours", "ada", "STOP") if way == "out" else inbox.opt_in("ours", "ada", "START"))

    def fail_next(self, opted_out: bool) -> None:
        """The next text cannot be delivered."""
        self.house.phone.failures = [DeliveryFailed("not delivered", opted_out=opted_out)]

    def newest(self, who: str) -> int | None:
        """A resident's newest conversation."""
        query = select(Conversation.id).where(Conversation.address == who).order_by(Conversation.id.desc()).limit(1)
        return self.house.database.read_now(lambda session: session.scalar(query))

    def owner(self, who: str) -> int | None:
        """Which of the officers has it."""
        query = select(Conversation.officer_id).where(Conversation.address == who, Conversation.state == "officer")
        found = self.house.database.read_now(lambda session: session.scalar(query))
        return next((n for n, officer in enumerate(self.officers) if officer.id == found), None)

    def everything(self) -> list[Seen]:
        """All conversations as they stand."""
        return self.house.database.read_now(everything)

    def counted(self) -> list[Interval]:
        """What figures are made of, deliveries left out, without the numbers of rows."""
        period = last_days(self.house.council.zone, self.house.time, 300)
        found = self.house.database.read_now(lambda session: list(intervals(session, period)))
        kept = [replace(each, number=0) for each in found if each.measure not in ("delivery", "delivered")]
        return sorted(kept, key=repr)

    def check(self) -> None:
        """Nothing that a resident wrote is owed to nobody, and nobody is timed who owes nothing."""
        for seen in self.everything():
            check(seen)
            if seen.row.state in ("waiting", "officer") and seen.owed:
                self._is_shown(seen.row)

    def _is_shown(self, row: Conversation) -> None:
        view = "waiting" if row.state == "waiting" else "mine"
        officer = next((each for each in self.officers if each.id == row.officer_id), self.officers[0])
        listing = self.run(self.house.desk.listing(view, officer, row.queue))
        card = next(card for card in listing.cards if card.id == row.id)
        assert card.wait is not None, "the desk shows that somebody waits"

    def settle(self) -> None:
        """The assistant is well, officers answer whoever waits, and a day of silence passes."""
        self.house.phone.failures = []
        self.switch("ready")
        self.wait(20)
        self.work()
        for who in RESIDENTS:
            self.act("claim", who, 0)
            owner = self.owner(who)
            if owner is not None:
                self.act("reply", who, owner, "That is done.")
        self.work()


def everything(session: Session, who: str | None = None) -> list[Seen]:
    """All conversations, or one resident's, as they stand."""
    found = []
    whose = [Conversation.address == who] if who is not None else []
    for row in session.scalars(select(Conversation).where(*whose).order_by(Conversation.id)):
        clock = session.scalars(select(ClockRow).where(ClockRow.conversation_id == row.id).order_by(ClockRow.id)).all()
        last = {each.began_id: each.what for each in clock if each.what in ("ended", "undone")}
        running = [c.kind for c in clock if c.what == "began" and last.get(c.id) != "ended" and c.kind != "delivery"]
        inbound = session.scalars(select(InboundRow).where(InboundRow.conversation_id == row.id)).all()
        events = session.scalars(select(EventRow).where(EventRow.conversation_id == row.id)).all()
        handoff = session.get(Handoff, row.handoff_id) if row.handoff_id else None
        found.append(Seen(row, handoff, list(inbound), {each.number: each for each in events}, sorted(running)))
    return found


def check(seen: Seen) -> None:
    """Whoever has the conversation owes what is owed, and that is timed; nobody else owes or is timed."""
    state, running = seen.row.state, set(seen.open)
    assert ("close" in running) == (state != "closed"), "a conversation is timed while it is open"
    if seen.owed:
        assert state != "closed", "a close settles"
        assert running & ({"assistant"} if state == "assistant" else HUMAN), f"owed in {state} and not timed"
    if state == "assistant":
        assert [row.todo for row in seen.owed] == ["dialogue"] * len(seen.owed), "it is the assistant's to answer"
        assert not running & (HUMAN | {"claim"}) and ("assistant" in running) == bool(seen.owed)
    else:
        assert not any(row.todo == "dialogue" for row in seen.inbound), f"the assistant answers while it is {state}"
        assert "assistant" not in running
    if state == "waiting":
        assert seen.row.queue and seen.handoff is not None and seen.handoff.ended_at is None
    if state == "closed":
        assert not running, "nobody owes"
    if state == "officer":
        assert "claim" not in running
    for row in seen.inbound:
        _is_settled_rightly(seen, row)


def _is_answered(seen: Seen, row: InboundRow) -> bool:
    """Quick messages are one turn: the last words of its answer settle them all, its own stand among them. Danger in
    one of them is answered before all else."""
    together = [seen.events[other.number].text for other in seen.inbound if other.settled == row.settled]
    said = [seen.events[number] for number in range(row.number + 1, (row.settled or 0) + 1) if number in seen.events]
    own = f"You said: {seen.events[row.number].text}"
    return DANGER in together or any(event.author == "assistant" and event.text == own for event in said)


def _is_settled_rightly(seen: Seen, row: InboundRow) -> None:
    """By an answer to it, by people who took it on, by a mark, by a close, or because it asked for nothing."""
    if row.settled is None or row.settled == row.number:
        said = seen.events[row.number]
        assert row.settled is None or said.text == NEVER_MIND or "silence" in said.data, (said.text, said.data)
        return
    said, by = seen.events[row.number], seen.events[row.settled]
    assert by.number > row.number
    if by.kind == "message" and by.author == "assistant":
        assert _is_answered(seen, row) or said.text in (PERSON, DANGER), (said.text, by.text)
    elif by.kind == "state":
        assert by.data["state"] == "closed" or by.data["reason"] == "no_reply_needed" or said.text == DANGER
    else:
        assert by.author == "officer" or said.text == DANGER, (said.text, by.kind, by.author)
