"""A message in the light of what the conversation is about: "how much", "and on sunday?", "for my mum".

The gateway keeps the subject with the conversation and sends it along. A message that names no service of its own is
read a second time, with the subject's title before it, and the two readings are weighed (docs/decisions/0038). Both are
records of components/understanding.py; what comes out is one as well, with `read` and, where the subject won, `alone`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from components.decision import HANDED_OVER
from components.wordings import Answers, named_by_title, says
from language.circumstances import lacks_money, only_names_people, tells_circumstances, tells_tenure
from language.danger_words import names_danger
from language.facets import CHANGE, CONTACT, OTHER, answered_by_itself
from language.intent_kinds import CONTROL, SIGNPOST, URGENT
from language.normalise import fold
from language.questions import GREETINGS, asks, asks_how_to, asks_what_is_there, asks_within, refers_back, wants
from language.taxonomy import Intent, intents, kind, titles

SURE_ALONE = 0.8
"""Confidence with which a message without words of its own is about another service than the subject."""
SURE_TALK = 0.7
NAMED_ALONE = 0.5
"""Confidence with which a message by its own words is about another service than the subject."""
NAMED_BESIDE = 0.6
"""Confidence with which a question in a form is one about another service."""
NAMED_BEYOND_DOUBT = 0.9
"""A message that is understood alone with this much confidence needs no subject."""
HALF_NAMED = 0.65
"""Confidence below which a message only half fits another service."""
TOGETHER = 0.45
"""Confidence of the second reading below which the first one stands."""
TOGETHER_LEAST = 0.25
"""The same, for a message that alone is like nothing."""
AS_GOOD = 0.5
"""Confidence of the subject in the second reading, with which it is as good as a service half named."""
PLAINLY_ITS = 0.7
LEFT_OF_TOLD = 0.5
"""The other service's part of the subject's confidence, where something is told and not asked."""
LEFT_OF_OTHER = 0.02
"""Confidence of the other service in the second reading, below which nothing is left of it."""
FACET_AT_ONCE = 0.6
"""Of the facet, where the service is named for the first time or a form is open."""
ELLIPTICAL_WORDS = 3
"""A message of no more words may be a question without any sign of one: "plasterboard"."""
OWN_WORDS_IN_FORM = 2
"""Words that are not asked of any service: a side question has no more, "how long does it take to fix"."""
_STEM_CHARACTERS = 5
SHORT_WORDS = 12
"""A longer message says by itself what it is about."""
TALK = frozenset(
    {
        "affirm",
        "deny",
        "greet",
        "goodbye",
        "thanks",
        "speak_to_person",
        "stop_messages",
        "bot_challenge",
        "frustration",
        "language_welsh",
        "language_accessibility",
    }
)
"""Talk that is never about the subject. "Can I cancel it" may be, whatever it looks like alone."""
PLACES = frozenset(
    {"contact_council", "culture_parks_info", "library_find_hours", "leisure_centre", "recycling_centre"}
)
"""Services that are places, of which is asked what there is."""
ELIGIBILITY = "eligibility"
DETAILS = "provide_details"
ONLY_A_TOPIC = "help_menu"
"""Also what a message gets that names no more than "bins"."""
TOLD_AS_TEXT = frozenset({"answer", "apply", "pay", "signpost"})
"""Kinds of intents whose own answer is a text, which says nothing new to another question."""

Record = dict[str, Any]


@dataclass(frozen=True)
class Subject:
    """What the conversation is about: an intent of the taxonomy, its sub-topic, what was asked of it last, and whether
    a report was made of it, so that nothing more is gathered."""

    intent: str
    subtopic: str | None = None
    facet: str | None = None
    done: bool = False

    @property
    def about(self) -> Intent:
        """The row of the taxonomy."""
        return intents()[self.intent]

    def with_text(self, text: str) -> str:
        """What is read the second time."""
        return f"{titles()[self.intent]}. {text}"


def subject_of(sent: Any) -> Subject | None:
    """The subject that the gateway sent; None for none, and for an intent that we no longer have."""
    if not isinstance(sent, Mapping) or sent.get("intent") not in intents() or sent["intent"] not in titles():
        return None
    if kind(str(sent["intent"])) == CONTROL:
        return None
    return Subject(str(sent["intent"]), sent.get("subtopic"), sent.get("facet"), bool(sent.get("done")))


def is_generic(record: Record) -> bool:
    """Whether every word is one that is asked of any service, so that the message names none."""
    return record.get("own_words") == []


def may_be_about(subject: Subject | None, record: Record) -> bool:
    """Whether a second reading, with the subject, may say something else. Danger needs none."""
    if subject is None or record["urgent"] or len(record["text"].split()) > SHORT_WORDS:
        return False
    name, confidence = record["intent"], record["confidence"]
    if name in TALK and confidence >= SURE_TALK:
        return False
    return is_generic(record) or kind(name) == CONTROL or confidence < NAMED_BEYOND_DOUBT


def in_light(record: Record, together: Record, subject: Subject, *, answers: Answers | None = None) -> Record:
    """The reading that wins, of the message alone and of the message with its subject. `answers` are all the answers
    there are, by key."""
    if _names_another(record, together, subject, answers=answers or {}):
        return record
    ranking = [ranked for ranked in together["ranking"] if kind(ranked["name"]) not in (CONTROL, URGENT)]
    if _is_plainly_of_it(record, subject):
        name, confidence = subject.intent, (record.get("facet") or together)["confidence"]
    elif only_names_people(record["text"]) and subject.about.kind in TOLD_AS_TEXT:
        name, confidence = subject.intent, TOGETHER
    elif ranking and _is_enough(record, ranking[0], subject) and _has_to_do_with_it(record, subject):
        name, confidence = ranking[0]["name"], ranking[0]["confidence"]
    else:
        return record
    if intents()[name].topic != subject.about.topic or (name == record["intent"] and is_settled(record)):
        return record
    return record | _of_subject(record, together, subject, name=name) | {"confidence": confidence}


def _of_subject(record: Record, together: Record, subject: Subject, *, name: str) -> Record:
    """What changes in the record where the subject's reading wins, with `name` as the service."""
    found = intents()[name]
    subtopics = [e for e in together["entities"] if e["entity"] == "subtopic" and name == together["intent"]]
    if is_generic(record):
        subtopics = []  # what the subject's title names, the resident has not
    if not subtopics and subject.subtopic and name == subject.intent:
        subtopics = [{"entity": "subtopic", "value": subject.subtopic, "start": 0, "end": len(record["text"])}]
    others = [entity for entity in record["entities"] if entity["entity"] != "subtopic"]
    return {
        "intent": name,
        "topic": found.topic,
        "decision": "hand_over" if found.kind in HANDED_OVER else "answer",
        "ranking": together["ranking"],
        "entities": [*others, *subtopics],
        "possible_danger": record.get("possible_danger") if names_danger(record["text"]) else None,
        "read": "subject",
        "alone": _alone(record),
    }


