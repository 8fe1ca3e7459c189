"""Stretches of whole local days that a report is about, and the parts that its chart shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.errors import Unusable

LONGEST_DAYS = 366
DAYS_BY_DAY = 31
CHOICES = {"today": 1, "7": 7, "30": 30}


@dataclass(frozen=True)
class Period:
    """The local days from `first` to `last`, both included."""

    zone: ZoneInfo
    first: date
    last: date

    @property
    def start(self) -> datetime:
        """The first day's midnight, in UTC."""
        return midnight(self.zone, self.first)

    @property
    def end(self) -> datetime:
        """The midnight after the last day, in UTC; not itself in the period."""
        return midnight(self.zone, self.last + timedelta(days=1))

    @property
    def days(self) -> int:
        """How many local days."""
        return (self.last - self.first).days + 1

    def before(self) -> Period:
        """As many days again, ending where this one begins."""
        length = timedelta(days=self.days)
        return Period(self.zone, self.first - length, self.last - length)

    def parts(self) -> list[Part]:
        """Hours of one day, days of up to a month, weeks of anything longer."""
        if self.days == 1:
            return self._hours()
        step = 1 if self.days <= DAYS_BY_DAY else 7
        firsts = [self.first + timedelta(days=offset) for offset in range(0, self.days, step)]
        return [
            Part(
                _day(first) if step == 1 else f"Week from {_day(first)}",
                midnight(self.zone, first),
                min(midnight(self.zone, first + timedelta(days=step)), self.end),
            )
            for first in firsts
        ]

    def _hours(self) -> list[Part]:
        """23, 24 or 25 of them: the days on which the clocks change are as long as they are."""
        count = round((self.end - self.start).total_seconds() / 3600)
        starts = [self.start + timedelta(hours=number) for number in range(count)]
        return [Part(f"{at.astimezone(self.zone):%H:%M}", at, at + timedelta(hours=1)) for at in starts]


@dataclass(frozen=True)
class Part:
    """One column of a chart: [start, end)."""

    label: str
    start: datetime
    end: datetime


def midnight(zone: ZoneInfo, day: date) -> datetime:
    """The moment, in UTC, at which the local day begins."""
    return datetime.combine(day, time.min, zone).astimezone(UTC)


def last_days(zone: ZoneInfo, at: datetime, days: int) -> Period:
    """Today and the days before it, `days` of them in all."""
    today = at.astimezone(zone).date()
    return Period(zone, today - timedelta(days=days - 1), today)


def period_of_form(zone: ZoneInfo, at: datetime, choice: str, *, first: str, last: str) -> Period:
    """The period that a form asks for: today, 7, 30, or custom with two ISO dates. Raises Unusable."""
    if choice in CHOICES:
        return last_days(zone, at, CHOICES[choice])
    if choice != "custom":
        raise Unusable("Choose today, 7 days, 30 days or your own dates.")
    try:
        period = Period(zone, date.fromisoformat(first), date.fromisoformat(last))
    except ValueError as error:
        raise Unusable("Give both dates, for example 2026-03-01 and 2026-03-31.") from error
    if period.last < period.first:
        raise Unusable("The last day is before the first. Swap them.")
    if period.days > LONGEST_DAYS:
        raise Unusable(f"Choose {LONGEST_DAYS} days or fewer.")
    if period.first.year < 2000 or period.last.year > 2200:
        raise Unusable("Choose dates between 2000 and 2200.")
    return period


def _day(day: date) -> str:
    return f"{day.day} {day:%b}"
