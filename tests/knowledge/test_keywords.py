"""The index of words: as Okapi BM25 is defined."""

from __future__ import annotations

import math

import pytest

from bot.knowledge.keywords import LENGTH, SATURATION, Keywords
from bot.knowledge.stems import stems

TEXTS = ["blue bin blue lid", "green bin", "parking permit for the zone and the car", "the of"]


def test_a_score_is_what_the_formula_says() -> None:
    (first, *others) = Keywords(TEXTS).scores({"blue": 2.0})
    lengths = [len(stems(text)) for text in TEXTS]
    rarity = math.log(1 + (4 - 1 + 0.5) / (1 + 0.5))
    longer = SATURATION * (1 - LENGTH + LENGTH * lengths[0] / (sum(lengths) / 4))
    assert first == pytest.approx(2 * rarity * 2 * (SATURATION + 1) / (2 + longer), rel=1e-5)
    assert others == [0, 0, 0]


def test_scores_of_stems_are_added_and_unknown_ones_are_nothing() -> None:
    index = Keywords(TEXTS)
    both = index.scores({"blue": 1, "bin": 1, "zebra": 5})
    assert list(both) == pytest.approx(list(index.scores({"blue": 1}) + index.scores({"bin": 1})))


def test_no_texts_and_no_words() -> None:
    assert list(Keywords([]).scores({"bin": 1})) == []
    assert list(Keywords(["", "the"]).scores({"bin": 1})) == [0, 0]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("How do I renew my permits?", ["renew", "permit"]),
        ("the resident’s bins aren't emptied", ["resid", "bin", "aren", "empti"]),
        ("PCN FE12345678", ["pcn", "fe12345678"]),
        ("", []),
    ],
)
def test_stems(text: str, found: list[str]) -> None:
    assert stems(text) == found
