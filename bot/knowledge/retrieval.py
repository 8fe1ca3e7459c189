"""Finds the passages that answer a message, in the light of what was said before it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.knowledge.index import DIMENSIONS, Index, Known
from bot.knowledge.stems import stems
from language.normalise import normalise

OLDER = 0.6
"""What an utterance weighs beside the one that came after it, where a passage is looked for …"""
OLDER_FOR_PAGE = 0.8
"""… and where its page is: a conversation stays with a page for longer than with a passage."""
OURS = 0.5
"""What the council's own words weigh beside the resident's, for the passage. For the page they weigh the same."""
PAGE = 1.0
"""What the best passage of a page says of all others on it."""
MOST_UTTERANCES = 12
LONGEST = 1_000
"""Characters of an utterance that are read."""


@dataclass(frozen=True)
class Utterance:
    """What was said in a conversation; `vector` is its sense, where the encoder could be asked."""

    words: str
    by_resident: bool = True
    vector: np.ndarray | None = None


@dataclass(frozen=True)
class Found:
    """A passage, how well it fits as a whole, and by its words and its sense alone (in standard deviations)."""

    passage: Known
    score: float
    by_words: float
    by_sense: float


def find(index: Index, conversation: Sequence[Utterance], limit: int = 5) -> list[Found]:
    """The passages that fit best, the best first; `conversation` ends with the message to answer. What neither word nor
    sense connects with it is not found."""
    if not index.passages or not conversation:
        return []
    question = asked(conversation)
    words, sense = _scores(index, question)
    page_words, page_sense = _scores(index, _asked_for_page(conversation))
    of_page = np.maximum.reduceat(page_words + page_sense, index.pages)
    lengths = np.diff(index.pages, append=len(index.passages))
    scores = standardised(words + sense) + PAGE * standardised(np.repeat(of_page, lengths))
    best = np.argsort(-scores, kind="stable")[:limit]
    return [Found(index.passages[n], float(scores[n]), float(words[n]), float(sense[n])) for n in best]


def standardised(scores: np.ndarray) -> np.ndarray:
    """In standard deviations above the mean, so that scores of two kinds can be added; all 0 where all are the same."""
    spread = float(scores.std())
    found: np.ndarray = (scores - scores.mean()) / spread if spread > 1e-6 else np.zeros_like(scores)
    return found


@dataclass(frozen=True)
class Asked:
    """A conversation as it is searched with: its stems with their weights, and the sum of its utterances' senses."""

    stems: dict[str, float]
    sense: np.ndarray


def asked(conversation: Sequence[Utterance]) -> Asked:
    """What is asked for a passage: the older an utterance, the less it weighs, and ours less than the resident's."""
    latest = list(reversed(conversation[-MOST_UTTERANCES:]))
    return _asked(latest, [(OLDER**age) * (1 if said.by_resident else OURS) for age, said in enumerate(latest)])


def _asked_for_page(conversation: Sequence[Utterance]) -> Asked:
    latest = list(reversed(conversation[-MOST_UTTERANCES:]))
    return _asked(latest, [OLDER_FOR_PAGE**age for age in range(len(latest))])


def _asked(latest: Sequence[Utterance], weights: Sequence[float]) -> Asked:
    found: dict[str, float] = defaultdict(float)
    sense = np.zeros(DIMENSIONS, np.float32)
    for said, weight in zip(latest, weights, strict=True):
        for stem in set(stems(normalise(said.words[:LONGEST]))):
            found[stem] += weight
        if said.vector is not None:
            sense += weight * said.vector
    return Asked(found, sense)


def _scores(index: Index, asked: Asked) -> tuple[np.ndarray, np.ndarray]:
    """How well each passage fits by its words, and by its sense."""
    by_sense = np.zeros(len(index.passages), np.float32)
    if asked.sense.any() and index.with_vector.any():
        likeness = np.einsum("pd,d->p", index.vectors, asked.sense)  # in this thread: BLAS would take all cores for it
        by_sense[index.with_vector] = standardised(likeness[index.with_vector])
    return standardised(index.keywords.scores(asked.stems)), by_sense
