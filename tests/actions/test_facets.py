"""What is asked of a service: the first answer that there is, a team's number, and what we say where we have none."""

from __future__ import annotations

from typing import Any

import pytest

from actions.facets import contact_of
from language.facets import BY_ITSELF, FACETS, answered_by_itself
from language.taxonomy import intents, topics
from tests.actions.conftest import parsed, user
from tests.actions.rasa import DOMAIN, RULES

OURS = {
    "utter_garden_waste_cost": [],
    "utter_garden_waste_trees_cost": [],
    "utter_bin_order_duration": [],
    "utter_garden_waste_when": [{"text": "Every two weeks from March."}],
    "utter_recycling_centre_when": [{"text": "The tip is [[place.recycling_centre.today]]."}],
    "utter_contact_waste": [],
}
ANSWERS = {"responses": OURS | {"utter_contact_contact_governance": []}}


def asked(intent: str, text: str = "how much", **entities: str) -> dict[str, Any]:
    """A question about a service, as the engine passes it on."""
    message = parsed(text, "facet", **entities)
    message["intent"]["instead_of"] = intent
    return message


@pytest.mark.parametrize(
    ("message", "keys"),
    [
        (asked("garden_waste", facet="cost"), ["utter_garden_waste_cost"]),
        (asked("garden_waste", facet="cost", subtopic="trees"), ["utter_garden_waste_trees_cost"]),
        (asked("garden_waste", facet="cost", subtopic="compost"), ["utter_garden_waste_cost"]),
        (asked("garden_waste", facet="duration"), ["utter_facet_unknown", "utter_contact_waste"]),
        (asked("garden_waste", "can i have two", facet="other"), ["utter_facet_unknown", "utter_contact_waste"]),
        (asked("garden_waste"), ["utter_facet_unknown", "utter_contact_waste"]),
        (asked("garden_waste", facet="contact"), ["utter_contact_waste"]),
        (asked("garden_waste", "are they open now", facet="when"), ["utter_contact_waste"]),
        (asked("garden_waste", "opening hrs", facet="when"), ["utter_contact_waste"]),
        (asked("garden_waste", "how often", facet="when"), ["utter_garden_waste_when"]),
        (asked("recycling_centre", "are they open now", facet="when"), ["utter_recycling_centre_when"]),
        (asked("bin_order", "when", facet="when"), ["utter_bin_order_duration"]),
        (asked("bin_order", "are you open", facet="when"), ["utter_contact_waste"]),
        (asked("pothole_report", facet="contact"), ["utter_contact_contact_governance"]),
        (asked("pothole_report", facet="cost"), ["utter_facet_unknown", "utter_contact_contact_governance"]),
        (asked("signpost_dvla", facet="cost"), ["utter_facet_not_ours", "utter_signpost_dvla"]),
        (asked("signpost_dvla", facet="contact"), ["utter_signpost_dvla"]),
    ],
)
async def test_the_first_answer_that_there_is(call: Any, message: dict[str, Any], keys: list[str]) -> None:
    assert (await call("action_answer_facet", message, domain=ANSWERS)).keys == keys


async def test_who_gets_no_answer_can_ask_for_a_person(call: Any) -> None:
    reply = await call("action_answer_facet", asked("garden_waste", facet="duration"), domain=ANSWERS)
    assert reply.payloads == ["/speak_to_person"]
    assert reply.events == []


def test_a_question_about_a_service_has_its_rule() -> None:
    assert RULES["facet"] == ["action_answer_facet"]
    assert RULES["contact_council"] == ["action_contact_council"]


