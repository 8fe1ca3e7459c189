"""What a resident's message means where it stands: an answer to our offer, several wishes, a word on the subject.

Rasa reads each text alone. This reads it in the conversation, before the rules see it, and what it finds is in the
message that they get: its intent, the entity `facet`, the wishes that come later (`also`), the subject.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from rasa.core.agent import Agent
from rasa.shared.core.events import ActiveLoop
from rasa.shared.core.trackers import DialogueStateTracker

from components.asked import asks_for_contact, facet_asked, has_words
from components.decision import FALLBACK
from components.dialogues import open_errand
from components.near_service import known_question, near_sibling, near_subject
from components.nearest import each_answer, nearest_answer
from components.offers import accepted
from components.parsing import most_urgent, read, read_payload
from components.people import asks_for_a_person
from components.subject import (
    DETAILS,
    TOLD_AS_TEXT,
    WHOSE,
    Record,
    Subject,
    in_light,
    in_open_form,
    is_doubtful_beside,
    is_settled,
    may_be_about,
    subject_of,
)
from components.understanding import UNDERSTANDING, of_payload
from components.waiting_reading import (
    asked_while_waiting,
    half_named,
    is_doubtful,
    of_complaint,
    of_facts,
    of_its_own,
    of_the_wait,
    side_or_matter,
    very_near,
)
from components.wishes import cuts, listed, may_be_several, wishes
from components.written_answers import ASKED_OF, NEAR, Near
from language import facets
from language.asides import says_what_about, without_aside
from language.date_words import is_only_a_date
from language.intent_kinds import CONTROL, REPORT
from language.normalise import normalise
from language.other_places import council_named, says_elsewhere
from language.questions import asks, asks_within
from language.steering import Steer, steer
from language.taxonomy import Intent, intents, kind
from language.wanting_a_person import what_about

_YES_AND = re.compile(r"\A\W*(?:yes|yeah|yep|yup|no|nope)\W+(?:and|but|also|plus)\b\W*(?:also\b\W*)?", re.IGNORECASE)
PERSON = "speak_to_person"
OF_AN_AREA = "area"
"""The sub-topic of WHOSE that asks whose a place is."""
Parsed = dict[str, Any]


async def listen(
    agent: Agent,
    tracker: DialogueStateTracker,
    text: str,
    *,
    sent: Mapping[str, Any] | None,
    parts: Sequence[str] = (),
    waiting: bool = False,
) -> tuple[Parsed, Record]:
    """What Rasa's dialogue needs of a text, and the record for the gateway. `sent` is the conversation's subject;
    `parts` are the messages that make up the text, in each of which danger is read; `waiting`: for a person."""
    subject, in_form = subject_of(sent), tracker.active_loop_name is not None
    if waiting and (meant := without_aside(normalise(text))) != text:
        text, parts = meant, [*parts, text]
    parsed, record = await _parsed(agent, text, sent={**(sent or {}), "answering": in_form}, parts=parts)
    if waiting:
        parsed, record = await _what_about(agent, parsed, record)
        subject = await _side_or_matter(agent, record, subject, sent=sent)
    offered = accepted(tracker, text)
    if offered is not None:
        return pressed(agent, offered)
    if not record["urgent"] and not in_form:
        parsed, record = await _one_of_several(agent, parsed, record)
        if subject is not None and "also" not in record and not _comes_late(tracker, record, subject):
            record = await _in_conversation(agent, record, subject, waiting=waiting)
        if waiting and subject is not None:
            record = of_the_wait(half_named(record, subject, agent.domain.responses), subject)
        record = known_question(record)
        record = asks_for_contact(await _about_what(agent, record))
    elif in_form:
        parsed, record = await _beside_yes(agent, parsed, record)
        record = _beside_a_question(_leaves(record), tracker, subject, answers=agent.domain.responses)
        _follow(parsed, record)
    record = _lives_elsewhere(record)
    if not in_form or record["intent"] in ("start_over", WHOSE):
        record = _asks_or_tells(record)
        _follow(parsed, record)
    if waiting:
        record = of_facts(of_complaint(record, subject)) | {"waits_about": subject.intent if subject else None}
    parsed["about"] = record.get("about")
    asked = await _asked_apart(agent, record, subject) if is_settled(record) and not record["urgent"] else []
    _ask_facet(agent, tracker, parsed, record=record, subject=subject, apart=asked, waiting=waiting)
    parsed["subject"] = subject.intent if subject else None
    parsed["own_words"] = record.get("own_words", [])
    return parsed, record


async def _in_conversation(agent: Agent, record: Record, subject: Subject, *, waiting: bool) -> Record:
    """What it is about where something was talked of: what that is, another service of the same team, or neither."""
    alone = record = _as_details(record)
    if may_be_about(subject, record):
        _, together = await _parsed(agent, subject.with_text(record["text"]))
        record = in_light(record, together, subject, answers=agent.domain.responses)
    record = near_sibling(near_subject(record, subject), subject, agent.domain.responses)
    return of_its_own(record, alone, subject) if waiting else record


def _beside_a_question(
    record: Record, tracker: DialogueStateTracker, subject: Subject | None, *, answers: Collection[str]
) -> Record:
    """What a message is about that comes while a form asks: a side question may be answered by what is written of the
    form's service or of another one of its team; what half fits another service begins nothing."""
    beside = subject or subject_of({"intent": open_errand(tracker)})
    record = in_open_form(record, beside.intent if beside else None)
    if beside is None or record["urgent"] or not is_doubtful_beside(record, beside):
        return record
    if asks_within(record["text"]):
        return near_sibling(near_subject(record, beside), beside, answers)
    return record | {"decision": "rephrase"} if is_settled(record) else record


