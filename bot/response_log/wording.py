"""How waits and times are said to a resident: plain, honest, the same on every channel."""

from __future__ import annotations

import math
from datetime import datetime
from zoneinfo import ZoneInfo

from connectors.messages import Waiting

ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")

UNKNOWN = "We cannot say yet how long this will take."
HOURS_SAID = 8
SHORT_DAY_HOURS = 6
"""A short working day of a queue: thirty working hours are nearly a week, and "30 hours" would sound like tomorrow."""


def place(position: int) -> str:
    """ "third"; from eleven on "number 11"."""
    return ORDINALS[position - 1] if 0 < position <= len(ORDINALS) else f"number {position}"


def rounded_wait(seconds: float) -> str:
    """Working seconds as "6 minutes", "2 hours", "3 working days": rounded up, never flattering."""
    minutes = max(1, math.ceil(seconds / 60))
    if minutes < 60:
        return "1 minute" if minutes == 1 else f"{minutes} minutes"
    hours = math.ceil(minutes / 60)
    if hours <= HOURS_SAID:
        return "1 hour" if hours == 1 else f"{hours} hours"
    return f"{math.ceil(hours / SHORT_DAY_HOURS)} working days"


def hour(moment: datetime, zone: ZoneInfo) -> str:
    """ "8:30am"."""
    local = moment.astimezone(zone)
    return f"{local.hour % 12 or 12}{f':{local.minute:02d}' if local.minute else ''}{'am' if local.hour < 12 else 'pm'}"


def clock_time(moment: datetime, zone: ZoneInfo, now: datetime) -> str:
    """ "at 8:30am", "tomorrow at 8:30am", "on Monday at 8:30am", "on Monday 4 January at 8:30am"."""
    local, today = moment.astimezone(zone), now.astimezone(zone).date()
    days = (local.date() - today).days
    if days == 0:
        return f"at {hour(moment, zone)}"
    if days == 1:
        return f"tomorrow at {hour(moment, zone)}"
    day = f"{local:%A}" if days < 7 else f"{local:%A} {local.day} {local:%B}"
    return f"on {day} at {hour(moment, zone)}"


def open_until(team: str, closes: datetime, zone: ZoneInfo) -> str:
    """ "Our Housing team is open until 5pm today."."""
    return f"{team} is open until {hour(closes, zone)} today."


def wait(waiting: Waiting, team: str, zone: ZoneInfo, *, now: datetime, placed: bool = True) -> str:
    """What a waiting resident is told, from measured figures only; with their place, unless that was said."""
    where = [f"You are {place(waiting.position)} in the queue."] if placed else []
    typical = waiting.typical_seconds
    answered = "" if typical is None else f"Most people are answered within {rounded_wait(typical)}"
    if waiting.opens_at is not None and waiting.opens_at > now:
        opens = f"{team} is closed now and opens {clock_time(waiting.opens_at, zone, now)}."
        return " ".join([opens, *where, *([f"{answered} of opening."] if answered else [])])
    if not answered:
        return " ".join([*where, UNKNOWN])
    return " ".join([f"{answered}.", *where])
