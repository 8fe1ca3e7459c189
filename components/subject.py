"""A message in the light of what the conversation is about: "how much", "and on sunday?", "for my mum".

The gateway keeps the subject with the conversation and sends it along. A message that names no service of its own is
read a second time, with the subject's title before it, and the two readings are weighed (docs/decisions/0038). Both are
records of components/understanding.py; what comes out is one as well, with `read` and, where the subject won, `alone`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from components.decision import HANDED_OVER
from components.wordings import Answers, named_by_title, says
from language.circumstances import only_names_people, tells_circumstances, tells_tenure
from language.danger_words import names_danger
from language.date_words import is_only_a_date
from language.facets import CHANGE
from language.intent_kinds import CONTROL, CONVERSATION, REPORT, SIGNPOST, URGENT
from language.postcodes import find_postcode
from language.questions import asks, asks_what_is_there, asks_within, complains, goes_on, refers_back, wants
from language.taxonomy import Intent, intents, kind, titles
from language.waiting import COMPLAINT

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
OF_THE_TEAM = 0.7
"""Confidence of all the team's services together that is as good as one of them."""
AS_GOOD = 0.5
"""Confidence of the subject in the second reading, with which it is as good as a service half named."""
PLAINLY_ITS = 0.7
LIKEST, OF_ANOTHER_TEAM = 3, 0.45
"""So many services that a message is likest to are all another team's, with so much confidence together."""
LEFT_OF_TOLD = 0.5
"""The other service's part of the subject's confidence, where something is told and not asked."""
LEFT_OF_OTHER = 0.02
"""Confidence of the other service in the second reading, below which nothing is left of it."""
FACET_AT_ONCE = 0.6
"""Of the facet, where the service is named for the first time or a form is open."""
OWN_WORDS_IN_FORM = 2
"""Words that are not asked of any service: a side question has no more, "how long does it take to fix"."""
SHORT_WORDS = 12
"""A longer message that is understood says by itself what it is about."""
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
DETAILS, WHOSE = "provide_details", "council_ward_find"
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
    if subject is None or record["urgent"]:
        return False
    if is_settled(record) and len(record["text"].split()) > SHORT_WORDS:
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
    ranking = [each for each in together["ranking"] if _may_win(each["name"], subject)]
    if _is_plainly_of_it(record, subject):
        name, confidence = subject.intent, (record.get("facet") or together)["confidence"]
    elif not is_generic(record) and not refers_back(record["text"]) and is_of_another_team(record, subject):
        return record | {"decision": "clarify"} if record["decision"] == "rephrase" else record
    elif _is_only_told(record["text"]) and subject.about.kind in TOLD_AS_TEXT:
        name, confidence = subject.intent, TOGETHER
    elif ranking and _is_enough(record, ranking, subject) and _has_to_do_with_it(record, subject):
        name, confidence = ranking[0]["name"], ranking[0]["confidence"]
    elif _is_a_detail_of(record, subject, answers or {}):
        name, confidence = subject.intent, TOGETHER
    else:
        return record
    if intents()[name].topic != subject.about.topic or (name == record["intent"] and is_settled(record)):
        return record
    return record | _of_subject(record, together, subject, name=name) | {"confidence": confidence}


def _is_a_detail_of(record: Record, subject: Subject, answers: Answers) -> bool:
    """Whether it is a bare detail ("yesterday about 4") and the subject's own answer a text, which begins nothing."""
    told_as_text = subject.about.kind in TOLD_AS_TEXT or subject.about.kind == REPORT
    is_one = record["intent"] == DETAILS and is_settled(record) and not find_postcode(record["text"])
    return is_one and told_as_text and not subject.done and f"utter_{subject.intent}" in answers


def _may_win(name: str, subject: Subject) -> bool:
    """Whether the second reading may make a message that: no talk, and no danger that was not told of before."""
    return kind(name) not in (CONTROL, URGENT) or (kind(name) == URGENT and name == subject.intent)


