"""A message understood: the facts that the gateway, `understand` and the dialogue share."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from components.decision import HANDED_OVER, Decider, Decision, Intent
from components.intents import IntentModel, Prediction
from components.postcodes import find_postcodes
from components.sentences import SentenceEncoder

UNDERSTANDING = "understanding"
"""Key of this record in a message that Rasa parsed; set by the last component of the pipeline."""
RANKING = 6
DIVISION = "\N{DIVISION SLASH}"
# Nothing to read, or a command that somebody tries: "/restart", "/inform{...}".
UNREADABLE = re.compile(rf"\W*|\s*[/{DIVISION}]\w+\s*(\{{.*)?", re.DOTALL)


def ranking(model: IntentModel, prediction: Prediction) -> list[tuple[str, float]]:
    """Every intent with its confidence, likeliest first."""
    order = np.argsort(-prediction.confidence, kind="stable")
    return [(model.intents[i], round(float(prediction.confidence[i]), 4)) for i in order]


def describe(text: str, ranked: list[tuple[str, float]], nearest: list[Any], decider: Decider) -> dict[str, Any]:
    decision = decide(text, ranked, decider)
    return {
        "text": text,
        "decision": decision.action,
        "intent": decision.intent,
        "confidence": decision.confidence,
        "topic": decision.topic,
        "ranking": [{"name": name, "confidence": confidence} for name, confidence in ranked[:RANKING]],
        "entities": find_postcodes(text),
        "urgent": decision.urgent,
        "nearest": nearest,
    }


def decide(text: str, ranked: list[tuple[str, float]], decider: Decider) -> Decision:
    decision = decider.decide(ranked)
    if UNREADABLE.fullmatch(text):
        return replace(decision, action="rephrase", urgent=False)
    return decision


class Understanding:
    """All that is needed to understand messages without Rasa."""

    def __init__(self, encoder: SentenceEncoder, model: IntentModel, decider: Decider) -> None:
        self._encoder, self._model, self._decider = encoder, model, decider

    def understand(self, texts: Sequence[str]) -> list[dict[str, Any]]:
        predictions = self._model.predict(texts, self._encoder.encode(texts))
        return [
            describe(text, ranking(self._model, prediction), likenesses(prediction), self._decider)
            for text, prediction in zip(texts, predictions, strict=True)
        ]


def likenesses(prediction: Prediction) -> list[dict[str, Any]]:
    return [{"text": near.text, "intent": near.intent, "similarity": near.similarity} for near in prediction.nearest]


def of_payload(intent: Intent) -> dict[str, Any]:
    """The record for one of our own choices, which needs no understanding: its intent is certain."""
    return {
        "decision": "hand_over" if intent.kind in HANDED_OVER else "answer",
        "intent": intent.name,
        "confidence": 1.0,
        "topic": intent.topic,
        "ranking": [{"name": intent.name, "confidence": 1.0}],
        "entities": [],
        "urgent": intent.kind == "urgent",
        "nearest": [],
    }
