"""Days as residents write them, on a Saturday in November: which day is meant, and what is no day."""

from __future__ import annotations

from datetime import date

import pytest

from language.dates import days, days_meant, say_day_of
from tests.language.tables import each

TODAY = date(2026, 11, 28)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("next tues", "2026-12-01"),
        ("tuesday", "2026-12-01"),
        ("this coming friday", "2026-12-04"),
        ("last tuesday", "2026-11-24"),
        ("the 6th", "2026-12-06"),
        ("from the 1st", "2026-12-01"),
        ("a week on friday", "2026-12-11"),
        ("friday week", "2026-12-11"),
        ("a fortnight on monday", "2026-12-14"),
        ("three weeks on monday", "2026-12-21"),
        ("last night about 2am", "2026-11-27"),
        ("this morning", "2026-11-28"),
        ("tomoz", "2026-11-29"),
        ("day after tomorrow", "2026-11-30"),
        ("in 2 weeks", "2026-12-12"),
        ("in a fortnight's time", "2026-12-12"),
        ("3 days ago", "2026-11-25"),
        ("6th dec", "2026-12-06"),
        ("on the 14th of december at 3pm", "2026-12-14"),
        ("06/12/26", "2026-12-06"),
        ("6/12", "2026-12-06"),
        ("05.12.2026", "2026-12-05"),
        ("decmber 5", "2026-12-05"),
        ("1st of jan", "2027-01-01"),
        ("we moved on 3rd november", "2026-11-03"),
        ("since mon", "2026-11-23"),
        ("not the 5th, the 6th", "2026-12-06"),
        ("wensday", "2026-12-02"),
    ],
)
def test_one_day_is_meant(text: str, day: str) -> None:
    assert days_meant(text, TODAY) == [date.fromisoformat(day)]


@pytest.mark.parametrize(
    "text",
    each("""
        12 mill lane | 5th avenue | the 3rd floor | 24/7 | 10.30pm | FB1 2CD | the dog sat there | every friday
        31 february | may | the 1st time | number 6 | FER-7KQ2MX | 2 bags | next week | in march 2019 | 10-12 december
        saturdays
    """),
)
def test_no_one_day_is_meant(text: str) -> None:
    assert days_meant(text, TODAY) == []


@pytest.mark.parametrize("text", ["next week", "end of the month", "10-12 december", "in march 2019", "over christmas"])
def test_a_longer_time_is_found_as_such(text: str) -> None:
    assert [(found.day, found.exact) for found in days(text, TODAY)] == [(None, False)]


@pytest.mark.parametrize(
    ("text", "past", "future"),
    [
        ("tuesday", "2026-11-24", "2026-12-01"),
        ("6th dec", "2025-12-06", "2026-12-06"),
        ("the 30th", "2026-10-30", "2026-11-30"),
    ],
)
def test_what_is_asked_decides_between_the_last_and_the_next(text: str, past: str, future: str) -> None:
    assert days_meant(text, TODAY, "past") == [date.fromisoformat(past)]
    assert days_meant(text, TODAY, "future") == [date.fromisoformat(future)]


def test_a_day_is_said_back_with_the_year_only_where_it_is_another() -> None:
    assert say_day_of(date(2026, 12, 1), TODAY) == "Tuesday 1 December"
    assert say_day_of(date(2027, 1, 1), TODAY) == "Friday 1 January 2027"
