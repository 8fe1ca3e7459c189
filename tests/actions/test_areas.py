"""Places that are not ours: whose they are is said wherever a postcode is typed, and what goes on here all the same."""

from __future__ import annotations

from typing import Any

import pytest

from tests.actions.conftest import FakeRecords, parsed

WESTBURY = "https://www.westbury.example"


async def test_a_postcode_alone_of_another_council(call: Any, council_records: FakeRecords) -> None:
    reply = await call("action_provide_details", parsed("FB9 1AA", "provide_details"))
    (said,) = reply.messages
    assert (said["response"], said["council"], said["page"]) == (
        "utter_other_area",
        "Westbury District Council",
        WESTBURY,
    )
    assert reply.slots["postcode"] is None


async def test_a_postcode_alone_that_nobody_knows_is_asked_about(call: Any, council_records: FakeRecords) -> None:
    reply = await call("action_provide_details", parsed("ZZ9 9ZZ", "provide_details"))
    assert reply.keys == ["utter_postcode_not_ours"]


async def test_a_postcode_of_ours_is_as_it_was(call: Any, council_records: FakeRecords) -> None:
    reply = await call("action_provide_details", parsed("FB1 2CD", "provide_details"))
    assert reply.keys == ["utter_postcode_for_what"]


async def test_records_that_are_down_say_nothing_of_whose_it_is(call: Any, council_records: FakeRecords) -> None:
    council_records.down = True
    reply = await call("action_provide_details", parsed("FB9 1AA", "provide_details"))
    assert reply.keys == ["utter_postcode_for_what"]


@pytest.mark.parametrize(
    ("postcode", "key", "buttons"),
    [
        ("FB9 1AA", "utter_postcode_elsewhere", ["Leave it", "Talk to a person"]),
        ("ZZ9 9ZZ", "utter_postcode_not_found", ["Talk to a person"]),
    ],
)
async def test_a_form_asks_for_one_in_our_area(
    call: Any, council_records: FakeRecords, postcode: str, key: str, buttons: list[str]
) -> None:
    slots = {"note": "unknown_postcode", "tried_postcode": postcode}
    told = [{"event": "slot", "name": name, "value": value} for name, value in slots.items()]
    reply = await call("action_ask_postcode", parsed(postcode, "provide_details"), slots=slots, since=told)
    assert reply.keys == [key]
    assert [button["title"] for button in reply.messages[-1]["buttons"]] == buttons


async def test_a_landmark_with_another_councils_postcode_is_no_place(call: Any, council_records: FakeRecords) -> None:
    state = {"intent": "pothole_report", "answers": {"size": "small"}, "asked": "place"}
    slots = {"errand": state, "requested_slot": "errand_answer"}
    message = parsed("outside the shop at FB9 1AA", "provide_details")
    reply = await call("validate_errand_form", message, slots=slots, loop="errand_form")
    assert "place" not in reply.slots["errand"]["answers"]


@pytest.mark.parametrize(("postcode", "is_taken"), [("FB9 1AA", False), ("ZZ9 9ZZ", True)])
async def test_sent_once_more_a_postcode_is_taken_but_never_another_councils(
    call: Any, council_records: FakeRecords, postcode: str, is_taken: bool
) -> None:
    state = {"intent": "pothole_report", "answers": {"size": "small"}, "asked": "place", "note": "unknown_postcode"}
    slots = {"errand": state, "requested_slot": "errand_answer"}
    reply = await call("validate_errand_form", parsed(postcode, "provide_details"), slots=slots, loop="errand_form")
    assert ("place" in reply.slots["errand"]["answers"]) is is_taken


@pytest.mark.parametrize(
    ("postcode", "key"), [("FB9 1AA", "utter_errand_elsewhere"), ("ZZ9 9ZZ", "utter_errand_unknown_postcode")]
)
async def test_the_place_of_a_report_is_in_another_area(
    call: Any, council_records: FakeRecords, postcode: str, key: str
) -> None:
    state = {"intent": "pothole_report", "answers": {"size": "small"}, "asked": "place", "note": "unknown_postcode"}
    reply = await call("action_ask_errand_answer", parsed(postcode, "provide_details"), slots={"errand": state})
    assert reply.keys[0] == key
