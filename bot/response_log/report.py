"""A report: the figures of one period beside those of the one before, by queue, channel, language, person and day."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bot.council import Council
from bot.database.states import ClockKind
from bot.response_log.by_service import ServiceFigures, by_service
from bot.response_log.figures import Figure, Timed, Yardstick, by_officer, figure, grouped
from bot.response_log.intervals import MEASURES, Interval, intervals
from bot.response_log.periods import Part, Period
from bot.response_log.waiting import QueueNow, queue_now

COMPARED = (ClockKind.FIRST_HUMAN, ClockKind.NEXT_HUMAN, ClockKind.ASSISTANT)
"""The times that residents feel: the large figures, which are compared with the days before."""


@dataclass(frozen=True)
class Question:
    """What a report is asked: which days, which clock in detail, which queue (None: all)."""

    period: Period
    measure: str
    queue: str | None = None


@dataclass(frozen=True)
class QueueFigures:
    """One queue: all its channels together, and each apart."""

    queue: str | None
    all: Figure
    channels: dict[str, Figure]


@dataclass(frozen=True)
class Report:
    """Answers to a Question; `at` is when it was asked, which is when open intervals were judged. `before` has the
    figures of as many days before, of the measures that are COMPARED."""

    question: Question
    at: datetime
    measures: dict[str, Figure]
    before: dict[str, Figure]
    queues: list[QueueFigures]
    channels: dict[str, Figure]
    languages: dict[str, Figure]
    officers: dict[int | None, Figure]
    parts: list[tuple[Part, Figure]]
    target: float | None
    waiting: dict[str, QueueNow]
    services: list[ServiceFigures]


def report(session: Session, council: Council, question: Question, *, at: datetime) -> Report:
    """Read the log of both periods once and sum it up in every way that the page shows."""
    yardstick = Yardstick(council, at)
    measured = _measured(yardstick, intervals(session, question.period), question.queue)
    before = _measured(yardstick, intervals(session, question.period.before(), COMPARED), question.queue)
    detail = measured[question.measure]
    return Report(
        question=question,
        at=at,
        measures={name: figure(measured[name]) for name in MEASURES},
        before={kind: figure(before[kind]) for kind in COMPARED},
        queues=_queues(detail),
        channels=_sorted(grouped(detail, lambda each: each.channel)),
        languages=_sorted(grouped(detail, lambda each: each.language)),
        officers=by_officer(detail),
        parts=_parts(detail, question.period),
        target=council.target(question.measure, question.queue),
        waiting={
            key: queue_now(session, council, key, at=at) for key in council.queues if question.queue in (None, key)
        },
        services=by_service(session, council, question.period, queue=question.queue),
    )


def _measured(yardstick: Yardstick, read: Iterable[Interval], queue: str | None) -> dict[str, list[Timed]]:
    found: dict[str, list[Timed]] = {name: [] for name in MEASURES}
    for interval in read:
        if queue in (None, interval.queue):
            found[interval.measure].append(yardstick.timed(interval))
    return found


def _queues(detail: Sequence[Timed]) -> list[QueueFigures]:
    by_queue: dict[str | None, list[Timed]] = {}
    for each in detail:
        by_queue.setdefault(each.interval.queue, []).append(each)
    return [
        QueueFigures(queue, figure(group), _sorted(grouped(group, lambda each: each.channel)))
        for queue, group in sorted(by_queue.items(), key=lambda item: item[0] or "")
    ]


def _parts(detail: Iterable[Timed], period: Period) -> list[tuple[Part, Figure]]:
    """Each part with the figure of what belongs to it, by the same rule as the whole period."""
    parts = period.parts()
    starts = [part.start for part in parts]
    groups: list[list[Timed]] = [[] for _ in parts]
    for each in detail:
        moment = each.interval.ended or each.interval.began
        groups[bisect_right(starts, moment) - 1].append(each)
    return [(part, figure(group)) for part, group in zip(parts, groups, strict=True)]


def _sorted(figures: dict[str, Figure]) -> dict[str, Figure]:
    return dict(sorted(figures.items()))
