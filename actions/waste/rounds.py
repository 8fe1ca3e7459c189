"""Works out collection dates from the rounds: pure functions of round rows, bank holidays, changes and the day.

A round comes every `every_weeks` weeks counted from `first_date`, for ever, so the dates never run out.
In a week with a bank holiday, collections due on it or later that week move one day later; a row of `changes`
(original_date, new_date, note) says otherwise for one day.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

from actions.days import WEEKDAYS

LOOKED_BACK_DAYS = 70  # four weeks from one collection to the next, at most, and both may be moved
REACH_DAYS = 21  # no collection moves further from its usual day than this

Standing = Literal["open", "today", "too_late", "never_due"]


@dataclass(frozen=True)
class Collection:
    """One bin's visit: the day it happens, and why that is another than usual."""

    day: date
    bin: str
    note: str = ""


@dataclass(frozen=True)
class Missed:
    """Whether a missed bin can be reported now, the visit it is about and the next one."""

    standing: Standing
    due: Collection | None
    following: Collection | None


@dataclass(frozen=True)
class Calendar:
    """What the records say for one address, with the day and time it was asked."""

    rounds: list[dict[str, Any]]
    changes: list[dict[str, str]]
    bank_holidays: frozenset[date]
    today: date
    before_end: bool  # the crew may still come today
    window_days: int

    @classmethod
    def read(cls, found: dict[str, Any]) -> "Calendar":
        """The answer of /internal/records/collections as a calendar."""
        return cls(
            rounds=found["rounds"],
            changes=found.get("changes", []),
            bank_holidays=frozenset(date.fromisoformat(day) for day in found.get("bank_holidays", [])),
            today=date.fromisoformat(found["today"]),
            before_end=_clock(found["now"]) < _clock(found["collection_ends"]),
            window_days=int(found["window_days"]),
        )

    @property
    def bins(self) -> list[str]:
        """The bins collected at this address, each once."""
        return list(dict.fromkeys(row["bin"] for row in self.rounds))

    def next_days(self, count: int, only: str | None = None) -> list[list[Collection]]:
        """The next collection days, each with its visits; today counts until the crews' end hour."""
        first = self.today if self.before_end else self.today + timedelta(days=1)
        longest = max((int(row["every_weeks"]) for row in self.rounds), default=1)
        last = first + timedelta(weeks=longest * count, days=2 * REACH_DAYS)
        days: dict[date, list[Collection]] = {}
        for visit in sorted(self._visits(first, last), key=lambda visit: visit.day):
            if only in (None, visit.bin):
                days.setdefault(visit.day, []).append(visit)
        return list(days.values())[:count]

    def missed(self, bin_name: str) -> Missed:
        """Whether this bin's latest visit can be reported as missed, and when it is emptied next."""
        following = next((day[0] for day in self.next_days(1, only=bin_name)), None)
        past = [
            visit
            for visit in self._visits(self.today - timedelta(days=LOOKED_BACK_DAYS), self.today)
            if visit.bin == bin_name
        ]
        due = max(past, key=lambda visit: visit.day, default=None)
        if due is None:
            return Missed("never_due", None, following)
        if due.day == self.today and self.before_end:
            return Missed("today", due, following)
        standing: Standing = "open" if self._working_days_since(due.day) <= self.window_days else "too_late"
        return Missed(standing, due, following)

    def _visits(self, first: date, last: date) -> Iterator[Collection]:
        """Every visit that happens from first to last, both included."""
        reach = timedelta(days=REACH_DAYS)
        for row in self.rounds:
            for usual in _usual_days(row, first - reach, last + reach):
                day, note = self._moved(usual)
                if first <= day <= last:
                    yield Collection(day, row["bin"], note)

    def _moved(self, usual: date) -> tuple[date, str]:
        """The day on which a collection usually due that day happens, and why it is another."""
        for change in self.changes:
            if change["original_date"] == usual.isoformat():
                return date.fromisoformat(change["new_date"]), change.get("note", "")
        day = usual
        monday = usual - timedelta(days=usual.weekday())
        for holiday in sorted(h for h in self.bank_holidays if monday <= h < monday + timedelta(days=7)):
            if holiday <= day:
                day += timedelta(days=1)
        return day, "moved because of a bank holiday" if day != usual else ""

    def _working_days_since(self, day: date) -> int:
        """Working days after that day up to today, today included."""
        passed = (day + timedelta(days=n) for n in range(1, (self.today - day).days + 1))
        return sum(1 for d in passed if d.weekday() < 5 and d not in self.bank_holidays)


def _usual_days(row: dict[str, Any], first: date, last: date) -> Iterator[date]:
    """The days of a round's rhythm from first to last, before any is moved."""
    start, step = date.fromisoformat(row["first_date"]), timedelta(weeks=int(row["every_weeks"]))
    if start.weekday() != WEEKDAYS.index(row["weekday"].lower()):
        raise ValueError(f"first_date {start} is not a {row['weekday']}")
    day = start if start >= first else start + -(-(first - start) // step) * step
    while day <= last:
        yield day
        day += step


def _clock(text: str) -> tuple[int, int]:
    at = datetime.strptime(text, "%H:%M")  # noqa: DTZ007 - an hour of the day, not an instant
    return at.hour, at.minute
