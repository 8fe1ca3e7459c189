"""Opening hours as residents read them: the hours of a week, and whether it is open today."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.council.opening_hours import DAYS, SEARCH_DAYS, OpeningHours

WEEKEND = {5, 6}
WHOLE_DAY = ((time.min, time.max),)
NEAR_DAYS = 7
"""From so many days ahead on, a weekday alone would be misread."""
SHORTEST_RUN = 3
"""Fewer days that follow each other are listed: "Saturday and Sunday"."""
Moments = tuple[tuple[datetime, datetime], ...]


def say_time(at: time) -> str:
    """ "9:30am", "5pm", "noon", "midnight" (at the end of a day)."""
    if at == time.max:
        return "midnight"
    if at == time(12):
        return "noon"
    return f"{at.hour % 12 or 12}{f':{at.minute:02d}' if at.minute else ''}{'am' if at.hour < 12 else 'pm'}"


def say_spans(spans: Iterable[tuple[time, time]]) -> str:
    """ "8:30am to 12:30pm and 1:30pm to 5pm", "at any hour"."""
    spans = tuple(spans)
    if spans == WHOLE_DAY:
        return "at any hour"
    return " and ".join(f"{say_time(opens)} to {say_time(closes)}" for opens, closes in spans)


def say_week(hours: OpeningHours) -> str:
    """ "Monday to Thursday 9am to 5pm, Friday 9am to 4pm". A closed weekend goes without saying, another day does not:
    "every day 9am to 5pm, closed on Wednesday"."""
    alike: dict[tuple[tuple[time, time], ...], list[int]] = {}
    for day in range(len(DAYS)):
        alike.setdefault(hours.spans.get(day, ()), []).append(day)
    closed = alike.pop((), [])
    if len(alike) == 1 and len(closed) <= 1:
        said = [f"every day {say_spans(spans)}" for spans in alike]
    else:
        said = [f"{_say_days(days)} {say_spans(spans)}" for spans, days in alike.items()]
    if alike and set(closed) != WEEKEND:
        said += [f"closed on {_say_days(closed)}"] if closed else []
    return ", ".join(said)


def say_today(on: Callable[[date], Moments], zone: ZoneInfo, now: datetime) -> str:
    """What follows "It is": "open today until 5pm", "closed today; it opens tomorrow, Sunday, at 9am"."""
    today = now.astimezone(zone).date()
    spans = on(today)
    left = [(opens, closes) for opens, closes in spans if now < closes]
    if not left:
        return f"closed {'now' if spans else 'today'}{_next(on, zone, today)}"
    (opens, closes), *later = left
    first = f"until {_clock(closes, zone)}" if opens <= now else f"from {_clock(opens, zone)} to {_clock(closes, zone)}"
    then = "".join(f", then from {_clock(start, zone)} to {_clock(end, zone)}" for start, end in later)
    return f"open today {first}{then}"


def _next(on: Callable[[date], Moments], zone: ZoneInfo, today: date) -> str:
    """ "; it opens on Monday at 9am", or nothing where it does not open again for long."""
    for ahead in range(1, SEARCH_DAYS):
        day = today + timedelta(days=ahead)
        for opens, _ in on(day):
            name = f"tomorrow, {day:%A}," if ahead == 1 else f"on {day:%A}"
            dated = "" if ahead < NEAR_DAYS else f" {day.day} {day:%B}"
            return f"; it opens {name}{dated} at {_clock(opens, zone)}"
    return ""


def _clock(moment: datetime, zone: ZoneInfo) -> str:
    local = moment.astimezone(zone).time()
    return say_time(time.max if local == time.min else local)


def _say_days(days: list[int]) -> str:
    """ "Monday to Thursday and Saturday"."""
    runs: list[list[int]] = []
    for day in days:
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    names = [name for run in runs for name in _run(run)]
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last


def _run(run: list[int]) -> list[str]:
    first, last = DAYS[run[0]].capitalize(), DAYS[run[-1]].capitalize()
    if len(run) >= SHORTEST_RUN:
        return [f"{first} to {last}"]
    return [DAYS[day].capitalize() for day in run]
