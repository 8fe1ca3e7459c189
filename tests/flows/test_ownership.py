"""Who answers is decided by us alone, before anything about the message is looked at; a late reply is dropped."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.database.models import Handoff, InboundRow, ServiceRequest
from connectors.messages import Attachment, Location
from tests.fakes.assistant import message
from tests.flows.conftest import House

PHOTO = Attachment("https://provider.example/1", "image/jpeg", "bin\x00.jpg")
WITHOUT_WORDS: dict[str, dict[str, Any]] = {
    "photo": {"attachments": (PHOTO,)},
    "location": {"location": Location(52.1, -1.2, "home\ud800")},
}
SENT = {
    "attachments": {"photos": [PHOTO.url]},
    "location": {"location": {"latitude": 52.1, "longitude": -1.2, "label": "home?"}},
}


async def test_a_reply_that_comes_after_a_claim_is_dropped(house: House) -> None:
    sam = await house.officer()
    house.rasa.delay = 0.1
    await house.write("hello")
    await house.turns.start_due()
    await asyncio.sleep(0.02)
    await house.desk.take_over(1, sam)
    await house.turns.finish()
    await house.work()
    assert house.rasa.asked != []
    assert "You said: hello" not in await house.texts()
    assert (await house.conversation()).state == "officer"
    assert await house.clock("assistant") == [("began", "message"), ("ended", "handed_off")]


async def test_a_failure_that_comes_after_a_claim_hands_nothing_over(house: House) -> None:
    sam = await house.officer()
    house.rasa.mode, house.rasa.delay = "error", 0.1
    await house.write("hello")
    await house.turns.start_due()
    await asyncio.sleep(0.02)
    await house.desk.take_over(1, sam)
    await house.turns.finish()
    await house.work()
    assert [row.reason for row in await house.rows(Handoff)] == ["taken_over"]


async def test_a_message_that_two_workers_hold_is_answered_once(house: House) -> None:
    house.rasa.delay = 0.1
    await house.write("hello")
    await house.turns.start_due()
    await asyncio.sleep(0.02)
    house.time = house.time.replace(minute=5)  # the lease has run out, though the first worker still asks
    await house.turns.start_due()
    await house.turns.finish()
    await house.work()
    assert len(house.rasa.asked) == 2
    assert await house.texts() == ["hello", "You said: hello"]


@pytest.mark.parametrize("more", WITHOUT_WORDS.values(), ids=WITHOUT_WORDS.keys())
async def test_what_has_no_words_goes_to_the_officer_and_not_to_the_assistant(
    house: House, more: dict[str, Any]
) -> None:
    await house.claimed(await house.officer())
    asked = len(house.rasa.asked)
    await house.write(**more)
    await house.work()
    assert len(house.rasa.asked) == asked
    assert (await house.seen_by())[-1].author == "resident", "nobody says that the assistant reads words only"
    assert [row.todo for row in await house.rows(InboundRow)] == [None, None]


@pytest.mark.parametrize("more", WITHOUT_WORDS.values(), ids=WITHOUT_WORDS.keys())
async def test_the_assistant_gets_what_came_without_words(house: House, more: dict[str, Any]) -> None:
    await house.write(**more)
    await house.work()
    (asked,) = house.rasa.asked
    assert asked["payload"] == "/provide_details"
    assert asked["sent"] == {"channel": "webchat", "takes": []} | SENT[next(iter(more))]
    assert await house.clock("assistant") == [("began", "message"), ("ended", "answered")]


@pytest.mark.parametrize(("takes", "wants"), [({"location"}, {"wants": ["location"]}), ({"photo"}, {}), (set(), {})])
async def test_a_question_wants_a_place_only_where_the_channel_takes_one(
    house: House, takes: set[str], wants: dict[str, Any]
) -> None:
    house.page.takes = frozenset(takes)
    house.rasa.answers["a pothole"] = [message("Where is it?", custom={"wants": ["location"]})]
    await house.write("a pothole")
    await house.work()
    await house.write(location=Location(52.1, -1.2))
    asked, answered = (await house.seen_by())[1:3]
    assert asked.data == wants
    assert answered.data == {"location": {"latitude": 52.1, "longitude": -1.2, "label": None}}


async def test_a_button_pressed_while_people_own_the_conversation_is_text_for_them(house: House) -> None:
    house.rasa.answers["report it"] = [message("Sure?", buttons=[{"title": "Yes", "payload": "/affirm"}])]
    await house.write("report it")
    await house.work()
    choice = (await house.seen_by())[-1].choices[0].id
    await house.waits()
    asked = len(house.rasa.asked)
    await house.write(choice=choice)
    await house.work()
    assert len(house.rasa.asked) == asked
    assert "Yes" in await house.texts()


async def test_a_number_is_no_choice_while_people_own_the_conversation(house: House) -> None:
    house.rasa.answers["report it"] = [message("Sure?", buttons=[{"title": "Yes", "payload": "/affirm"}])]
    await house.write("report it")
    await house.work()
    await house.waits()
    await house.write("1")
    assert (await house.texts())[-1] == "1"


async def test_the_topics_queue_gets_the_conversation_and_the_reason(house: House) -> None:
    await house.waits(topic="council_tax")
    (handoff,) = await house.rows(Handoff)
    assert (handoff.queue, handoff.reason, handoff.topic) == ("council_tax", "asked", "council_tax")
    texts = await house.texts()
    assert texts[1] == "I will pass you on." and "You are first" in texts[2]


async def test_hand_back_begins_a_spell_of_its_own_and_the_assistant_answers_what_waits(house: House) -> None:
    sam = await house.officer()
    await house.claimed(sam)
    await house.write("and when is my bin day")
    await house.work()
    await house.desk.hand_back(1, sam)
    await house.work()
    assert house.rasa.asked[-1]["sender"] == "1.2"
    assert (await house.texts())[-1] == "You said: and when is my bin day"


async def test_a_text_that_is_read_for_danger_while_it_is_handed_back_is_still_answered(house: House) -> None:
    sam = await house.officer()
    await house.claimed(sam)
    await house.write("when is my bin day")
    house.rasa.read_delay = 0.1
    await house.turns.start_due()
    await asyncio.sleep(0.02)
    await house.desk.hand_back(1, sam)
    await house.turns.finish()
    await house.work()
    assert (await house.texts())[-1] == "You said: when is my bin day"


async def test_another_model_begins_a_new_spell(house: House) -> None:
    await house.write("one")
    await house.work()
    house.rasa.model = "model-2"
    await house.later(5)
    await house.write("two")
    await house.work()
    await house.write("three")
    await house.work()
    assert [body["sender"] for body in house.rasa.asked] == ["1.1", "1.2", "1.2"]


async def test_a_service_request_gets_a_reference_and_lands_in_its_topics_queue(house: House) -> None:
    request = {
        "kind": "missed_bin", "topic": "waste", "intent": "missed_bin_report", "lgsl": "524", "fields": {"bin": "food"},
    }  # fmt: skip
    house.rasa.answers["missed"] = [message("Reported."), message(custom={"service_request": request})]
    await house.write("missed")
    await house.work()
    (row,) = await house.rows(ServiceRequest)
    assert (row.queue, row.state, row.fields, row.lgsl) == ("waste", "open", {"bin": "food"}, "524")
    assert row.reference.startswith("FER-")
    assert (await house.texts())[1:] == ["Reported.", f"Your reference is {row.reference}. Please keep it."]
    assert (await house.conversation()).state == "assistant"
