"""The waste forms listen as the others do: to what was said before, places in a list, and wishes about the form."""

from __future__ import annotations

from typing import Any

import pytest

from tests.actions.conftest import FakeRecords
from tests.actions.rasa import Rasa


@pytest.fixture
def rasa(call: Any, council_records: FakeRecords) -> Rasa:
    """Nothing said yet."""
    return Rasa(call)


FORMS = ["missed_bin_report", "bin_collection_day"]


@pytest.mark.parametrize("intent", FORMS)
async def test_an_address_and_then_its_postcode_are_the_address(rasa: Rasa, intent: str) -> None:
    await rasa.says("im at 3 barley mow lane", "provide_details")
    await rasa.says("can you help", intent)
    await rasa.says("fb1 2cd", "provide_details")
    assert rasa.slots["address"] == "3 Barley Mow Lane, Fernley"


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("the first one", "1 Barley Mow Lane, Fernley"),
        ("2nd", "2 Barley Mow Lane, Fernley"),
        ("the last one", "6 Barley Mow Lane, Fernley"),
        ("its number 5 mate", "5 Barley Mow Lane, Fernley"),
        ("no 4 please", "4 Barley Mow Lane, Fernley"),
        ("i think the third one", "3 Barley Mow Lane, Fernley"),
    ],
)
async def test_an_address_by_its_place_in_the_list(rasa: Rasa, text: str, address: str) -> None:
    await rasa.says("when is my bin day", "bin_collection_day")
    await rasa.says("FB1 2CD", "provide_details")
    await rasa.says(text, "provide_details")
    assert rasa.slots["address"] == address


async def test_a_place_in_the_list_counts_among_those_that_are_shown(rasa: Rasa) -> None:
    """The houses there have odd numbers: the second is number 3, and "2" is none."""
    await rasa.says("when is my bin day", "bin_collection_day")
    await rasa.says("FB1 3WY", "provide_details")
    await rasa.says("none of these", "deny")
    assert rasa.slots["address_page"] == 1 and rasa.slots["uprn"] is None
    await rasa.says("the first one", "provide_details")
    assert rasa.slots["address"] == "17 Bell Yard, Fernley"


async def test_none_of_the_last_page_asks_for_another_postcode(rasa: Rasa) -> None:
    await rasa.says("when is my bin day", "bin_collection_day")
    await rasa.says("FB1 2CD", "provide_details")
    await rasa.says("mine isnt there", "nlu_fallback")
    assert rasa.keys == ["utter_address_not_listed"]


@pytest.mark.parametrize(
    ("before", "intent", "bin_slot"),
    [
        ("hiya wen do u collect the brown bin?", "bin_collection_day", "asked_bin"),
        ("the green one", "missed_bin_report", "missed_bin"),
        ("you forgot my garden waste bin", "missed_bin_report", "missed_bin"),
    ],
)
async def test_the_bin_that_was_named_before_is_the_one(rasa: Rasa, before: str, intent: str, bin_slot: str) -> None:
    about = {"text": before, "intent": {"name": "clarify"}, "intent_ranking": [{"name": intent, "confidence": 0.4}]}
    rasa.events.append({"event": "user", "text": before, "parse_data": about})
    await rasa.says("FB1 2CD", intent)
    assert rasa.slots[bin_slot] == "garden" and rasa.keys == ["utter_ask_address"]


async def test_back_and_changes_in_a_missed_bin(rasa: Rasa) -> None:
    await rasa.says("my bin was missed", "missed_bin_report")
    await rasa.says("go back", "start_over")
    assert rasa.keys == ["utter_errand_first_question", "utter_ask_postcode"]
    await rasa.says("FB1 2CD", "provide_details")
    await rasa.says("number 1", "provide_details")
    await rasa.says("what do you have so far", "help_menu")
    assert rasa.said[0]["lines"].splitlines() == ["Postcode: FB1 2CD", "Address: 1 Barley Mow Lane, Fernley"]
    await rasa.says("black", "provide_details")
    assert rasa.keys == ["utter_confirm_missed_bin"]
    await rasa.says("previous question", "start_over")
    assert rasa.keys == ["utter_ask_missed_bin"]
    await rasa.says("change the street", "nlu_fallback")
    assert rasa.slots["address"] is None and rasa.keys == ["utter_ask_postcode"]
    await rasa.says("just send it", "affirm")
    assert rasa.keys == ["utter_errand_not_yet", "utter_ask_postcode_again"]


@pytest.mark.parametrize("intent", FORMS)
async def test_a_waste_form_begins_again_and_is_left(rasa: Rasa, intent: str) -> None:
    await rasa.says("bins", intent)
    await rasa.says("FB1 2CD", "provide_details")
    await rasa.says("start again", "start_over")
    assert rasa.keys == ["utter_errand_restarted", "utter_ask_postcode"] and rasa.errand == intent
    await rasa.says("i give up", "nlu_fallback")
    assert rasa.loop is None and rasa.keys == ["utter_start_over"]
