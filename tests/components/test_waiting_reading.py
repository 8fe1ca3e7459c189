"""What somebody means who waits for a person."""

from __future__ import annotations

from typing import Any

from components.subject import Subject
from components.waiting_reading import (
    asked_while_waiting,
    half_named,
    of_complaint,
    of_facts,
    of_its_own,
    of_the_wait,
    side_or_matter,
    very_near,
)

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


def test_what_is_written_of_it_without_a_facet_counts_too() -> None:
    near = {"private_landlord_problem": [{"answer": "utter_private_landlord_problem_about_deposit", "likeness": 0.9}]}
    asked = record("where is my deposit", "private_landlord_problem", 0.7, near=near)
    assert of_facts(asked) == asked


def test_what_is_told_in_a_complaint_is_about_the_complaint() -> None:
    told = record("the repairs team never came", "housing_repair_report", 0.7)
    assert of_complaint(told, Subject("complaint_feedback"))["intent"] == "complaint_feedback"
    assert of_complaint(told, Subject("council_tax_arrears")) == told
    for text in ("who do i ring for repairs", "i also need a new bin"):
        assert of_complaint(told | {"text": text}, Subject("complaint_feedback"))["intent"] == "housing_repair_report"


def nearest(*likenesses: float, name: str = "licence_apply") -> dict[str, Any]:
    return {name: [{"answer": f"utter_{name}_about_{like}", "sentence": "", "likeness": like} for like in likenesses]}


def test_an_answer_to_nearly_these_words_is_given_where_it_is_plainly_the_nearest() -> None:
    told = record("he kept my deposit", "licence_apply", 0.7)
    assert very_near(told | {"near": nearest(0.8, 0.6)}, None) is not None
    assert very_near(told | {"near": nearest(0.8, 0.75)}, None) is None, "or it may be the other one"
    assert very_near(told | {"near": nearest(0.72, 0.5)}, Subject("licence_apply")) is None
    asked = told | {"text": "will he give my deposit back", "near": nearest(0.72, 0.5)}
    assert very_near(asked, Subject("licence_apply")) is not None
    assert very_near(asked | {"urgent": True}, Subject("licence_apply")) is None


def test_a_short_question_in_words_of_the_matter_only_half_names_another_service() -> None:
    answers = {"utter_licence_apply": [{"text": "Register your shop before you open."}]}
    asked = record("do i need to register", "register_to_vote", 0.65, own_words=["register"])
    shop = Subject("licence_apply", "food")
    won = half_named(asked, shop, answers)
    assert (won["intent"], [each["value"] for each in won["entities"]]) == ("licence_apply", ["food"])
    assert half_named(asked | {"confidence": 0.9}, shop, answers)["intent"] == "register_to_vote"
    assert half_named(asked | {"own_words": ["register", "vote"]}, shop, answers)["intent"] == "register_to_vote"


def test_what_follows_a_question_beside_the_matter_is_about_whichever_is_nearer() -> None:
    side, matter = Subject("bin_what_goes_where"), Subject("dropped_kerb_apply")
    near = nearest(0.3, name=side.intent) | nearest(0.6, name=matter.intent)
    asked = record("can i use my own builder", "building_control", 0.3, near=near)
    assert side_or_matter(asked, side, matter) == matter
    assert side_or_matter(asked | {"own_words": []}, side, matter) == side
    assert side_or_matter(asked | {"intent": "bin_order"}, side, matter) == side
    assert side_or_matter(asked, side, None) == side
    complaint = Subject("complaint_feedback")
    assert side_or_matter(asked | {"text": "how long do you have to reply"}, side, complaint) == complaint


def test_how_long_it_takes_is_asked_of_what_they_wait_about_whatever_it_is_like() -> None:
    asked = record("how long til i hear something", "noise_nuisance_report", 0.75)
    assert of_the_wait(asked, Subject("complaint_feedback"))["intent"] == "complaint_feedback"
    named = record("how long does a blue badge take", "blue_badge_apply", 0.5)
    assert of_the_wait(named, Subject("complaint_feedback")) == named
