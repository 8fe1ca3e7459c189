"""The geometry of a report's chart: the median as a bar, the 90th percentile as an outline, the target as a line."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from bot.response_log.figures import Figure
from bot.response_log.periods import Part

WIDTH, HEIGHT = 960, 300
LEFT, RIGHT, TOP, BOTTOM = 72, 16, 16, 40
LABELS = 12
STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 28800, 86400)
LINES = 5


@dataclass(frozen=True)
class Bar:
    """One part of the period; heights are None where nothing was answered. `label` is empty where it would not fit."""

    label: str
    x: float
    middle: float
    width: float
    median_y: float | None
    ninetieth_y: float | None


@dataclass(frozen=True)
class Line:
    """A horizontal line at so many seconds."""

    y: float
    seconds: float


@dataclass(frozen=True)
class Chart:
    """All that the template draws."""

    width: int
    height: int
    left: int
    right: int
    floor: int
    bars: list[Bar]
    lines: list[Line]
    target: Line | None


def chart(parts: Sequence[tuple[Part, Figure]], target: float | None) -> Chart:
    """Lay out the parts from left to right, with room above for the longest length and for the target."""
    step, top = _scale(max([figure.ninetieth or 0 for _, figure in parts] + [target or 0]))
    floor = HEIGHT - BOTTOM
    column = (WIDTH - LEFT - RIGHT) / max(1, len(parts))
    width = max(2.0, column * 0.6)
    every = math.ceil(len(parts) / LABELS)

    def y(seconds: float) -> float:
        return round(floor - seconds / top * (floor - TOP), 1)

    def bar(number: int, part: Part, figure: Figure) -> Bar:
        middle = LEFT + column * (number + 0.5)
        return Bar(
            label=part.label if number % every == 0 else "",
            x=round(middle - width / 2, 1),
            middle=round(middle, 1),
            width=round(width, 1),
            median_y=None if figure.median is None else y(figure.median),
            ninetieth_y=None if figure.ninetieth is None else y(figure.ninetieth),
        )

    return Chart(
        width=WIDTH,
        height=HEIGHT,
        left=LEFT,
        right=WIDTH - RIGHT,
        floor=floor,
        bars=[bar(number, part, figure) for number, (part, figure) in enumerate(parts)],
        lines=[Line(y(step * number), step * number) for number in range(round(top / step) + 1)],
        target=None if target is None else Line(y(target), target),
    )


def _scale(longest: float) -> tuple[float, float]:
    """The step between lines, a length that people use, and the top of the chart, a whole number of steps."""
    step = next((step for step in STEPS if longest <= step * LINES), None)
    if step is None:
        step = math.ceil(longest / LINES / STEPS[-1]) * STEPS[-1]
    return step, step * max(1, math.ceil(longest / step))
