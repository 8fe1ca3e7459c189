"""What the chat says of itself: the greeting, who answers now, the time of a message.

A page that runs scripts is told who answers now; static/wording.js says the times alike, which tests/browser compares.
Moments are given on the council's clock.
"""

from __future__ import annotations

from datetime import UTC, datetime

from connectors.messages import CouncilFacts, Event, Standing

CLOSED = "This chat is closed."


def greeting(council: CouncilFacts) -> str:
    """Two lines: who this is and what it can do; no card numbers, and where the privacy notice is."""
    return (
        f"This is the assistant of {council.name}: a computer program, not a person. We can answer questions about "
        "council services, take reports such as a missed bin, and pass you to a person.\n"
        f"Please do not send card numbers. How we use what you write: {council.privacy_notice}"
    )


def text_of(event: Event) -> str:
    """What a message says; of a place that was shared, that it was."""
    place = event.data.get("location")
    return event.text or (shared(place["latitude"], place["longitude"]) if place else "")


def shared(latitude: float, longitude: float) -> str:
    """The resident's own message in words. Five decimals are a metre."""
    return f"You shared your location ({latitude:.5f}, {longitude:.5f})."


def who_answers(standing: Standing) -> str:
    """The line at the top of the chat. The measured wait comes in the words that every channel uses."""
    match standing.state:
        case "waiting":
            return f"You are waiting for a person. {standing.waiting.said if standing.waiting else ''}".strip()
        case "officer":
            return f"{standing.officer or 'An officer'} is answering you."
        case "closed":
            return "This chat is closed. Write again if you need us."
    return "The assistant is answering you. Ask for a person at any time."


def clock(moment: datetime) -> str:
    """8:30am, 5pm."""
    minutes = f":{moment:%M}" if moment.minute else ""
    return f"{moment.hour % 12 or 12}{minutes}{'am' if moment.hour < 12 else 'pm'}"


def day(moment: datetime) -> str:
    """Monday 23 November."""
    return f"{moment:%A} {moment.day} {moment:%B}"


def exact(moment: datetime) -> str:
    """Monday 23 November 2026 at 8:30am."""
    return f"{day(moment)} {moment.year} at {clock(moment)}"


def ago(moment: datetime, now: datetime) -> str:
    """Just now, 5 minutes ago, 2 hours ago; from yesterday on the day and the time."""
    # in UTC: Python subtracts moments of one zone by the clock on the wall, wrong where that was put back or forward
    minutes = int((now.astimezone(UTC) - moment.astimezone(UTC)).total_seconds() // 60)
    if minutes < 1:
        return "Just now"
    if minutes < 60:
        return f"{minutes} minute{'s' if minutes > 1 else ''} ago"
    if moment.date() == now.date():
        hours = minutes // 60
        return f"{hours} hour{'s' if hours > 1 else ''} ago"
    return f"{day(moment)} at {clock(moment)}"
