"""How waits are said: measured, rounded up, never flattering."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.response_log.wording import clock_time, place, rounded_wait, wait
from connectors.messages import Waiting

LONDON = ZoneInfo("Europe/London")
MONDAY = datetime(2026, 11, 23, 16, 59, tzinfo=UTC)
SUMMER = datetime(2026, 7, 6, 6, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "1 minute"),
        (0.4, "1 minute"),
        (60, "1 minute"),
        (60.5, "2 minutes"),
        (61, "2 minutes"),
        (59 * 60, "59 minutes"),
        (59 * 60 + 1, "1 hour"),
        (3601, "2 hours"),
        (8 * 3600, "8 hours"),
        (8 * 3600 + 1, "2 working days"),
        (30 * 3600, "5 working days"),
    ],
)
def test_durations_are_rounded_up(seconds: float, said: str) -> None:
    assert rounded_wait(seconds) == said


@pytest.mark.parametrize(("position", "said"), [(1, "first"), (10, "tenth"), (11, "number 11"), (300, "number 300")])
def test_places(position: int, said: str) -> None:
    assert place(position) == said


@pytest.mark.parametrize(
    ("moment", "now", "said"),
    [
        (datetime(2026, 11, 23, 17, 30, tzinfo=UTC), MONDAY, "at 5:30pm"),
        (datetime(2026, 11, 24, 8, 30, tzinfo=UTC), MONDAY, "tomorrow at 8:30am"),
        (datetime(2026, 11, 27, 12, 0, tzinfo=UTC), MONDAY, "on Friday at 12pm"),
        (datetime(2026, 11, 30, 0, 0, tzinfo=UTC), MONDAY, "on Monday 30 November at 12am"),
        (datetime(2026, 7, 6, 7, 30, tzinfo=UTC), SUMMER, "at 8:30am"),
        (datetime(2026, 7, 6, 23, 30, tzinfo=UTC), SUMMER, "tomorrow at 12:30am"),
    ],
)
def test_times_are_those_of_the_clock_on_the_wall(moment: datetime, now: datetime, said: str) -> None:
    assert clock_time(moment, LONDON, now) == said


OPENS = datetime(2026, 11, 24, 8, 30, tzinfo=UTC)
WAITS = {
    "open, measured": (Waiting(3, 340, None), "Most people are answered within 6 minutes. You are third in the queue."),
    "open, no figure": (
        Waiting(1, None, None),
        "You are first in the queue. We cannot say yet how long this will take.",
    ),
    "closed, measured": (
        Waiting(2, 600, OPENS),
        "Our Waste team is closed now and opens tomorrow at 8:30am. You are second in the queue. "
        "Most people are answered within 10 minutes of opening.",
    ),
    "closed, no figure": (
        Waiting(12, None, OPENS),
        "Our Waste team is closed now and opens tomorrow at 8:30am. You are number 12 in the queue.",
    ),
}


@pytest.mark.parametrize(("waiting", "said"), WAITS.values(), ids=WAITS.keys())
def test_what_a_waiting_resident_is_told(waiting: Waiting, said: str) -> None:
    assert wait(waiting, "Our Waste team", LONDON, now=MONDAY) == said


def test_who_was_told_the_place_is_not_told_another() -> None:
    waiting = Waiting(1, 340, None)
    assert (
        wait(waiting, "Our Waste team", LONDON, now=MONDAY, placed=False)
        == "Most people are answered within 6 minutes."
    )
    closed = Waiting(1, 340, OPENS)
    assert "in the queue" not in wait(closed, "Our Waste team", LONDON, now=MONDAY, placed=False)
