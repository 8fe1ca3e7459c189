"""What is written for the assistant, as Rasa and the gateway read it: domain, rules, answers and facts."""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import tomllib
import yaml

from bot.council import load_council
from language.answer_keys import ABOUT, service_of
from language.facets import FACETS
from language.taxonomy import intents, titles

ROOT = Path(__file__).parents[2]
FACT = re.compile(r"\[\[([a-z0-9_.]+)\]\]")
PLACEHOLDER = re.compile(r"\{(\w+)\}")
# The longest that each value comes in the demonstration, to measure answers that carry one.
VALUES = {
    "about": "births, deaths and weddings",
    "address": "Caretaker's Flat, Town Hall, Market Square, Fernley",
    "bin": "green bin (garden waste)",
    "collections": "\n".join(
        (
            "Wednesday 25 November: blue bin (recycling), green bin (garden waste) and food caddy",
            "Wednesday 2 December: black bin (rubbish) and food caddy",
            "Wednesday 9 December: blue bin (recycling), green bin (garden waste) and food caddy",
        )
    ),
    "changed": "26 November 2026",
    "day": "Wednesday 25 November",
    "decision": " Decision date: 29 January 2027.",
    "description": "14 homes with gardens, parking and a play area",
    "due": "Wednesday 25 November",
    "filed": "26 November 2026",
    "following": "Wednesday 25 November",
    "given_postcode": "FB1 2CD",
    "hours": "It is closed now. It was open today, 9:30am to 7pm. Next open: Friday 27 November, 9:30am to 5pm.",
    "lines": "\n".join(
        (
            "Fault: It is damaged or leaning",
            "Where: outside 3 Barley Mow Lane, Fernley, FB1 2CD",
            "Could it hurt someone: not sure",
            "Updates: in this chat",
        )
    ),
    "name": "Fernley Green Library, 1.2 miles away",
    "note": " The way in without steps is in Bell Yard.",
    "page": "https://www.fernley.example/libraries/fernley-green",
    "page_date": " of 30 September 2026",
    "phone": "01632 960 112",
    "place": "Dairy Lane Methodist Church, Dairy Lane, Fernley FB2 1XB",
    "postcode": "FB1 2CD",
    "quotation": "Rubble and soil are building waste. Five bags a month are free; each one more costs £4. Cards only.",
    "short_lines": "Joan Tasker: 01632 960 103\nDev Patel-Ross: 01632 960 104",
    "status": "open for comments until 18 December 2026",
    "team_says": ' The team says: "Filled on Thursday 26 November."',
    "title": "flooding or a blocked drain",
    "today": "It is the school holidays.",
    "tried": "12 barley mow lane",
    "tried_postcode": "FB1 2CD",
    "service": max(titles().values(), key=len),
    "council": "North and East Fernshire County Council",
    "where": "See https://www.fernshire.example/social-care/adults/ask-for-help or call 01632 960 500.",
    "ward": "Fernley Green and Market",
}
# Kinds that answer by themselves; the others pass the resident on, or are the chat's own small talk.
ANSWERING = {"answer", "apply", "pay", "lookup", "report"}


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
DEMONSTRATION = load_council(ROOT / "council.toml")
BEFORE_HOLIDAYS = datetime(2026, 12, 24, 23, tzinfo=UTC)
"""When places have the most to say of their hours: the next days are holidays, and winter hours will change."""
COUNCIL = tomllib.loads((ROOT / "council.toml").read_text(encoding="utf-8"))
# Where one intent gathers several errands, each named one has an answer of its own: utter_<intent>_<errand>.
ERRANDS = {
    "adult_care_request": ("carer",),
    "blue_badge_apply": ("eligibility",),
    "council_tax_discount_exemption": ("student",),
    "council_ward_find": ("area",),
    "emergency_999": ("gas", "water"),
    "hardship_support": ("food_bank", "debt"),
    "library_services": ("computers", "rooms", "events", "home"),
    "licence_apply": ("taxi", "food", "skip", "hmo"),
    "noise_nuisance_report": ("antisocial",),
    "school_place_apply": ("dates", "criteria"),
    "street_cleaning_report": ("needles",),
    "tenancy_services": ("right_to_buy", "exchange"),
}
# Their rules do not choose among these answers: what is named matters to their report or form.
NOT_CHOSEN_BY_RULE = {"blue_badge_apply", "council_ward_find", "noise_nuisance_report", "street_cleaning_report"}


def first_action(intent: str) -> str:
    """What a rule of this intent begins with where it only answers."""
    chosen = intent in ERRANDS and intent not in NOT_CHOSEN_BY_RULE
    return "action_answer_subtopic" if chosen else f"utter_{intent}"


def answers_of(intent: str) -> list[str]:
    """The keys of an intent's answers: its own, where it has one, and those of its errands."""
    keys = [f"utter_{intent}", *(f"utter_{intent}_{errand}" for errand in ERRANDS.get(intent, ()))]
    return [key for key in keys if key in RESPONSES]


def facet_answers() -> dict[str, tuple[str, str | None, str]]:
    """The answers to one question about a service: intent, sub-topic (if it is about one) and facet, by key."""
    possible = [
        (name, errand, facet) for name in intents() for errand in (None, *ERRANDS.get(name, ())) for facet in FACETS
    ]
    keys = {"_".join(("utter", *(part for part in about if part))): about for about in possible}
    return {key: keys[key] for key in RESPONSES if key in keys}


def about_answers() -> dict[str, str]:
    """The answers that are found by their words: their service, by key."""
    found = {key: service_of(key, intents()) for key in RESPONSES if ABOUT in key}
    return {key: service for key, service in found.items() if service}


def answers_of_kinds(*kinds: str) -> list[str]:
    """The keys of all answers to intents of these kinds."""
    return [key for intent in intents().values() if intent.kind in kinds for key in answers_of(intent.name)]


def wording(key: str, channel: str) -> dict[str, Any]:
    """The variation that a channel gets."""
    variations = RESPONSES[key]
    return next((v for v in variations if v.get("channel") == channel), variations[0])


def fact(path: str) -> str:
    if path.startswith("prefilled."):  # the form's address, and what a resident told us in it
        return fact(path.replace("prefilled", "link")) + "?items=a+sofa+and+two+chairs&postcode=FB1+2CD"
    if path.startswith("call."):  # whom to call, in the longer of its two forms
        office, line = fact(f"{path.replace('call', 'contact')}.phone"), fact("council.emergency_phone")
        return f"{office}, or {line} when we are closed"
    if path.startswith(("place.", "hours.")):
        return DEMONSTRATION.fact(path, BEFORE_HOLIDAYS) or path
    found: Any = COUNCIL
    for name in path.split("."):
        found = found[name]
    return str(found)


def filled(text: str) -> str:
    return PLACEHOLDER.sub(lambda m: VALUES.get(m[1], "x" * 20), FACT.sub(lambda m: fact(m[1]), text))
