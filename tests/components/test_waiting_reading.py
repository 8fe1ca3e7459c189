"""What somebody means who waits for a person."""

from __future__ import annotations

from typing import Any

from components.subject import Subject
from components.waiting_reading import asked_while_waiting, of_facts, of_its_own

ANSWERS = {"utter_council_tax_arrears_help", "utter_safeguarding_child_next"}


def record(text: str, intent: str, confidence: float, **others: Any) -> dict[str, Any]:
    ranking = [{"name": intent, "confidence": confidence}]
    found = {"text": text, "intent": intent, "confidence": confidence, "decision": "answer", "urgent": False}
    return found | {"ranking": ranking, "entities": [], "own_words": ["object"]} | others


def test_a_question_that_is_of_another_service_by_its_own_words_is_none_of_the_complaint() -> None:
    facet = {"name": "deadline", "confidence": 0.86}
    alone = record("can i still object", "planning_search_comment", 0.31, facet=facet, decision="rephrase")
    together = alone | {"intent": "complaint_feedback", "confidence": 0.94, "read": "subject"}
    won = of_its_own(together, alone, Subject("complaint_feedback"))
    assert (won["intent"], won["decision"]) == ("planning_search_comment", "answer")
    assert of_its_own(together, alone, Subject("council_tax_arrears")) == together


def test_a_badge_is_a_badge_whatever_they_wait_about() -> None:
    ranking = [{"name": "blue_badge_renew", "confidence": 0.53}, {"name": "blue_badge_rules", "confidence": 0.4}]
    alone = record("do i cancel his badge", "blue_badge_renew", 0.53, ranking=ranking, decision="clarify")
    together = alone | {"intent": "council_tax_empty_property", "decision": "answer", "read": "subject"}
    assert of_its_own(together, alone, Subject("council_tax_empty_property")) == alone


def test_help_with_what_they_wait_about() -> None:
    asked = record("is there any help", "council_tax_arrears", 0.9, decision="hand_over")
    assert asked_while_waiting(asked, Subject("council_tax_arrears"), ANSWERS) == "help"
    assert asked_while_waiting(asked, Subject("council_tax_arrears"), set()) is None


def test_what_is_written_of_it_for_a_question_without_a_facet_and_nothing_for_what_is_told() -> None:
    told = record("we went to court in may", "council_tax_arrears", 0.9, decision="hand_over")
    subject = Subject("council_tax_arrears")
    assert asked_while_waiting(told | {"text": "do they go to court"}, subject, ANSWERS) == "other"
    assert asked_while_waiting(told, subject, ANSWERS) is None


def test_after_danger_only_what_is_written_for_that_question() -> None:
    asked = record("what happens now", "safeguarding_child", 0.7, facet={"name": "next", "confidence": 0.9})
    subject = Subject("safeguarding_child")
    assert asked_while_waiting(asked, subject, ANSWERS) == "next"
    assert asked_while_waiting(asked | {"facet": {"name": "cost", "confidence": 0.9}}, subject, ANSWERS) is None
    assert asked_while_waiting(asked | {"urgent": True}, subject, ANSWERS) is None


def test_nobody_who_waits_is_told_again_that_they_are_passed_on() -> None:
    passing_on = ("utter_adult_care_request", "utter_adult_care_request_carer")
    facts = ("utter_adult_care_request_carer_cost", "utter_adult_care_request_about_falls")
    near = {"adult_care_request": [{"answer": key, "sentence": "", "likeness": 0.7} for key in passing_on + facts]}
    asked = record("is it free", "adult_care_request", 0.7, near=near)
    assert [each["answer"] for each in of_facts(asked)["near"]["adult_care_request"]] == [*facts]
