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
from language.intent_kinds import SIGNPOST
from language.normalise import normalise
from language.postcodes import postcodes
from language.taxonomy import kind
from language.waiting import Writes, writes
from protocol.action_messages import ACTION_FAILED, HANDOFF, SERVICE_REQUEST

LOOKUP = "lookup"
ANSWERED_KINDS = frozenset({"answer", "apply", "pay", SIGNPOST, LOOKUP})
SURE = 0.7
SURE_UNASKED = 0.9
"""Of what is not put as a question: "opening times of the tip", but not "im on universal credit"."""
SURE_FACET = 0.6
FACET = "facet"
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
    r"\A\W*(?:(?:and|but|so|also|ok|okay|well|please|pls|while i wait) )*(?:i|we) (?:also )?(?:need|want|would like|"
    r"'?d like) to (?:know|find|pay|book|renew|apply|check|look)\b",
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
    if record["decision"] != "answer":
        return record["decision"] == "rephrase" and not pressed and _asks(text)
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
    return record["decision"] == "answer" or PAGE in keys


def _is_look_up(tracker: DialogueStateTracker) -> bool:
    return kind(open_errand(tracker) or "") == LOOKUP


def _is_sure(text: str, record: Record) -> bool:
    facet = record.get("facet") or {}
    if record.get("asked") and facet.get("confidence", 0.0) < SURE_FACET:
        return False
    if record.get("read") == "subject":
        return _asks(text)
    if _asks(text):
        return bool(record["confidence"] >= SURE)
    named = len(text.split()) <= MOST_WORDS_UNASKED and not _TELLS.match(normalise(text))
    return named and bool(record["confidence"] >= SURE_UNASKED)


def _asks(text: str) -> bool:
    return writes(text) == Writes.QUESTION or bool(_WANTS.match(normalise(text)))


def _answers_look_up(text: str, *, pressed: bool) -> bool:
    """A postcode or a house for the question of a look-up."""
    return pressed or bool(postcodes(text)) or bool(_ADDRESS.match(normalise(text)))