def _names_another(record: Record, together: Record, subject: Subject, *, answers: Answers) -> bool:
    """Whether it is plainly one of another service by words of its own: "do i need planning" after a dropped kerb."""
    name, text = record["intent"], record["text"]
    if not is_settled(record) or kind(name) == CONTROL or name == subject.intent or tells_tenure(text):
        return False
    if tells_circumstances(text) and intents()[name].topic == subject.about.topic:
        return bool(record["confidence"] >= HALF_NAMED)
    of_its_own = not is_generic(record) and not refers_back(text)
    if record["confidence"] < (NAMED_ALONE if of_its_own else SURE_ALONE):
        return False
    return record["confidence"] >= NAMED_BEYOND_DOUBT or not _fits_as_well(record, together, subject, answers=answers)


def _fits_as_well(record: Record, together: Record, subject: Subject, *, answers: Answers) -> bool:
    """Whether a message that half fits another service fits the subject as well: nothing is left of the other one when
    both are read together, or the subject's own answers speak of what it names ("what band would we be")."""
    found = {each["name"]: each["confidence"] for each in together["ranking"]}
    of_it, of_other = found.get(subject.intent, 0.0), found.get(record["intent"], 0.0)
    if of_it < AS_GOOD or of_it < of_other or subject.about.kind == SIGNPOST:
        return False
    half_named = record["confidence"] < HALF_NAMED
    told = not asks_within(record["text"]) and not wants(record["text"])
    if half_named and told and of_other <= of_it * LEFT_OF_TOLD:
        return True
    if of_it >= PLAINLY_ITS and of_other <= LEFT_OF_OTHER:
        if refers_back(record["text"]):
            return True
        if half_named and asks_within(record["text"]) and record.get("facet"):
            return not named_by_title(record["text"], record["intent"], subject.intent)
    if named_by_title(record["text"], record["intent"], subject.intent):
        return False
    return says(answers, subject.intent, record.get("own_words", ()))


