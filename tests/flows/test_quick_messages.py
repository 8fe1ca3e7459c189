"""Several quick messages of a resident are asked as one, answered once and settled together."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.assistant.client import EngineState
from bot.database import Database
from bot.database.models import Dialogue, Errand, Handoff, InboundRow
from tests.fakes.assistant import message, understood
from tests.flows.conftest import House


@pytest.fixture
async def houses(house: House, database_url: str) -> AsyncIterator[tuple[House, House]]:
    """Two gateways before one assistant."""
    other = House(Database(database_url))
    other.rasa, other.assistant.http = house.rasa, house.assistant.http
    for each in (house, other):
        each.phone.pause_seconds = 3.0
    yield house, other
    await other.assistant.http.aclose()
    other.database.close()


async def asked(house: House) -> list[str]:
    """What the assistant was asked last, without the same again."""
    return list(dict.fromkeys(body["text"] for body in house.rasa.asked))


async def settled(house: House) -> list[tuple[int, int | None, str | None]]:
    return sorted((row.number, row.settled, row.todo) for row in await house.rows(InboundRow))


async def test_what_comes_before_the_answer_is_answered_with_it(house: House) -> None:
    await house.write("my bin was missed")
    await house.write("the brown one")
    await house.work()
    assert [(body["id"], body["text"], body["parts"]) for body in house.rasa.asked] == [
        ("1-2.0", "my bin was missed\nthe brown one", ["my bin was missed", "the brown one"])
    ]
    assert await settled(house) == [(1, 4, None), (2, 4, None)]
    assert await house.clock("assistant") == [("began", "message"), ("ended", "answered")]
    read = [event.data["understanding"]["together"] for event in await house.events("message") if event.number < 3]
    assert read == [[1, 2], [1, 2]]


async def test_what_comes_while_the_first_is_asked_is_asked_with_it(house: House) -> None:
    house.rasa.delay = 1
    await house.write("my bin was missed")
    await house.turns.start_due()
    await house.write("sorry, I mean my recycling")
    await house.turns.finish()
    house.rasa.delay = 0
    await house.work()
    assert await asked(house) == ["my bin was missed", "my bin was missed\nsorry, I mean my recycling"]
    assert [text for text in await house.texts() if text.startswith("You said")] == [
        "You said: my bin was missed",
        "You said: sorry, I mean my recycling",
    ], "one answer, which the fake gives line by line"
    assert [body["dialogue"] for body in house.rasa.asked] == [None, None], "the first left no trace"


async def test_a_text_waits_until_its_writer_is_quiet(house: House) -> None:
    house.phone.pause_seconds = 3.0
    await house.write("hi", channel="sms")
    await house.work()
    assert (house.phone.sent, await house.rows(Dialogue), await house.rows(Errand)) == ([], [], [])
    house.time = house.time.replace(second=house.time.second + 2)
    await house.write("when is my bin day", channel="sms")
    await house.work()
    await house.later(2)
    assert not house.phone.sent
    await house.later(1.5)
    assert [body["text"] for body in house.rasa.asked][-1] == "hi\nwhen is my bin day"
    assert [sent.text for sent in house.phone.sent] == ["You said: hi", "You said: when is my bin day"]
    assert await house.clock("assistant") == [("began", "message"), ("ended", "answered")]


async def test_a_lone_text_is_asked_about_again_by_the_same_name(house: House) -> None:
    house.phone.pause_seconds = 3.0
    await house.write("hi", channel="sms")
    await house.work()
    await house.later(3.5)
    assert [body["id"] for body in house.rasa.asked] == ["1.0", "1.0"], "which the engine has answered already"
    assert [sent.text for sent in house.phone.sent] == ["You said: hi"]


async def test_danger_is_answered_at_once_though_the_text_before_it_waits(house: House) -> None:
    house.phone.pause_seconds = 3.0
    handoff = {"reason": "urgent", "topic": "emergencies", "intent": "gas_leak"}
    house.rasa.answers["I can smell gas"] = [message("Call 0800 111 999.", custom={"handoff": handoff})]
    house.rasa.understandings["I can smell gas"] = understood("gas_leak", "emergencies", urgent=True)
    await house.write("hi", channel="sms")
    await house.work()
    await house.write("I can smell gas", channel="sms")
    await house.work()
    assert "Call 0800 111 999." in [sent.text for sent in house.phone.sent]
    assert [row.reason for row in await house.rows(Handoff)] == ["urgent"]


async def test_a_greeting_on_a_page_waits_for_a_breath_and_a_fact_does_not(house: House) -> None:
    house.rasa.answers["hi"] = [message(key="utter_greet")]
    await house.write("hi")
    await house.work()
    assert await house.texts() == ["hi"]
    await house.later(1.5)
    assert len(await house.texts()) == 2
    await house.write("when is my bin day")
    await house.work()
    assert (await house.texts())[-1] == "You said: when is my bin day"


async def test_a_pressed_button_is_a_turn_of_its_own_and_ends_the_wait(house: House) -> None:
    house.phone.pause_seconds = 3.0
    house.rasa.answers["hi"] = [message("Which?", buttons=[{"title": "Bins", "payload": "/bins"}])]
    await house.write("hi", channel="sms")
    await house.work()
    await house.later(4)
    await house.write("well", channel="sms")
    await house.write("Bins", channel="sms", choice="2.1")
    await house.work()
    assert [body.get("text") or body["payload"] for body in house.rasa.asked][-2:] == ["well", "/bins"]
    assert all(todo is None for _, _, todo in await settled(house))


async def test_somebody_who_never_stops_is_answered_all_the_same(house: House) -> None:
    house.phone.pause_seconds = 3.0
    for number in range(6):
        await house.write(f"and {number}", channel="sms")
        await house.later(2)
    assert house.phone.sent, "no later than eight seconds after the first"


async def test_what_failed_is_asked_again_with_what_has_come_and_then_goes_to_a_person(house: House) -> None:
    house.rasa.mode = "error"
    await house.write("one")
    await house.write("two")
    await house.work()
    assert [body["id"] for body in house.rasa.asked] == ["1-2.0", "1-2.1"]
    assert (await house.conversation()).state == "waiting"
    assert [settled for _, settled, _ in await settled(house)] == [None, None], "both are owed to a person"


async def test_two_gateways_answer_a_burst_once(houses: tuple[House, House]) -> None:
    here, there = houses
    for number in range(12):
        await houses[number % 2].write(
            f"{number}", who=f"+4477009000{number % 4}", channel="sms", reference=f"b{number}"
        )
        await asyncio.gather(*(each.turns.start_due() for each in houses))
    for _ in range(8):
        here.time = there.time = here.time.replace(second=here.time.second + 1)
        await asyncio.gather(*(each.turns.start_due() for each in houses))
        await asyncio.gather(*(each.turns.finish() for each in houses))
    for resident in range(4):
        said = [text for text in await here.texts(f"+4477009000{resident}", "sms") if text.startswith("You said")]
        assert sorted(said) == sorted(f"You said: {number}" for number in range(resident, 12, 4))
    assert all(todo is None and by for _, by, todo in await settled(here))
    assert max(here.rasa.most_at_once.values()) == 1


async def test_an_engine_that_died_in_the_meantime_costs_the_answer_nothing(house: House) -> None:
    house.phone.pause_seconds = 3.0
    await house.write("hi", channel="sms")
    await house.work()
    house.rasa.mode = "down"
    await house.later(4)
    assert house.assistant.engines[0].state == EngineState.DOWN and not house.phone.sent
    house.rasa.mode = "ready"
    await house.later(2)
    await house.later(2)
    assert [sent.text for sent in house.phone.sent] == ["You said: hi"]
