"""The shipped understanding on HINT3, beside the published figures and, if asked for, plain Rasa's default pipeline.

    .venv-assistant/bin/python -m bench.understanding DIRECTORY [--default] [--split sofmattress_subset ...]

The encoder and the intent model, with the settings of config.yml, are taught each of the six splits, saved, loaded and
asked as in the assistant. One threshold serves them all: the one that does best on average on training data alone (each
example left out, and each with its own intent unknown).
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench import plain_understanding, understanding_table
from bench.hint3 import OUTSIDE, SPLITS, Guess, Split, mcc, published, read_splits, score, settled
from bench.lock import only_one
from bench.understanding_table import Plain, Row
from components.intent_training import HeldOut, train
from components.intents import ARRAYS, NAMES, IntentModel
from components.sentences import SentenceEncoder
from components.settings import component, shape
from components.understanding import Reader

THRESHOLDS = [step / 100 for step in range(2, 99)]
PUBLISHED_THRESHOLDS = [step / 10 for step in range(1, 10)]


@dataclass(frozen=True)
class Taught:
    """A split and what the shipped model, taught it, makes of its queries."""

    split: Split
    guesses: list[Guess]
    held_out: HeldOut
    seconds: float


def main(arguments: argparse.Namespace) -> None:
    splits = read_splits(arguments.directory)
    best_published = published(arguments.directory)
    encoder = SentenceEncoder()
    taught = [_teach(split, encoder) for split in splits]
    threshold = _threshold([each.held_out for each in taught])
    rows = [
        Row(
            each.split.name,
            score(each.split.truth, settled(each.guesses, threshold)),
            each.seconds,
            best_published[each.split.name],
            _plain(each.split) if arguments.default else None,
        )
        for each in taught
        if each.split.name in arguments.split
    ]
    own = component("Decider")["threshold"]
    print(f"One threshold for all six, from their training rows alone: {threshold:.2f} (config.yml has {own:.2f})\n")
    print(*understanding_table.lines(rows), sep="\n")


def _teach(split: Split, encoder: SentenceEncoder) -> Taught:
    began = time.perf_counter()
    model, held_out = train(split.texts, split.intents, encoder.encode(split.texts), shape=shape())
    seconds = time.perf_counter() - began
    with tempfile.TemporaryDirectory() as directory:
        model.save(Path(directory))
        shipped = IntentModel.load(Path(directory, ARRAYS), Path(directory, NAMES).read_text())
    guesses = [Guess(*reading.ranking[0]) for reading in Reader(encoder, shipped).read(split.queries)]
    return Taught(split, guesses, held_out, seconds)


def _threshold(held_out: Sequence[HeldOut]) -> float:
    judged = [_judged(each) for each in held_out]
    means = [np.mean([mcc(truth, settled(guesses, each)) for truth, guesses in judged]) for each in THRESHOLDS]
    return THRESHOLDS[int(np.argmax(means))]


def _judged(held_out: HeldOut) -> tuple[list[str], list[Guess]]:
    """Every training row twice: left out itself, and as one from outside when its whole intent is left out."""
    names = [str(owner) for owner in held_out.owner]
    confidence = np.concatenate([held_out.inside, held_out.outside])
    best = zip(confidence.argmax(axis=1), confidence.max(axis=1), strict=True)
    return names + [OUTSIDE] * len(names), [Guess(str(intent), float(sure)) for intent, sure in best]


def _plain(split: Split) -> Plain:
    """Its own thresholds, and the one that hindsight would choose: what the published figures are."""
    found = plain_understanding.understood(split)
    best = max(mcc(split.truth, settled(found.guesses, threshold)) for threshold in PUBLISHED_THRESHOLDS)
    return Plain(score(split.truth, found.answers), best, found.seconds)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench.understanding", description="Measure the understanding on HINT3.")
    parser.add_argument("directory", type=Path, help="with HINT3's csv files and its published_results.tsv")
    parser.add_argument("--default", action="store_true", help="train plain Rasa's default pipeline too: many minutes")
    parser.add_argument("--split", nargs="+", choices=SPLITS, default=SPLITS, help="only these; all share a threshold")
    return parser.parse_args()


def _alone(arguments: argparse.Namespace) -> None:
    try:
        with only_one(plain_understanding.HERE):
            main(arguments)
    except KeyboardInterrupt:
        sys.exit("Stopped. The predictions of the splits that were ready are kept for the next run.")


if __name__ == "__main__":
    given = _arguments()
    (_alone if given.default else main)(given)
