"""What a message is made of: its words, and their pieces of two to five letters, weighed by rarity.

The pieces recognise misspelt and shortened words, which the sentence encoder does not.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache

import numpy as np

from language.normalise import normalise

WORD = re.compile(r"\w+")
SHORTEST, LONGEST = 2, 5


def marked_words(text: str) -> list[str]:
    """Marked with a leading space, so that no word is taken for a piece."""
    return [f" {word}" for word in WORD.findall(normalise(text).lower())]


@lru_cache(maxsize=20_000)
def _pieces(word: str) -> tuple[str, ...]:
    padded = f"_{word}_"
    sizes = range(SHORTEST, min(LONGEST, len(padded)) + 1)
    return tuple(padded[i : i + size] for size in sizes for i in range(len(padded) - size + 1))


def pieces(text: str) -> list[str]:
    return [piece for word in normalise(text).lower().split() for piece in _pieces(word)]


class NGrams:
    """A vocabulary with the weight of each of its words and pieces."""

    def __init__(self, vocabulary: Sequence[str], weights: np.ndarray) -> None:
        self.vocabulary = list(vocabulary)
        self.weights = weights
        self._column = {gram: column for column, gram in enumerate(self.vocabulary)}
        self._weight = weights.tolist()

    @classmethod
    def learn(cls, texts: Sequence[str], seen_in: int = 2) -> "NGrams":
        """Keep what at least `seen_in` texts have; weigh it by 1 + ln((1 + n) / (1 + texts with it))."""
        found: Counter[str] = Counter()
        for text in texts:
            found.update({*marked_words(text), *pieces(text)})
        kept = sorted(gram for gram, count in found.items() if count >= seen_in)
        weights = [1 + math.log((1 + len(texts)) / (1 + found[gram])) for gram in kept]
        return cls(kept, np.array(weights, np.float32))

    def vector(self, text: str) -> tuple[np.ndarray, np.ndarray]:
        """Columns and values; words and pieces have half of the squared length each."""
        columns: list[int] = []
        values: list[float] = []
        for grams in (marked_words(text), pieces(text)):
            known = self._weighed(grams)
            length = math.sqrt(2 * sum(value * value for _, value in known))
            columns += [column for column, _ in known]
            values += [value / length for _, value in known]
        return np.array(columns, np.int64), np.array(values, np.float32)

    def _weighed(self, grams: Iterable[str]) -> list[tuple[int, float]]:
        counted = Counter(column for gram in grams if (column := self._column.get(gram)) is not None)
        return [(column, (1 + math.log(n)) * self._weight[column]) for column, n in counted.items()]
