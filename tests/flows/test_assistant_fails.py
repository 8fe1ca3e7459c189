"""A failed, slow or empty answer is not an answer: one retry, a holding message, then a person with the reason."""

from __future__ import annotations

import pytest

from bot.database.models import Handoff, InboundRow
from tests.fakes.assistant import message, understood
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


FAILED_ACTION = message("Half a", custom={"action_failed": "validate_errand_form"})


async def handed_over(house: House) -> tuple[str | None, str | None, str | None]:
    """Queue, topic and intent of the handoff."""
    handoff: Handoff = (await house.rows(Handoff))[-1]
    assert (await house.conversation()).queue == handoff.queue
    return handoff.queue, handoff.topic, handoff.intent


@pytest.mark.parametrize("mode", ["failed action", "error", "garbage", "empty", "down"])
async def test_a_form_that_fails_for_good_goes_to_its_own_queue(house: House, mode: str) -> None:
    house.rasa.understandings["there is a pothole"] = understood("pothole_report", "roads")
    house.rasa.understandings["outside the library"] = understood("library_find_hours", "leisure_libraries")
    house.rasa.open_errand = "pothole_report"
    await house.write("there is a pothole")
    await house.work()
    house.rasa.answers["outside the library"] = [FAILED_ACTION]
    house.rasa.mode = "ready" if mode == "failed action" else mode
    await house.write("outside the library")
    await house.work()
    await house.later(61)
    assert await handed_over(house) == (house.council.queue_for("roads"), "roads", "pothole_report")


async def test_a_first_message_that_fails_goes_to_the_queue_of_what_it_asked_for(house: House) -> None:
    house.rasa.understandings["my bin was missed"] = understood("missed_bin_report", "waste")
    house.rasa.answers["my bin was missed"] = [FAILED_ACTION]
    await house.write("my bin was missed")
    await house.work()
    assert await handed_over(house) == (house.council.queue_for("waste"), "waste", "missed_bin_report")


async def test_what_was_talked_of_before_says_whom_it_is_for(house: House) -> None:
    house.rasa.understandings["how do I pay my council tax"] = understood("council_tax_pay", "council_tax")
    await house.write("how do I pay my council tax")
    await house.work()
    house.rasa.mode = "error"
    await house.write("and by cheque")
    await house.work()
    assert await handed_over(house) == (house.council.queue_for("council_tax"), "council_tax", "council_tax_pay")


async def test_where_nothing_is_known_it_is_the_contact_centres(house: House) -> None:
    house.rasa.mode = "error"
    await house.write("hello")
    await house.work()
    assert await handed_over(house) == (house.council.first_queue, None, None)


async def test_the_retry_is_answered_within_the_form(house: House) -> None:
    """The second try brings the dialogue as it was before the first, form and slots and all."""
    house.rasa.open_errand = "pothole_report"
    await house.write("there is a pothole")
    await house.work()
    house.rasa.answers["on Mill Lane"] = [FAILED_ACTION]
    house.rasa.on_ask = lambda: house.rasa.answers.pop("on Mill Lane") if len(house.rasa.asked) == 3 else None
    await house.write("on Mill Lane")
    await house.work()
    assert [(body["text"], body["dialogue"]) for body in house.rasa.asked[1:]] == [
        ("on Mill Lane", "there is a pothole"),
        ("on Mill Lane", "there is a pothole"),
    ]
    assert (await house.texts())[-1] == "You said: on Mill Lane"
    assert "Half a" not in await house.texts()
