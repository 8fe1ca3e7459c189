"""Whose a message is by what is written: the service talked of, another one of its team, or the one whose answer names
this very question (written_answers.py)."""

from __future__ import annotations

from collections.abc import Container

from components.subject import (
    FACET_AT_ONCE,
    NAMED_ALONE,
    NAMED_BEYOND_DOUBT,
    SHORT_WORDS,
    SURE_TALK,
    TALK,
    Record,
    Subject,
    about_subject,
    is_generic,
    is_of_another_team,
    is_settled,
)
from components.written_answers import ASKED_OF, NEAR, all_near, nearest_of
from language.answer_keys import ABOUT, PREFIX
from language.intent_kinds import CONTROL, LOOKUP
from language.questions import asks_how_to, asks_within, complains
from language.taxonomy import intents, kind
from language.waiting import COMPLAINT

TAKES_BACK = 0.5
"""Likeness from which a message is about the subject, though it was not understood, or weakly as another service's."""
SAYS_NOTHING_ELSE = 0.42
"""The same of a message that is like nothing that was taught."""
TAKES_BACK_LONG = 0.6
"""The same of a message that is long enough to say by itself what it is about."""
SIBLING, SIBLING_LEAD = 0.62, 0.15
"""Likeness from which a message is about another service of the subject's team, and its lead before the subject's own
answers; twice that where one of those is near enough itself."""
LIKELY = 0.2
"""What the confidence of its service adds to the likeness of an answer."""
SIBLING_PLAIN, SURE_FACET = 0.8, 0.75
"""Likeness for a message whose words are asked of any service, or that only tells something; and the facet's confidence
beyond which it is that."""
LEAD = 0.05
"""By so much the subject's answer has to be nearer than the other service's."""
LOOKED_UP = 0.6
"""Confidence with which something of the subject's team is looked up, whatever is written of the subject."""
KNOWN, KNOWN_LEAD = 0.62, 0.06
"""Likeness to a question that an answer names, and its lead before other services', for what is not understood."""


def near_subject(record: Record, subject: Subject) -> Record:
    """The message as one about the subject, where an answer about that is near, and nearer than of what it is taken
    for."""
    ours, theirs = nearest_of(record, subject.intent), nearest_of(record, record["intent"])
    known = is_settled(record) and kind(record["intent"]) != CONTROL
    if _is_beyond_doubt(record) or ours is None or (known and record["intent"] == subject.intent):
        return record
    if ours.likeness < _takes_back(record) or is_of_another_team(record, subject) or _is_looked_up(record):
        return record
    if known and theirs is not None and ours.likeness < theirs.likeness + LEAD:
        return record
    return about_subject(record, subject, ours.likeness)


def near_sibling(record: Record, subject: Subject, answers: Container[str]) -> Record:
    """The message as one about another service of the subject's team, where that has an answer to it and the subject
    none: "what about tables outside", asked after business rates. `answers` are the keys there are."""
    if _is_beyond_doubt(record) or _is_no_siblings(record, subject):
        return record
    facet = record.get("facet") or {"name": "", "confidence": 0.0}
    limit = SURE_FACET if is_generic(record) else FACET_AT_ONCE
    sure = facet["confidence"] >= limit and f"{PREFIX}{subject.intent}_{facet['name']}" in answers
    if sure and record["intent"] == subject.intent and not is_generic(record):
        return record
    own = max(
        (near.likeness for name in (subject.intent, record["intent"]) for near in all_near(record, name)), default=0.0
    )
    found = {
        name: near for name in record.get(NEAR, {}) if _is_sibling(name, subject) and (near := nearest_of(record, name))
    }
    ranked = {each["name"]: each["confidence"] for each in record["ranking"]}
    best = max(found, key=lambda name: found[name].likeness + LIKELY * ranked.get(name, 0.0), default=None)
    if best is None or best == record["intent"]:
        return record
    near, lead = found[best], SIBLING_LEAD * (2 if own >= TAKES_BACK else 1)
    least = SIBLING_PLAIN if is_generic(record) or not asks_within(record["text"]) else SIBLING
    if near.likeness < max(least, own + lead) or (is_generic(record) and (sure or ABOUT not in near.answer)):
        return record
    return about_subject(record, Subject(best), near.likeness) | {"read": "asked"}


def _is_no_siblings(record: Record, subject: Subject) -> bool:
    """Whether it is understood by itself or as another team's, or asks for the way to whatever is talked of."""
    name = record["intent"]
    if is_generic(record) and asks_how_to(record["text"]):
        return True
    if name == subject.intent and subject.about.kind == LOOKUP:
        return True
    if not is_settled(record):
        return False
    by_itself = "alone" not in record and record["confidence"] >= NAMED_ALONE and kind(name) != CONTROL
    return by_itself or intents()[name].topic != subject.about.topic


def _is_looked_up(record: Record) -> bool:
    """Whether, read with the subject, it plainly asks for something that is looked up: "and when do you collect"."""
    return kind(record["intent"]) == LOOKUP and record["confidence"] >= LOOKED_UP


def _is_sibling(name: str, subject: Subject) -> bool:
    about = intents().get(name)
    return about is not None and about.topic == subject.about.topic and name != subject.intent


def _is_beyond_doubt(record: Record) -> bool:
    """Whether nothing that was talked of changes what it is: danger, plain talk, a service plainly named."""
    name, confidence = record["intent"], record["confidence"]
    if (
        record["urgent"]
        or (name in TALK and confidence >= SURE_TALK)
        or (name == COMPLAINT and complains(record["text"]))
    ):
        return True
    named = is_settled(record) and "alone" not in record and not is_generic(record) and kind(name) != CONTROL
    return bool(named and confidence >= NAMED_BEYOND_DOUBT)


def _takes_back(record: Record) -> float:
    if len(record["text"].split()) > SHORT_WORDS:
        return TAKES_BACK_LONG
    return SAYS_NOTHING_ELSE if record["decision"] == "rephrase" else TAKES_BACK


def known_question(record: Record) -> Record:
    """A message that is not understood as one about the service that has an answer to this very question."""
    asked = record.get(ASKED_OF)
    if record["decision"] != "rephrase" or record["urgent"] or is_generic(record) or not asked:
        return record
    if asked["likeness"] < KNOWN or asked["lead"] < KNOWN_LEAD:
        return record
    return about_subject(record, Subject(asked["intent"]), asked["likeness"]) | {"read": "asked"}
