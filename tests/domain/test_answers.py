"""The answers: one for every intent, every fact known, short enough for SMS, urgent ones with whom to call first."""

import re
from pathlib import Path
from typing import Any

import pytest
import tomllib
import yaml

from actions.taxonomy import intents, titles

ROOT = Path(__file__).parents[2]
SMS_LIMIT = 320
FACT = re.compile(r"\[\[([a-z0-9_.]+)\]\]")
PLACEHOLDER = re.compile(r"\{(\w+)\}")
# The longest that each value comes in the demonstration, to measure answers that carry one.
VALUES = {
    "address": "Caretaker's Flat, Town Hall, Market Square, Fernley",
    "bin": "green bin (garden waste)",
    "collections": "\n".join(
        (
            "Wednesday 25 November: blue bin (recycling), green bin (garden waste) and food caddy",
            "Wednesday 2 December: black bin (rubbish) and food caddy",
            "Wednesday 9 December: blue bin (recycling), green bin (garden waste) and food caddy",
        )
    ),
    "due": "Wednesday 25 November",
    "following": "Wednesday 25 November",
    "given_postcode": "FB1 2CD",
    "postcode": "FB1 2CD",
    "tried_postcode": "FB1 2CD",
}
# Words by which a carrier opts a resident out: on SMS no answer may ask for one.
OPT_OUT = re.compile(
    r"""(reply|say|text|type|send)\s+["']?(stop|stopall|cancel|end|quit|unsubscribe|optout|revoke)\b""", re.I
)


def load(folder: str) -> dict[str, Any]:
    """All files of a folder, merged as Rasa does."""
    merged: dict[str, Any] = {}
    for path in sorted((ROOT / folder).rglob("*.yml")):
        for key, value in yaml.safe_load(path.read_text(encoding="utf-8")).items():
            if isinstance(value, dict):
                merged.setdefault(key, {}).update(value)
            elif isinstance(value, list):
                merged.setdefault(key, []).extend(value)
    return merged


DOMAIN = load("domain")
RESPONSES: dict[str, list[dict[str, Any]]] = DOMAIN["responses"]
RULES: list[dict[str, Any]] = load("data/rules")["rules"]
COUNCIL = tomllib.loads((ROOT / "council.toml").read_text(encoding="utf-8"))


def fact(path: str) -> str:
    found: Any = COUNCIL
    for name in path.split("."):
        found = found[name]
    return str(found)


def filled(text: str) -> str:
    return PLACEHOLDER.sub(lambda m: VALUES.get(m[1], "x" * 20), FACT.sub(lambda m: fact(m[1]), text))


def rules_for(intent: str) -> list[dict[str, Any]]:
    return [rule for rule in RULES if intent in rule_intents(rule)]


def rule_intents(rule: dict[str, Any]) -> list[str]:
    first = rule["steps"][0]
    return [step["intent"] for step in first.get("or", [first]) if "intent" in step]


def actions_of(rule: dict[str, Any]) -> list[str]:
    return [step["action"] for step in rule["steps"] if "action" in step]


def test_every_intent_is_in_the_domain_and_has_one_rule_and_a_title() -> None:
    expected = set(intents()) | {"clarify", "nlu_fallback"}
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
        assert actions == [f"utter_{name}", "action_hand_over"]
    else:
        own = {f"utter_{name}", f"action_{name}", f"utter_topic_{intents()[name].topic}"}
        forms = {"bin_collection_day": "bin_day_form", "missed_bin_report": "missed_bin_form"}
        assert actions[0] in own | {forms.get(name)}


def test_every_answer_and_action_that_is_named_exists() -> None:
    known = set(RESPONSES) | set(DOMAIN["actions"]) | set(DOMAIN["forms"]) | {"action_deactivate_loop"}  # Rasa's own
    assert {action for rule in RULES for action in actions_of(rule)} <= known
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "actions").glob("*.py"))
    literal = set(re.findall(r"\"(utter_[a-z_]+)\"", code))
    assert literal <= set(RESPONSES)
    topics = {intent.topic for intent in intents().values()}
    menus = {topic for topic in topics if f"utter_menu_{topic}" in RESPONSES}
    assert topics - menus - {name for name in topics if f"utter_topic_{name}" in RESPONSES} == {
        "contact_governance",
        "conversation",
        "other_organisation",
    }


def test_every_action_of_the_domain_is_written() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "actions").glob("*.py"))
    assert sorted(DOMAIN["actions"]) == sorted(set(re.findall(r"return \"((?:action|validate)_\w+)\"", code)))


@pytest.mark.parametrize("name", sorted(RESPONSES))
def test_every_fact_is_known_and_the_answer_fits_a_text_message(name: str) -> None:
    variations = RESPONSES[name]
    assert sorted(v.get("channel", "") for v in variations) in ([""], ["", "sms"])
    sms = next((v for v in variations if v.get("channel") == "sms"), variations[0])
    assert len(filled(sms["text"])) <= SMS_LIMIT
    for variation in variations:
        text = filled(variation["text"])
        assert not OPT_OUT.search(text)
        assert "!" not in text
        assert "oops" not in text.lower()
        assert set(PLACEHOLDER.findall(variation["text"])) <= set(VALUES) | {"wait", "reference", "officer", "limit"}


@pytest.mark.parametrize("name", [intent.name for intent in intents().values() if intent.kind == "urgent"])
def test_an_urgent_answer_says_first_whom_to_call_and_then_that_a_person_comes(name: str) -> None:
    text = filled(RESPONSES[f"utter_{name}"][0]["text"])
    first, *rest = re.split(r"(?<=[a-z0-9])\. ", text)
    assert re.search(r"(call|Call) .*\d{3}", first)
    assert any("passing your message to a person" in sentence for sentence in rest)


def test_every_topic_answer_offers_a_person_and_a_contact_point() -> None:
    for topic in {intent.topic for intent in intents().values()}:
        for variation in RESPONSES.get(f"utter_topic_{topic}", []):
            assert f"[[contact.{topic}.phone]]" in variation["text"]
            assert variation["buttons"] == [{"title": "Talk to a person", "payload": "/speak_to_person"}]


def test_every_button_leads_to_an_intent() -> None:
    for variations in RESPONSES.values():
        for variation in variations:
            for button in variation.get("buttons", []):
                assert button["payload"].lstrip("/").partition("{")[0] in DOMAIN["intents"]


def test_answers_with_a_next_step_name_a_link_a_number_or_a_choice() -> None:
    """Every answer to an errand leads somewhere; the chat's own small talk need not."""
    for intent in intents().values():
        if intent.kind in {"control", "handoff"} or f"utter_{intent.name}" not in RESPONSES:
            continue
        for variation in RESPONSES[f"utter_{intent.name}"]:
            assert FACT.search(variation["text"]) or re.search(r"https://|\d{3}", variation["text"])
