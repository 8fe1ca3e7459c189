"""What somebody means who waits for a person: most of what they write is told to that person, so that what they wait
about is a subject that holds less fast, and its questions are answered though the service itself is a person's."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from components.subject import Subject, about_subject, is_generic, is_settled
from components.wordings import Answers, says
from components.written_answers import NEAR, Near, all_near, nearest_of
from language.answer_keys import ABOUT
from language.facets import FACETS, OTHER
from language.intent_kinds import CONTROL, HANDOFF, LOOKUP, REPORT, URGENT
from language.questions import refers_back
from language.taxonomy import intents, kind
from language.waiting import COMPLAINT, Writes, asked_of, writes

NAMED = 0.3
"""Confidence with which a question that names its facet for sure is about that one by its own words."""
SURE_FACET = 0.75
VERY_NEAR, LEAD = 0.75, 0.1
"""Likeness of a written answer to these words, and its lead before the next one, from which it is the right one
whatever else was understood."""
NEAR_ASKED, LEAD_ASKED = 0.7, 0.2
"""The same for a question about what was talked of."""
NEAR_FACET = 0.55
"""Likeness of a facet's own answer, where that is nearest to a question."""
HALF, HALF_REFERRING = 0.75, 0.95
"""Confidence below which a short question only half names another service, and the same where it says "it"."""
FEW_WORDS = 8
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


def side_or_matter(record: Record, side: Subject | None, matter: Subject | None) -> Subject | None:
    """What a message goes on about: what was asked beside their matter ("and are they free"), or that again, whichever
    has more written for it. `record` is the message read alone, with what is near of both."""
    if side is None or matter is None:
        return side
    if matter.intent == COMPLAINT and writes(record["text"], (COMPLAINT,)) is Writes.HOW_LONG_OF_EITHER:
        return matter
    its_own = kind(record["intent"]) not in (CONTROL, "") and intents()[record["intent"]].topic == side.about.topic
    if its_own or is_generic(record) or refers_back(record["text"]):
        return side
    return side if _nearness(record, side) > _nearness(record, matter) else matter


def of_the_wait(record: Record, subject: Subject) -> Record:
    """ "How long till i hear something" names no service, whatever it is like: it is asked of what they wait about."""
    plain = writes(record["text"], (subject.intent,)) is Writes.HOW_LONG_OF_EITHER and not record["urgent"]
    if not plain or record["intent"] == subject.intent:
        return record
    return about_subject(record, subject, max(record["confidence"], SURE_OF_HANDOFF))


def half_named(record: Record, subject: Subject, answers: Answers) -> Record:
    """The message as one about the subject where it only half names another service, in words that the subject's
    answers have as well: "do i need to register" of a cafe is no wish to vote."""
    text, name = record["text"], record["intent"]
    other = is_settled(record) and record.get("read") != "subject" and kind(name) not in (CONTROL, URGENT, "")
    least = HALF_REFERRING if refers_back(text) else HALF
    if not other or record["confidence"] >= least or len(text.split()) > FEW_WORDS or not asked_of(text):
        return record
    if intents()[name].topic == subject.about.topic or not says(answers, subject.intent, record.get("own_words", ())):
        return record
    others = [entity for entity in record["entities"] if entity["entity"] != "subtopic"]
    kept = {"entity": "subtopic", "value": subject.subtopic, "start": 0, "end": len(text)}
    entities = [*others, *([kept] if subject.subtopic else [])]
    return about_subject(record, subject, record["confidence"]) | {"entities": entities}


def _nearness(record: Record, subject: Subject) -> float:
    near = nearest_of(record, subject.intent)
    return near.likeness if near is not None else 0.0


def very_near(record: Record, subject: Subject | None) -> Near | None:
    """What is written for nearly these words, asked or told: "he wont give me my deposit back", or the facet's own
    answer where that is nearest."""
    name, facet = record["intent"], record.get("facet") or {"name": "", "confidence": 0.0}
    found = all_near(record, name)
    if not found or record["urgent"] or kind(name) in (CONTROL, URGENT, LOOKUP, ""):
        return None
    best, lead = found[0], found[0].likeness - (found[1].likeness if len(found) > 1 else 0.0)
    if best.answer == f"utter_{name}" or not is_settled(record):
        return None
    asked, again = asked_of(record["text"]), subject is not None and subject.intent == name
    of_facet = best.answer == f"utter_{name}_{facet['name']}" and facet["confidence"] >= DOUBTFUL
    if is_generic(record) and not again:
        return None
    if asked and of_facet and best.likeness >= NEAR_FACET:
        return best
    if asked and again and best.likeness >= NEAR_ASKED and lead >= LEAD_ASKED:
        return best
    return best if best.likeness >= VERY_NEAR and lead >= LEAD else None


def of_complaint(record: Record, subject: Subject | None) -> Record:
    """What is told in a complaint is about that, whichever service it names: "its the repairs team, they missed it"."""
    told = not asked_of(record["text"]) and not record["urgent"] and kind(record["intent"]) not in (CONTROL, URGENT)
    if subject is None or subject.intent != COMPLAINT or not told or writes(record["text"]) is Writes.WISH:
        return record
    return about_subject(record, subject, record["confidence"])


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
    about = (subject.intent,) if subject else ()
    plainly = {Writes.HELP: "help", Writes.HOW_LONG_OF_EITHER: "duration"}.get(writes(text, about))
    if plainly is not None:
        return plainly if again and f"utter_{name}_{plainly}" in answers else None
    return OTHER if kind(name) in (HANDOFF, REPORT) and asked_of(text) else None
