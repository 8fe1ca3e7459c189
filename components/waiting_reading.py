"""What somebody means who waits for a person: most of what they write is told to that person, so that what they wait
about is a subject that holds less fast, and its questions are answered though the service itself is a person's."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from components.subject import Subject, is_generic
from components.written_answers import NEAR
from language.answer_keys import ABOUT
from language.facets import FACETS, OTHER
from language.intent_kinds import CONTROL, HANDOFF, REPORT, URGENT
from language.taxonomy import intents, kind
from language.waiting import Writes, asked_of, writes

COMPLAINT = "complaint_feedback"
"""A complaint is always about another service as well."""
NAMED = 0.3
"""Confidence with which a question that names its facet for sure is about that one by its own words."""
SURE_FACET = 0.75
DOUBTFUL = 0.45
SURE_OF_HANDOFF = 0.6

Record = dict[str, Any]


def of_its_own(record: Record, alone: Record, subject: Subject) -> Record:
    """The reading that wins while waiting. `record` is the one in the light of the subject: of what has words of its
    own and is about another team's service, the one alone may be the better."""
    name = alone["intent"]
    if record.get("read") != "subject" or is_generic(alone) or kind(name) in (CONTROL, URGENT, ""):
        return record
    if intents()[name].topic == subject.about.topic:
        return record
    if _between_two_of_one_team(alone):
        return alone
    facet = alone.get("facet") or {"confidence": 0.0}
    if subject.intent == COMPLAINT and alone["confidence"] >= NAMED and facet["confidence"] >= SURE_FACET:
        return alone | {"decision": "answer", "confidence": facet["confidence"]}
    return record


def of_facts(record: Record) -> Record:
    """Without the answers that pass the resident on to a person, as that is done: what is written for one question."""
    name = record["intent"]
    if kind(name) != HANDOFF or name not in record.get(NEAR, {}):
        return record
    facts = [near for near in record[NEAR][name] if _for_one_question(near["answer"])]
    return record | {NEAR: record[NEAR] | {name: facts}}


def _for_one_question(key: str) -> bool:
    return ABOUT in key or key.rpartition("_")[2] in FACETS


def _between_two_of_one_team(alone: Record) -> bool:
    """ "Do i need to cancel his blue badge" is about a badge, whichever of its services."""
    topics = {intents()[each["name"]].topic for each in alone["ranking"][:2] if each["name"] in intents()}
    return bool(alone["decision"] == "clarify" and len(topics) == 1)


def is_doubtful(record: Record) -> bool:
    """Whether a facet was understood with too little confidence to answer somebody who waits with it."""
    facet = record.get("facet")
    return facet is not None and facet["confidence"] < DOUBTFUL


def asked_while_waiting(record: Record, subject: Subject | None, answers: Collection[str]) -> str | None:
    """Which facet to answer of the service that they wait about, where no facet was understood: help with it, or what
    else is written of it, as its own answer only passes them on, or begins a report. Where danger was told, only what
    is written for that question."""
    name, text = record["intent"], record["text"]
    again = subject is not None and subject.intent == name
    if record["urgent"] or not (again or (kind(name) == HANDOFF and record["confidence"] >= SURE_OF_HANDOFF)):
        return None
    asked = (record.get("facet") or {}).get("name")
    if kind(name) == URGENT:
        return asked if f"utter_{name}_{asked}" in answers else None
    plainly = {Writes.HELP: "help", Writes.HOW_LONG_OF_EITHER: "duration"}.get(writes(text))
    if plainly is not None:
        return plainly if again and f"utter_{name}_{plainly}" in answers else None
    return OTHER if kind(name) in (HANDOFF, REPORT) and asked_of(text) else None
