"""Which errand of an intent a message names: "taxi" of the licences, "gas" of the emergencies.

Some intents gather what residents say in one breath but the council answers apart. Each has a small model of its own
over its sub-topics and NONE, of the same make as the intent model, on the sentence vector that that one has already
computed. The blocks of data/nlu say which example is of which sub-topic; subtopic_training.py makes the models.
"""

import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from components.intents import ARRAYS, NAMES, IntentModel

SUBTOPIC = "subtopic"
"""The entity, and the key of the metadata of a block of examples."""
NONE = "none"
FILE = "subtopics.json"
PREFIX = "subtopic-"


@dataclass(frozen=True)
class Found:
    subtopic: str
    confidence: float


class Subtopics:
    """The models by their intent. What is found with less confidence than `threshold` counts as nothing named."""

    def __init__(self, models: Mapping[str, IntentModel], threshold: float) -> None:
        self.models = dict(models)
        self.threshold = threshold

    def find(self, intent: str, text: str, vector: np.ndarray) -> Found | None:
        """The sub-topic of a text of this intent, if it names one; `vector` is the text's."""
        model = self.models.get(intent)
        if model is None:
            return None
        (prediction,) = model.predict([text], vector[None])
        return likeliest(model.intents, prediction.confidence, self.threshold)

    def save(self, directory: Path) -> None:
        for intent, model in self.models.items():
            model.save(directory, f"{PREFIX}{intent}-")
        kept = {"intents": sorted(self.models), "threshold": self.threshold}
        (directory / FILE).write_text(json.dumps(kept))

    @classmethod
    def load(cls, read: Callable[[str], bytes]) -> "Subtopics":
        """`read` gives the contents of a file that `save` wrote."""
        kept = json.loads(read(FILE))
        models = {
            intent: IntentModel.load(
                io.BytesIO(read(f"{PREFIX}{intent}-{ARRAYS}")), read(f"{PREFIX}{intent}-{NAMES}").decode()
            )
            for intent in kept["intents"]
        }
        return cls(models, kept["threshold"])


def likeliest(names: list[str], confidence: np.ndarray, threshold: float) -> Found | None:
    """The likeliest sub-topic, unless that is NONE or not likely enough."""
    best = int(confidence.argmax())
    if names[best] == NONE or confidence[best] < threshold:
        return None
    return Found(names[best], round(float(confidence[best]), 4))


def entity(found: Found, text: str) -> dict[str, Any]:
    """As Rasa writes an entity; the whole message says it, not a part of it."""
    return {
        "entity": SUBTOPIC,
        "value": found.subtopic,
        "start": 0,
        "end": len(text),
        "confidence_entity": found.confidence,
        "extractor": "SubtopicExtractor",
    }


def add_subtopic(record: dict[str, Any], vector: np.ndarray, subtopics: Subtopics) -> dict[str, Any] | None:
    """Add the entity to a record of `understanding.describe`; the entity, or nothing where none is named.

    A message that could not be understood names nothing: its intent is a guess that nobody acts on."""
    understood = record["decision"] != "rephrase"
    found = subtopics.find(record["intent"], record["text"], vector) if understood else None
    if found is None:
        return None
    made = entity(found, record["text"])
    record["entities"] = [*record["entities"], made]
    return made
