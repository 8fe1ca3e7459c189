"""While a resident waits for a person: which messages the assistant answers for sure, so that it may do so meanwhile.

The gateway asks with `"waiting": true`. Never a report, a handoff, a greeting or a guess: what is not answered here is
kept for the officer (docs/decisions/0036).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from rasa.shared.core.events import ActiveLoop, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

from components.dialogues import open_errand
from language.facets import OTHER
from language.intent_kinds import LOOKUP, REPORT, SIGNPOST
from language.normalise import normalise
from language.postcodes import postcodes
from language.taxonomy import kind
from language.waiting import Writes, writes
from protocol.action_messages import ACTION_FAILED, HANDOFF, SERVICE_REQUEST

ANSWERED_KINDS = frozenset({"answer", "apply", "pay", SIGNPOST, LOOKUP, REPORT})
"""What a text or a look-up answers. A report is begun by a form, which is no answer; some have a text instead."""
SURE = 0.5
SURE_ELSEWHERE = 0.7
"""Of a question that only somebody else would answer."""
SURE_WANTED = 0.7
"""Of what is wished for and not asked: "i also need to pay my council tax"."""
SURE_WANTED_FIRST = 0.5
"""The same where nothing is known yet of what they wait about: it is that."""
SURE_TOLD = 0.5
"""Of something to be reported: "my kitchen tap is dripping"."""
SURE_UNASKED = 0.9
"""Of what only names a thing: "opening times of the tip", but not "im on universal credit"."""
SURE_NEAR = 0.45
"""Likeness of the answer that is nearest to a question."""
ASKING = frozenset({Writes.QUESTION, Writes.HOW_LONG_OF_EITHER, Writes.HELP, Writes.NUMBER})
PAGE = "utter_page_quotation"
MOST_WORDS_UNASKED = 7
NO_ANSWERS = frozenset(
    {
        "utter_ask_address_again",
        "utter_ask_postcode_again",
        "utter_details_for_what",
        "utter_did_you_mean",
        "utter_did_you_mean_or_postcode",
        "utter_facet_not_ours",
        "utter_facet_own_case",
        "utter_facet_told",
        "utter_facet_unknown",
        "utter_help_menu",
        "utter_menu",
        "utter_person_or_not",
        "utter_postcode_for_what",
        "utter_rephrase",
        "utter_sent_for_what",
        "utter_speak_to_person",
        "utter_which_one",
    }
)
"""Keys of answers that do not answer, or only ask what was meant."""
_TELLS = re.compile(
    r"\A\W*(?:(?:and|but|so|also|ok|okay|well|because|cos|coz|as) )*(?:i|i'?m|im|i'?ve|ive|i'?ll|we|we'?re|we'?ve|he|"
    r"he'?s|hes|she|she'?s|shes|they|they'?re|theyre|it|it'?s|its|there|there'?s|theres|this|that|that'?s|thats|the|my|"
    r"our|his|her|their|no|not|yes|yeah|please)\b",
    re.IGNORECASE,
)
_WANTS = re.compile(
    r"\A\W*(?:(?:and|but|so|also|ok|okay|well|please|pls|oh|while i wait|while ur here|while youre here) )*"
    r"(?:(?:i|we) (?:also |still |just |will |might )*(?:need|want|would like|'?d like|have|wanted|wanna|"
    r"gotta)|(?:i'?m|we'?re|i am|we are) (?:just |also )*(?:trying|looking|hoping|wanting)|need|want)"
    r"(?: to| 2)?\b",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"\A\W*(?:(?:its|it'?s|number|no|flat|house|the) ?)*\d+ ?[a-z]?\b(?:[ ,]+[\w']+){0,5}\W*\Z", re.IGNORECASE
)

Record = dict[str, Any]
Message = dict[str, Any]


def may_answer(tracker: DialogueStateTracker, text: str, record: Record, *, pressed: bool) -> bool:
    """Whether the dialogue is to be asked at all. `record` is what the message was understood as; `pressed`: it is a
    choice of ours."""
    if record["urgent"]:
        return False
    if tracker.active_loop_name is not None and _answers_look_up(text, pressed=pressed):
        return True
    if record["decision"] not in ("answer", "hand_over"):
        return not pressed and writes(text, (record.get("waits_about"),)) in (Writes.QUESTION, Writes.NUMBER)
    if kind(record["intent"]) not in ANSWERED_KINDS and record.get("asked") is None:
        return False
    return pressed or _is_sure(text, record)


def set_report_aside(tracker: DialogueStateTracker) -> bool:
    """Close a form that is not a look-up's, in this copy of the dialogue: it waits for whoever has the conversation
    next. True where there was one, and the dialogue is not to be kept."""
    if tracker.active_loop_name is None or _is_look_up(tracker):
        return False
    for event in (ActiveLoop(None), SlotSet("requested_slot", None)):
        tracker.update(event)
    return True


def is_answer(tracker: DialogueStateTracker, record: Record, messages: Sequence[Message]) -> bool:
    """Whether what the dialogue said is an answer and nothing else: it does nothing, asks for nobody, begins no report,
    and knows. `tracker` is the dialogue after it."""
    if tracker.active_loop_name is not None and not _is_look_up(tracker):
        return False
    keys = [message["utter_action"] for message in messages if message["utter_action"]]
    does = any({ACTION_FAILED, HANDOFF, SERVICE_REQUEST} & set(message["custom"] or ()) for message in messages)
    if does or not NO_ANSWERS.isdisjoint(keys) or not any(keys or [message["text"] for message in messages]):
        return False
    return record["decision"] in ("answer", "hand_over") or PAGE in keys or bool(record.get("asked"))


def _is_look_up(tracker: DialogueStateTracker) -> bool:
    return kind(open_errand(tracker) or "") == LOOKUP


def _is_sure(text: str, record: Record) -> bool:
    if record.get("very_near"):
        return True
    if record.get("read") == "subject":
        return _asks(text, record) and not _is_a_neighbour(record) and _facet_is_sure(record)
    if record.get("asked") and record["intent"] == record.get("waits_about"):
        return _asks(text, record) and _facet_is_sure(record)
    if _asks(text, record):
        sure = SURE_ELSEWHERE if kind(record["intent"]) == SIGNPOST else SURE
        return bool(record["confidence"] >= sure) and _facet_is_sure(record)
    if kind(record["intent"]) == REPORT:
        return bool(record["confidence"] >= SURE_TOLD)
    if _WANTS.match(normalise(text)):
        return bool(record["confidence"] >= (SURE_WANTED if record.get("waits_about") else SURE_WANTED_FIRST))
    named = len(text.split()) <= MOST_WORDS_UNASKED and not _TELLS.match(normalise(text))
    return named and bool(record["confidence"] >= SURE_UNASKED)


def _facet_is_sure(record: Record) -> bool:
    """Where no facet was understood, only what is written for such a question answers, or a page: never the service's
    own text once more."""
    if record.get("asked") != OTHER or "answer" not in record:
        return True
    own = record.get("read") == "subject" and record["answer"] == f"utter_{record['intent']}"
    return not own and bool(record["likeness"] >= SURE_NEAR)


def _is_a_neighbour(record: Record) -> bool:
    """Neither what they wait about nor what it is by its own words, but a service of the same team."""
    return record["intent"] not in (record.get("waits_about"), (record.get("alone") or {}).get("intent"))


def _asks(text: str, record: Record) -> bool:
    return writes(text, (record.get("waits_about"),)) in ASKING


def _answers_look_up(text: str, *, pressed: bool) -> bool:
    """A postcode or a house for the question of a look-up."""
    return pressed or bool(postcodes(text)) or bool(_ADDRESS.match(normalise(text)))
