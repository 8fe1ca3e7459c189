"""The understanding's figures as a table to read: a line for each split, a column for each side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bench.hint3 import Score

PLATFORMS = {"dialogflow": "Dialogflow", "haptik": "Haptik", "luis": "LUIS", "rasa": "Rasa 1.10", "bert": "BERT"}


@dataclass(frozen=True)
class Plain:
    """Plain Rasa's default pipeline on a split: with its own thresholds, and its MCC at the best one."""

    score: Score
    best: float
    seconds: float


@dataclass(frozen=True)
class Row:
    """A split's figures; the published ones are MCC by platform."""

    name: str
    ours: Score
    seconds: float
    published: dict[str, float]
    plain: Plain | None = None


def lines(rows: Sequence[Row]) -> list[str]:
    """The table, and below it what the columns are."""
    plain = [row.plain for row in rows if row.plain]
    titles = ["in scope", "outside", "MCC", *PLATFORMS.values(), *(["default", "its best"] if plain else [])]
    mean = f"mean of {len(rows)}"
    numbers = [_numbers(row) for row in rows]
    table = [_line(row.name, cells) for row, cells in zip(rows, numbers, strict=True)]
    means = [sum(column) / len(rows) for column in zip(*numbers, strict=True)]
    return [
        f"{'split':20}" + "".join(f"{title:>11}" for title in titles),
        *table,
        _line(mean, means),
        "",
        f"In scope, outside, MCC: Townclerk, trained in {_seconds([row.seconds for row in rows])} s a split.",
        f"{', '.join(PLATFORMS.values())}: MCC as published, each at the best threshold for the test.",
        _beside_best(rows),
        *_about(plain),
    ]


def _beside_best(rows: Sequence[Row]) -> str:
    best = [max(row.published.values()) for row in rows]
    above = sum(row.ours.mcc > other for row, other in zip(rows, best, strict=True))
    mean = sum(best) / len(best)
    return f"The best published of each split: {mean:.3f} on average; Townclerk is above it on {above} of {len(rows)}."


def _about(plain: Sequence[Plain]) -> list[str]:
    if not plain:
        return []
    seconds = _seconds([each.seconds for each in plain])
    return [
        f"Default: MCC of Rasa 3.6's default pipeline with its own thresholds, trained in {seconds} s a split.",
        "Its best: the same model at the best threshold for the test (0.1 to 0.9), as the published ones are.",
    ]


def _numbers(row: Row) -> list[float]:
    plain = [row.plain.score.mcc, row.plain.best] if row.plain else []
    ours = [row.ours.in_scope, row.ours.outside, row.ours.mcc]
    return [*ours, *(row.published[platform] for platform in PLATFORMS), *plain]


def _line(name: str, numbers: Sequence[float]) -> str:
    return f"{name:20}" + "".join(f"{number:11.3f}" for number in numbers)


def _seconds(values: Sequence[float]) -> str:
    low, high = f"{min(values):.1f}", f"{max(values):.1f}"
    return low if low == high else f"{low} to {high}"
