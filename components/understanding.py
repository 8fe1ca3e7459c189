"""A message understood: the facts that the gateway, `understand` and the dialogue share."""

import re
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from threading import Lock
from typing import Any

import numpy as np

from components.danger import Subject
from components.decision import HANDED_OVER, Decider, Decision, Ranking
from components.intents import IntentModel, Prediction
from components.postcodes import find_postcodes
from components.sentences import SentenceEncoder
from language.figures import plainly
from language.normalise import normalise
from language.postcodes import postcodes, with_postcode, without_postcode
from language.taxonomy import Intent, intents

UNDERSTANDING = "understanding"
"""Key of this record in a message that Rasa parsed; the last components of the pipeline write it."""
SUBJECT = "subject"
"""Key, in the metadata of a message to be parsed, of what its conversation is about (components/danger.py)."""
RANKED_INTENTS = 6
REMEMBERED_TEXTS = 4096
DETAILS = "provide_details"
A_POSTCODE = "FB1 2CD"
SURE = 0.6
"""Of what a message says beside its postcode, before that counts as what it is about."""
TALK = frozenset(intent.name for intent in intents().values() if intent.topic == "conversation")
"""Intents about the chat itself: "thank you" beside a postcode is polite, and no more."""
DIVISION = "\N{DIVISION SLASH}"
# Nothing to read, or a command that somebody tries: "/restart", "/inform{...}".
UNREADABLE = re.compile(rf"\W*|\s*[/{DIVISION}]+\w+\s*(\{{.*)?", re.DOTALL)


@dataclass(frozen=True)
class Reading:
    """What the model says of a text: every intent with its confidence, likeliest first, and the nearest examples; and
    the sentence vector that this rests on."""

    ranking: Ranking
    nearest: list[dict[str, Any]]
    vector: np.ndarray


class Reader:
    """Encoder and model together. Remembers the last few thousand texts: "hello" and "yes" come often."""

    def __init__(self, encoder: SentenceEncoder, model: IntentModel) -> None:
        self._encoder, self._model = encoder, model
        self._known: OrderedDict[str, Reading] = OrderedDict()
        self._lock = Lock()

    def read(self, texts: Sequence[str]) -> list[Reading]:
        """What each text is about. A postcode says where, and drowns the few words beside it: "pothole FB1 2CD" is a
        pothole. Which postcode it is makes no difference: all are read as the one of the examples. Figures of speech
        are read for what they mean."""
        texts = [with_postcode(plainly(text), A_POSTCODE) for text in texts]
        readings = self._read(texts)
        beside = {
            at: rest
            for at, (text, reading) in enumerate(zip(texts, readings, strict=True))
            if reading.ranking[0][0] == DETAILS and (rest := _beside_postcode(text))
        }
        for at, reading in zip(beside, self._read(list(beside.values())), strict=True):
            name, confidence = reading.ranking[0]
            if name not in TALK and confidence >= SURE:
                readings[at] = reading
        return readings

    def _read(self, texts: Sequence[str]) -> list[Reading]:
        with self._lock:
            found = {text: self._known[text] for text in texts if text in self._known}
        new = [text for text in dict.fromkeys(texts) if text not in found]
        if new:
            vectors = self._encoder.encode(new)
            predictions = self._model.predict(new, vectors)
            found.update(zip(new, map(self._reading, predictions, vectors), strict=True))
        with self._lock:
            self._remember(found)
        return [found[text] for text in texts]

    def _reading(self, prediction: Prediction, vector: np.ndarray) -> Reading:
        order = np.argsort(-prediction.confidence, kind="stable").tolist()
        confidence = prediction.confidence.round(4).tolist()
        nearest = [asdict(near) for near in prediction.nearest]
        return Reading([(self._model.intents[i], confidence[i]) for i in order], nearest, vector)

    def _remember(self, found: dict[str, Reading]) -> None:
        for text, reading in found.items():
            self._known[text] = reading
            self._known.move_to_end(text)
        while len(self._known) > REMEMBERED_TEXTS:
            self._known.popitem(last=False)


def _beside_postcode(text: str) -> str:
    """The words of a text that has a postcode; nothing where it has none."""
    return " ".join(without_postcode(text).split()).strip(" ,.;:-") if postcodes(text) else ""


def describe(text: str, reading: Reading, decision: Decision) -> dict[str, Any]:
    """The record of a message."""
    return {
        "text": text,
        "decision": decision.action,
        "intent": decision.intent,
        "confidence": decision.confidence,
        "topic": decision.topic,
        "ranking": ranked(reading.ranking[:RANKED_INTENTS]),
        "entities": find_postcodes(text),
        "urgent": decision.urgent,
        "possible_danger": decision.possible_danger,
        "nearest": reading.nearest,
    }


def ranked(ranking: Ranking) -> list[dict[str, Any]]:
    """As Rasa writes it."""
    return [{"name": name, "confidence": confidence} for name, confidence in ranking]


def decide(text: str, reading: Reading, decider: Decider, *, subject: Subject | None = None) -> Decision:
    """What to do with it; what cannot be read is asked for again."""
    decision = decider.decide(reading.ranking, text, subject)
    if UNREADABLE.fullmatch(normalise(text)):
        return replace(decision, action="rephrase", urgent=False, possible_danger=None)
    return decision


def of_payload(intent: Intent, entities: Sequence[dict[str, Any]] = ()) -> dict[str, Any]:
    """The record for one of our own choices, which needs no understanding: its intent and entities are certain."""
    return {
        "decision": "hand_over" if intent.kind in HANDED_OVER else "answer",
        "intent": intent.name,
        "confidence": 1.0,
        "topic": intent.topic,
        "ranking": [{"name": intent.name, "confidence": 1.0}],
        "entities": list(entities),
        "urgent": intent.kind == "urgent",
        "possible_danger": None,
        "nearest": [],
    }
