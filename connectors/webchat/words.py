"""What the chat says of itself: the greeting, who answers now, the measured wait, the time of a message.

static/words.js says the same for pages that run scripts; tests/browser compares the two.
"""

from __future__ import annotations

import math
from datetime import datetime
from zoneinfo import ZoneInfo

from connectors.messages import CouncilFacts, Event, Standing, Waiting

ZONE = ZoneInfo("Europe/London")
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


def greeting(council: CouncilFacts) -> str:
    """Two lines: who this is and what it can do; no card numbers, and where the privacy notice is."""
    return (
        f"I am the assistant of {council.name}: a computer program, not a person. I can answer questions about council "
        "services, take reports such as a missed bin, and pass you to a person.\n"
        f"Please do not send card numbers. How we use what you write: {council.privacy_notice}"
    )


def wording(event: Event) -> str:
    """What a message says; of a place that was shared, that it was."""
    place = event.data.get("location")
    return event.text or (shared(place["latitude"], place["longitude"]) if place else "")


def shared(latitude: float, longitude: float) -> str:
    """The resident's own message in words. Five decimals are a metre."""
    return f"You shared your location ({latitude:.5f}, {longitude:.5f})."


def who_answers(standing: Standing, now: datetime) -> str:
    """The line at the top of the chat."""
    match standing.state:
        case "waiting":
            return f"You are waiting for a person. {wait(standing.waiting, now) if standing.waiting else ''}".strip()
        case "officer":
            return f"{standing.officer or 'An officer'} is answering you."
        case "closed":
            return "This chat is closed. Write again if you need us."
    return "The assistant is answering you. Ask for a person at any time."


def wait(waiting: Waiting, now: datetime) -> str:
    """The measured wait. A closed queue's is counted from its opening."""
    place = f"You are {_place(waiting.position)}."
    typical = waiting.typical_seconds
    if waiting.opens_at is not None and waiting.opens_at > now:
        opens = f"The team opens {_opening(waiting.opens_at, now)}. {place}"
        return opens if typical is None else f"{opens} Most people are answered within {_duration(typical)} of that."
    if typical is None:
        return f"{place} We have no figure yet for how long this takes."
    return f"Most people are answered within {_duration(typical)}. {place}"


def _place(position: int) -> str:
    return ORDINALS[position - 1] if 0 < position <= len(ORDINALS) else f"number {position}"


def _duration(seconds: float) -> str:
    """Rounded up, never flattering."""
    minutes = max(1, math.ceil(seconds / 60))
    count, unit = (minutes, "minute") if minutes < 60 else (math.ceil(minutes / 60), "hour")
    return f"{count} {unit}{'s' if count > 1 else ''}"


def clock(moment: datetime) -> str:
    """8:30am, 5pm."""
    local = moment.astimezone(ZONE)
    minutes = f":{local:%M}" if local.minute else ""
    return f"{local.hour % 12 or 12}{minutes}{'am' if local.hour < 12 else 'pm'}"


def day(moment: datetime) -> str:
    """Monday 23 November."""
    local = moment.astimezone(ZONE)
    return f"{local:%A} {local.day} {local:%B}"


def _opening(moment: datetime, now: datetime) -> str:
    local = moment.astimezone(ZONE)
    days = (local.date() - now.astimezone(ZONE).date()).days
    when = {0: "today", 1: "tomorrow"}.get(days, f"on {local:%A}" if days < 7 else f"on {day(moment)}")
    return f"{when} at {clock(moment)}"


def exact(moment: datetime) -> str:
    """Monday 23 November 2026 at 8:30am."""
    return f"{day(moment)} {moment.astimezone(ZONE).year} at {clock(moment)}"


def ago(moment: datetime, now: datetime) -> str:
    """Just now, 5 minutes ago, 2 hours ago; from yesterday on the day and the time."""
    minutes = int((now - moment).total_seconds() // 60)
    if minutes < 1:
        return "Just now"
    if minutes < 60:
        return f"{minutes} minute{'s' if minutes > 1 else ''} ago"
    if moment.astimezone(ZONE).date() == now.astimezone(ZONE).date():
        hours = minutes // 60
        return f"{hours} hour{'s' if hours > 1 else ''} ago"
    return f"{day(moment)} at {clock(moment)}"
