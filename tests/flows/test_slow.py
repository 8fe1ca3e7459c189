"""A slow but healthy assistant: the resident is told once that a person will answer, and nothing is said twice."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.database import Database
from bot.database.models import Handoff
from tests.fakes.slow import SlowRasa
from tests.flows.conftest import MONDAY, House

TOLD = "A person will answer you here"
DOWN = "Our assistant cannot answer right now"
HOLDING = "We have your message"


STEP = 5


class SlowHouse(House):
    """A house whose assistant is slow, watched every STEP seconds."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.rasa = self.slow = SlowRasa(lambda: self.time)
        self.assistant.http = self.slow
        self.assistant.clock = lambda: (self.time - MONDAY).total_seconds()

    async def seconds(self, count: int) -> None:
        """So many seconds of everybody's work."""
        for _ in range(-(-count // STEP)):
            self.time += timedelta(seconds=STEP)
            self.slow.tick()
            await self._settled()
            await self.turns.start_due()
            await self._settled()
            for engine in self.assistant.engines:
                await self.assistant.look(engine)
            await self.patience.look()

    async def _settled(self) -> None:
        """Until every turn that is under way waits for the assistant."""
        async with asyncio.timeout(10):
            while len(self.turns.tasks.under_way) > len(self.slow.waiting):  # noqa: ASYNC110
                await asyncio.sleep(0.001)

    async def said(self, beginning: str, who: str = "ada") -> int:
        """How often the resident was told so."""
        return sum(text.startswith(beginning) for text in await self.texts(who))


@pytest.fixture
async def house(database: Database) -> AsyncIterator[SlowHouse]:
    built = SlowHouse(database)
    yield built
    for asking in built.slow.waiting:
        asking.outcome.cancel()
    await built.turns.finish()


@pytest.mark.parametrize("delay", [5, 12, 29, 31, 45, 58])
async def test_slower_than_usual_is_answered_late_and_by_nobody_else(house: SlowHouse, delay: int) -> None:
    house.slow.seconds = delay
    await house.write("hello")
    await house.seconds(delay + 10)
    assert await house.said("You said: hello") == 1
    assert await house.said(DOWN) == await house.said(TOLD) == 0
    assert await house.said(HOLDING) == (delay > 10)
    assert (await house.conversation()).state == "assistant"


@pytest.mark.parametrize("delay", [61, 70, 90, 120])
async def test_too_slow_is_told_once_and_its_late_answer_is_dropped(house: SlowHouse, delay: int) -> None:
    house.slow.seconds = delay
    await house.write("hello")
    await house.seconds(300)
    assert await house.said(DOWN) == await house.said(TOLD) == await house.said(HOLDING) == 1
    assert await house.said("You said") == 0
    assert (await house.conversation()).state == "waiting"
    assert [row.reason for row in await house.rows(Handoff)] == ["assistant_failed"], "handed over once"
    assert await house.clock("first_human") == [("began", "handoff")]


async def test_when_others_are_answered_in_time_it_goes_back_and_the_late_answer_follows(house: SlowHouse) -> None:
    house.slow.seconds = 70
    await house.write("hello")
    await house.seconds(130)
    assert (await house.conversation()).state == "waiting"
    house.slow.seconds = 1
    await house.write("good morning", who="ben")
    await house.seconds(20)
    assert await house.said(TOLD) == await house.said("You said: hello") == 1
    assert (await house.texts())[-1] == "You said: hello"
    assert (await house.conversation()).state == "assistant"


async def test_a_message_that_is_always_slow_goes_back_once_and_says_nothing_more(house: SlowHouse) -> None:
    house.slow.delays["the slow one"] = 100
    await house.write("the slow one")
    for number in range(70):
        await house.write(f"quick {number}", who="ben")
        await house.seconds(5)
    assert await house.said(DOWN) == await house.said(TOLD) == await house.said(HOLDING) == 1
    assert await house.said("You said") == 0
    assert [row.reason for row in await house.rows(Handoff)] == ["assistant_failed"] * 2
    assert (await house.conversation()).state == "waiting"


async def test_several_messages_in_a_slow_hour_are_told_once(house: SlowHouse) -> None:
    house.slow.seconds = 55
    for text in ("one", "two", "three"):
        await house.write(text)
        await house.seconds(35)
    await house.seconds(200)
    assert await house.said(DOWN) == await house.said(TOLD) == 1
    assert await house.said("You said: one") == 1
    assert await house.said("You said: two") + await house.said("You said: three") == 0, "these wait for a person"


async def test_who_was_answered_meanwhile_is_told_of_the_next_time(house: SlowHouse) -> None:
    house.slow.delays["the slow one"] = 100
    await house.write("the slow one")
    await house.seconds(61)
    sam = await house.officer()
    await house.desk.claim(1, sam)
    await house.desk.hand_back(1, sam)
    await house.seconds(100)
    assert await house.said(DOWN) == 2, "after an officer had it, this is news again"


async def test_an_outage_that_comes_and_goes_without_an_answer_is_told_once(house: SlowHouse) -> None:
    house.rasa.mode = "down"
    await house.write("hello")
    await house.seconds(62)
    for _ in range(3):
        house.rasa.mode, house.slow.seconds = "ready", 30
        await house.seconds(5)
        house.rasa.mode = "down"
        await house.seconds(70)
    assert await house.said(DOWN) == await house.said(TOLD) == 1
    assert len(await house.rows(Handoff)) == 2
