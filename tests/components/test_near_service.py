"""Whose a message is by what is written: the service talked of, or another one of the same team."""

from __future__ import annotations

from typing import Any

import pytest

from components.near_service import near_sibling, near_subject
from components.subject import Subject, is_doubtful_beside
from components.written_answers import NEAR

RATES = Subject("business_rates")
KEYS = frozenset({"utter_business_rates_cost"})


def record(text: str, intent: str, confidence: float, **more: Any) -> dict[str, Any]:
    made = {
        "text": text,
        "intent": intent,
        "confidence": confidence,
        "decision": "answer" if confidence >= 0.4 else "rephrase",
        "urgent": False,
        "topic": "licensing_business",
    }
    made |= {"ranking": [], "entities": [], "facet": None, "own_words": ["tables"], NEAR: {}}
    return made | more


def of_subject(**more: Any) -> dict[str, Any]:
    alone = {"intent": "road_change_request", "confidence": 0.3, "decision": "rephrase"}
    return record("what about tables outside", "business_rates", 0.5, read="subject", alone=alone) | more


def near(**likeness: float) -> dict[str, Any]:
    return {
        intent: [{"answer": f"utter_{intent}_about_it", "sentence": "So it is.", "likeness": how}]
        for intent, how in likeness.items()
    }


def test_another_service_of_the_team_answers_what_the_subject_does_not() -> None:
    asked = of_subject(**{NEAR: near(business_rates=0.3, licence_apply=0.7)})
    assert near_sibling(asked, RATES, KEYS)["intent"] == "licence_apply"


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({NEAR: near(business_rates=0.6, licence_apply=0.7)}, "the subject's own answer is near enough"),
        ({NEAR: near(business_rates=0.3, licence_apply=0.55)}, "the other one's is not near"),
        ({NEAR: near(business_rates=0.3, bus_pass=0.9)}, "another team's"),
        ({NEAR: near(licence_apply=0.9), "urgent": True}, "danger is no question"),
        ({NEAR: near(licence_apply=0.9), "own_words": [], "text": "how do i apply"}, "of whatever is talked of"),
        (
            {NEAR: near(licence_apply=0.9), "own_words": [], "facet": {"name": "cost", "confidence": 0.9}},
            "a sure facet",
        ),
    ],
)
def test_it_stays_with_the_subject(more: dict[str, Any], why: str) -> None:
    asked = of_subject(**more)
    assert near_sibling(asked, RATES, KEYS)["intent"] == "business_rates", why


def test_what_is_understood_by_itself_is_no_siblings() -> None:
    asked = record("report a dirty kitchen", "food_hygiene_complaint", 0.7, **{NEAR: near(licence_apply=0.9)})
    assert near_sibling(asked, RATES, KEYS)["intent"] == "food_hygiene_complaint"


def test_a_long_message_comes_back_to_the_subject_where_its_answer_is_nearest() -> None:
    long = "he was the one who had the licence and the cafe and all of that so who do i tell"
    asked = record(long, "change_of_circumstances_report", 0.5, **{NEAR: near(business_rates=0.65)})
    assert near_subject(asked, RATES)["intent"] == "business_rates"
    asked[NEAR] = near(business_rates=0.55)
    assert near_subject(asked, RATES)["intent"] == "change_of_circumstances_report"


def test_what_names_another_teams_services_only_is_not_taken_back() -> None:
    names = ("council_tax_arrears", "council_tax_reduction", "council_tax_pay")
    ranking = [{"name": name, "confidence": 0.2} for name in names]
    asked = record("also what do i do about the council tax", names[0], 0.2, ranking=ranking)
    asked[NEAR] = near(business_rates=0.8)
    assert near_subject(asked, RATES)["intent"] == names[0]


def test_what_half_fits_another_service_begins_nothing_while_a_form_asks() -> None:
    bin_report = Subject("missed_bin_report")
    told = record("brown one, i pay for that", "bin_collection_day", 0.41)
    assert is_doubtful_beside(told, bin_report)
    assert not is_doubtful_beside(told | {"confidence": 0.7}, bin_report)
    named = record("whats my bin collection day", "bin_collection_day", 0.41)
    assert not is_doubtful_beside(named, bin_report), "by its own words"
