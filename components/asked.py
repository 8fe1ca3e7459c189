"""What is asked of a service: which facet is to be answered instead of the service itself, and whether a message says
anything new about it."""

from __future__ import annotations

from collections.abc import Collection

from components.subject import (
    DETAILS,
    FACET_AT_ONCE,
    PLACES,
    SURE_ALONE,
    TOLD_AS_TEXT,
    Record,
    Subject,
    alone,
    is_generic,
    is_settled,
)
from language.circumstances import lacks_money, tells_circumstances, tells_tenure
from language.facets import CONTACT, OTHER, answered_by_itself
from language.intent_kinds import APPLY, CONTROL, REPORT, URGENT
from language.normalise import fold
from language.questions import (
    GREETINGS,
    asks_how_to,
    asks_of_own_case,
    asks_what_is_there,
    asks_within,
    goes_on,
    refers_back,
)
from language.taxonomy import intents, kind, titles

ELLIPTICAL_WORDS = 3
"""A message of no more words may be a question without any sign of one: "plasterboard"."""
ELIGIBILITY, NEXT = "eligibility", "next"
ONLY_A_TOPIC = "help_menu"
"""Also what a message gets that names no more than "bins"."""
_STEM_CHARACTERS = 5


def asks_for_contact(record: Record) -> Record:
    """ "How do I contact the council tax team", "number for the bin people": a team is named, and no service of its."""
    asked = record.get("facet") or {}
    sure = asked.get("name") == CONTACT and asked["confidence"] >= FACET_AT_ONCE
    names_a_service = is_settled(record) and record["intent"] != ONLY_A_TOPIC
    if not sure or names_a_service or record["urgent"]:
        return record
    about = intents()["contact_council"]
    won = {"intent": about.name, "topic": about.topic, "confidence": asked["confidence"], "decision": "answer"}
    return record | won | {"alone": alone(record)}


def facet_asked(record: Record, subject: Subject | None, answers: Collection[str], *, in_form: bool) -> str | None:
    """Which facet of its service a message asks for, where that is to be answered instead of the service itself.
    `answers` are the keys of all answers."""
    name, asked = record["intent"], record.get("facet") or {}
    facet, confidence = asked.get("name"), asked.get("confidence", 0.0)
    if not is_settled(record) or kind(name) in (CONTROL, URGENT, ""):
        return None
    if in_form and not asks_within(record["text"]):
        return None
    beside = in_form and "alone" in record
    if name in PLACES and "alone" in record and asks_what_is_there(record["text"]):
        return facet if f"utter_{name}_{facet}" in answers else OTHER
    again = beside or (subject is not None and subject.intent == name)
    if asks_of_own_case(record["text"]) and told_as_text(name, answers) and not answered_by_itself(name, OTHER):
        return OTHER
    if again and not in_form and _tells_only(record):
        return _for_whom_tells(name, subject, answers=answers)
    if facet in (None, ELIGIBILITY, NEXT) and not in_form and asks_how_to(record["text"]):
        return None  # its own answer says how to get it
    if facet is None and again and not in_form and subject is not None and goes_on(record["text"]):
        facet, confidence = subject.facet, FACET_AT_ONCE
    if facet and (again or confidence >= FACET_AT_ONCE) and (not in_form or beside or confidence >= FACET_AT_ONCE):
        return _worth_answering(name, facet, record, answers=answers, again=again)
    if beside:
        return OTHER
    if not again and not in_form and _is_a_reason(record, subject):
        return ELIGIBILITY if f"utter_{name}_{ELIGIBILITY}" in answers else None
    if not again or in_form or not (_is_detail(record, answers) or _says_something_new(record, subject, answers)):
        return None
    if lacks_money(record["text"]):
        return "help" if f"utter_{name}_help" in answers else OTHER
    if tells_circumstances(record["text"]):
        return _for_whom_tells(name, subject, answers=answers)
    return OTHER


def has_words(record: Record, facet: str, answers: Collection[str]) -> bool:
    """Whether something is written for this question about the message's service."""
    name = record["intent"]
    subtopic = next((entity["value"] for entity in record["entities"] if entity["entity"] == "subtopic"), None)
    return bool({f"utter_{name}_{facet}", f"utter_{name}_{subtopic}_{facet}"} & set(answers))


