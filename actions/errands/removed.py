"""Errands that a council has taken out of its files: rules still lead here, and the resident still gets an answer."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.dialogue import Events, Turn
from actions.errands.spec import errands
from actions.handover import hand_over
from actions.interrupted import ERRAND_FORM

ROOT = Path(__file__).resolve().parents[2]
RULES = ROOT / "data" / "rules"
DOMAIN = ROOT / "domain"


@cache
def begun_by_rules() -> frozenset[str]:
    """The intents whose rule begins an errand of the one form."""
    rules = [rule for path in sorted(RULES.glob("*.yml")) for rule in _load(path).get("rules", ())]
    steps = (rule["steps"] for rule in rules)
    return frozenset(each[0]["intent"] for each in steps if {"action": ERRAND_FORM} in each and "intent" in each[0])


def removed_errands() -> frozenset[str]:
    """Those that no file of this folder describes."""
    return begun_by_rules() - errands().keys()


def say_generally(dispatcher: CollectingDispatcher, tracker: Tracker, turn: Turn, *, domain: dict[str, Any]) -> Events:
    """The intent's general answer; a person of its topic where it has none. Events only where a person is to answer."""
    key = f"utter_{turn.intent}"
    if key in (domain.get("responses") or {}):
        dispatcher.utter_message(response=key)
        return []
    dispatcher.utter_message(response="utter_speak_to_person")
    return hand_over(dispatcher, tracker, "topic", intent=turn.intent)


def removal_notices() -> list[str]:
    """For the log at the start: a sentence for each errand that is gone, saying what its residents get and what still
    refers to it."""
    responses: dict[str, Any] = {}
    for path in sorted(DOMAIN.glob("*.yml")):
        responses |= _load(path).get("responses") or {}
    return [_sentence(intent, responses) for intent in sorted(removed_errands())]


def _sentence(intent: str, responses: dict[str, Any]) -> str:
    key = f"utter_{intent}"
    instead = f"the answer {key}" if key in responses else "a person of its topic"
    offering = sorted(name for name, said in responses.items() if _offers(said, intent))
    buttons = f" It is still offered by a button of {', '.join(offering)}." if offering else ""
    begun = f"No file in actions/errands describes {intent}, which a rule in data/rules begins."
    return f"{begun} Whoever asks for it gets {instead}.{buttons}"


def _offers(said: list[dict[str, Any]], intent: str) -> bool:
    payloads = [str(button.get("payload", "")) for each in said for button in each.get("buttons") or ()]
    return any(payload.removeprefix("/").partition("{")[0] == intent for payload in payloads)


def _load(path: Path) -> dict[str, Any]:
    return yaml.load(path.read_text("utf-8"), yaml.CSafeLoader) or {}
