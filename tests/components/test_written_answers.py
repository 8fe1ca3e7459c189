"""Which answer about a service is nearest to a text, and when it is given in place of the service's own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from components.answer_passages import passages
from components.near_service import known_question, near_subject
from components.nearest import ASKED as NEAR_ENOUGH
from components.nearest import each_answer, nearest_answer
from components.subject import Subject
from components.written_answers import ASKED, ASKED_OF, NEAR, SENTENCE, WHOLE, Near, Passage, WrittenAnswers, add_near

DOMAIN = """
responses:
  utter_bus_pass:
  - text: Anyone over 66 can have one. Apply at [[link.bus_pass]].
  utter_bus_pass_cost:
  - channel: sms
    text: Free.
  - text: It is free. A lost one is £10.
  utter_bus_pass_about_coach:
  - text: It is for local buses only.
    metadata:
      asked: [does it work on coaches, can i go to london on it]
  utter_bus_pass_again:
  - text: As before.
  utter_case_status:
  - text: It is {status}.
  utter_rephrase:
  - text: Say it again.
"""
LOAN = Subject("hardship_support")


def vector(*numbers: float) -> np.ndarray:
    return np.array(numbers, np.float32) / np.linalg.norm(numbers)


def record(text: str = "do i have to pay it back", intent: str = "hardship_support", **more: Any) -> dict[str, Any]:
    made = {
        "text": text,
        "intent": intent,
        "confidence": 0.6,
        "decision": "answer",
        "urgent": False,
        "topic": "benefits",
    }
    return {**made, "ranking": [], "entities": [], "facet": None, "own_words": ["pay", "back"], NEAR: {}, **more}


def near(*found: tuple[str, float], intent: str = "hardship_support") -> dict[str, Any]:
    return {intent: [{"answer": key, "sentence": f"Of {key}.", "likeness": likeness} for key, likeness in found]}


def test_an_answer_is_known_by_its_sentences_and_by_what_is_asked(tmp_path: Path) -> None:
    (tmp_path / "some.yml").write_text(DOMAIN)
    found = passages(tmp_path)
    assert {passage.intent for passage in found} == {"bus_pass"}  # no value that only a look-up knows, no talk
    assert [passage.text for passage in found if passage.answer == "utter_bus_pass_cost"] == [
        *("It is free.", "A lost one is £10.", "It is free. A lost one is £10."),  # and not what a phone gets
    ]
    assert [passage.text for passage in found if passage.kind == ASKED] == [
        *("does it work on coaches", "can i go to london on it"),
    ]


def test_the_nearest_answer_comes_first_with_its_sentence() -> None:
    written = [
        Passage("bus_pass", "one", WHOLE, "A. B."),
        Passage("bus_pass", "one", SENTENCE, "A."),
        Passage("bus_pass", "one", SENTENCE, "B."),
        Passage("bus_pass", "two", SENTENCE, "C."),
        Passage("bus_pass", "two", ASKED, "how"),
        Passage("skips", "three", WHOLE, "D."),
    ]
    vectors = [vector(1, 1), vector(1, 0), vector(0, 1), vector(1, 0.1), vector(0.1, 1), vector(0, 1)]
    answers = WrittenAnswers(written, np.stack(vectors))
    first, second = answers.nearest("bus_pass", vector(0, 1))
    assert (first.answer, first.sentence) == ("two", "C.")
    assert first.likeness == pytest.approx(vector(0.1, 1)[1], abs=0.01)
    assert (second.answer, second.sentence) == ("one", "B.")
    assert second.likeness == pytest.approx(0.6 + 0.4 * vector(1, 1)[1], abs=0.01)
    assert answers.nearest("unknown", vector(0, 1)) == []


def test_what_is_saved_is_read_again(tmp_path: Path) -> None:
    WrittenAnswers([Passage("bus_pass", "one", SENTENCE, "A.")], np.stack([vector(1, 0)])).save(tmp_path)
    loaded = WrittenAnswers.load(lambda name: (tmp_path / name).read_bytes())
    made = record(intent="skips", ranking=[{"name": "other", "confidence": 0.1}])
    add_near(made, vector(1, 0), loaded, subject="bus_pass")
    assert made[NEAR] == {"bus_pass": [{"answer": "one", "sentence": "A.", "likeness": pytest.approx(1.0)}]}


def test_a_question_about_the_subject_gets_the_nearest_answer() -> None:
    asked = record(near=near(("utter_hardship_support_cost", 0.45), ("utter_hardship_support", 0.3)))
    found = nearest_answer(asked, LOAN, None, in_form=False)
    assert found == Near("utter_hardship_support_cost", "Of utter_hardship_support_cost.", 0.45)
    assert nearest_answer(asked, None, None, in_form=False) is None  # of another service it would have to be nearer
    far = record(near=near(("utter_hardship_support_cost", NEAR_ENOUGH - 0.01)))
    assert nearest_answer(far, LOAN, None, in_form=False) is None


def test_what_is_told_has_to_be_nearer_than_what_is_asked() -> None:
    told = record("we have two children living here now", near=near(("utter_hardship_support_about_children", 0.45)))
    assert nearest_answer(told, LOAN, None, in_form=False) is None
    told[NEAR]["hardship_support"][0]["likeness"] = 0.55
    assert nearest_answer(told, LOAN, None, in_form=False) is not None


def test_a_facet_that_was_understood_goes_before_words_a_little_nearer() -> None:
    facet = {"name": "cost", "confidence": 0.9}
    both = near(("utter_hardship_support_next", 0.5), ("utter_hardship_support_cost", 0.45))
    assert nearest_answer(record(near=both, facet=facet), LOAN, "cost", in_form=False) is None
    both = near(("utter_hardship_support_next", 0.7), ("utter_hardship_support_cost", 0.45))
    assert nearest_answer(record(near=both, facet=facet), LOAN, "cost", in_form=False) is not None


def test_where_all_words_are_asked_of_any_service_the_facet_is_right() -> None:
    facet, both = {"name": "cost", "confidence": 0.9}, near(("utter_hardship_support_next", 0.75))
    assert nearest_answer(record("how much", near=both, own_words=[]), LOAN, "cost", in_form=False) is not None
    both[LOAN.intent].append({"answer": "utter_hardship_support_cost", "sentence": "", "likeness": 0.6})
    assert nearest_answer(record("how much", near=both, own_words=[], facet=facet), LOAN, "cost", in_form=False) is None


def test_a_team_that_is_asked_for_is_given() -> None:
    contact = {"name": "contact", "confidence": 0.8}
    asked = record("whats the number", facet=contact, near=near(("utter_hardship_support_help", 0.9)))
    assert nearest_answer(asked, LOAN, "contact", in_form=False) is None


def test_a_report_that_is_named_again_begins_again() -> None:
    report = Subject("pothole_report")
    again = record(
        "report a pothole", "pothole_report", near=near(("utter_pothole_report_help", 0.8), intent=report.intent)
    )
    assert nearest_answer(again, report, None, in_form=False) is None
    beside = again | {"text": "will it be filled today", "alone": {"intent": "clarify", "confidence": 0.1}}
    assert nearest_answer(beside, report, None, in_form=False) is not None
    assert nearest_answer(again | {"alone": beside["alone"]}, report, None, in_form=True) is None  # it answers the form


def test_what_is_not_understood_is_about_the_subject_where_an_answer_is_near() -> None:
    unclear = record("would they take her house", "help_menu", decision="rephrase", near=near(("x", 0.6)))
    assert near_subject(unclear, LOAN)["intent"] == "hardship_support"
    assert near_subject(unclear | {NEAR: near(("x", 0.4))}, LOAN)["intent"] == "help_menu"
    other = unclear | {"intent": "bus_pass", "decision": "answer"}
    assert (
        near_subject(other | {NEAR: near(("x", 0.6)) | near(("y", 0.7), intent="bus_pass")}, LOAN)["intent"]
        == "bus_pass"
    )
    assert near_subject(unclear | {"urgent": True}, LOAN)["intent"] == "help_menu"


def test_two_questions_in_one_message_get_an_answer_each() -> None:
    cost = record("how much is it", facet={"name": "cost", "confidence": 0.9}, own_words=[])
    book = record("do i have to book", facet={"name": "appointment", "confidence": 0.8}, own_words=[])
    keys = {"utter_hardship_support_cost", "utter_hardship_support_appointment"}
    found = each_answer([cost, book], "hardship_support", keys, again=False)
    assert [each.answer for each in found] == ["utter_hardship_support_cost", "utter_hardship_support_appointment"]
    assert each_answer([cost, cost], "hardship_support", keys, again=True) == []
    assert (
        each_answer([cost, book], "hardship_support", keys - {"utter_hardship_support_appointment"}, again=True) == []
    )


def test_what_is_not_understood_is_of_the_service_that_answers_this_very_question() -> None:
    asked = {"intent": "bus_pass", "likeness": 0.7, "lead": 0.1}
    unclear = record("could i use it on coaches", "help_menu", decision="rephrase", **{ASKED_OF: asked})
    unclear |= {NEAR: near(("utter_bus_pass_about_coach", 0.7), intent="bus_pass")}
    found = known_question(unclear)
    assert (found["intent"], found["decision"], found["read"]) == ("bus_pass", "answer", "asked")
    best = nearest_answer(found, LOAN, None, in_form=False)
    assert best is not None and best.answer == "utter_bus_pass_about_coach"
    for nothing in ({"likeness": 0.5}, {"lead": 0.01}):  # not like it, or as like another service's
        assert known_question(unclear | {ASKED_OF: asked | nothing})["intent"] == "help_menu"
    assert known_question(unclear | {"own_words": []})["intent"] == "help_menu"
    assert known_question(unclear | {"decision": "answer"})["intent"] == "help_menu"


def test_which_service_names_the_likest_question() -> None:
    written = [
        Passage("bus_pass", "one", ASKED, "a"),
        Passage("skips", "two", ASKED, "b"),
        Passage("skips", "two", SENTENCE, "C."),
    ]
    answers = WrittenAnswers(written, np.stack([vector(1, 0), vector(1, 1), vector(0, 1)]))
    found = answers.asked_of(vector(1, 0))
    assert found is not None
    assert (found.intent, found.likeness, found.lead) == (
        "bus_pass",
        pytest.approx(1.0),
        pytest.approx(0.293, abs=0.01),
    )
    assert WrittenAnswers([], np.zeros((0, 2))).asked_of(vector(1, 0)) is None