def _is_enough(record: Record, first: Record, subject: Subject) -> bool:
    """Whether the second reading is sure enough. Where the first one says nothing and the second one names the subject
    itself, it need not be very."""
    unlike_all = not is_settled(record) and first["name"] == subject.intent
    return bool(first["confidence"] >= (TOGETHER_LEAST if unlike_all else TOGETHER))


def _is_plainly_of_it(record: Record, subject: Subject) -> bool:
    """Whether it says nothing but what is asked of any service, what there is at the place that was talked of, whose
    home it is that we were asked about, or how somebody is placed."""
    text = record["text"]
    if _asks_of_any_service(record) or tells_tenure(text):
        return True
    if subject.intent in PLACES and asks_what_is_there(text):
        return bool(record["confidence"] < HALF_NAMED)
    names_none = not is_settled(record) or record["intent"] == DETAILS
    return names_none and tells_circumstances(text) and not asks_within(text) and not refers_back(text)


def _has_to_do_with_it(record: Record, subject: Subject) -> bool:
    """Whether the message itself, and not only the title before it, may be about the subject's team: a question, a
    circumstance, a detail or "it" may, and words a little like what its services are asked. Nonsense may not."""
    text = record["text"]
    if is_generic(record) or record.get("facet") or record["intent"] == DETAILS:
        return True
    if asks_within(text) or tells_circumstances(text) or refers_back(text):
        return True
    return any(intents()[each["name"]].topic == subject.about.topic for each in record["ranking"])


def _asks_of_any_service(record: Record) -> bool:
    """Whether it asks a facet and names no service, so that it is about the subject, however unlike that it sounds.
    "Can I cancel" does, "cancel" may be said of the chat."""
    if not is_generic(record) or not record.get("facet"):
        return False
    return record["facet"]["name"] != CHANGE or asks(record["text"])


def _alone(record: Record) -> Record:
    return {key: record[key] for key in ("intent", "confidence", "decision")}


def is_settled(record: Record) -> bool:
    """Whether it is known what to do."""
    return record["decision"] in ("answer", "hand_over")


def in_open_form(record: Record, subject: str | None) -> Record:
    """A side question while a form is open: "how long does it take" asks of what was talked of last, the form's errand
    or another service that was asked about beside it, and answers nothing."""
    if subject not in intents() or record["urgent"] or not _asks_beside(record):
        return record
    return about_subject(record, Subject(subject or ""), (record.get("facet") or record)["confidence"])


def about_subject(record: Record, subject: Subject, confidence: float) -> Record:
    """The message as one about the subject, whatever it was read as alone."""
    about = subject.about
    won = {"intent": about.name, "topic": about.topic, "confidence": confidence, "decision": "answer"}
    return record | won | {"read": "subject", "alone": _alone(record)}