async def _side_or_matter(
    agent: Agent, record: Record, side: Subject | None, *, sent: Mapping[str, Any] | None
) -> Subject | None:
    matter = subject_of((sent or {}).get("matter"))
    if matter is None or NEAR not in record:
        return side
    _, other = await _parsed(agent, record["text"], sent={"intent": matter.intent})
    record[NEAR] = other[NEAR] | record[NEAR]
    return side_or_matter(record, side, matter)


async def _what_about(agent: Agent, parsed: Parsed, record: Record) -> tuple[Parsed, Record]:
    """Behind "its about" stands what it is about, where that is clearer than the whole."""
    rest = says_what_about(normalise(record["text"]))
    if rest is None or record["urgent"] or record.get("possible_danger"):
        return parsed, record
    behind_parsed, behind = await _parsed(agent, rest)
    if behind["urgent"] or kind(behind["intent"]) in (CONTROL, "") or behind["confidence"] < record["confidence"]:
        return parsed, record
    if behind["decision"] == "clarify" and kind(record["intent"]) not in (CONTROL, ""):
        return parsed, record
    return behind_parsed | {"text": parsed["text"]}, behind | {"text": record["text"]}


async def _about_what(agent: Agent, record: Record) -> Record:
    """Somebody who asks for a person says what about behind the wish."""
    behind = what_about(record["text"])
    if record["decision"] == "hand_over" or record["urgent"] or behind is None:
        return record
    _, about = await _parsed(agent, behind) if behind else (None, None)
    return asks_for_a_person(record, about)


def _comes_late(tracker: DialogueStateTracker, record: Record, subject: Subject | None) -> bool:
    """Whether it is a bare detail after a report was made or left, or a person has settled it, which would only begin
    that again. What is no report may be told more: "4th december" after a link for a move."""
    if subject is None or record["intent"] != DETAILS or asks(record["text"]):
        return False
    ended = next((event.name is None for event in reversed(tracker.events) if isinstance(event, ActiveLoop)), False)
    left = (tracker.latest_message.intent or {}).get("name") == "start_over" if tracker.latest_message else False
    return subject.done or (ended and (left or subject.about.kind == REPORT))


