"""A small HINT3 of our own: the six splits with two intents each, and figures as if published."""

from __future__ import annotations

import csv
from pathlib import Path

from bench.hint3 import OUTSIDE, PUBLISHED, SPLITS

TAUGHT = {
    "BINS": ["when is my bin day", "bin day please", 'the bins, "again"', "which day are the bins"],
    "TAX": ["how much is council tax", "my council tax", "pay\nthe tax", "council tax bill, please"],
}
ASKED = [
    ("when is bin day", "BINS"),
    ("bins which day", "BINS"),
    ("council tax how much", "TAX"),
    ("the moon is made of cheese", OUTSIDE),
]
PLATFORMS = ("dialogflow", "rasa", "luis", "haptik", "bert")


def write(directory: Path) -> Path:
    for name in SPLITS:
        _rows(directory / f"{name}_train.csv", [(text, intent) for intent in TAUGHT for text in TAUGHT[intent]])
        _rows(directory / f"{name.removesuffix('_subset')}_test.csv", ASKED)
    figures = [
        [platform, name, f"0.{step}", f"{0.1 * place + 0.01 * step:.3f}"]
        for place, platform in enumerate(PLATFORMS)
        for name in SPLITS
        for step in (1, 2)
    ]
    lines = ["\t".join(line) for line in [["platform", "dataset", "threshold", "mcc"], *figures]]
    (directory / PUBLISHED).write_text("\n".join(lines))
    return directory


def _rows(path: Path, rows: list[tuple[str, str]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([("sentence", "label"), *rows])
