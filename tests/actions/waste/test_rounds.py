"""Collection dates: rhythm, bank holidays, explicit changes, and when a missed bin can be reported."""

from datetime import date, timedelta
from typing import Any

import pytest

from actions.days import say_day
from actions.waste.rounds import Calendar
from tests.actions.conftest import FakeRecords, read

WEDNESDAY = [
    {"bin": "refuse", "weekday": "wednesday", "every_weeks": "2", "first_date": "2025-01-08"},
    {"bin": "food", "weekday": "wednesday", "every_weeks": "1", "first_date": "2025-01-08"},
]


def calendar(today: str, now: str = "12:00", **other: Any) -> Calendar:
    found = {"rounds": WEDNESDAY, "today": today, "now": now, "collection_ends": "15:00", "window_days": 2}
    return Calendar.read(found | other)


def days(found: Calendar, count: int = 3, only: str | None = None) -> list[tuple[str, list[str]]]:
    return [
        (visits[0].day.isoformat(), [visit.bin for visit in visits]) for visits in found.next_days(count, only=only)
    ]


def test_three_days_with_the_bins_of_each() -> None:
    found = days(calendar("2026-11-19"))
    assert found == [("2026-11-25", ["refuse", "food"]), ("2026-12-02", ["food"]), ("2026-12-09", ["refuse", "food"])]


def test_today_counts_until_the_crews_finish() -> None:
    assert days(calendar("2026-11-25", "14:59"))[0][0] == "2026-11-25"
    assert days(calendar("2026-11-25", "15:00"))[0][0] == "2026-12-02"


def test_one_bin_alone() -> None:
    assert [day for day, _ in days(calendar("2026-11-19"), only="refuse")] == ["2026-11-25", "2026-12-09", "2026-12-23"]


@pytest.mark.parametrize(
    ("weekday", "first", "expected"),
    [
        ("monday", "2028-12-25", "2028-12-27"),  # Christmas Day and Boxing Day
        ("tuesday", "2028-12-26", "2028-12-28"),
        ("friday", "2028-12-29", "2028-12-31"),
        ("friday", "2028-12-22", "2028-12-22"),  # the week before is as usual
    ],
)
def test_bank_holidays_push_the_rest_of_their_week(weekday: str, first: str, expected: str) -> None:
    rounds = [{"bin": "food", "weekday": weekday, "every_weeks": 52, "first_date": first}]
    found = calendar("2028-12-18", rounds=rounds, bank_holidays=["2028-12-25", "2028-12-26"]).next_days(1)
    assert found[0][0].day.isoformat() == expected
    assert (found[0][0].note == "") is (expected == first)


def test_an_explicit_change_overrules_the_bank_holiday_rule() -> None:
    changes = [{"original_date": "2026-12-23", "new_date": "2026-12-21", "note": "Christmas"}]
    found = calendar("2026-12-18", changes=changes, bank_holidays=["2026-12-22"]).next_days(1)
    assert (found[0][0].day.isoformat(), found[0][0].note) == ("2026-12-21", "Christmas")


def test_the_dates_never_run_out() -> None:
    for year in range(2026, 2061, 7):
        assert len(days(calendar(f"{year}-08-13"))) == 3


def test_a_first_date_on_another_weekday_is_an_error() -> None:
    wrong = [{"bin": "food", "weekday": "monday", "every_weeks": 1, "first_date": "2025-01-08"}]
    with pytest.raises(ValueError, match="not a monday"):
        calendar("2026-11-19", rounds=wrong).next_days(1)


@pytest.mark.parametrize(
    ("today", "now", "standing", "due"),
    [
        ("2026-11-25", "14:59", "today", "2026-11-25"),
        ("2026-11-25", "15:00", "open", "2026-11-25"),
        ("2026-11-27", "09:00", "open", "2026-11-25"),  # two working days after
        ("2026-11-30", "09:00", "too_late", "2026-11-25"),
        ("2026-11-24", "09:00", "too_late", "2026-11-11"),
    ],
)
def test_when_a_missed_bin_can_be_reported(today: str, now: str, standing: str, due: str) -> None:
    found = calendar(today, now).missed("refuse")
    assert (found.standing, found.due and found.due.day.isoformat()) == (standing, due)


def test_weekends_and_bank_holidays_do_not_use_up_the_window() -> None:
    friday = [{"bin": "food", "weekday": "friday", "every_weeks": 1, "first_date": "2026-05-15"}]
    holiday = {"rounds": friday, "bank_holidays": ["2026-05-25"]}
    assert calendar("2026-05-27", **holiday).missed("food").standing == "open"
    assert calendar("2026-05-28", **holiday).missed("food").standing == "too_late"


def test_a_bin_that_is_not_collected_here_was_never_due() -> None:
    found = calendar("2026-11-25").missed("garden")
    assert (found.standing, found.due, found.following) == ("never_due", None, None)


def test_every_round_of_the_demonstration_has_three_dates_each_on_its_weekday_or_moved() -> None:
    for name in {row["round"] for row in read("rounds")}:
        found = Calendar.read(FakeRecords(today="2026-12-14").collections(name))
        coming = found.next_days(3)
        assert len(coming) == 3
        for visit in (visit for day in coming for visit in day):
            assert visit.day.strftime("%A").lower() == name.split("-")[0] or visit.note


def test_every_home_of_the_demonstration_has_a_round_with_rubbish_recycling_and_food() -> None:
    bins = {row["round"]: set() for row in read("rounds")}
    for row in read("rounds"):
        bins[row["round"]].add(row["bin"])
    homes = read("addresses")
    assert len(homes) == len({home["uprn"] for home in homes}) > 450
    assert all({"refuse", "recycling", "food"} <= bins[home["round"]] for home in homes)


def test_says_a_day_as_people_do() -> None:
    assert say_day(date(2026, 11, 24)) == "Tuesday 24 November"
    assert say_day(date(2026, 12, 1) + timedelta(days=1)) == "Wednesday 2 December"