def _lives_elsewhere(record: Record) -> Record:
    """Whoever says that their home is another council's hears whose it is, whatever they wanted done there; but
    nobody is sent away who asks for a person, or needs one ("im losing my home, it is in leeds not here")."""
    named = record["intent"] == WHOSE and council_named(record["text"])
    needs_a_person = record["decision"] == "hand_over" or record["intent"] == PERSON
    if record["urgent"] or needs_a_person or not (named or says_elsewhere(record["text"])):
        return record
    about = intents()[WHOSE]
    area = {"entity": "subtopic", "value": OF_AN_AREA, "start": 0, "end": len(record["text"])}
    others = [entity for entity in record["entities"] if entity["entity"] != "subtopic"]
    won = {"intent": about.name, "topic": about.topic, "decision": "answer", "facet": None}
    return record | won | {"entities": [*others, area]}


def _as_details(record: Record) -> Record:
    """A bare date ("14th march") is a detail of what is talked of, whatever service it is like."""
    if record["urgent"] or not is_only_a_date(record["text"]):
        return record
    about = intents()[DETAILS]
    return record | {"intent": about.name, "topic": about.topic, "decision": "answer"}


def _asks_or_tells(record: Record) -> Record:
    """A question that only sounds like a detail ("is there zorbing in fernley") is not understood as yet: the council's
    pages may answer it."""
    is_bare = record["intent"] == DETAILS and record["decision"] == "answer" and asks(record["text"])
    if not is_bare or any(sign.isdigit() for sign in record["text"]):
        return record
    return record | {"decision": "rephrase"}


def _leaves(record: Record) -> Record:
    """ "I give up" in a form leaves that, and is no complaint about us."""
    if record["intent"] != "frustration" or steer(record["text"]) is not Steer.LEAVE:
        return record
    return record | {"intent": "start_over", "decision": "answer"}


async def _beside_yes(agent: Agent, parsed: Parsed, record: Record) -> tuple[Parsed, Record]:
    """ "Yes and there is a street light out too": what it is about stands behind the answer."""
    rest = _YES_AND.sub("", record["text"], count=1)
    if rest == record["text"] or record["urgent"] or record["decision"] == "answer":
        return parsed, record
    beside, behind = await _parsed(agent, rest)
    if behind["decision"] != "answer" or kind(behind["intent"]) == CONTROL:
        return parsed, record
    return beside | {"text": parsed["text"]}, behind | {"text": record["text"]}


def pressed(agent: Agent, payload: str) -> tuple[Parsed, Record]:
    """What a choice of ours means; raises ValueError when it is none of ours."""
    parsed = read_payload(agent, payload)
    name = parsed["intent"]["name"]
    return parsed, of_payload(intents().get(name, Intent(name, "", CONTROL)), parsed["entities"])


async def _parsed(
    agent: Agent, text: str, *, sent: Mapping[str, Any] | None = None, parts: Sequence[str] = ()
) -> tuple[Parsed, Record]:
    parsed = most_urgent(await read(agent, [text, *parts], sent))  # type: ignore[arg-type]
    return parsed, parsed.pop(UNDERSTANDING) | {"text": text}


async def _one_of_several(agent: Agent, parsed: Parsed, record: Record) -> tuple[Parsed, Record]:
    """The first wish of a message that has several, with the others as `also`."""
    if not may_be_several(record):
        return parsed, record
    found = await wishes(record["text"], lambda texts: _records(agent, texts))
    if not found and record["decision"] in ("rephrase", "clarify"):
        found = await listed(record["text"], lambda texts: _records(agent, texts))
    if not found:
        return parsed, record
    first, also = found[0], [{"intent": wish["intent"], "subtopic": _subtopic(wish)} for wish in found[1:]]
    kept = {key: first[key] for key in ("decision", "intent", "confidence", "topic", "urgent")}
    entities = [entity for entity in record["entities"] if entity["entity"] != "subtopic"]
    entities += [entity for entity in first["entities"] if entity["entity"] == "subtopic"]
    record = record | kept | {"entities": entities, "facet": first.get("facet"), "also": also}
    _follow(parsed, record)
    return parsed | {"also": also}, record


