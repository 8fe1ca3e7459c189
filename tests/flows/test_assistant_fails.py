"""A failed, slow or empty answer is not an answer: one retry, a holding message, then a person with the reason."""

from __future__ import annotations

import pytest

from bot.models import Handoff, InboundRow
from tests.fakes.assistant import message
from tests.flows.conftest import House

HOLDING = "We have your message"
PASSED_ON = "Our assistant cannot answer right now"


async def reasons(house: House) -> list[str]:
    return [row.reason for row in await house.rows(Handoff)]


@pytest.mark.parametrize("mode", ["down", "hang", "loading"])
async def test_not_reached_is_held_after_ten_seconds_and_handed_over_after_a_minute(house: House, mode: str) -> None:
    house.rasa.mode = mode
    await house.write("when is my bin day")
    await house.work()
    await house.later(9)
    assert await house.texts() == ["when is my bin day"]
    await house.later(2)
    await house.later(2)
    held = await house.texts()
    assert len(held) == 2 and held[1].startswith(HOLDING)
    await house.later(48)
    told = (await house.texts())[2:]
    assert told[0].startswith(PASSED_ON) and "A person will answer you here" in told[1]
    assert await reasons(house) == ["assistant_down"]
    assert (await house.conversation()).state == "waiting"
    assert await house.clock("assistant") == [("began", "message"), ("ended", "handed_off")]
    assert await house.clock("first_human") == [("began", "handoff")]


async def test_several_messages_that_wait_are_held_once(house: House) -> None:
    house.rasa.mode = "down"
    for text in ("one", "two", "three"):
        await house.write(text)
    for _ in range(5):
        await house.later(5)
    assert [text.startswith(HOLDING) for text in await house.texts()].count(True) == 1


@pytest.mark.parametrize("mode", ["error", "empty", "garbage"])
async def test_no_answer_is_retried_once_and_then_handed_over(house: House, mode: str) -> None:
    house.rasa.mode = mode
    await house.write("when is my bin day")
    await house.work()
    assert [body["id"] for body in house.rasa.asked] == ["1.0", "1.1"]
    assert await reasons(house) == ["assistant_failed"]
    assert (await house.texts())[1].startswith(PASSED_ON)
    assert await house.clock("assistant") == [("began", "message"), ("ended", "handed_off")]


NOTHING_SAID = {
    "failed action": message(custom={"action_failed": "action_bin_day"}),
    "failed action beside words": message("Here you are:", custom={"action_failed": "action_bin_day"}),
    "a key that we do not have": message(key="utter_never_written"),
    "an effect that we do not know": message(custom={"sing": "a song"}),
    "spaces": message("  "),
}


@pytest.mark.parametrize("said", NOTHING_SAID.values(), ids=NOTHING_SAID.keys())
async def test_an_answer_without_anything_for_the_resident_is_a_failure(house: House, said: dict[str, object]) -> None:
    house.rasa.answers["when is my bin day"] = [said]
    await house.write("when is my bin day")
    await house.work()
    assert await reasons(house) == ["assistant_failed"]
    assert len(house.rasa.asked) == 2
    assert "Here you are:" not in await house.texts()


async def test_one_failure_is_forgotten_when_the_retry_answers(house: House) -> None:
    house.rasa.mode = "error"
    house.rasa.on_ask = lambda: setattr(house.rasa, "mode", "error" if len(house.rasa.asked) == 1 else "ready")
    await house.write("hello")
    await house.work()
    assert await house.texts() == ["hello", "You said: hello"]
    assert await reasons(house) == []


async def test_an_unreached_assistant_is_asked_under_the_same_id_until_it_answers(house: House) -> None:
    house.rasa.mode = "hang"
    await house.write("hello")
    await house.work()
    house.rasa.mode = "ready"
    await house.later(5)
    assert [body["id"] for body in house.rasa.asked] == ["1.0"]
    assert await house.texts() == ["hello", "You said: hello"]


async def test_others_are_answered_while_one_conversation_waits(house: House) -> None:
    house.rasa.answers["broken"] = []
    await house.write("broken", who="ada")
    await house.write("fine", who="ben")
    await house.work()
    assert await house.texts("ben") == ["fine", "You said: fine"]


async def test_an_assistant_that_is_away_for_long_is_not_asked_every_second(house: House) -> None:
    house.rasa.mode = "down"
    await house.write("hello")
    await house.work()
    await house.later(61)
    for _ in range(4):
        await house.later(60)
    row: InboundRow = (await house.rows(InboundRow))[0]
    assert row.todo == "danger" and row.next_attempt_at is not None
    assert (row.next_attempt_at - house.time).total_seconds() == 15