@pytest.mark.parametrize("topic", [topic for topic in topics() if topic not in ("conversation", "other_organisation")])
def test_each_topic_has_its_own_contacts(topic: str) -> None:
    answers = DOMAIN["responses"]
    assert contact_of(topic, answers) == f"utter_contact_{topic}"
    (said,) = answers[contact_of(topic, answers)]
    assert {f"[[contact.{topic}.name]]", f"[[contact.{topic}.page]]"} <= set(said["text"].replace(":", " ").split())
    assert f"[[hours.{topic}]]" in said["text"]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("phone number for school admissions", "utter_contact_schools"),
        ("how do i contact the council tax team", "utter_contact_council_tax"),
        ("number for the bin people", "utter_contact_waste"),
        ("have you got the binmens number", "utter_contact_waste"),
        ("who do i ring at the tip", "utter_contact_waste"),
        ("Environmental Health number please", "utter_contact_licensing_business"),
        ("how do i get in touch with social services", "utter_contact_social_care"),
        ("dog warden phone number", "utter_contact_street_environment"),
        ("email for the registry office", "utter_contact_registrations"),
        ("housing officer number", "utter_contact_housing"),
        ("whats your phone number", "utter_contact_council"),
        ("when are you open", "utter_contact_council"),
    ],
)
async def test_the_team_that_is_named_and_else_the_council(call: Any, text: str, key: str) -> None:
    assert key in DOMAIN["responses"]
    assert (await call("action_contact_council", parsed(text, "contact_council"), domain=DOMAIN)).keys == [key]


@pytest.mark.parametrize(
    ("before", "text", "key"),
    [
        (("my bin was missed", "missed_bin_report"), "are they open on saturdays", "utter_contact_waste"),
        (("number for the bin people", "contact_council"), "what about an email", "utter_contact_waste"),
        (("my bin was missed", "missed_bin_report"), "what is the council's number", "utter_contact_council"),
        (("my bin was missed", "missed_bin_report"), "number for council tax", "utter_contact_council_tax"),
        (("hello", "greet"), "whats the number", "utter_contact_council"),
    ],
)
async def test_the_team_that_was_talked_of_before(call: Any, before: tuple[str, str], text: str, key: str) -> None:
    reply = await call("action_contact_council", parsed(text, "contact_council"), before=[user(*before)], domain=DOMAIN)
    assert reply.keys == [key]


def test_what_a_service_answers_by_itself() -> None:
    assert answered_by_itself("bin_collection_day", "when")
    assert not answered_by_itself("bin_collection_day", "cost")
    assert not answered_by_itself("garden_waste", "when")
    assert answered_by_itself("signpost_dvla", "contact")
    assert not answered_by_itself("signpost_dvla", "cost")
    assert not answered_by_itself("no_longer_there", "when")


def test_only_look_ups_and_forms_answer_by_themselves() -> None:
    """A text that has been given would be given again."""
    forms = {intent for intent, actions in RULES.items() if actions and actions[0].endswith("_form")}
    assert {intent for intent in BY_ITSELF if intents()[intent].kind != "lookup"} <= forms | {"contact_council"}
    assert set().union(*BY_ITSELF.values()) <= set(FACETS)


@pytest.mark.parametrize(
    ("subject", "loop", "payloads"),
    [("", None, ["/blue_badge_apply"]), ("blue_badge_apply", None, []), ("", "errand_form", [])],
)
async def test_who_asks_about_a_service_for_the_first_time_may_begin_it(
    call: Any, subject: str, loop: str | None, payloads: list[str]
) -> None:
    message = asked("blue_badge_apply", "who qualifies", facet="eligibility") | {"subject": subject}
    domain = {"responses": {"utter_blue_badge_apply_eligibility": []}}
    reply = await call("action_answer_facet", message, domain=domain, loop=loop)
    assert (reply.keys, reply.payloads) == (["utter_blue_badge_apply_eligibility"], payloads)


async def test_what_is_told_and_not_asked_is_for_the_team_to_know(call: Any) -> None:
    message = asked("garden_waste", "it sticks up about 3cm", facet="other")
    reply = await call("action_answer_facet", message, domain=ANSWERS)
    assert reply.keys == ["utter_facet_told", "utter_contact_waste"]


async def test_who_tells_something_gets_what_helps_further_and_was_not_told(call: Any) -> None:
    message = asked("garden_waste", "my bin is by the gate", facet="other")
    answers = {"utter_garden_waste_next": [], "utter_garden_waste_change": [], "utter_contact_waste": []}
    said = [{"event": "bot", "text": None, "metadata": {"utter_action": "utter_garden_waste_next"}}]
    reply = await call("action_answer_facet", message, domain={"responses": answers})
    assert reply.keys == ["utter_garden_waste_next"]
    reply = await call("action_answer_facet", message, domain={"responses": answers}, before=said)
    assert reply.keys == ["utter_garden_waste_change"]
