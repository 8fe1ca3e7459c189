"""The intent model: how likely each intent is for a message, and which taught examples it is like.

One kernel ridge regression sees the meaning (a Gaussian kernel on sentence vectors) and the letters
(a linear kernel on n-grams) together; beside it stands the mean cosine to an intent's nearest
examples. A softmax over both gives probabilities, and how near the message is to anything taught
turns the best of them into a confidence. intent_training.py finds all the numbers.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from components.ngrams import NGrams

ARRAYS, NAMES = "intents.npz", "intents.json"
NEAREST_EXAMPLES = 3


@dataclass(frozen=True)
class Shape:
    """How the model is built; chosen by cross-validation, see docs/decisions/0010."""

    gamma: float = 2.0  # width of the Gaussian kernel
    letters: float = 0.3  # share of the n-grams in the kernel
    ridge: float = 0.2
    neighbours: int = 3
    outsiders: float = 0.3  # share of messages unlike anything taught, when confidence is calibrated
    seen_in: int = 2  # an n-gram counts when this many examples have it


@dataclass(frozen=True)
class Scale:
    """From scores to probabilities and from familiarity to confidence."""

    regression: float
    neighbours: float
    offset: float
    slope: float


@dataclass(frozen=True)
class Likeness:
    text: str
    intent: str
    similarity: float


@dataclass(frozen=True)
class Prediction:
    """`confidence` has one number for each intent; its greatest is the chance that that one is right."""

    confidence: np.ndarray
    nearest: list[Likeness]


class IntentModel:
    def __init__(
        self,
        intents: Sequence[str],
        examples: Sequence[str],
        *,
        owner: np.ndarray,  # each example's intent; examples of an intent stand together
        vectors: np.ndarray,
        duals: np.ndarray,  # examples x intents, for the Gaussian kernel
        ngrams: NGrams,
        letters: np.ndarray,  # n-grams x intents, for the linear kernel
        scale: Scale,
        shape: Shape,
    ) -> None:
        self.intents = list(intents)
        self.examples = list(examples)
        self.owner = owner
        self.vectors = vectors.astype(np.float32)
        self.duals = duals.astype(np.float32)
        self.ngrams = ngrams
        self.letters = letters.astype(np.float32)
        self.scale = scale
        self.shape = shape
        self._starts = beginnings(owner)

    def predict(self, texts: Sequence[str], vectors: np.ndarray) -> list[Prediction]:
        cosines = (self.vectors @ vectors.T).T
        scores = np.exp(self.shape.gamma * (cosines - 1)) @ self.duals
        for row, text in enumerate(texts):
            columns, values = self.ngrams.vector(text)
            scores[row] += values @ self.letters[columns]
        near = neighbours(cosines, self._starts, self.shape.neighbours)
        likely = probabilities(scores, near, self.scale)
        known = confidences(likely, scores, near, scale=self.scale)
        return [Prediction(known[row], self._like(cosines[row])) for row in range(len(texts))]

    def _like(self, cosines: np.ndarray) -> list[Likeness]:
        count = min(NEAREST_EXAMPLES, len(cosines))
        best = np.argpartition(-cosines, count - 1)[:count]
        return [
            Likeness(self.examples[i], self.intents[self.owner[i]], round(float(cosines[i]), 4))
            for i in best[np.argsort(-cosines[best])]
        ]

    def save(self, directory: Path, prefix: str = "") -> None:
        """Numbers and text only: nothing in the files can run."""
        np.savez(
            directory / f"{prefix}{ARRAYS}",
            owner=self.owner.astype(np.int32),
            vectors=self.vectors.astype(np.float16),
            duals=self.duals,
            weights=self.ngrams.weights,
            letters=self.letters.astype(np.float16),
        )
        names = {
            "intents": self.intents,
            "examples": self.examples,
            "ngrams": self.ngrams.vocabulary,
            "scale": asdict(self.scale),
            "shape": asdict(self.shape),
        }
        (directory / f"{prefix}{NAMES}").write_text(json.dumps(names))

    @classmethod
    def load(cls, arrays: Path | BinaryIO, names: str) -> "IntentModel":
        numbers: Any = np.load(arrays, allow_pickle=False)
        said = json.loads(names)
        return cls(
            said["intents"],
            said["examples"],
            owner=numbers["owner"],
            vectors=numbers["vectors"],
            duals=numbers["duals"],
            ngrams=NGrams(said["ngrams"], numbers["weights"]),
            letters=numbers["letters"],
            scale=Scale(**said["scale"]),
            shape=Shape(**said["shape"]),
        )


def beginnings(owner: np.ndarray) -> np.ndarray:
    """Where each intent's examples begin, as they stand together."""
    return np.flatnonzero(np.r_[True, owner[1:] != owner[:-1]])


def neighbours(cosines: np.ndarray, starts: np.ndarray, count: int) -> np.ndarray:
    """Messages x intents: the mean cosine to the `count` nearest examples of each intent. One that is minus infinite is
    not there."""
    lengths = np.diff(np.r_[starts, cosines.shape[1]])
    total = np.zeros((len(cosines), len(starts)), np.float64)
    wanted = np.full(total.shape, count)
    for _ in range(count):
        best = np.maximum.reduceat(cosines, starts, axis=1)
        hits = cosines == np.repeat(best, lengths, axis=1)
        taken = np.where(
            np.isfinite(best), np.minimum(np.add.reduceat(hits, starts, axis=1, dtype=np.int64), wanted), 0
        )
        total += np.where(taken > 0, best, 0) * taken
        wanted -= taken
        cosines = np.where(hits, -np.inf, cosines)
    found: np.ndarray = total / np.maximum(count - wanted, 1)
    return found


def probabilities(scores: np.ndarray, near: np.ndarray, scale: Scale) -> np.ndarray:
    raised = scale.regression * scores + scale.neighbours * near
    raised = np.exp(raised - raised.max(axis=1, keepdims=True))
    likely: np.ndarray = raised / raised.sum(axis=1, keepdims=True)
    return likely


def familiarity(likely: np.ndarray, scores: np.ndarray, near: np.ndarray) -> np.ndarray:
    """0 to 1: small when an answer is unlikely, or when nothing like the message was taught."""
    rows, best = np.arange(len(likely)), likely.argmax(axis=1)
    strength = np.clip(scores[rows, best], 1e-4, 1)
    found: np.ndarray = np.sqrt(likely[rows, best] * strength) * np.clip(near.max(axis=1), 0.05, 1) ** 2
    return found


def confidences(likely: np.ndarray, scores: np.ndarray, near: np.ndarray, *, scale: Scale) -> np.ndarray:
    """The probabilities, scaled so that the best is the calibrated chance that it is right."""
    chance = 1 / (1 + np.exp(-(scale.offset + scale.slope * familiarity(likely, scores, near))))
    known: np.ndarray = likely * np.minimum(chance / likely.max(axis=1), 1)[:, None]
    return known
