"""When something is, was or will be, from what a resident wrote: a day that is said back, or a time in their words."""

from __future__ import annotations

import re
from datetime import date

from actions.dialogue import Turn
from actions.errands import fitting
from language.dates import Day, days, days_meant, say_day_of
from language.times import only_says_when, when_in

_DAYS_AWAY_MOST = 3 * 366
"""A date further off than this is a slip: nobody is asked about such days."""
_A_PERIOD = re.compile(
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b|\b(?:19|20)\d\d\b|\b(?:weeks?|months?|years?|ago|"
    r"christmas|xmas|easter|summer|winter|spring|autumn|recently)\b",
    re.IGNORECASE,
)
_COUNTED_FROM_NOW = re.compile(
    r"\b(?:yest\w*|last night|today|tonight|tonite|this|tomorrow|ago|"
    r"last \w+)\b",
    re.IGNORECASE,
)
_LONGEST_CHARACTERS = 500
Given = tuple[str | None, str | None]


def day_given(turn: Turn, today: date) -> Given:
    """The day in answer to "from what date", as it is said back, or the words for a longer time ("next month")."""
    if fitting.is_question(turn) and not days(turn.text, today):
        return None, "unclear_question"
    named = day_named(turn, today)
    if named:
        return named, None
    inexact = only_says_when(turn.text) and _A_PERIOD.search(turn.text) and not days(turn.text, today)
    return (fitting.opened(turn.written), None) if inexact else (None, "unclear_date")


def day_named(turn: Turn, today: date) -> str | None:
    """The day that a message names in passing."""
    found = days(turn.text, today)
    if any(each.exact for each in found):
        named = days_meant(turn.text, today)
        near = [day for day in named if abs(day - today).days <= _DAYS_AWAY_MOST]
        return ", ".join(say_day_of(day, today) for day in near) if near == named else None
    return turn.restored(_words(turn, found[0])) if found else None


def time_given(turn: Turn, today: date, *, again: bool) -> Given:
    """When it happens, in answer to that. What says no time that we know is asked about once, and then taken as it is,
    unless it plainly is something else."""
    if fitting.is_no_time(turn):
        return None, "unclear_question" if fitting.is_question(turn) else "vague_time"
    if again or when_in(turn.text) or only_says_when(turn.text):
        return _with_its_day(fitting.opened(turn.written)[:_LONGEST_CHARACTERS], turn, today), None
    return None, "vague_time"


def time_named(turn: Turn, today: date) -> str | None:
    """The words of a message that say when, with the day where they count from now."""
    found = when_in(turn.text)
    return _with_its_day(turn.restored(found), turn, today) if found else None


def _with_its_day(words: str, turn: Turn, today: date) -> str:
    """ "Last night about 2am (Friday 27 November)": whoever reads it does so on another day."""
    counted = [each for each in days(turn.text, today, "past") if _COUNTED_FROM_NOW.search(_words(turn, each))]
    day = counted[0].day if counted else None
    return f"{words} ({say_day_of(day, today)})" if day else words


def _words(turn: Turn, day: Day) -> str:
    return turn.text[day.start : day.end].strip()
