"""HINT3 as the benchmark reads and scores it."""

from __future__ import annotations

from math import sqrt
from pathlib import Path

import pytest

from bench.hint3 import OUTSIDE, SPLITS, Guess, Score, mcc, published, read_splits, score, settled
from tests.bench.hint3_files import ASKED, TAUGHT, write


def test_a_subset_has_its_own_rows_and_the_queries_of_the_whole(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "curekart_subset_train.csv").write_text('sentence,label\n"one, ""two""",BINS\n')
    splits = {split.name: split for split in read_splits(tmp_path)}
    assert tuple(splits) == SPLITS
    assert splits["curekart"].texts == [text for texts in TAUGHT.values() for text in texts]
    assert (splits["curekart_subset"].texts, splits["curekart_subset"].intents) == (['one, "two"'], ["BINS"])
    assert list(zip(splits["curekart_subset"].queries, splits["curekart_subset"].truth, strict=True)) == ASKED


def test_a_directory_without_all_files_is_refused_by_their_names(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "curekart_test.csv").unlink()
    with pytest.raises(SystemExit, match=r"is not HINT3: it lacks curekart_test\.csv$"):
        read_splits(tmp_path)


def test_of_the_published_figures_each_platforms_best_counts(tmp_path: Path) -> None:
    best = published(write(tmp_path))
    assert best["sofmattress_subset"] == {
        "dialogflow": 0.02,
        "rasa": 0.12,
        "luis": 0.22,
        "haptik": 0.32,
        "bert": 0.42,
    }
    assert set(best) == set(SPLITS)


def test_what_is_not_sure_enough_is_outside() -> None:
    assert settled([Guess("BINS", 0.39), Guess("TAX", 0.4)], 0.4) == [OUTSIDE, "TAX"]


def test_an_intent_held_back_is_wrong_in_scope() -> None:
    truth = ["BINS", "TAX", "TAX", OUTSIDE, OUTSIDE]
    found = score(truth, ["BINS", OUTSIDE, "BINS", OUTSIDE, "TAX"])
    assert found == Score(1 / 3, 1 / 2, mcc(truth, ["BINS", OUTSIDE, "BINS", OUTSIDE, "TAX"]))


def test_matthews_correlation() -> None:
    """For two classes it is the well-known formula; 1 and 0 mean right and no better than one guess for all."""
    truth, guess = [1] * 6 + [0] * 4, [1, 1, 1, 1, 0, 0, 1, 0, 0, 0]
    right, found, false, missed = 4, 3, 1, 2
    margins = sqrt((right + false) * (right + missed) * (found + false) * (found + missed))
    assert mcc(truth, guess) == pytest.approx((right * found - false * missed) / margins)
    assert mcc("abcabc", "abcabc") == pytest.approx(1.0)
    assert mcc("abcabc", "bcabca") == pytest.approx(-0.5)
    assert mcc("abcabc", "aaaaaa") == 0.0
