"""Looks up school terms: where we are in the year, and the holiday that was asked about or comes next."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from actions.days import say_day
from actions.errands.lookups.contract import ANSWERED, Asked, Outcome, general
from actions.records import records
from language.normalise import fold

_SUMMER_DAYS = 28
_HALF_TERMS = {2: "February half term", 5: "May half term", 6: "May half term", 10: "October half term"}
_NAMES = {
    "Christmas holidays": r"christmas|xmas|new year|december|winter",
    "Easter holidays": r"easter|march|april",
    "summer holidays": r"summer|july|august|six weeks|year 7|next school year",
    "October half term": r"october|oct\b|autumn half|tattie",
    "February half term": r"february|feb\b|spring half",
    "May half term": r"may half|whit|spring bank|may holiday|\bin may\b",
}
_NAMED = {name: re.compile(rf"\b(?:{words})") for name, words in _NAMES.items()}
_HALF = re.compile(r"half.?term")
_TODAY = re.compile(
    r"\b(?:shut|close|closed|closing|closure|open|snow|ice|icy|storm|flood\w*|heating|boiler|burst|strike|today|tomorrow|2day|"
    r"2moro)\b",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(r"\b(?:inset|training days?|teacher days?)\b", re.IGNORECASE)
"""What each school sets for itself: it is on the page, not in the records."""


@dataclass(frozen=True)
class Break:
    """A holiday between two terms: its first and last day."""

    name: str
    first: date
    last: date

    def lines(self, today: date) -> list[str]:
        """When school breaks up, unless it has; the holiday; when school starts again."""
        before, after = self.first - timedelta(days=1), self.last + timedelta(days=1)
        span = f"{_day(self.first, today)} to {_day(self.last, today)}"
        breaks_up = [f"School breaks up on {_day(before, today)}."] if before >= today else []
        holiday = f"{self.name[0].upper()}{self.name[1:]}: {span}."
        return [*breaks_up, holiday, f"School starts again on {_day(after, today)}."]


async def look_up(dispatcher: CollectingDispatcher, asked: Asked) -> Outcome:
    """The term or holiday of today and what comes next, or the holiday that the message names."""
    found = await records().terms()
    today = date.fromisoformat(found["today"])
    breaks = [each for each in breaks_of(found["terms"]) if each.last >= today]
    if not breaks or _ELSEWHERE.search(asked.turn.text):
        return general(dispatcher, asked)
    this = next((row for row in found["terms"] if row["first_day"] <= found["today"] <= row["last_day"]), None)
    wanted = named(asked.turn.text, breaks)
    if _TODAY.search(asked.turn.text) and not wanted:
        dispatcher.utter_message(response="utter_school_open_today", today=standing(today, this))
        return ANSWERED
    lines = (wanted or breaks[0]).lines(today)
    if this and this["note"] and not wanted:
        lines.append(this["note"])
    dispatcher.utter_message(response="utter_school_terms", lines="\n".join(lines))
    return ANSWERED


def breaks_of(terms: list[dict[str, Any]]) -> list[Break]:
    """What lies between terms, a weekend aside."""
    found = []
    for before, after in pairwise(terms):
        first = date.fromisoformat(before["last_day"]) + timedelta(days=1)
        last = date.fromisoformat(after["first_day"]) - timedelta(days=1)
        if (last - first).days >= 2:
            found.append(Break(_name(first, last), first, last))
    return found


def _name(first: date, last: date) -> str:
    middle = first + (last - first) / 2
    if (last - first).days >= _SUMMER_DAYS:
        return "summer holidays"
    if first <= date(first.year, 12, 25) <= last:
        return "Christmas holidays"
    if middle.month in (3, 4):
        return "Easter holidays"
    return _HALF_TERMS.get(middle.month, "break")


def named(text: str, breaks: list[Break]) -> Break | None:
    """The next of the holidays that a message names; "half term" alone is the next half term."""
    said = fold(text)
    names = [name for name, pattern in _NAMED.items() if pattern.search(said)]
    found = next((each for each in breaks if each.name in names), None)
    if found is None and not names and _HALF.search(said):
        return next((each for each in breaks if each.name.endswith("half term")), None)
    return found


def _day(day: date, today: date) -> str:
    return say_day(day) if day.year == today.year else f"{say_day(day)} {day.year}"


def standing(today: date, term: dict[str, Any] | None) -> str:
    """What kind of day it is."""
    if term is None:
        return "It is the school holidays."
    return "It is the weekend." if today.weekday() > 4 else "It is term time."
