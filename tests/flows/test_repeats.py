"""An answer is not given twice in the same words, whatever happens to the conversation in between."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.database.models import EventRow
from tests.fakes.assistant import message, understood
from tests.flows.conftest import House

ASKS = "how do i get help with my bins"
KEY = "utter_bin_assisted_collection"


@pytest.fixture(autouse=True)
def answers(house: House) -> None:
    """What the assistant says to it, each time."""
    house.rasa.understandings[ASKS] = understood("bin_assisted_collection", "waste")
    house.rasa.answers[ASKS] = [message(key=KEY)]


async def asked(house: House, channel: str = "webchat") -> EventRow:
    """Ask, and take the answer."""
    await house.write(ASKS, channel=channel)
    await house.work()
    said = [event for event in await house.events("message") if event.data.get("answer") == KEY]
    return max(said, key=lambda event: event.number)


def whole(house: House, channel: str = "webchat") -> str:
    return house.context.answers.render(KEY, {}, channel).text


async def test_whole_then_short_then_a_person(house: House) -> None:
    first, second, third = [await asked(house) for _ in range(3)]
    assert first.text == whole(house)
    assert second.text.startswith("As we said: If nobody in your home can move the bins")
    assert "Waste and recycling team" in third.text
    assert [choice["title"] for choice in third.choices] == ["Talk to a person"]
    assert [choice["payload"] for choice in third.choices] == ["/speak_to_person"]


async def test_on_a_phone_as_well(house: House) -> None:
    texts = {(await asked(house, "sms")).text for _ in range(4)}
    assert len(texts) == 4 and whole(house, "sms") in texts


async def test_after_a_hand_back_the_count_goes_on(house: House) -> None:
    await asked(house)
    sam = await house.officer()
    await house.claimed(sam)
    await house.desk.hand_back(1, sam)
    assert (await asked(house)).text.startswith("As we said: ")


async def test_after_a_reopening_within_the_day_the_count_goes_on(house: House) -> None:
    await asked(house)
    sam = await house.officer()
    await house.claimed(sam)
    await house.desk.close(1, sam, "sorted")
    house.time += timedelta(hours=3)
    await house.write("it is not sorted")
    await house.desk.claim(1, sam)
    await house.desk.hand_back(1, sam)
    await house.work()
    assert (await asked(house)).text.startswith("As we said: ")


async def test_a_day_later_it_is_given_whole_again(house: House) -> None:
    await asked(house)
    house.time += timedelta(hours=25)
    assert (await asked(house)).text == whole(house)


async def test_another_resident_gets_it_whole(house: House) -> None:
    await asked(house)
    await house.write(ASKS, who="ben")
    await house.work()
    assert await house.texts("ben") == [ASKS, whole(house)]


async def test_a_question_of_an_open_form_says_that_it_is_still_open(house: House) -> None:
    house.rasa.open_errand = "garden_waste"
    house.rasa.answers["garden bin"] = house.rasa.answers["eh"] = [message(key="utter_ask_garden_waste_room")]
    for text in ("garden bin", "eh", "eh"):
        await house.write(text)
        await house.work()
    question = house.context.answers.render("utter_ask_garden_waste_room", {}, "webchat").text
    first, second, third = [text for text in await house.texts() if question in text]
    assert (first, second) == (question, f"We still need this: {question}")
    assert third not in (first, second)


async def test_an_answer_that_was_dropped_counts_as_not_given(house: House) -> None:
    """An officer took over while the assistant thought."""
    sam = await house.officer()
    await house.waits()
    await house.desk.claim(1, sam)
    await house.desk.hand_back(1, sam)
    await house.write(ASKS)
    await house.turns.start_due()
    await house.desk.take_over(1, sam)
    await house.turns.finish()
    await house.desk.hand_back(1, sam)
    await house.work()
    said = [event.text for event in await house.events("message") if event.data.get("answer") == KEY]
    assert said == [whole(house)]
