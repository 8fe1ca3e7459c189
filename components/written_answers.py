"""Which answer about a service comes nearest to what is asked: "do i have to pay it back", "can i put just one down".

All that is written about a service (`utter_<intent>` and what begins so) is known by its sentences, and where the files
say so (`metadata: asked`) by questions that it answers. They are compared as sentence vectors, of which the message's
own is computed already. Administrators' words change the text and not what it is found by. answer_passages.py reads the
files.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from language.intent_kinds import CONTROL, URGENT
from language.taxonomy import intents

ASKED_OF = "asked_of"
"""Key of the record of a message that is not understood: of which service it asks what an answer says it answers, how
like that it is, and by how much the next service's is behind."""
NEAR = "near"
"""Key of the record of a message: for its likeliest services and all of the team talked of, the nearest answers."""
ARRAYS, NAMES = "answers.npy", "answers.json"
SENTENCE_SHARE = 0.6
"""Of an answer's likeness, that of its nearest sentence; the rest is that of the whole."""
UNSETTLED = ("rephrase", "clarify")
KEPT_ANSWERS = 4
LIKELIEST_INTENTS = 3


@dataclass(frozen=True)
class Passage:
    """What an answer is found by: one of its sentences, all of it (`whole`), or a question that it answers."""

    intent: str
    answer: str
    kind: str
    text: str


SENTENCE, WHOLE, ASKED = "sentence", "whole", "asked"


@dataclass(frozen=True)
class Near:
    """An answer, its sentence that is nearest to what was asked, and how near it is: from -1 to 1."""

    answer: str
    sentence: str
    likeness: float


@dataclass(frozen=True)
class AskedOf:
    """A service, how like one of its known questions something is, and by how much the next service is behind."""

    intent: str
    likeness: float
    lead: float


class WrittenAnswers:
    """The passages of all services with one vector each, in the same order."""

    def __init__(self, passages: Sequence[Passage], vectors: np.ndarray) -> None:
        self._passages = list(passages)
        self._vectors = vectors.astype(np.float16)
        self._rows: dict[str, list[int]] = {}
        for row, passage in enumerate(self._passages):
            self._rows.setdefault(passage.intent, []).append(row)
        self._asked = [row for row, passage in enumerate(self._passages) if passage.kind == ASKED]

    def nearest(self, intent: str, vector: np.ndarray) -> list[Near]:
        """The answers about a service that are nearest to a text with this vector, the best first."""
        rows = self._rows.get(intent)
        if not rows:
            return []
        likenesses = self._vectors[rows].astype(np.float32) @ vector
        found: dict[str, _Answer] = {}
        for row, likeness in zip(rows, likenesses, strict=True):
            passage = self._passages[row]
            found.setdefault(passage.answer, _Answer()).take(passage, float(likeness))
        near = [Near(key, answer.sentence, round(answer.likeness, 4)) for key, answer in found.items()]
        return sorted(near, key=lambda each: -each.likeness)[:KEPT_ANSWERS]

    def asked_of(self, vector: np.ndarray) -> AskedOf | None:
        """The service whose answers name the question that is likest to a text with this vector."""
        best: dict[str, float] = {}
        if self._asked:
            for row, likeness in zip(self._asked, self._vectors[self._asked].astype(np.float32) @ vector, strict=True):
                intent = self._passages[row].intent
                best[intent] = max(best.get(intent, -1.0), float(likeness))
        first, *others = sorted(best, key=lambda intent: -best[intent])[:2] or [None]
        if first is None:
            return None
        return AskedOf(first, round(best[first], 4), round(best[first] - (best[others[0]] if others else 0.0), 4))

    def save(self, directory: Path) -> None:
        (directory / NAMES).write_text(json.dumps([asdict(passage) for passage in self._passages]), encoding="utf-8")
        np.save(directory / ARRAYS, self._vectors)

    @classmethod
    def load(cls, read: Callable[[str], bytes]) -> WrittenAnswers:
        """`read` gives the contents of a file that `save` wrote."""
        passages = [Passage(**each) for each in json.loads(read(NAMES))]
        return cls(passages, np.load(io.BytesIO(read(ARRAYS))))


class _Answer:
    """One answer's likenesses."""

    def __init__(self) -> None:
        self.sentence = ""
        self._best = self._asked = -1.0
        self._whole: float | None = None

    def take(self, passage: Passage, likeness: float) -> None:
        if passage.kind == WHOLE:
            self._whole = likeness
        elif passage.kind == ASKED:
            self._asked = max(self._asked, likeness)
        elif likeness > self._best:
            self._best, self.sentence = likeness, passage.text

    @property
    def likeness(self) -> float:
        whole = self._best if self._whole is None else self._whole  # an answer of one sentence is that
        return max(SENTENCE_SHARE * self._best + (1 - SENTENCE_SHARE) * whole, self._asked)


def add_near(record: dict[str, Any], vector: np.ndarray, answers: WrittenAnswers, *, subject: str | None) -> None:
    """Write NEAR to a record of `understanding.describe`: {intent: [{"answer", "sentence", "likeness"}]}."""
    found = answers.asked_of(vector) if record["decision"] in UNSETTLED else None
    record[ASKED_OF] = asdict(found) if found else None
    likeliest: Iterable[str] = [ranked["name"] for ranked in record["ranking"][:LIKELIEST_INTENTS]]
    named = (record["intent"], subject, found and found.intent, *likeliest, *_of_one_team(subject))
    near = {name: [asdict(each) for each in answers.nearest(name, vector)] for name in dict.fromkeys(named) if name}
    record[NEAR] = {intent: some for intent, some in near.items() if some}


def _of_one_team(subject: str | None) -> list[str]:
    """All services of the subject's team, which the next question may be about as well."""
    known = intents()
    topic = known[subject].topic if subject in known else None
    return [name for name, intent in known.items() if intent.topic == topic and intent.kind not in (CONTROL, URGENT)]


def all_near(record: Mapping[str, Any], intent: str) -> list[Near]:
    """The nearest answers about a service that were found for a message, the best first."""
    return [Near(**each) for each in record.get(NEAR, {}).get(intent, ())]


def nearest_of(record: Mapping[str, Any], intent: str) -> Near | None:
    """The first of them."""
    return next(iter(all_near(record, intent)), None)
