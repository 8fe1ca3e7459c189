"""The errands as they are described: every word of theirs is written, and every rule leads to one."""

import re

import pytest
import yaml

from actions.errands.lookups import LOOKUPS
from actions.errands.spec import Errand, _errand, errands
from language.taxonomy import intents, titles
from tests.domain.test_answers import actions_of, rules_for
from tests.domain.written import RESPONSES, RULES

every_errand = pytest.mark.parametrize("errand", errands().values(), ids=errands())
NOTES = ("missed", "vague_place", "unknown_postcode")
LONGEST_CHOICE = 40


def test_every_rule_that_begins_the_form_has_its_errand() -> None:
    begun = {rule["steps"][0].get("intent") for rule in RULES if "errand_form" in actions_of(rule)} - {None}
    assert begun == set(errands())


@every_errand
def test_its_words_are_written(errand: Errand) -> None:
    keys = {key for q in errand.questions for key in (q.ask, q.again)}
    keys |= {step.say for step in (*errand.tells, *errand.ends)} - {""}
    assert keys | ({errand.sent} if errand.request else set()) <= RESPONSES.keys()
    assert {f"utter_errand_{note}" for note in NOTES} <= RESPONSES.keys()
    assert {step.look_up for step in errand.ends} - {""} <= LOOKUPS.keys()


@every_errand
def test_its_intent_is_one_of_the_council_with_one_rule(errand: Errand) -> None:
    assert intents()[errand.intent].topic != "conversation" and errand.intent in titles()
    assert len(rules_for(errand.intent)) == 1


@every_errand
def test_its_choices_can_be_pressed_numbered_and_said(errand: Errand) -> None:
    for question in errand.questions:
        assert len({o.title.casefold() for o in question.options}) == len({o.value for o in question.options})
        assert len(question.options) == len({o.value for o in question.options})
        for option in question.options:
            assert len(option.title) <= LONGEST_CHOICE and "=" not in option.value
            re.compile(option.words)


def test_a_file_that_makes_no_sense_is_refused() -> None:
    sense = "title: a thing\nrequest: thing\nquestions:\n- {field: what, type: words, label: What}\n"
    assert _errand("x", yaml.safe_load(sense), {}).questions[0].ask == "utter_ask_x_what"
    for wrong in (
        sense + "tells:\n- {when: {who: me}, say: utter_x}\n",
        sense.replace("type: words", "type: wrods"),
        sense.replace("request: thing\n", ""),
        sense.replace("type: words, ", ""),
    ):
        with pytest.raises(ValueError, match="x: "):
            _errand("x", yaml.safe_load(wrong), {})
