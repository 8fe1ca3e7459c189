"""Opening hours and working seconds: the council's clock on the wall, daylight saving and bank holidays included."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from language.normalise import normalise

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SEARCH_DAYS = 60


CLOCK = re.compile(r"([01]?\d|2[0-3])(?::([0-5]\d))?")
MIDNIGHT = "24:00"


def parse_span(span: str) -> tuple[time, time]:
    """ "08:30-17:00" or "8:30 – 17" as two times; "00:00-24:00" is the whole day. Raises ValueError in plain words."""
    opens, _, closes = normalise(span).partition("-")
    start, end = _clock(opens, span), time.max if closes.strip() == MIDNIGHT else _clock(closes, span)
    if end <= start:
        raise ValueError(f'"{span}" ends before it begins; write two spans for a night')
    return start, end


def say_span(start: time, end: time) -> str:
    """Two times as "08:30-17:00", which parse_span reads."""
    return f"{start:%H:%M}-{MIDNIGHT if end == time.max else f'{end:%H:%M}'}"


def _clock(text: str, span: str) -> time:
    found = CLOCK.fullmatch(text.strip())
    if found is None:
        raise ValueError(f'"{span}" is not hours such as 08:30-17:00')
    return time(int(found[1]), int(found[2] or 0))


@dataclass(frozen=True)
class OpeningHours:
    """Spans per weekday (0 is Monday) in local time; `holidays` are closed days. No spans at all: hours are not set."""

    zone: ZoneInfo
    spans: dict[int, tuple[tuple[time, time], ...]] = field(default_factory=dict)
    holidays: frozenset[date] = frozenset()
    _days: dict[date, tuple[tuple[datetime, datetime], ...]] = field(default_factory=dict, compare=False, repr=False)

    @property
    def known(self) -> bool:
        """Whether hours are set; without them working seconds are clock seconds."""
        return any(self.spans.values())

    def on(self, day: date) -> tuple[tuple[datetime, datetime], ...]:
        """The open spans of a local day, as UTC moments."""
        found = self._days.get(day)
        if found is None:
            found = self._days[day] = tuple(self._on(day))
        return found

    def _on(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        if day in self.holidays:
            return
        for start, end in self.spans.get(day.weekday(), ()):
            opens = datetime.combine(day, start, self.zone)
            midnight = datetime.combine(day + timedelta(days=1), time.min, self.zone)
            closes = midnight if end == time.max else datetime.combine(day, end, self.zone)
            yield opens.astimezone(UTC), closes.astimezone(UTC)

    def working_seconds(self, began: datetime, ended: datetime) -> float:
        """Seconds of [began, ended] inside the opening hours; clock seconds where no hours are set."""
        if not self.known:
            return max(0.0, (ended - began).total_seconds())
        total, day = 0.0, began.astimezone(self.zone).date()
        last = ended.astimezone(self.zone).date()
        while day <= last:
            for opens, closes in self.on(day):
                total += max(0.0, (min(closes, ended) - max(opens, began)).total_seconds())
            day += timedelta(days=1)
        return total

    def is_open(self, at: datetime) -> bool:
        """Whether the moment is inside the opening hours (always, where none are set)."""
        if not self.known:
            return True
        return any(opens <= at < closes for opens, closes in self.on(at.astimezone(self.zone).date()))

    def next_open(self, at: datetime) -> datetime | None:
        """The next moment from `at` on at which it is open; None if it does not open within 60 days."""
        if self.is_open(at):
            return at
        day = at.astimezone(self.zone).date()
        for offset in range(SEARCH_DAYS):
            for opens, _ in self.on(day + timedelta(days=offset)):
                if opens >= at:
                    return opens
        return None

    def closes(self, at: datetime) -> datetime | None:
        """When it closes next, where it is open at this moment; None where no hours are set."""
        spans = self.on(at.astimezone(self.zone).date()) if self.known else ()
        return next((closes for opens, closes in spans if opens <= at < closes), None)

    def last_open_day(self, at: datetime) -> tuple[datetime, datetime] | None:
        """The span from first opening to last closing of the newest open day that ended before `at`."""
        day = at.astimezone(self.zone).date()
        for offset in range(SEARCH_DAYS):
            spans = self.on(day - timedelta(days=offset))
            if spans and spans[-1][1] <= at:
                return spans[0][0], spans[-1][1]
        return None

    def add_working_days(self, at: datetime, days: int) -> datetime:
        """The end of the local day that is `days` open days after `at` (all days, where no hours are set)."""
        day, left = at.astimezone(self.zone).date(), days
        for _ in range(365):
            if left == 0:
                break
            day += timedelta(days=1)
            if not self.known or self.on(day):
                left -= 1
        return datetime.combine(day + timedelta(days=1), time.min, self.zone).astimezone(UTC)
