"""Figures from intervals: how long residents waited, by the definitions of docs/response-times.md and no others."""

from __future__ import annotations

import math
import statistics
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import TypeVar

from bot.council import Council
from bot.database.states import ClockCause, ClockKind
from bot.response_log.intervals import DELIVERED, Interval

Key = TypeVar("Key", bound=Hashable)

FEWEST = 5
"""Fewer intervals than this are not shown where a person could be recognised."""

DONE = {
    ClockKind.ASSISTANT: {ClockCause.ANSWERED},
    ClockKind.FIRST_HUMAN: {ClockCause.ANSWERED},
    ClockKind.NEXT_HUMAN: {ClockCause.ANSWERED},
    ClockKind.CLAIM: {ClockCause.CLAIMED},
    ClockKind.CLOSE: {ClockCause.CLOSED},
    ClockKind.DELIVERY: {ClockCause.ACCEPTED, ClockCause.DELIVERED},
    DELIVERED: {ClockCause.DELIVERED},
}
"""What each clock waits for. Any other end is counted under its name and does not enter a median."""

NEVER_DONE = {ClockCause.UNANSWERED, ClockCause.FAILED, ClockCause.UNKNOWN}
"""Ends after which nothing more can come: missed, however early."""

BY_THE_CLOCK = {ClockKind.ASSISTANT, ClockKind.DELIVERY, DELIVERED}
"""Done by machines, which keep no opening hours: judged in clock seconds (docs/response-times.md says why)."""


@dataclass(frozen=True, slots=True)
class Timed:
    """An interval with its lengths; `seconds` is the one that figures and targets go by, `working` None for the
    assistant. `met`: in target, missed (False), or not judged (None: no target, still inside it, or it ended without
    an answer before its target had passed)."""

    interval: Interval
    clock: float
    working: float | None
    seconds: float
    done: bool
    met: bool | None


@dataclass(frozen=True)
class Figure:
    """The figures of some intervals of one measure. Lengths are in seconds, None where there is nothing."""

    count: int = 0
    median: float | None = None
    ninetieth: float | None = None
    average: float | None = None
    clock_median: float | None = None
    judged: int = 0
    met: int = 0
    open: int = 0
    open_late: int = 0
    no_reply_needed: int = 0
    otherwise: dict[str, int] = field(default_factory=dict)

    @property
    def share(self) -> float | None:
        """The share in target, from 0 to 1."""
        return self.met / self.judged if self.judged else None

    @property
    def seen(self) -> bool:
        """Whether there is anything to show."""
        return bool(self.count or self.open or self.no_reply_needed or self.otherwise)


class Yardstick:
    """Measures and judges intervals at one moment; looks up each queue's hours and each target once."""

    def __init__(self, council: Council, at: datetime) -> None:
        self.at = at
        self._hours = cache(council.queue_hours)
        self._target = cache(council.target)

    def timed(self, interval: Interval) -> Timed:
        """One interval; an open one is as long as it has lasted."""
        until = interval.ended or max(self.at, interval.began)
        clock = (until - interval.began).total_seconds()
        working = None
        if interval.measure != ClockKind.ASSISTANT:
            working = self._hours(interval.queue).working_seconds(interval.began, until)
        done = interval.cause in DONE[interval.measure]
        target = self._target(interval.measure, interval.queue, interval.channel)
        seconds = clock if working is None or interval.measure in BY_THE_CLOCK else working
        return Timed(interval, clock, working, seconds, done, _met(interval.cause, done, seconds, target=target))


def _met(cause: str | None, done: bool, seconds: float, *, target: float | None) -> bool | None:
    if target is None or cause == ClockCause.NO_REPLY_NEEDED:
        return None
    if done:
        return seconds <= target
    return False if seconds > target or cause in NEVER_DONE else None


def figure(intervals: Sequence[Timed]) -> Figure:
    """Sum up intervals of one measure."""
    done = [each for each in intervals if each.done]
    lengths = [each.seconds for each in done]
    ends = Counter(each.interval.cause for each in intervals if each.interval.cause and not each.done)
    judged = [each.met for each in intervals if each.met is not None]
    waiting = [each for each in intervals if each.interval.ended is None]
    return Figure(
        count=len(done),
        median=statistics.median(lengths) if lengths else None,
        ninetieth=percentile(lengths, 90),
        average=statistics.fmean(lengths) if lengths else None,
        clock_median=statistics.median(each.clock for each in done) if done else None,
        judged=len(judged),
        met=sum(judged),
        open=len(waiting),
        open_late=sum(each.met is False for each in waiting),
        no_reply_needed=ends.pop(ClockCause.NO_REPLY_NEEDED, 0),
        otherwise=dict(sorted(ends.items())),
    )


def percentile(lengths: Sequence[float], percent: int) -> float | None:
    """Nearest rank: the smallest length that at least `percent` in a hundred do not exceed. Always a real wait."""
    if not lengths:
        return None
    rank = math.ceil(percent * len(lengths) / 100)
    return sorted(lengths)[max(rank, 1) - 1]


def grouped(intervals: Iterable[Timed], key: Callable[[Interval], Key]) -> dict[Key, Figure]:
    """A figure for each value of `key`, for example each channel; the intervals are of one measure."""
    groups: dict[Key, list[Timed]] = {}
    for each in intervals:
        groups.setdefault(key(each.interval), []).append(each)
    return {value: figure(group) for value, group in groups.items()}


def by_officer(intervals: Iterable[Timed]) -> dict[int | None, Figure]:
    """Answers by who wrote them, whoever was assigned. None stands for all with fewer than five answers together, and
    they too are left out when that makes fewer than five, so that nobody's single answer can be read off."""
    groups: dict[int, list[Timed]] = {}
    for each in intervals:
        if each.done and each.interval.officer is not None:
            groups.setdefault(each.interval.officer, []).append(each)
    shown: dict[int | None, Figure] = {
        officer: figure(group) for officer, group in groups.items() if len(group) >= FEWEST
    }
    few = [each for group in groups.values() if len(group) < FEWEST for each in group]
    if len(few) >= FEWEST:
        shown[None] = figure(few)
    return shown
