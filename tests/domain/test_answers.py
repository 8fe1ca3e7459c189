"""The answers: one for every intent, urgent ones with whom to call first, every action and button known."""

import re

import pytest

from actions import menus
from language.taxonomy import intents, titles
from tests.domain.written import (
    ANSWERING,
    COUNCIL,
    DOMAIN,
    ERRANDS,
    RESPONSES,
    ROOT,
    RULES,
    answers_of_kinds,
    filled,
    first_action,
)


def rules_for(intent: str) -> list[dict]:
    return [rule for rule in RULES if intent in rule_intents(rule)]


def rule_intents(rule: dict) -> list[str]:
    first = rule["steps"][0]
    return [step["intent"] for step in first.get("or", [first]) if "intent" in step]


def actions_of(rule: dict) -> list[str]:
    return [step["action"] for step in rule["steps"] if "action" in step]


def test_every_intent_is_in_the_domain_and_has_one_rule_and_a_title() -> None:
    expected = set(intents()) | {"clarify", "nlu_fallback", "other_council", "facet"}
    assert set(DOMAIN["intents"]) == expected
    assert len(DOMAIN["intents"]) == len(expected)
    assert [name for name in expected if len(rules_for(name)) != 1] == []
    assert set(titles()) == set(intents())
    assert len(set(titles().values())) == len(titles())


@pytest.mark.parametrize("name", sorted(intents()))
def test_every_intent_does_what_its_kind_says(name: str) -> None:
    (rule,) = rules_for(name)
    actions = actions_of(rule)
    if intents()[name].kind in {"urgent", "handoff"}:
        assert actions == [first_action(name), "action_hand_over"]
    else:
        assert actions[0] in {first_action(name), f"action_{name}"} | set(DOMAIN["forms"])


@pytest.mark.parametrize("name", [intent.name for intent in intents().values() if intent.kind in ANSWERING])
def test_every_intent_that_answers_has_an_answer_of_its_own(name: str) -> None:
    (rule,) = rules_for(name)
    first = actions_of(rule)[0]
    assert first in DOMAIN["forms"] or f"utter_{name}" in RESPONSES


def test_every_errand_of_an_intent_has_an_answer_beside_the_general_one() -> None:
    assert set(ERRANDS) <= set(intents())
    wanted = {f"utter_{intent}_{errand}" for intent, errands in ERRANDS.items() for errand in errands}
    assert wanted <= set(RESPONSES)
    plain = {intent for intent in ERRANDS if "errand_form" not in actions_of(rules_for(intent)[0])}
    assert {f"utter_{intent}" for intent in plain} <= set(RESPONSES)
    assert wanted.isdisjoint(f"utter_{intent}" for intent in intents())


def test_every_answer_and_action_that_is_named_exists() -> None:
    known = set(RESPONSES) | set(DOMAIN["actions"]) | set(DOMAIN["forms"]) | {"action_deactivate_loop"}  # Rasa's own
    assert {action for rule in RULES for action in actions_of(rule)} <= known
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "actions").rglob("*.py"))
    literal = set(re.findall(r"\"(utter_[a-z_]+)\"", code)) - {"utter_action"}  # Rasa's name for an answer's key
    assert literal <= set(RESPONSES)


def test_every_topic_has_a_menu_of_its_own_errands() -> None:
    topics = {intent.topic for intent in intents().values()}
    assert topics - set(menus.TOPICS) == {"contact_governance", "conversation", "other_organisation"}
    for topic, menu in menus.TOPICS.items():
        near = {"parking", "roads", "street_environment", "benefits"} | {topic}
        assert {intents()[name].topic for name in menu.intents} <= near
        assert 3 < len(menu.intents) < 6 and len(set(menu.intents)) == len(menu.intents)


def test_every_action_of_the_domain_is_written() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "actions").rglob("*.py"))
    assert sorted(DOMAIN["actions"]) == sorted(set(re.findall(r"return \"((?:action|validate)_\w+)\"", code)))


@pytest.mark.parametrize("key", answers_of_kinds("urgent"))
def test_an_urgent_answer_says_first_whom_to_call_and_then_that_a_person_comes(key: str) -> None:
    for variation in RESPONSES[key]:
        first, *rest = re.split(r"(?<=[a-z0-9])\. ", filled(variation["text"]))
        assert re.search(r"(call|Call) .*\d{3}", first)
        assert any("passing your message to a person" in sentence for sentence in rest)


@pytest.mark.parametrize("key", answers_of_kinds("handoff"))
def test_an_answer_that_passes_the_resident_on_says_to_whom(key: str) -> None:
    for variation in RESPONSES[key]:
        assert re.search(r"(?i)we are passing you to (the [a-z ]+ team|a person)", variation["text"])


def test_every_button_leads_to_an_intent() -> None:
    for variations in RESPONSES.values():
        for variation in variations:
            for button in variation.get("buttons", []):
                assert button["payload"].lstrip("/").partition("{")[0] in DOMAIN["intents"]


def test_a_general_answer_offers_its_errands_unless_a_person_takes_over() -> None:
    for intent, errands in ERRANDS.items():
        if first_action(intent) != "action_answer_subtopic" or intents()[intent].kind in {"urgent", "handoff"}:
            continue
        for variation in RESPONSES[f"utter_{intent}"]:
            payloads = [button["payload"] for button in variation["buttons"]]
            assert payloads[: len(errands)] == [f'/{intent}{{"subtopic": "{errand}"}}' for errand in errands]
            assert len(payloads) <= 5


def test_every_link_of_the_council_is_named_after_an_intent_or_one_of_its_errands() -> None:
    known = {*intents(), *(f"{intent}_{errand}" for intent, errands in ERRANDS.items() for errand in errands)}
    assert set(COUNCIL["link"]) <= known
    assert all(link.startswith("https://") for link in COUNCIL["link"].values())