def _is_only_told(text: str) -> bool:
    """Whether it says who lives there, or a date, and nothing else."""
    return only_names_people(text) or is_only_a_date(text)


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
        "alone": alone(record),
    }


def _names_another(record: Record, together: Record, subject: Subject, *, answers: Answers) -> bool:
    """Whether it is plainly one of another service by words of its own: "do i need planning" after a dropped kerb."""
    name, text = record["intent"], record["text"]
    if complains(text) and name == COMPLAINT:
        return True
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
    if told and record["confidence"] < SURE_ALONE and of_other <= of_it * LEFT_OF_TOLD:
        return True
    if of_it >= PLAINLY_ITS and of_other <= LEFT_OF_OTHER:
        if refers_back(record["text"]):
            return True
        if half_named and asks_within(record["text"]) and record.get("facet"):
            return not named_by_title(record["text"], record["intent"], subject.intent)
    if named_by_title(record["text"], record["intent"], subject.intent):
        return False
    return says(answers, subject.intent, record.get("own_words", ()))


def _is_enough(record: Record, ranking: Sequence[Record], subject: Subject) -> bool:
    """Whether the second reading is sure enough. Where the first one says nothing and the second one names the subject
    itself, or its team's services together, it need not be very."""
    first, of_it = ranking[0], subject.about.topic
    of_the_team = sum(each["confidence"] for each in ranking if intents()[each["name"]].topic == of_it)
    weak = not is_settled(record) or (record["confidence"] < NAMED_ALONE and not asks_within(record["text"]))
    of_one = first["name"] == subject.intent or (not is_settled(record) and of_the_team >= OF_THE_TEAM)
    unlike_all = weak and of_one
    return bool(first["confidence"] >= (TOGETHER_LEAST if unlike_all else TOGETHER))


def is_of_another_team(record: Record, subject: Subject) -> bool:
    """Whether all that it is likest to is another team's: "also what do i do about the council tax". How somebody is
    placed, "council flat btw", is told of anything."""
    if tells_circumstances(record["text"]):
        return False
    likest = [intents().get(each["name"]) for each in record["ranking"][:LIKEST]]
    topics = {each.topic if each else None for each in likest}
    sure = sum(each["confidence"] for each in record["ranking"][:LIKEST]) >= OF_ANOTHER_TEAM
    return (
        len(likest) == LIKEST and len(topics) == 1 and not topics & {subject.about.topic, CONVERSATION, None} and sure
    )


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
    if asks_within(text) or tells_circumstances(text) or refers_back(text) or goes_on(text):
        return True
    return any(intents()[each["name"]].topic == subject.about.topic for each in record["ranking"])


def _asks_of_any_service(record: Record) -> bool:
    """Whether it asks a facet and names no service, so that it is about the subject, however unlike that it sounds.
    "Can I cancel" does, "cancel" may be said of the chat."""
    if not is_generic(record) or not record.get("facet"):
        return False
    return record["facet"]["name"] != CHANGE or asks(record["text"])


def alone(record: Record) -> Record:
    """What it was read as by itself."""
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


def is_doubtful_beside(record: Record, subject: Subject) -> bool:
    """Whether a message that comes while a form asks half fits another service, and does not name that."""
    name, weak = record["intent"], record["confidence"] < NAMED_BESIDE
    if "alone" in record or kind(name) in (CONTROL, URGENT) or name in (subject.intent, WHOSE):
        return False
    return not is_settled(record) or (weak and not named_by_title(record["text"], name, subject.intent))


def about_subject(record: Record, subject: Subject, confidence: float) -> Record:
    """The message as one about the subject, whatever it was read as alone."""
    about = subject.about
    won = {"intent": about.name, "topic": about.topic, "confidence": confidence, "decision": "answer"}
    return record | won | {"read": "subject", "alone": alone(record)}


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
