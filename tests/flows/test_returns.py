"""An assistant that is back takes back those whom nobody has claimed, and answers what waits, in order, once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.database.models import Handoff
from tests.fakes.assistant import understood
from tests.flows.conftest import House


async def out_of_patience(house: House, *texts: str) -> None:
    """The assistant is down past its patience."""
    house.rasa.mode = "down"
    for text in texts or ("hello",):
        await house.write(text)
    await house.work()
    await house.later(11)
    await house.later(50)


async def test_what_waited_is_answered_in_order_and_once(house: House) -> None:
    await out_of_patience(house, "one", "two")
    await house.write("three")
    house.rasa.mode = "ready"
    await house.later(1)
    await house.later(20)
    assert [body["text"] for body in house.rasa.asked] == ["one\ntwo", "three"]
    replies = [text for text in await house.texts() if text.startswith("You said")]
    assert replies == ["You said: one", "You said: two", "You said: three"]
    assert {body["sender"] for body in house.rasa.asked} == {"1.2"}, "a spell of its own"


async def test_each_wait_is_timed_on_its_own(house: House) -> None:
    await out_of_patience(house)
    house.rasa.mode = "ready"
    await house.later(1)
    assert await house.clock("first_human") == [("began", "handoff"), ("ended", "handed_back")]
    assert await house.clock("claim") == [("began", "handoff"), ("ended", "handed_back")]
    assert await house.clock("assistant") == [
        ("began", "message"),
        ("ended", "handed_off"),
        ("began", "handed_back"),
        ("ended", "answered"),
    ]


async def test_a_claimed_conversation_stays_with_its_officer(house: House) -> None:
    await out_of_patience(house)
    await house.desk.claim(1, await house.officer())
    house.rasa.mode = "ready"
    await house.later(1)
    assert (await house.conversation()).state == "officer"
    assert house.rasa.asked == []


async def test_one_that_an_officer_has_released_stays_with_people(house: House) -> None:
    await out_of_patience(house)
    sam = await house.officer()
    await house.desk.claim(1, sam)
    await house.desk.release(1, sam)
    house.rasa.mode = "ready"
    await house.later(1)
    assert (await house.conversation()).state == "waiting"


async def test_one_who_asked_for_a_person_stays_with_people(house: House) -> None:
    await house.waits()
    await house.later(1)
    assert (await house.conversation()).state == "waiting"


async def test_one_in_danger_stays_at_the_front_of_the_queue(house: House) -> None:
    house.rasa.understandings["help"] = understood("domestic_abuse", "social_care", urgent=True)
    await out_of_patience(house, "help")
    house.rasa.mode = "ready"
    house.time += timedelta(seconds=20)
    await house.work()  # the text is read before anybody looks who could go back
    await house.later(1)
    conversation = await house.conversation()
    assert (conversation.state, conversation.urgent, conversation.queue) == ("waiting", True, "care")


async def test_nobody_is_tossed_to_and_fro_for_ever(house: House) -> None:
    for _ in range(6):
        await out_of_patience(house, "hello")
        house.rasa.mode = "ready"
        await house.later(1)
    assert len(await house.rows(Handoff)) == 2
    assert (await house.conversation()).state == "waiting"


async def test_a_message_that_the_assistant_cannot_answer_goes_back_to_it_once(house: House) -> None:
    house.rasa.mode = "error"
    await house.write("hello")
    await house.work()
    await house.later(59)
    assert (await house.conversation()).state == "waiting", "not at once"
    await house.later(2)
    for _ in range(5):
        await house.later(3600)
    assert [row.reason for row in await house.rows(Handoff)] == ["assistant_failed"] * 2
    assert len(house.rasa.asked) == 4
    assert (await house.conversation()).state == "waiting"


async def test_a_minute_of_errors_strands_nobody(house: House) -> None:
    house.rasa.mode = "error"
    await house.write("hello")
    await house.work()
    house.rasa.mode = "ready"
    await house.later(61)
    assert (await house.texts())[-1] == "You said: hello"


@pytest.mark.parametrize("mode", ["down", "loading"])
async def test_nobody_returns_to_an_assistant_that_is_not_ready(house: House, mode: str) -> None:
    await out_of_patience(house)
    house.rasa.mode = mode
    await house.later(3600)
    assert (await house.conversation()).state == "waiting"


async def test_a_half_filled_form_goes_on_after_an_outage(house: House) -> None:
    await house.write("there is a pothole")
    await house.work()
    await out_of_patience(house, "on Mill Lane")
    house.rasa.mode = "ready"
    await house.later(1)
    assert [(body["sender"], body["text"], body["dialogue"]) for body in house.rasa.asked] == [
        ("1.1", "there is a pothole", None),
        ("1.2", "on Mill Lane", "there is a pothole"),
    ]
