"""What came of one level of load, in figures."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Sample:
    """One message: when it was posted (seconds of the load's clock), how long its whole reply took, what was wrong."""

    began: float
    seconds: float
    fault: str | None = None

    @property
    def ended(self) -> float:
        """When the reply was complete."""
        return self.began + self.seconds


@dataclass(frozen=True)
class Figures:
    """One level of load; seconds are of replies that ended inside the window."""

    at_once: int
    messages: int
    window: float
    per_second: float
    mean: float
    p50: float
    p95: float
    longest: float
    faults: int


def percentile(values: Sequence[float], share: float) -> float:
    """The nearest-rank percentile: the smallest value that at least `share` of all do not exceed."""
    if not values:
        raise ValueError("no values")
    ordered = sorted(values)
    return ordered[max(math.ceil(share * len(ordered)), 1) - 1]


def figures(samples: Sequence[Sample], at_once: int, start: float, *, end: float) -> Figures:
    """Count the replies that ended between start and end; faults count whenever they came."""
    faults = sum(sample.fault is not None for sample in samples)
    counted = [s.seconds for s in samples if s.fault is None and start <= s.ended < end]
    if not counted:
        raise ValueError("no message was answered in the window")
    window = end - start
    return Figures(
        at_once,
        len(counted),
        window,
        len(counted) / window,
        sum(counted) / len(counted),
        percentile(counted, 0.5),
        percentile(counted, 0.95),
        max(counted),
        faults,
    )
