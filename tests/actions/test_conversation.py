"""The chat's own turns."""

from typing import Any

import pytest

from actions.dialogue import PERSON, PERSON_OR_NOT
from actions.handover import mentioned_topic
from tests.actions.conftest import parsed, user


@pytest.mark.parametrize(
    ("text", "key", "first"),
    [
        ("help", "utter_help_menu", "/bin_collection_day"),
        ("bins", "utter_menu", "/bin_collection_day"),
        ("parking", "utter_menu", "/parking_permit_apply"),
        ("council tax question", "utter_menu", "/council_tax_pay"),
    ],
)
async def test_the_menu_fits_what_was_named(call: Any, text: str, key: str, first: str) -> None:
    reply = await call("action_help_menu", parsed(text, "help_menu"))
    assert reply.keys == [key]
    assert reply.payloads[0] == first
    assert reply.payloads[-1] == "/speak_to_person"


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("can i talk to someone about my rent", "housing"),
        ("i want a person about my pcn", "parking"),
        ("someone about the rats please", "street_environment"),
        ("talk to the road team", "roads"),
        ("roadworks person please", "roads"),
        ("speak to someone about a funeral", "registrations"),
        ("somebody to talk to", None),
        ("can i talk to a parent", None),
    ],
)
def test_the_team_that_a_person_is_wanted_of(text: str, topic: str | None) -> None:
    assert mentioned_topic(text) == topic


@pytest.mark.usefixtures("council_records")
async def test_a_postcode_alone_is_asked_what_it_is_for(call: Any) -> None:
    reply = await call("action_provide_details", parsed("fb12cd", "provide_details"))
    assert reply.keys == ["utter_postcode_for_what"]
    assert reply.messages[0]["given_postcode"] == "FB1 2CD"
    assert reply.payloads[:3] == ["/bin_collection_day", "/council_ward_find", "/library_find_hours"]


async def test_other_details_are_asked_what_they_are_for(call: Any) -> None:
    reply = await call("action_provide_details", parsed("07700 900123", "provide_details"))
    assert reply.keys == ["utter_details_for_what"]


def bot(*buttons: dict[str, str]) -> dict[str, Any]:
    return {"event": "bot", "text": "x", "data": {"buttons": list(buttons)}}


async def test_yes_to_the_offer_of_a_person_means_a_person(call: Any) -> None:
    before = [user("parking permit", "parking_permit_apply"), bot(PERSON)]
    reply = await call("action_affirm", parsed("yes please", "affirm"), before=before)
    assert reply.keys == ["utter_speak_to_person"]
    assert reply.custom == [{"handoff": {"reason": "asked", "topic": "parking", "intent": "speak_to_person"}}]


@pytest.mark.parametrize(("said", "person"), [("yes", True), ("ok then", True), ("no", False), ("yeah no", False)])
async def test_a_person_is_asked_about_and_then_comes(call: Any, said: str, person: bool) -> None:
    reply = await call("action_affirm", parsed(said, "affirm"), before=[bot(*PERSON_OR_NOT)])
    assert [custom["handoff"]["reason"] for custom in reply.custom] == ["asked"] * person


async def test_yes_to_several_choices_asks_which(call: Any) -> None:
    choices = ({"title": "A", "payload": "/a"}, {"title": "B", "payload": "/b"})
    reply = await call("action_affirm", parsed("yes", "affirm"), before=[bot(*choices)])
    assert reply.keys == ["utter_which_one"]
    assert reply.payloads == ["/a", "/b"]


async def test_yes_to_nothing(call: Any) -> None:
    assert (await call("action_affirm", parsed("yes", "affirm"))).keys == ["utter_affirm"]


async def test_yes_to_an_answer_that_offered_nothing_gets_what_helps_further(call: Any) -> None:
    domain = {"responses": {"utter_bus_pass_needed": []}}
    about = {"subject": "bus_pass"}
    assert (await call("action_affirm", parsed("yes please", "affirm") | about, domain=domain)).keys == [
        "utter_bus_pass_needed"
    ]
    assert (await call("action_affirm", parsed("ok", "affirm") | about, domain=domain)).keys == ["utter_affirm"]


async def test_starting_over_leaves_the_form_and_forgets(call: Any) -> None:
    reply = await call("action_start_over", parsed("never mind", "start_over"))
    assert [event["event"] for event in reply.events] == ["active_loop", "reset_slots"]
    assert reply.closed
