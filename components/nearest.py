"""Which written answer a message gets where its words say more than a facet does: "do i have to pay it back" asks what
a loan costs, and its answer stands in a sentence about something else (written_answers.py)."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from typing import Any

from components.asked import ELLIPTICAL_WORDS, asks_something_new, names_service
from components.subject import (
    DETAILS,
    HALF_NAMED,
    TOLD_AS_TEXT,
    Record,
    Subject,
    is_generic,
    is_settled,
)
from components.written_answers import KEPT_ANSWERS, Near, all_near
from language.answer_keys import PREFIX
from language.facets import CONTACT, answered_by_itself
from language.intent_kinds import APPLY, CONTROL, HANDOFF, LOOKUP, REPORT, URGENT
from language.questions import asks_how_to, asks_of_own_case, asks_within
from language.taxonomy import intents, kind

ASKED, TOLD = 0.4, 0.5
"""Likeness from which an answer about the service that is talked of is given: to a question, and to what is told."""
FIRST = 0.7
"""The same of a service that is named for the first time: its own answer says most."""
OF_THE_TEAM = 0.55
"""Likeness from which an answer is given of a service that is weakly named, where its team was talked of."""
SAYS_IT_ALL = 0.75
"""Likeness from which an answer is given to what is only told of a matter for a person."""
BESIDE = 0.5
"""The same of a question beside one that a form asks, which it may answer."""
NEVER = (CONTROL, URGENT, "")
"""Kinds of intents with their own words, whatever is asked."""
OF_THE_FACET = 0.2
"""What a sure facet adds to the likeness of its own answer."""
PLAIN, PLAIN_LEAD = 0.6, 0.2
"""Where all words are asked of any service, the facet is right unless another answer is so near, and so much nearer."""


def nearest_answer(record: Record, subject: Subject | None, facet: str | None, *, in_form: bool) -> Near | None:
    """The answer to give instead of the service's own or its facet's; None where those are right."""
    name, text = record["intent"], record["text"]
    asked = (record.get("facet") or {}).get("name", "")
    if asked == CONTACT or answered_by_itself(name, asked) or not is_settled(record) or kind(name) in NEVER:
        return None
    beside = in_form and "alone" in record
    if in_form and not (beside and asks_within(text)):
        return None
    again = beside or record.get("read") == "asked" or (subject is not None and subject.intent == name)
    if kind(name) not in TOLD_AS_TEXT and "alone" not in record and not (again and kind(name) in (REPORT, HANDOFF)):
        return None  # its look-up or form answers by itself
    best = _with_facet(record, facet)
    least = BESIDE if in_form else _least(record, subject, again=again)
    if best is None or best.likeness < least or (facet and not _beats(best, record, facet)):
        return None
    if kind(name) in (REPORT, HANDOFF):
        new = best.answer != f"{PREFIX}{name}" and (kind(name) == HANDOFF or asks_within(text))
        return best if new else None
    if again and not names_service(record):
        return best if best.answer != f"{PREFIX}{name}" or asks_within(text) else None
    if asks_how_to(text) or (kind(name) == APPLY and not again):  # its own answer says how, or a form asks
        return None
    return best if asks_something_new(record) and _beats_own(best, record, again=again) else None


def _beats_own(best: Near, record: Record, *, again: bool) -> bool:
    """Whether it is rather this than the service's own answer, for whoever names the service. Who does so `again` has
    had that one."""
    found = all_near(record, record["intent"])
    own = next((near for near in found if near.answer == f"{PREFIX}{record['intent']}"), found[-1])
    return best != own and best.likeness >= own.likeness + (0 if again else PLAIN_LEAD / 2)


def each_answer(sides: Sequence[Record], name: str, answers: Container[str], *, again: bool) -> list[Near]:
    """What a message is answered that asks two things of a service, "how much is it and do i have to book": an answer
    to each of its `sides`, read apart, where each has one of its own; else none. `answers` are the keys there are. Who
    names the service for the first time (not `again`) has to ask for two facets of it."""
    found: dict[str, Near] = {}
    for side in sides:
        about = side | {"intent": name, "topic": intents()[name].topic, "decision": "answer"}
        facet = (side.get("facet") or {"name": ""})["name"]
        if not asks_within(side["text"]):
            return []
        near = nearest_answer(about, Subject(name), facet or None, in_form=False) if again else None
        own = f"{PREFIX}{name}_{facet}"
        if near is None and own in answers:
            near = Near(own, "", side["facet"]["confidence"])
        if near is not None:
            found[near.answer] = near
    return list(found.values()) if len(found) == len(sides) else []


def _least(record: Record, subject: Subject | None, *, again: bool) -> float:
    if not again:
        of_the_team = subject is not None and subject.about.topic == record["topic"]
        return OF_THE_TEAM if of_the_team and record["confidence"] < HALF_NAMED else FIRST
    if kind(record["intent"]) == LOOKUP or asks_of_own_case(record["text"]) or _is_a_detail(record):
        return PLAIN
    if kind(record["intent"]) == HANDOFF and not asks_within(record["text"]):
        return SAYS_IT_ALL
    if is_generic(record) and asks_how_to(record["text"]):
        return PLAIN  # its own answer says how
    asked = asks_within(record["text"]) or len(record["text"].split()) <= ELLIPTICAL_WORDS
    return ASKED if asked else TOLD


def _is_a_detail(record: Record) -> bool:
    """A name, a number or an address is like many sentences, and answered by few."""
    return bool(record.get("alone", record)["intent"] == DETAILS)


def _beats(best: Near, record: Record, facet: str) -> bool:
    """Whether it is rather this than the answer of the facet that was understood."""
    keys = _keys(record, facet)
    if best.answer in keys:
        return False
    found = all_near(record, record["intent"])
    farthest = found[-1].likeness if len(found) == KEPT_ANSWERS else 0.0  # what was not kept is no nearer
    own = max((near.likeness for near in found if near.answer in keys), default=farthest)
    return not is_generic(record) or (best.likeness >= PLAIN and best.likeness >= own + PLAIN_LEAD)


def _with_facet(record: Record, facet: str | None) -> Near | None:
    """The nearest, the answer of the facet being nearer for it."""
    sure = (record.get("facet") or {}).get("confidence", 0.0) if facet else 0.0
    keys = _keys(record, facet) if facet else set()
    found = all_near(record, record["intent"])
    return max(
        found, key=lambda near: near.likeness + (OF_THE_FACET * sure if near.answer in keys else 0), default=None
    )


def _keys(record: Record, facet: str) -> set[str]:
    entities: Iterable[dict[str, Any]] = record["entities"]
    subtopics = [entity["value"] for entity in entities if entity["entity"] == "subtopic"]
    name = record["intent"]
    return {f"{PREFIX}{name}_{facet}", *(f"{PREFIX}{name}_{subtopic}_{facet}" for subtopic in subtopics)}
