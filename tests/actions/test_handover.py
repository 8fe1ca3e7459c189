"""To a person: with the right reason and topic, whatever was open."""

from typing import Any

import pytest

from language.taxonomy import intents
from tests.actions.conftest import parsed, user


@pytest.mark.parametrize(
    ("text", "intent", "reason", "topic"),
    [
        ("he hit me", "domestic_abuse", "urgent", "social_care"),
        ("smell gas", "emergency_999", "urgent", "other_organisation"),
        ("bailiffs letter", "council_tax_arrears", "topic", "council_tax"),
        ("can i talk to a human", "speak_to_person", "asked", "conversation"),
        ("put me through to council tax", "speak_to_person", "asked", "council_tax"),
        ("i want the blue badge people", "speak_to_person", "asked", "parking"),
        ("the roads team", "speak_to_person", "asked", "roads"),
        ("a person about the roadworks", "speak_to_person", "asked", "roads"),
        ("the senco please", "speak_to_person", "asked", "schools"),
        ("send me to a person", "speak_to_person", "asked", "conversation"),
        ("someone to come to 12 Mill Road", "speak_to_person", "asked", "conversation"),
        ("this is useless", "frustration", "frustrated", "conversation"),
    ],
)
async def test_reason_and_topic(call: Any, text: str, intent: str, reason: str, topic: str) -> None:
    reply = await call("action_hand_over", parsed(text, intent))
    assert reply.custom == [{"handoff": {"reason": reason, "topic": topic, "intent": intent}}]
    assert reply.closed


async def test_a_person_for_what_was_talked_of_before(call: Any) -> None:
    before = [user("pay my rent", "rent_pay"), user("thanks", "thanks")]
    reply = await call("action_hand_over", parsed("a person please", "speak_to_person"), before=before)
    assert reply.custom[0]["handoff"]["topic"] == "housing"


@pytest.mark.parametrize(
    ("answer", "intent"),
    [
        ("yes please but dont send it yet", "affirm"),
        ("12 School Road", "provide_details"),
        ("no, the one by the library", "deny"),
    ],
)
async def test_an_answer_to_our_question_names_no_team(call: Any, answer: str, intent: str) -> None:
    before = [user("you missed my bin", "missed_bin_report"), user(answer, intent)]
    reply = await call("action_hand_over", parsed("a person please", "speak_to_person"), before=before)
    assert reply.custom[0]["handoff"]["topic"] == "waste"


async def test_a_person_after_a_service_of_another_council_is_one_for_that_topic(call: Any) -> None:
    asked = user("a pothole", "other_council")
    asked["parse_data"]["intent"]["instead_of"] = "pothole_report"
    reply = await call("action_hand_over", parsed("", "speak_to_person"), before=[asked])
    assert reply.custom[0]["handoff"] == {"reason": "asked", "topic": "roads", "intent": "speak_to_person"}


async def test_every_urgent_and_handoff_intent_has_its_reason(call: Any) -> None:
    for intent in intents().values():
        if intent.kind in {"urgent", "handoff"}:
            reply = await call("action_hand_over", parsed("x", intent.name))
            reason = "urgent" if intent.kind == "urgent" else "topic"
            assert reply.custom[0]["handoff"] == {"reason": reason, "topic": intent.topic, "intent": intent.name}