def _asks_beside(record: Record) -> bool:
    """Whether it is a question, and neither about another service nor talk. Behind its reason ("im on benefits is it
    cheaper") it has to be plainly one of those that are asked of any service."""
    known = SURE_TALK if kind(record["intent"]) == CONTROL else NAMED_BESIDE
    if is_settled(record) and record["confidence"] >= known and not is_generic(record):
        return False
    facet = record.get("facet") or {"confidence": 0.0}
    if asks(record["text"]):
        return bool(record.get("facet")) or not is_settled(record)
    few = len(record.get("own_words", ())) <= OWN_WORDS_IN_FORM
    return facet["confidence"] >= FACET_AT_ONCE and few and asks_within(record["text"])


def asks_for_contact(record: Record) -> Record:
    """ "How do I contact the council tax team", "number for the bin people": a team is named, and no service of its."""
    asked = record.get("facet") or {}
    sure = asked.get("name") == CONTACT and asked["confidence"] >= FACET_AT_ONCE
    names_a_service = is_settled(record) and record["intent"] != ONLY_A_TOPIC
    if not sure or names_a_service or record["urgent"]:
        return record
    about = intents()["contact_council"]
    won = {"intent": about.name, "topic": about.topic, "confidence": asked["confidence"], "decision": "answer"}
    return record | won | {"alone": _alone(record)}


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
    if again and not in_form and _tells_only(record):
        return _for_whom_tells(name, subject, answers=answers)
    if facet == ELIGIBILITY and not again and not in_form and asks_how_to(record["text"]):
        return None  # its own answer says how to get it
    if facet and (again or confidence >= FACET_AT_ONCE) and (not in_form or beside or confidence >= FACET_AT_ONCE):
        return _worth_answering(name, facet, record, answers=answers, again=again)
    if beside:
        return OTHER
    if not again and not in_form and _is_a_reason(record, subject):
        return ELIGIBILITY if f"utter_{name}_{ELIGIBILITY}" in answers else None
    if not again or in_form or not (_is_detail(record, answers) or _says_something_new(record, subject)):
        return None
    if lacks_money(record["text"]):
        return "help" if f"utter_{name}_help" in answers else OTHER
    if tells_circumstances(record["text"]):
        return _for_whom_tells(name, subject, answers=answers)
    return OTHER


def _is_detail(record: Record, answers: Collection[str]) -> bool:
    """Whether it is a detail ("his name is Sam, hes 8") for a service that gathers none: its own answer is a text."""
    is_one = record.get("alone", record)["intent"] == DETAILS and record.get("read") == "subject"
    return is_one and f"utter_{record['intent']}" in answers and kind(record["intent"]) in TOLD_AS_TEXT


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
    subtopic = next((entity["value"] for entity in record["entities"] if entity["entity"] == "subtopic"), None)
    has_words = {f"utter_{name}_{facet}", f"utter_{name}_{subtopic}_{facet}"} & set(answers)
    return facet if again or has_words or facet == CONTACT else None


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


def _says_something_new(record: Record, subject: Subject | None) -> bool:
    """A question, a circumstance or a detail ("its a side street", "the number is FE12345678") with words of its own,
    about a service whose text has been given: "plasterboard?" after the tip. Another longer statement says it again."""
    alone, text, name = record.get("alone", record), record["text"], record["intent"]
    if kind(name) not in TOLD_AS_TEXT or is_generic(record):
        return False
    if names_service(record):  # once more: it may be asked for what it says itself
        told = subject is not None and subject.facet is None
        return told and asks(text) and bool(_new_words(name, record))
    if record.get("read") == "subject" and alone["intent"] not in (name, DETAILS):
        return True
    numbered = any(sign.isdigit() for sign in text)
    short = (len(text.split()) <= ELLIPTICAL_WORDS or numbered) and alone["intent"] != DETAILS
    return short or refers_back(text) or asks_within(text) or tells_circumstances(text) or lacks_money(text)
