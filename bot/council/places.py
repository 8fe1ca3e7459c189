"""The places that residents visit: where they are, and when they are open at a moment."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.council.file import PlaceTable
from bot.council.hours_in_words import Moments, say_today, say_week
from bot.council.opening_hours import OpeningHours

YEAR_DAYS = 366


class Place:
    """One [places.KEY] table with its hours: those of the year, or of the season that a day is in."""

    def __init__(self, table: PlaceTable, zone: ZoneInfo, holidays: frozenset[date]) -> None:
        shut = frozenset[date]() if table.open_on_bank_holidays else holidays
        self._table = table
        self._zone = zone
        self._usual = table.opening_hours.opening(zone, shut)
        self._seasons = [(season, season.opening_hours.opening(zone, shut)) for season in table.seasons]
        self._written = {"name": table.name, "address": table.address, "phone": table.phone}
        self._by_the_clock = {"hours": self._hours, "today": self._today} if self._usual.known else {}

    def fact(self, name: str, now: datetime) -> str | None:
        """What is written, its `hours` ("every day 8am to 4pm") or, of `today`, "open today until 4pm"; None if it has
        none."""
        say = self._by_the_clock.get(name)
        return say(now) if say else self._written.get(name) or None

    def fact_names(self) -> list[str]:
        """The facts that it has."""
        return [name for name, text in self._written.items() if text] + list(self._by_the_clock)

    def _hours(self, now: datetime) -> str:
        """The hours of a week, and from when on there are others."""
        today = now.astimezone(self._zone).date()
        present = self._in_season(today)
        days = (today + timedelta(days=ahead) for ahead in range(1, YEAR_DAYS))
        turn = next((day for day in days if self._in_season(day) is not present), None)
        after = f" (from {turn.day} {turn:%B}: {say_week(self._in_season(turn))})" if turn else ""
        return say_week(present) + after

    def _today(self, now: datetime) -> str:
        return say_today(self._on, self._zone, now)

    def _on(self, day: date) -> Moments:
        return () if f"{day:%m-%d}" in self._table.closed else self._in_season(day).on(day)

    def _in_season(self, day: date) -> OpeningHours:
        return next((hours for season, hours in self._seasons if season.has(day)), self._usual)


def places(tables: Mapping[str, PlaceTable], zone: ZoneInfo, holidays: frozenset[date]) -> dict[str, Place]:
    """Every place by its key."""
    return {key: Place(table, zone, holidays) for key, table in tables.items()}
