"""Trains the models of the sub-topics, one for each intent whose examples name any."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from components import intent_training
from components.intent_training import HeldOut
from components.intents import IntentModel, Shape
from components.subtopics import NONE


@dataclass(frozen=True)
class Example:
    text: str
    intent: str
    subtopic: str | None


def with_subtopics(examples: Iterable[Example]) -> list[Example]:
    """The examples of those intents that have sub-topics."""
    kept = list(examples)
    intents = {example.intent for example in kept if example.subtopic}
    return [example for example in kept if example.intent in intents]


def train(examples: list[Example], vectors: np.ndarray, shape: Shape) -> dict[str, tuple[IntentModel, HeldOut]]:
    """For each intent its model, and what that would have made of each example without having seen it."""
    places: dict[str, list[int]] = defaultdict(list)
    for place, example in enumerate(examples):
        places[example.intent].append(place)
    return {intent: _train_one([examples[i] for i in at], vectors[at], shape) for intent, at in places.items()}


def _train_one(examples: list[Example], vectors: np.ndarray, shape: Shape) -> tuple[IntentModel, HeldOut]:
    texts = [example.text for example in examples]
    return intent_training.train(texts, [example.subtopic or NONE for example in examples], vectors, shape=shape)
