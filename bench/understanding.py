"""The shipped understanding on HINT3, beside the published figures.

    .venv-assistant/bin/python -m bench.understanding DIRECTORY

Trains the intent model, with the settings of config.yml, on each of the six splits. One threshold
serves them all: the one that does best on average on training data alone (each example left out, and
each with its own intent unknown).
"""

import csv
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from components.intent_training import HeldOut, train
from components.intents import IntentModel
from components.sentences import SentenceEncoder
from components.settings import shape

OUTSIDE = "NO_NODES_DETECTED"
SPLITS = [name + size for name in ("sofmattress", "curekart", "powerplay11") for size in ("", "_subset")]
THRESHOLDS = np.linspace(0.02, 0.98, 97)


@dataclass(frozen=True)
class Split:
    name: str
    model: IntentModel
    held_out: HeldOut
    truth: np.ndarray
    guess: np.ndarray
    confidence: np.ndarray
    seconds: float


def main(directory: Path) -> None:
    encoder = SentenceEncoder()
    splits = [_run(directory, name, encoder) for name in SPLITS]
    held_out = np.array([[_held_out_mcc(s.held_out, t) for t in THRESHOLDS] for s in splits])
    threshold = float(THRESHOLDS[held_out.mean(axis=0).argmax()])
    published = _published(directory / "published_results.tsv")
    print(f"One threshold, from training data alone: {threshold:.2f}\n")
    print(f"{'split':20} {'in scope':>8} {'outside':>8} {'MCC':>6}   best published (MCC, whose)  training")
    scores = [_report(split, threshold, published[split.name]) for split in splits]
    print(f"{'mean':20} {'':8} {'':8} {np.mean(scores):6.3f}   {np.mean([m for m, _ in published.values()]):.3f}")


def _run(directory: Path, name: str, encoder: SentenceEncoder) -> Split:
    texts, intents = _rows(directory / f"{name}_train.csv")
    queries, truth = _rows(directory / f"{name.removesuffix('_subset')}_test.csv")
    started = time.perf_counter()
    model, held_out = train(texts, intents, encoder.encode(texts), shape())
    seconds = time.perf_counter() - started
    predictions = model.predict(queries, encoder.encode(queries))
    confidence = np.array([prediction.confidence for prediction in predictions])
    guess = np.array(model.intents)[confidence.argmax(axis=1)]
    return Split(name, model, held_out, np.array(truth), guess, confidence.max(axis=1), seconds)


def _rows(path: Path) -> tuple[list[str], list[str]]:
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))[1:]
    return [row[0] for row in rows], [row[1] for row in rows]


def _published(path: Path) -> dict[str, tuple[float, str]]:
    """The best over thresholds, for each split."""
    best: dict[str, tuple[float, str]] = {}
    with path.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            found = (float(row["mcc"]), row["platform"])
            best[row["dataset"]] = max(best.get(row["dataset"], found), found)
    return {name: best[name] for name in SPLITS}


def _held_out_mcc(held_out: HeldOut, threshold: float) -> float:
    truth = np.concatenate([held_out.owner, np.full(len(held_out.owner), -1)])
    confidence = np.concatenate([held_out.inside, held_out.outside])
    guess = np.where(confidence.max(axis=1) >= threshold, confidence.argmax(axis=1), -1)
    return _mcc(truth, guess)


def _mcc(truth: np.ndarray, guess: np.ndarray) -> float:
    """Matthews correlation for many classes (Gorodkin's R_K)."""
    classes = np.unique(np.concatenate([truth, guess]))
    true, guessed = truth[:, None] == classes, guess[:, None] == classes
    size, t, p = len(truth), true.sum(axis=0), guessed.sum(axis=0)
    shared = (truth == guess).sum() * size - (t * p).sum()
    spread = np.sqrt(float(size**2 - (p**2).sum())) * np.sqrt(float(size**2 - (t**2).sum()))
    return float(shared / spread) if spread else 0.0


def _report(split: Split, threshold: float, published: tuple[float, str]) -> float:
    guess = np.where(split.confidence >= threshold, split.guess, OUTSIDE)
    inside = split.truth != OUTSIDE
    right, kept_out = (split.guess == split.truth)[inside].mean(), (guess == OUTSIDE)[~inside].mean()
    mcc = _mcc(split.truth, guess)
    print(
        f"{split.name:20} {right:8.3f} {kept_out:8.3f} {mcc:6.3f}   "
        f"{published[0]:.3f} {published[1]:22} {split.seconds:5.1f} s"
    )
    return mcc


if __name__ == "__main__":
    main(Path(sys.argv[1]))
