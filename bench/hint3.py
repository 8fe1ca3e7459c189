"""HINT3: its six splits, its authors' figures, and how they score."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from pathlib import Path

OUTSIDE = "NO_NODES_DETECTED"
SPLITS = tuple(name + size for name in ("sofmattress", "curekart", "powerplay11") for size in ("", "_subset"))
PUBLISHED = "published_results.tsv"


@dataclass(frozen=True)
class Split:
    """Rows to train on, and real users' queries with what they meant; OUTSIDE is none of the intents."""

    name: str
    texts: list[str]
    intents: list[str]
    queries: list[str]
    truth: list[str]


@dataclass(frozen=True)
class Guess:
    """The likeliest intent of a query."""

    intent: str
    confidence: float


@dataclass(frozen=True)
class Score:
    """The share of queries in scope that got their intent, of those outside that got none, and Matthews' figure."""

    in_scope: float
    outside: float
    mcc: float


def read_splits(directory: Path) -> list[Split]:
    """All six; SystemExit when a file is missing."""
    missing = [path.name for path in files(directory) if not path.is_file()]
    if missing:
        raise SystemExit(f"{directory} is not HINT3: it lacks {', '.join(missing)}")
    return [Split(name, *_rows(_train(directory, name)), *_rows(_test(directory, name))) for name in SPLITS]


def files(directory: Path) -> list[Path]:
    """What has to be there."""
    found = [path for name in SPLITS for path in (_train(directory, name), _test(directory, name))]
    return [*dict.fromkeys(found), directory / PUBLISHED]


def _train(directory: Path, name: str) -> Path:
    return directory / f"{name}_train.csv"


def _test(directory: Path, name: str) -> Path:
    return directory / f"{name.removesuffix('_subset')}_test.csv"


def _rows(path: Path) -> tuple[list[str], list[str]]:
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))[1:]
    return [row[0] for row in rows], [row[1] for row in rows]


def published(directory: Path) -> dict[str, dict[str, float]]:
    """For each split each platform's MCC, the best over all thresholds, as its authors chose it."""
    best: dict[str, dict[str, float]] = {name: {} for name in SPLITS}
    with (directory / PUBLISHED).open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            platforms = best[row["dataset"]]
            platforms[row["platform"]] = max(float(row["mcc"]), platforms.get(row["platform"], -1.0))
    return best


def settled(guesses: Sequence[Guess], threshold: float) -> list[str]:
    """The intents, and OUTSIDE in the place of what is not sure enough."""
    return [guess.intent if guess.confidence >= threshold else OUTSIDE for guess in guesses]


def score(truth: Sequence[str], answers: Sequence[str]) -> Score:
    """As HINT3's authors score: all three on the same answers."""
    pairs = list(zip(truth, answers, strict=True))
    inside = [answer == true for true, answer in pairs if true != OUTSIDE]
    outside = [answer == OUTSIDE for true, answer in pairs if true == OUTSIDE]
    return Score(_share(inside), _share(outside), mcc(truth, answers))


def _share(right: list[bool]) -> float:
    return sum(right) / len(right) if right else 0.0


def mcc(truth: Sequence[object], guess: Sequence[object]) -> float:
    """Matthews correlation for many classes (Gorodkin's R_K); 0 where it is not defined."""
    size, true, guessed = len(truth), Counter(truth), Counter(guess)
    right = sum(t == g for t, g in zip(truth, guess, strict=True))
    shared = right * size - sum(count * guessed[name] for name, count in true.items())
    spread = sqrt(_spread(true, size)) * sqrt(_spread(guessed, size))
    return shared / spread if spread else 0.0


def _spread(counts: Counter[object], size: int) -> int:
    return size**2 - sum(count**2 for count in counts.values())
