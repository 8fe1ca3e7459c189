"""Bin collection day: from any first message to dates that are those of the records."""

from typing import Any

import pytest

from tests.actions.conftest import FakeRecords, parsed, read, user

FORM = "validate_bin_day_form"
INTENT = "bin_collection_day"


def asked(slot: str, **slots: Any) -> dict[str, Any]:
    return {"requested_slot": slot} | slots


async def test_a_postcode_in_the_first_message_is_used_at_once(call: Any, council_records: FakeRecords) -> None:
    reply = await call(FORM, parsed("when are the bins at fb11aa?", INTENT))
    assert reply.slots["postcode"] == "FB1 1AA"
    assert reply.slots["uprn"] == "990000000002"
    assert not reply.closed


async def test_a_postcode_said_earlier_is_used_too(call: Any, council_records: FakeRecords) -> None:
    before = [user("im at FB1 1AA", "provide_details")]
    reply = await call(FORM, parsed("bin day?", INTENT), before=before)
    assert reply.slots["uprn"] == "990000000002"


@pytest.mark.parametrize(
    "text", ["bin day for 3 Barley Mow Lane, FB1 2CD", "FB1 2CD number 3", "im at 3 barley mow lane fb12cd"]
)
async def test_an_address_said_with_its_postcode_is_not_asked_for(
    call: Any, council_records: FakeRecords, text: str
) -> None:
    reply = await call(FORM, parsed(text, INTENT))
    assert reply.slots["address"] == "3 Barley Mow Lane, Fernley"
    before = [user(text, "provide_details")]
    reply = await call(FORM, parsed("bin day?", INTENT), before=before)
    assert reply.slots["address"] == "3 Barley Mow Lane, Fernley"


@pytest.mark.parametrize(
    "text", ["bin day FB1 2CD, 3 of us live there", "FB1 2CD", "no 77 FB1 2CD", "barley mow lane FB1 2CD"]
)
async def test_words_for_no_one_address_leave_the_choice(call: Any, council_records: FakeRecords, text: str) -> None:
    reply = await call(FORM, parsed(text, INTENT))
    assert len(reply.slots["addresses"]) == 6
    assert reply.slots["uprn"] is None


async def test_one_said_before_starting_over_is_forgotten(call: Any, council_records: FakeRecords) -> None:
    before = [user("im at FB1 1AA", "provide_details"), user("start again", "start_over"), {"event": "reset_slots"}]
    reply = await call(FORM, parsed("bin day?", INTENT), before=before)
    assert "uprn" not in reply.slots


async def test_without_one_it_is_asked_for(call: Any, council_records: FakeRecords) -> None:
    reply = await call(FORM, parsed("bin day?", INTENT))
    assert "postcode" not in reply.slots
    assert not council_records.asked
    assert (await call("action_ask_postcode", parsed("bin day?", INTENT))).keys == ["utter_ask_postcode"]


async def test_several_addresses_are_offered_eight_at_a_time(call: Any, council_records: FakeRecords) -> None:
    found = await call(FORM, parsed("FB1 3WY", "provide_details"), asked("postcode"))
    assert len(found.slots["addresses"]) == 14
    first = await call("action_ask_uprn", parsed("FB1 3WY", "provide_details"), found.slots)
    assert len(first.payloads) == 9
    assert first.payloads[-1] == '/provide_details{"uprn": "more"}'
    assert first.messages[0]["postcode"] == "FB1 3WY"
    more = await call(FORM, parsed("/provide_details", "provide_details", uprn="more"), found.slots | asked("uprn"))
    slots = found.slots | more.slots
    second = await call("action_ask_uprn", parsed("", "provide_details"), slots)
    assert len(second.payloads) == 7
    assert second.payloads[-1] == '/provide_details{"uprn": "none"}'
    assert not set(first.payloads) & set(second.payloads)


async def test_a_pressed_address_is_taken_only_if_it_was_offered(call: Any, council_records: FakeRecords) -> None:
    slots = (await call(FORM, parsed("FB1 2CD", "provide_details"), asked("postcode"))).slots | asked("uprn")
    pressed = await call(FORM, parsed("/provide_details", "provide_details", uprn="990000000004"), slots)
    assert pressed.slots["address"] == "2 Barley Mow Lane, Fernley"
    foreign = await call(FORM, parsed("/provide_details", "provide_details", uprn="990000000400"), slots)
    assert "uprn" not in foreign.slots


async def test_a_typed_house_number_is_taken_whatever_it_was_understood_as(
    call: Any, council_records: FakeRecords
) -> None:
    slots = (await call(FORM, parsed("FB1 2CD", "provide_details"), asked("postcode"))).slots | asked("uprn")
    reply = await call(FORM, parsed("number 5", "housing_register_apply"), slots)
    assert reply.slots["address"] == "5 Barley Mow Lane, Fernley"


async def test_an_unknown_postcode_is_said_with_a_way_on(call: Any, council_records: FakeRecords) -> None:
    message = parsed("ZZ9 9ZZ", "provide_details")
    reply = await call(FORM, message, asked("postcode"))
    ask = await call("action_ask_postcode", message, asked("postcode") | reply.slots, since=reply.events)
    assert ask.keys == ["utter_postcode_not_found"]
    assert ask.messages[0]["tried_postcode"] == "ZZ9 9ZZ"
    assert ask.payloads == ["/speak_to_person"]


