"""The places that residents visit, and their hours in words: weeks, seasons, holidays, and whether it is open today."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.council import Council
from bot.council.file import DAYS, Hours
from bot.council.hours_in_words import say_today, say_week
from bot.errors import CouncilFileError
from tests.council_files import council_text, write_council

LONDON = ZoneInfo("Europe/London")
WEEK = DAYS[:5]


def every(days: tuple[str, ...], *spans: str) -> str:
    """Lines of an opening_hours table."""
    return "\n".join(f"{day} = {list(spans)}".replace("'", '"') for day in days)


TIP = f"""
[places.tip]
name = "Recycling centre"
address = "Quarry Bank"
open_on_bank_holidays = true
closed = ["12-25"]
[places.tip.opening_hours]
{every(DAYS, "08:00-16:00")}
[[places.tip.seasons]]
first_day = "04-01"
last_day = "09-30"
[places.tip.seasons.opening_hours]
{every(DAYS, "08:00-19:00")}
[places.desk]
name = "Reception"
address = "Town Hall"
phone = "01632 960 001"
[places.desk.opening_hours]
{every(WEEK, "09:00-12:30", "13:30-17:00")}
[places.statue]
name = "The statue"
address = "Market Square"
"""


@pytest.fixture
def council(tmp_path: Path) -> Council:
    return write_council(tmp_path, council_text(more=TIP))


def at(text: str) -> datetime:
    """A London wall-clock moment, in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON).astimezone(UTC)


@pytest.mark.parametrize(
    ("moment", "place", "said"),
    [
        ("2026-11-28T10:00", "tip", "open today until 4pm"),
        ("2026-11-28T07:59", "tip", "open today from 8am to 4pm"),
        ("2026-11-28T16:00", "tip", "closed now; it opens tomorrow, Sunday, at 8am"),
        ("2026-12-25T10:00", "tip", "closed today; it opens tomorrow, Saturday, at 8am"),
        ("2026-12-28T10:00", "tip", "open today until 4pm"),
        ("2027-03-31T18:00", "tip", "closed now; it opens tomorrow, Thursday, at 8am"),
        ("2027-04-01T18:00", "tip", "open today until 7pm"),
        ("2027-09-30T18:59", "tip", "open today until 7pm"),
        ("2027-10-01T18:00", "tip", "closed now; it opens tomorrow, Saturday, at 8am"),
        ("2026-11-27T10:00", "desk", "open today until 12:30pm, then from 1:30pm to 5pm"),
        ("2026-11-27T13:00", "desk", "open today from 1:30pm to 5pm"),
        ("2026-11-27T17:00", "desk", "closed now; it opens on Monday at 9am"),
        ("2026-12-24T18:00", "desk", "closed now; it opens on Tuesday at 9am"),
        ("2026-12-28T10:00", "desk", "closed today; it opens tomorrow, Tuesday, at 9am"),
    ],
)
def test_whether_it_is_open_today(council: Council, moment: str, place: str, said: str) -> None:
    assert council.fact(f"place.{place}.today", at(moment)) == said


def test_it_is_today_by_the_councils_clock(council: Council) -> None:
    """23:30 in UTC is the next day in a London summer."""
    late = datetime(2026, 7, 3, 23, 30, tzinfo=UTC)
    assert council.fact("place.desk.today", late) == "closed today; it opens on Monday at 9am"


def test_the_hours_of_a_week_say_when_they_change(council: Council) -> None:
    winter, summer = at("2026-11-28T10:00"), at("2027-09-30T23:00")
    assert council.fact("place.tip.hours", winter) == "every day 8am to 4pm (from 1 April: every day 8am to 7pm)"
    assert council.fact("place.tip.hours", summer) == "every day 8am to 7pm (from 1 October: every day 8am to 4pm)"
    assert council.fact("place.desk.hours", winter) == "Monday to Friday 9am to 12:30pm and 1:30pm to 5pm"


def test_a_season_may_go_over_the_new_year(tmp_path: Path) -> None:
    council = write_council(
        tmp_path, council_text(more=TIP.replace('"04-01"', '"11-15"').replace('"09-30"', '"01-15"'))
    )
    open_late = [m for m in ("2026-11-14", "2026-11-15", "2027-01-01", "2027-01-15", "2027-01-16")
                 if council.fact("place.tip.today", at(f"{m}T18:00")) == "open today until 7pm"]  # fmt: skip
    assert open_late == ["2026-11-15", "2027-01-01", "2027-01-15"]


def test_a_place_has_the_facts_that_are_written(council: Council) -> None:
    assert council.fact("place.desk.phone") == "01632 960 001"
    assert council.fact("place.statue.address") == "Market Square"
    missing = ("place.tip.phone", "place.statue.today", "place.statue.hours", "place.pond.name", "place.desk", "place.")
    assert [council.fact(path) for path in missing] == [None] * len(missing)
    names = council.fact_names()
    assert [name for name in names if name.startswith("place.statue")] == ["place.statue.name", "place.statue.address"]
    assert {"place.tip.hours", "place.tip.today"} <= set(names)
    assert [name for name in names if name.startswith("places")] == []


@pytest.mark.parametrize("wrong", ['closed = ["25-12"]', 'closed = ["1 January"]', 'hours = "9 to 5"'])
def test_a_place_that_cannot_be_read_is_named(tmp_path: Path, wrong: str) -> None:
    place = f'[places.tip]\nname = "Tip"\naddress = "Quarry Bank"\n{wrong}'
    with pytest.raises(CouncilFileError, match=r"places\.tip\."):
        write_council(tmp_path, council_text(more=place))


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({day: ["09:00-17:00"] for day in DAYS}, "every day 9am to 5pm"),
        ({day: ["09:00-17:00"] for day in DAYS if day != "wednesday"}, "every day 9am to 5pm, closed on Wednesday"),
        ({day: ["00:00-24:00"] for day in DAYS}, "every day at any hour"),
        (
            {"monday": ["09:00-12:00"], "tuesday": ["09:00-12:00"], "friday": ["14:15-17:00"]},
            "Monday and Tuesday 9am to noon, Friday 2:15pm to 5pm, closed on Wednesday, Thursday, Saturday and Sunday",
        ),
        (
            {**{day: ["09:00-17:00"] for day in WEEK}, "wednesday": ["10:00-17:00"], "saturday": ["09:00-17:00"]},
            "Monday, Tuesday and Thursday to Saturday 9am to 5pm, Wednesday 10am to 5pm, closed on Sunday",
        ),
        ({}, ""),
    ],
)
def test_a_week_in_words(table: dict[str, list[str]], said: str) -> None:
    assert say_week(Hours(**table).opening(LONDON, frozenset())) == said


def test_what_never_opens_again_is_closed() -> None:
    assert say_today(Hours().opening(LONDON, frozenset()).on, LONDON, at("2026-11-28T10:00")) == "closed today"
