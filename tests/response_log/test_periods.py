"""Periods of local days, and the parts of a chart."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from bot.errors import Unusable
from bot.response_log.periods import Period, last_days, period_of_form

LONDON = ZoneInfo("Europe/London")
NOON = datetime(2026, 6, 10, 12, tzinfo=UTC)


def test_the_choices_end_today() -> None:
    assert period_of_form(LONDON, NOON, "today", first="", last="") == Period(
        LONDON, date(2026, 6, 10), date(2026, 6, 10)
    )
    assert period_of_form(LONDON, NOON, "7", first="", last="") == Period(LONDON, date(2026, 6, 4), date(2026, 6, 10))
    assert period_of_form(LONDON, NOON, "30", first="", last="").days == 30


def test_today_is_the_councils_day() -> None:
    late = datetime(2026, 6, 10, 23, 30, tzinfo=UTC)
    assert last_days(LONDON, late, 1).first == date(2026, 6, 11)


def test_the_period_before_is_as_long_and_touches_it() -> None:
    month = Period(LONDON, date(2026, 3, 1), date(2026, 3, 31))
    assert month.before().end == month.start
    assert month.before().days == month.days


def test_own_dates_are_taken_as_they_are() -> None:
    period = period_of_form(LONDON, NOON, "custom", first="2026-03-01", last="2026-03-31")
    assert (period.start, period.end) == (
        datetime(2026, 3, 1, tzinfo=UTC),
        datetime(2026, 3, 31, 23, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("choice", "first", "last", "said"),
    [
        ("custom", "", "", "Give both dates"),
        ("custom", "2026-02-30", "2026-03-01", "Give both dates"),
        ("custom", "2026-03-02", "2026-03-01", "Swap them"),
        ("custom", "2020-01-01", "2026-03-01", "366 days or fewer"),
        ("custom", "0001-01-01", "0001-01-02", "between 2000 and 2200"),
        ("custom", "9999-12-30", "9999-12-31", "between 2000 and 2200"),
        ("fortnight", "", "", "Choose today"),
    ],
)
def test_dates_that_cannot_be_used_are_explained(choice: str, first: str, last: str, said: str) -> None:
    with pytest.raises(Unusable, match=said):
        period_of_form(LONDON, NOON, choice, first=first, last=last)


@pytest.mark.parametrize(
    ("first", "last", "parts"),
    [
        (date(2026, 6, 1), date(2026, 6, 1), 24),
        (date(2026, 3, 29), date(2026, 3, 29), 23),
        (date(2026, 10, 25), date(2026, 10, 25), 25),
        (date(2026, 3, 1), date(2026, 3, 31), 31),
        (date(2026, 3, 1), date(2026, 4, 1), 5),
    ],
)
def test_the_parts_fill_the_period_without_gaps(first: date, last: date, parts: int) -> None:
    period = Period(LONDON, first, last)
    found = period.parts()
    assert len(found) == parts
    assert (found[0].start, found[-1].end) == (period.start, period.end)
    assert all(one.end == other.start for one, other in pairwise(found))
    assert all(part.end - part.start >= timedelta(hours=1) for part in found)