def told_as_text(name: str, answers: Collection[str]) -> bool:
    """Whether the service's own answer is a text, which says nothing new to another question. A report may be one."""
    return kind(name) in TOLD_AS_TEXT or (kind(name) == REPORT and f"utter_{name}" in answers)


def _is_detail(record: Record, answers: Collection[str]) -> bool:
    """Whether it is a detail ("his name is Sam, hes 8") for a service that gathers none: its own answer is a text."""
    is_one = record.get("alone", record)["intent"] == DETAILS and record.get("read") == "subject"
    return is_one and f"utter_{record['intent']}" in answers and told_as_text(record["intent"], answers)


def _tells_only(record: Record) -> bool:
    """Whether it says whose home it is, or how somebody is placed as who can have it depends on, and asks nothing."""
    text, facet = record["text"], (record.get("facet") or {}).get("name")
    told = tells_circumstances(text) and not asks_within(text) and kind(record["intent"]) in TOLD_AS_TEXT
    of_it = facet == ELIGIBILITY or (facet is None and record.get("read") == "subject")
    return tells_tenure(text) or (told and of_it)


def _for_whom_tells(name: str, subject: Subject | None, *, answers: Collection[str]) -> str:
    """Who can have it, for somebody who says how they are placed; where that was just said, what else helps."""
    just_said = subject is not None and subject.facet == ELIGIBILITY
    return ELIGIBILITY if f"utter_{name}_{ELIGIBILITY}" in answers and not just_said else OTHER


def _is_a_reason(record: Record, subject: Subject | None) -> bool:
    """Whether it tells what the subject's team has something to apply for: "its only me"."""
    about = intents()[record["intent"]]
    if subject is None or about.topic != subject.about.topic or about.kind != "apply":
        return False
    return tells_circumstances(record["text"]) and not asks_within(record["text"])


def _worth_answering(name: str, facet: str, record: Record, *, answers: Collection[str], again: bool) -> str | None:
    if answered_by_itself(name, facet):
        return None
    return facet if again or facet == CONTACT or has_words(record, facet, answers) else None


def _new_words(name: str, record: Record) -> list[str]:
    """The words of a message that neither greet nor stand in the service's own name."""
    known = fold(f"{titles()[name]} {name}")
    words = [word for word in record.get("own_words", ()) if word not in GREETINGS]
    return [word for word in words if word[:_STEM_CHARACTERS].rstrip("s") not in known]


def names_service(record: Record) -> bool:
    """Whether it is of its service by its own words."""
    alone = record.get("alone", record)
    sure = alone["intent"] == record["intent"] and alone["confidence"] >= SURE_ALONE
    return bool(sure) and not is_generic(record)


def asks_something_new(record: Record) -> bool:
    """Whether it asks of a service what its name does not say: "can i get a council house if i own a flat"."""
    told = kind(record["intent"]) in TOLD_AS_TEXT and asks_within(record["text"])
    return told and bool(_new_words(record["intent"], record))


def _says_something_new(record: Record, subject: Subject | None, answers: Collection[str]) -> bool:
    """A question, a circumstance or a detail ("its a side street", "the number is FE12345678") with words of its own,
    about a service whose text has been given: "plasterboard?" after the tip. Another longer statement says it again."""
    alone, text, name = record.get("alone", record), record["text"], record["intent"]
    if not told_as_text(name, answers) or is_generic(record):
        return False
    if names_service(record):  # once more: it may be asked for what it says itself
        may_begin = kind(name) in (APPLY, "pay") and not asks_within(text)
        return subject is not None and not may_begin and bool(_new_words(name, record))
    if record.get("read") == "subject" and alone["intent"] not in (name, DETAILS):
        return True
    numbered = any(sign.isdigit() for sign in text)
    short = (len(text.split()) <= ELLIPTICAL_WORDS or numbered) and alone["intent"] != DETAILS
    return short or refers_back(text) or asks_within(text) or tells_circumstances(text) or lacks_money(text)
