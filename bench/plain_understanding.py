"""Plain Rasa's default pipeline on the rows of a split: trained in a process of its own, its predictions kept."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.hint3 import OUTSIDE, Guess, Split
from bench.plain_model import CONFIG, PYTHON, ROOT, environment

HERE = ROOT / "var" / "bench" / "understanding"
SCRIPT = ROOT / "bench" / "plain_rasa" / "understand.py"
LOCKED = ROOT / "requirements" / "plain-rasa.txt"


@dataclass(frozen=True)
class PlainAnswers:
    """What plain Rasa made of the queries: the likeliest intents, and its answers with the thresholds that it comes
    with (the FallbackClassifier's); the seconds are of its training."""

    guesses: list[Guess]
    answers: list[str]
    seconds: float


def understood(split: Split, directory: Path = HERE, python: Path = PYTHON) -> PlainAnswers:
    """Those kept of an earlier run with the same rows, settings and packages, else those of a training now."""
    kept = directory / f"{split.name}-{_fingerprint(split)}.json"
    if kept.exists():
        print(f"{split.name}: plain Rasa's predictions are kept from an earlier run", file=sys.stderr, flush=True)
    else:
        _train_and_read(split, directory, python, kept=kept)
    return _answers(json.loads(kept.read_text("utf-8")))


def _fingerprint(split: Split) -> str:
    digest = hashlib.sha256(json.dumps([split.texts, split.intents, split.queries]).encode())
    for path in (CONFIG, SCRIPT, LOCKED):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _train_and_read(split: Split, directory: Path, python: Path, *, kept: Path) -> None:
    if not python.exists():
        sys.exit("Plain Rasa is not installed here: `make bench-understanding DEFAULT=1` does that")
    print(f"{split.name}: training plain Rasa on {len(split.texts)} rows …", file=sys.stderr, flush=True)
    work, log = directory / "work", directory / f"{split.name}.log"
    _lay_out(split, work)
    with log.open("wb") as out:
        done = subprocess.run([python, SCRIPT], cwd=work, env=environment(), stdout=out, stderr=subprocess.STDOUT)
    if done.returncode:
        sys.exit(f"Plain Rasa was not trained on {split.name}; see {log}")
    os.replace(work / "predictions.json", kept)
    shutil.rmtree(work)


def _lay_out(split: Split, work: Path) -> None:
    """What the script reads, in an empty folder: Rasa's cache would else hand an earlier training on."""
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    shutil.copy(CONFIG, work / "config.yml")
    # Rasa's JSON takes texts as they are; in its YAML "[this](so)" would be an entity.
    rows = [{"text": text, "intent": intent} for text, intent in zip(split.texts, split.intents, strict=True)]
    (work / "nlu.json").write_text(json.dumps({"rasa_nlu_data": {"common_examples": rows}}), "utf-8")
    (work / "queries.json").write_text(json.dumps(split.queries), "utf-8")


def _answers(found: dict[str, Any]) -> PlainAnswers:
    predictions = found["predictions"]
    guesses = [Guess(each["intent"] or OUTSIDE, each["confidence"]) for each in predictions]
    answers = [OUTSIDE if each["fallback"] or not each["intent"] else each["intent"] for each in predictions]
    return PlainAnswers(guesses, answers, found["seconds"])
