"""What a message asks of a service, whichever it is: its price ("cost"), its opening hours ("when"), whether one must
book ("appointment").

One model for all services, of the same make as the intent model, on the sentence vector that that one has already
computed. data/facets.yml says what is taught; facet_training.py makes the model.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from components.intents import ARRAYS, NAMES, IntentModel
from components.ngrams import WORD
from components.subtopics import likeliest
from language.normalise import fold

FACET = "facet"
"""The entity, and the key of the record of a message."""
OWN_WORDS = "own_words"
"""Key of the record: the words that no elliptical question has, such as "plasterboard"."""
FILE = "facets.json"
PREFIX = "facet-"


@dataclass(frozen=True)
class Facet:
    name: str
    confidence: float


class FacetModel:
    """What is found with less confidence than `threshold` counts as no facet. `generic_words` are the words of the
    questions that are asked when the service is known ("how much is it"): a message of these alone names none."""

    def __init__(self, model: IntentModel | None, generic_words: frozenset[str], threshold: float) -> None:
        self.model = model
        self.generic_words = generic_words
        self.threshold = threshold

    def find(self, text: str, vector: np.ndarray) -> Facet | None:
        """The facet that a text asks for; `vector` is the text's."""
        if self.model is None or not words(text):
            return None
        (prediction,) = self.model.predict([text], vector[None])
        found = likeliest(self.model.intents, prediction.confidence, self.threshold)
        return Facet(found.subtopic, found.confidence) if found else None

    def own_words(self, text: str) -> list[str]:
        """The words of a text by which it may name a subject of its own."""
        return [word for word in words(text) if word not in self.generic_words]

    def save(self, directory: Path) -> None:
        kept = {"threshold": self.threshold, "generic_words": sorted(self.generic_words)}
        (directory / FILE).write_text(json.dumps(kept), encoding="utf-8")
        if self.model:
            self.model.save(directory, PREFIX)

    @classmethod
    def load(cls, read: Callable[[str], bytes]) -> FacetModel:
        """`read` gives the contents of a file that `save` wrote."""
        kept = json.loads(read(FILE))
        model = IntentModel.load(io.BytesIO(read(PREFIX + ARRAYS)), read(PREFIX + NAMES).decode())
        return cls(model, frozenset(kept["generic_words"]), kept["threshold"])


def words(text: str) -> list[str]:
    """Without case and signs."""
    found: list[str] = WORD.findall(fold(text))
    return found


def vocabulary(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(word for text in texts for word in words(text))


_COST = re.compile(
    r"\bhow much (?!(?:\w+ )?(?:longer|time|notice|room|space|of|can i put|do you take|"
    r"(?:\w+ ){0,4}(?:spen[dt]|paid))\b)|"
    r"\bhow much\W*\Z|\bwhat does it cost\b"
)
PLAINLY = 0.9


def _plainly(text: str) -> Facet | None:
    """ "How much" asks what it costs, whatever stands beside it: "how much is it to give notice"."""
    return Facet("cost", PLAINLY) if _COST.search(fold(text)) else None


def add_facet(record: dict[str, Any], vector: np.ndarray, model: FacetModel) -> None:
    """Write FACET, {"name", "confidence"} or None, and OWN_WORDS to a record of `understanding.describe`; whatever was
    decided of its intent, because "how much" has none."""
    found = _plainly(record["text"]) or model.find(record["text"], vector)
    record[FACET] = asdict(found) if found else None
    record[OWN_WORDS] = model.own_words(record["text"])
