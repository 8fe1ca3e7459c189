"""Missed bin: asked, checked, said back, corrected, passed on."""

from typing import Any

import pytest

from tests.actions.conftest import FakeRecords, parsed

FORM = "validate_missed_bin_form"
INTENT = "missed_bin_report"
HOME = {
    "postcode": "FB1 2CD",
    "uprn": "990000000003",
    "address": "1 Barley Mow Lane, Fernley",
    "bins_here": ["refuse", "recycling", "food"],
}
READY = HOME | {"missed_bin": "food", "missed_day": "2026-11-25", "requested_slot": "confirmed"}


async def test_everything_in_one_message_leads_straight_to_saying_it_back(
    call: Any, council_records: FakeRecords
) -> None:
    message = parsed("my black bin at FB1 1AA was not emptied", INTENT)
    council_records.today = "2026-11-25"  # the day after its Tuesday
    reply = await call(FORM, message)
    assert reply.slots["missed_bin"] == "refuse"
    assert reply.slots["missed_day"] == "2026-11-24"
    ask = await call("action_ask_confirmed", message, reply.slots, since=reply.events)
    assert ask.keys == ["utter_confirm_missed_bin"]
    assert ask.messages[0]["bin"] == "black bin (rubbish)"
    assert ask.messages[0]["due"] == "Tuesday 24 November"
    assert ask.payloads == ["/affirm", "/deny"]


async def test_only_the_bins_of_the_address_are_offered(call: Any, council_records: FakeRecords) -> None:
    message = parsed("/provide_details", "provide_details", uprn="990000000003")
    homes = [{"uprn": "990000000003", "address": "1 Barley Mow Lane, Fernley", "postcode": "FB1 2CD"}]
    reply = await call(FORM, message, {"requested_slot": "uprn", "postcode": "FB1 2CD", "addresses": homes})
    assert reply.slots["bins_here"] == ["refuse", "recycling", "food"]
    ask = await call("action_ask_missed_bin", message, reply.slots, since=reply.events)
    assert ask.payloads == [f'/provide_details{{"bin": "{name}"}}' for name in ("refuse", "recycling", "food")]


@pytest.mark.parametrize(
    ("today", "now", "bin_name", "key"),
    [
        ("2026-11-25", "14:00", "food", "utter_missed_bin_today"),
        ("2026-11-30", "09:00", "food", "utter_missed_bin_too_late"),
        ("2026-11-25", "16:00", "garden", "utter_bin_not_collected"),
    ],
)
async def test_what_cannot_be_reported_says_why_and_what_to_do(
    call: Any, council_records: FakeRecords, today: str, now: str, bin_name: str, key: str
) -> None:
    council_records.today, council_records.now = today, now
    reply = await call(FORM, parsed("x", "provide_details", bin=bin_name), HOME | {"requested_slot": "missed_bin"})
    assert reply.keys == [key]
    assert reply.closed
    assert reply.slots["note"] == "said"  # without a slot of its own Rasa would take the turn for a rejected one
    last = await call("action_report_missed_bin", parsed("x", "provide_details"), HOME)
    assert (last.messages, last.events) == ([], [])


async def test_too_late_names_the_last_and_the_next_collection(call: Any, council_records: FakeRecords) -> None:
    council_records.today = "2026-11-30"
    reply = await call(FORM, parsed("x", "provide_details", bin="food"), HOME | {"requested_slot": "missed_bin"})
    assert reply.messages[0]["due"] == "Wednesday 25 November"
    assert reply.messages[0]["following"] == "Wednesday 2 December"


async def test_an_address_given_with_a_report_that_cannot_be_made_is_kept(
    call: Any, council_records: FakeRecords
) -> None:
    council_records.today = "2026-11-30"
    reply = await call(FORM, parsed("black bin missed at FB1 1AA", INTENT))
    assert reply.closed
    assert reply.slots["uprn"] == "990000000002"


async def test_yes_passes_it_on_as_data(call: Any, council_records: FakeRecords) -> None:
    yes = parsed("/affirm", "affirm")
    assert (await call(FORM, yes, READY)).slots == {"confirmed": True}
    reply = await call("action_report_missed_bin", yes, READY | {"confirmed": True})
    assert reply.keys == ["utter_missed_bin_reported"]
    assert reply.custom == [
        {
            "service_request": {
                "kind": "missed_bin",
                "topic": "waste",
                "intent": "missed_bin_report",
                "lgsl": "524",
                "fields": {
                    "uprn": "990000000003",
                    "address": "1 Barley Mow Lane, Fernley",
                    "postcode": "FB1 2CD",
                    "bin": "food",
                    "due": "2026-11-25",
                },
            }
        }
    ]
    assert reply.slots == {"missed_bin": None, "missed_day": None, "confirmed": None}


async def test_no_asks_what_to_change(call: Any, council_records: FakeRecords) -> None:
    no = parsed("/deny", "deny")
    reply = await call(FORM, no, READY)
    ask = await call("action_ask_confirmed", no, READY | reply.slots, since=reply.events)
    assert ask.keys == ["utter_what_to_change"]
    change = await call(FORM, parsed("x", "provide_details", bin="other"), READY)
    assert change.slots["missed_bin"] is None


async def test_a_correction_of_the_bin_is_checked_anew(call: Any, council_records: FakeRecords) -> None:
    reply = await call(FORM, parsed("no sorry, the black one", "deny"), READY)
    assert reply.slots["missed_bin"] == "refuse"
    assert reply.slots["missed_day"] == "2026-11-25"


async def test_a_correction_of_the_postcode_starts_the_address_again(call: Any, council_records: FakeRecords) -> None:
    reply = await call(FORM, parsed("no, the postcode is FB2 9BN", "deny"), READY)
    assert reply.slots["postcode"] == "FB2 9BN"
    assert reply.slots["uprn"] is None
    assert len(reply.slots["addresses"]) == 12
    assert "missed_bin" not in reply.slots


async def test_a_new_report_forgets_the_last_ones_bin_and_keeps_the_address(
    call: Any, council_records: FakeRecords
) -> None:
    reply = await call(FORM, parsed("another bin was missed", INTENT), HOME | {"missed_bin": "food"})
    assert reply.slots["missed_bin"] is None
    assert "uprn" not in reply.slots


async def test_a_question_in_the_middle_is_left_to_its_own_rule(call: Any, council_records: FakeRecords) -> None:
    question = parsed("what goes in the green bin then?", "bin_what_goes_where")
    reply = await call(FORM, question, HOME | {"requested_slot": "missed_bin"})
    assert reply.events == []


async def test_three_misses_in_a_form_bring_the_offer_of_a_person(call: Any, council_records: FakeRecords) -> None:
    slots = HOME | {"requested_slot": "missed_bin"}
    before: list[dict[str, Any]] = []
    for intent in ("clarify", "nlu_fallback"):
        miss = parsed("the stripy one", intent)
        reply = await call(FORM, miss, slots, before=before)
        ask = await call("action_ask_missed_bin", miss, slots, before=before, since=reply.events)
        assert ask.keys == ["utter_ask_missed_bin_again"]
        before = [*before, {"event": "user", "text": "", "parse_data": miss}, *reply.events]
    last = await call(FORM, parsed("wibble", "nlu_fallback"), slots, before=before)
    assert last.keys == ["utter_person_instead"]
    ask = await call("action_ask_missed_bin", miss, slots, before=before, since=last.events)
    assert ask.payloads[-1] == "/speak_to_person"
    assert (last.custom, last.closed, last.slots["note"]) == ([], False, "missed")