async def test_an_address_that_is_not_listed_asks_for_the_postcode_again(
    call: Any, council_records: FakeRecords
) -> None:
    slots = (await call(FORM, parsed("FB1 2CD", "provide_details"), asked("postcode"))).slots | asked("uprn")
    message = parsed("/provide_details", "provide_details", uprn="none")
    reply = await call(FORM, message, slots)
    assert reply.slots["postcode"] is None
    ask = await call("action_ask_postcode", message, reply.slots, since=reply.events)
    assert ask.keys == ["utter_address_not_listed"]


@pytest.mark.parametrize(
    "intent", ["bin_what_goes_where", "self_harm_crisis", "speak_to_person", "start_over", "greet"]
)
async def test_anything_else_is_left_to_its_own_rule(call: Any, council_records: FakeRecords, intent: str) -> None:
    reply = await call(FORM, parsed("something about FB1 2CD entirely", intent), asked("postcode"))
    assert reply.events == []
    assert reply.messages == []


async def test_the_answer_is_that_of_the_records(call: Any, council_records: FakeRecords) -> None:
    slots = {"uprn": "990000000003", "address": "1 Barley Mow Lane, Fernley"}
    reply = await call("action_bin_days", parsed("FB1 2CD", "provide_details"), slots)
    rows = [row for row in read("rounds") if row["round"] == "wednesday-a"]
    assert {row["bin"]: row["first_date"] for row in rows} == {
        "refuse": "2025-01-08",
        "recycling": "2025-01-15",
        "food": "2025-01-08",
    }
    # 2 December 2026 is 99 weeks after 8 January 2025: an odd number, so it is the recycling's turn.
    assert reply.messages[0]["collections"].split("\n") == [
        "Wednesday 2 December: blue bin (recycling) and food caddy",
        "Wednesday 9 December: black bin (rubbish) and food caddy",
        "Wednesday 16 December: blue bin (recycling) and food caddy",
    ]
    assert reply.keys == ["utter_bin_days"]


async def test_christmas_is_said(call: Any, council_records: FakeRecords) -> None:
    council_records.today = "2026-12-19"
    uprn = next(row["uprn"] for row in read("addresses") if row["round"] == "friday-a")
    reply = await call("action_bin_days", parsed("x", "provide_details"), {"uprn": uprn, "address": "there"})
    first, second, _ = reply.messages[0]["collections"].split("\n")
    assert first.startswith("Thursday 24 December: ")
    assert first.endswith("(a day early for Christmas)")
    assert second.startswith("Saturday 2 January: ")


async def test_a_question_about_one_bin_is_answered_for_that_one(call: Any, council_records: FakeRecords) -> None:
    message = parsed("when is my recycling at FB1 1AA", INTENT)
    slots = (await call(FORM, message)).slots
    reply = await call("action_bin_days", message, slots)
    lines = reply.messages[0]["collections"].split("\n")
    assert len(lines) == 3
    assert all(": blue bin (recycling)" in line and "black" not in line for line in lines)


async def test_a_bin_that_is_not_collected_there_is_said(call: Any, council_records: FakeRecords) -> None:
    slots = {"uprn": "990000000003", "address": "1 Barley Mow Lane, Fernley", "asked_bin": "garden"}
    reply = await call("action_bin_days", parsed("green bin?", INTENT), slots)
    assert reply.keys == ["utter_bin_not_collected", "utter_bin_days"]


async def test_records_that_are_down_are_said_and_a_person_offered(call: Any, council_records: FakeRecords) -> None:
    council_records.down = True
    reply = await call(FORM, parsed("FB1 2CD", "provide_details"), asked("postcode", uprn="990000000003"))
    assert reply.keys == ["utter_records_down"]
    assert reply.payloads == ["/speak_to_person"]
    assert reply.closed
    assert reply.slots["uprn"] is None  # so that the form's last step answers nothing for an older address
    last = await call("action_bin_days", parsed("FB1 2CD", "provide_details"), {"uprn": "990000000003"})
    assert last.keys == ["utter_records_down"]


async def test_a_missed_bin_report_that_was_open_comes_back(call: Any, council_records: FakeRecords) -> None:
    slots: dict[str, Any] = {"uprn": "990000000003", "address": "1 Barley Mow Lane, Fernley"}
    report = {"form": "missed_bin_form", "slots": {"missed_bin": "food"}, "asked": "uprn"}
    reply = await call("action_bin_days", parsed("when is it due", INTENT), slots | {"interrupted": [report]})
    assert reply.events[-1] == {"event": "followup", "timestamp": None, "name": "missed_bin_form"}
    assert reply.keys == ["utter_bin_days", "utter_errand_back"] and reply.slots["missed_bin"] == "food"
    alone = await call("action_bin_days", parsed("when is it due", INTENT), slots)
    assert all(event["event"] != "followup" for event in alone.events)
