"""An index of words in memory, scored by Okapi BM25 (Robertson and Zaragoza, 2009: The Probabilistic Relevance
Framework), the same on every database."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from bot.knowledge.stems import stems

SATURATION = 1.2
"""BM25's k1: how soon a word that is said again and again counts no more."""
LENGTH = 0.75
"""BM25's b: how much less a word counts in a long passage."""


class Keywords:
    """Which stems stand in which texts, and what each is worth there."""

    def __init__(self, texts: Sequence[str]) -> None:
        numbers: dict[str, int] = {}
        found = [[numbers.setdefault(stem, len(numbers)) for stem in stems(text)] for text in texts]
        lengths = np.array([len(one) for one in found], np.float32)
        pairs = np.repeat(np.arange(len(found)), lengths.astype(int)) + len(found) * _joined(found)
        distinct, times = np.unique(pairs, return_counts=True)  # ordered by stem, then by text
        self._size = len(found)
        self._numbers = numbers
        self._texts = (distinct % max(self._size, 1)).astype(np.int32)
        self._begins = np.searchsorted(distinct, np.arange(len(numbers) + 1) * len(found))
        self._worth = self._worths(distinct, times.astype(np.float32), lengths)

    def scores(self, asked: Mapping[str, float]) -> np.ndarray:
        """What each text is worth for these stems, each with its weight."""
        scores = np.zeros(self._size, np.float32)
        for stem, weight in asked.items():
            if (number := self._numbers.get(stem)) is not None:
                here = slice(self._begins[number], self._begins[number + 1])
                scores[self._texts[here]] += weight * self._worth[here]
        return scores

    def rarity(self, stem: str) -> float:
        """How much a stem says of what a text is about; most where no text has it."""
        number = self._numbers.get(stem)
        texts_with = 0 if number is None else int(self._begins[number + 1] - self._begins[number])
        return math.log(1 + (self._size - texts_with + 0.5) / (texts_with + 0.5))

    def _worths(self, pairs: np.ndarray, times: np.ndarray, lengths: np.ndarray) -> np.ndarray:
        mean = float(lengths.mean()) if lengths.any() else 1.0
        texts_with = np.diff(self._begins)
        rarity = np.log(1 + (self._size - texts_with + 0.5) / (texts_with + 0.5)).astype(np.float32)
        longer = SATURATION * (1 - LENGTH + LENGTH * lengths[self._texts] / mean)
        worths: np.ndarray = rarity[pairs // max(self._size, 1)] * times * (SATURATION + 1) / (times + longer)
        return worths


def _joined(found: Sequence[Sequence[int]]) -> np.ndarray:
    return np.fromiter((number for one in found for number in one), np.int64)