async def _records(agent: Agent, texts: list[str], about: str | None = None) -> list[Record]:
    found = await read(agent, texts, {"intent": about} if about else None)
    return [parsed[UNDERSTANDING] | {"text": text} for text, parsed in zip(texts, found, strict=True)]


def _subtopic(record: Record) -> str | None:
    return next((entity["value"] for entity in record["entities"] if entity["entity"] == "subtopic"), None)


def _follow(parsed: Parsed, record: Record) -> None:
    """What the rules see follows the record, where that says what is to be done."""
    if record["decision"] == "rephrase" and parsed["intent"]["name"] in intents():
        parsed["intent"] = {"name": FALLBACK, "confidence": record["confidence"]}
    if record["decision"] not in ("answer", "hand_over"):
        return
    parsed["intent"] = {"name": record["intent"], "confidence": record["confidence"]}
    others = [entity for entity in parsed.get("entities", ()) if entity["entity"] != "subtopic"]
    parsed["entities"] = [*others, *(entity for entity in record["entities"] if entity["entity"] == "subtopic")]


async def _asked_apart(agent: Agent, record: Record, subject: Subject | None) -> list[Near]:
    """The answers to the two questions of a message, where it has two about its service."""
    if not asks_within(record["text"]) or kind(record["intent"]) not in TOLD_AS_TEXT:
        return []
    again = subject is not None and subject.intent == record["intent"]
    for both in cuts(record["text"]):
        sides = await _records(agent, list(both), about=record["intent"])
        if found := each_answer(sides, record["intent"], agent.domain.responses, again=again):
            return found
    return []


def _worded(facet: str | None, record: Record, answers: Collection[str]) -> str | None:
    """The facet, unless nothing is written for it and no fact answers it, so that whatever is near is better."""
    facts = facet in (facets.CONTACT, facets.OTHER, "when", "where")
    return facet if facet and (facts or has_words(record, facet, answers)) else None


def _ask_facet(
    agent: Agent,
    tracker: DialogueStateTracker,
    parsed: Parsed,
    *,
    record: Record,
    subject: Subject | None,
    apart: Sequence[Near],
    waiting: bool,
) -> None:
    """Where a facet of the service is asked for, the rule of that answers in place of the service's own."""
    in_form, answers = tracker.active_loop_name is not None, agent.domain.responses
    facet = facet_asked(record, subject, answers, in_form=in_form)
    meant = asked_while_waiting(record, subject, answers) if waiting and not in_form else None
    if meant not in (None, facets.OTHER):
        facet, found = meant, []
    else:
        facet = None if waiting and is_doubtful(record) else facet
        near = nearest_answer(record, subject, _worded(facet, record, answers), in_form=in_form)
        best = very_near(record, subject) if waiting and not in_form else None
        if best is not None and best.answer != f"utter_{record['intent']}_{facet}":
            near, record["very_near"] = best, True
        found = [*(apart or ([near] if near else []))]
        facet = meant if facet is None else facet
    record.pop(NEAR, None)
    record.pop(ASKED_OF, None)
    if facet is None and not found:
        return
    name = record["intent"]
    parsed["intent"] = {"name": facets.INTENT, "confidence": record["confidence"], "instead_of": name}
    record["asked"] = facets.OTHER if found or facet is None else facet
    named = {"entity": facets.ENTITY, "value": record["asked"], "start": 0, "end": len(record["text"])}
    parsed["entities"] = [*parsed.get("entities", ()), named]
    if found:
        record["answer"], record["likeness"] = found[0].answer, found[0].likeness
        parsed["answers"] = [{"key": each.answer, "sentence": each.sentence} for each in found]
