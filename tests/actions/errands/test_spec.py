"""How an errand goes on from its answers: which question comes next, how it ends, what it becomes, what is kept."""

from __future__ import annotations

import pytest
import yaml

from actions.errands.spec import Errand, _errand, holds
from actions.errands.state import CONFIRM, State

COMMON = {"place": {"type": "place", "label": "Where", "ask": "utter_where"}}
WRITTEN = """
title: a thing
request: thing
questions:
- field: what
  label: What
  options:
  - {value: big, title: Big}
  - {value: odd, title: Odd, kind: odd_thing, called: an odd thing}
- {field: safe, type: yes_no, label: Safe, when: {what: [big, huge]}}
- {field: place, label: Place}
ends:
- {when: {safe: no}, say: utter_call}
- {say: utter_over}
"""


@pytest.fixture
def errand() -> Errand:
    """One with a condition, an end of its own and a question of common.yml."""
    return _errand("thing_report", yaml.safe_load(WRITTEN), COMMON)


def test_questions_come_in_order_and_only_where_they_apply(errand: Errand) -> None:
    asked = [errand.next_question(answers) for answers in ({}, {"what": "big"}, {"what": "odd"})]
    assert [question.field for question in asked if question] == ["what", "safe", "place"]
    assert errand.next_question({"what": "odd", "place": {"words": "here"}}) is None


def test_what_a_later_answer_made_pointless_counts_no_more(errand: Errand) -> None:
    answers = {"safe": "yes", "what": "odd", "subtopic": "odd"}
    assert [question.field for question in errand.answered(answers)] == ["what"]


def test_an_end_with_a_condition_comes_at_once_and_one_without_waits(errand: Errand) -> None:
    ends = [errand.end(a) for a in ({"what": "big"}, {"what": "big", "safe": "no"}, {"what": "odd", "place": {}})]
    assert [end.say if end else None for end in ends] == [None, "utter_call", "utter_over"]


def test_an_option_may_make_it_another_kind(errand: Errand) -> None:
    chosen = errand.option_of_another_kind({"what": "odd"})
    assert chosen is not None and (chosen.kind, chosen.called) == ("odd_thing", "an odd thing")
    assert (
        errand.option_of_another_kind({"what": "big"}) is None
        and errand.option_of_another_kind({"what": "unheard of"}) is None
    )


def test_a_common_question_is_taken_with_what_is_said_otherwise(errand: Errand) -> None:
    place = errand.question("place")
    assert place is not None and (place.type, place.label, place.ask) == ("place", "Place", "utter_where")


def test_a_condition_holds_where_each_answer_is_one_of_those_named() -> None:
    when = (("what", ("big", "huge")), ("safe", ("no",)))
    assert holds(when, {"what": "huge", "safe": "no"}) and holds((), {})
    assert not holds(when, {"what": "huge", "safe": "yes"}) and not holds(when, {"safe": "no"})


def test_a_state_comes_back_as_it_was_kept() -> None:
    state = State("pothole_report", {"size": "small"}, "a hole", ["utter_x"], "place", "missed", [["A", "size=small"]])
    assert State.of(state.as_dict()) == state
    assert State.of(None) is None and State.of({}) is None and State.of({"intent": "dragon_report"}) is None


@pytest.mark.parametrize(("asked", "now"), [(CONFIRM, CONFIRM), ("danger", "danger"), ("depth", "size"), (None, None)])
def test_a_question_that_is_gone_is_replaced_by_the_next(asked: str | None, now: str | None) -> None:
    state = State.of({"intent": "pothole_report", "asked": asked, "mood": "grim"})
    assert state is not None and state.asked == now
