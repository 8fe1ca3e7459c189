"""Opening hours: several spans, nights, holidays, the days on which the clocks change, and no hours at all."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.council.opening_hours import OpeningHours, parse_span, say_span

LONDON = ZoneInfo("Europe/London")
HOUR = 3600.0
WEEKDAYS = range(5)
SPRING = date(2026, 3, 29)
AUTUMN = date(2026, 10, 25)


def hours(*spans: str, days: range = WEEKDAYS, holidays: tuple[date, ...] = ()) -> OpeningHours:
    """The same spans on each of these weekdays."""
    return OpeningHours(LONDON, {day: tuple(parse_span(span) for span in spans) for day in days}, frozenset(holidays))


def local(text: str) -> datetime:
    """A London wall-clock moment, in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON).astimezone(UTC)


@pytest.mark.parametrize("span", ["17:00-08:30", "09:00-09:00", "nine to five", "09:00", "25:00-26:00", ""])
def test_a_span_that_cannot_be_read_is_refused(span: str) -> None:
    with pytest.raises(ValueError):
        parse_span(span)


def test_only_the_open_part_of_a_wait_counts() -> None:
    office = hours("08:30-17:00")
    assert office.working_seconds(local("2026-03-10T08:00"), local("2026-03-10T09:00")) == 0.5 * HOUR
    assert office.working_seconds(local("2026-03-10T16:30"), local("2026-03-11T09:00")) == HOUR
    assert office.working_seconds(local("2026-03-10T18:00"), local("2026-03-11T08:00")) == 0
    assert office.working_seconds(local("2026-03-10T10:00"), local("2026-03-10T10:00:30")) == 30


def test_a_weekend_is_closed() -> None:
    assert hours("08:30-17:00").working_seconds(local("2026-03-13T16:00"), local("2026-03-16T09:30")) == 2 * HOUR


def test_the_break_between_two_spans_does_not_count() -> None:
    split = hours("08:30-12:30", "13:30-17:00")
    assert split.working_seconds(local("2026-03-10T12:00"), local("2026-03-10T14:00")) == HOUR
    assert split.working_seconds(local("2026-03-10T12:40"), local("2026-03-10T13:20")) == 0
    assert split.working_seconds(local("2026-03-10T00:00"), local("2026-03-11T00:00")) == 7.5 * HOUR


def test_a_bank_holiday_is_closed() -> None:
    monday = date(2026, 5, 4)
    wait = local("2026-05-01T16:00"), local("2026-05-05T09:30")
    assert hours("08:30-17:00", holidays=(monday,)).working_seconds(*wait) == 2 * HOUR
    assert hours("08:30-17:00").working_seconds(*wait) == 10.5 * HOUR


@pytest.mark.parametrize(("day", "length"), [(SPRING, 23), (AUTUMN, 25), (date(2026, 6, 1), 24)])
def test_a_day_is_as_long_as_it_is_when_the_clocks_change(day: date, length: int) -> None:
    always = hours("00:00-24:00", days=range(7))
    begins = datetime.combine(day, time.min, LONDON)
    ends = datetime.combine(day + timedelta(days=1), time.min, LONDON)
    assert always.working_seconds(begins, ends) == length * HOUR
    assert always.working_seconds(begins - timedelta(days=3), ends + timedelta(days=3)) == pytest.approx(
        (ends.astimezone(UTC) - begins.astimezone(UTC)).total_seconds() + 6 * 24 * HOUR
    )


def test_opening_time_follows_the_wall_clock_over_the_change() -> None:
    office = hours("09:00-17:00")
    assert office.next_open(datetime(2026, 3, 27, 18, tzinfo=UTC)) == datetime(2026, 3, 30, 8, tzinfo=UTC)
    assert office.next_open(datetime(2026, 10, 23, 18, tzinfo=UTC)) == datetime(2026, 10, 26, 9, tzinfo=UTC)
    assert office.working_seconds(local("2026-03-27T16:00"), local("2026-03-30T10:00")) == 2 * HOUR
    assert office.working_seconds(local("2026-10-23T16:00"), local("2026-10-26T10:00")) == 2 * HOUR


def test_a_night_watch_loses_and_gains_the_changed_hour() -> None:
    night = hours("00:00-06:00", days=range(7))
    assert night.working_seconds(local("2026-03-29T00:00"), local("2026-03-29T12:00")) == 5 * HOUR
    assert night.working_seconds(local("2026-10-25T00:00"), local("2026-10-25T12:00")) == 7 * HOUR


def test_with_no_hours_set_working_seconds_are_clock_seconds_and_never_zero() -> None:
    unset = OpeningHours(LONDON)
    sunday = local("2026-03-15T03:00")
    assert not unset.known
    assert unset.working_seconds(sunday, sunday + timedelta(seconds=90)) == 90
    assert unset.is_open(sunday)
    assert unset.next_open(sunday) == sunday
    assert unset.last_open_day(sunday) is None


def test_a_wait_is_the_sum_of_its_parts_and_never_longer_than_the_clock() -> None:
    chance = random.Random(7)
    kinds = [hours("08:30-12:30", "13:30-17:00"), hours("00:00-24:00", days=range(7)), hours("22:00-24:00")]
    for _ in range(400):
        office = chance.choice(kinds)
        start = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=chance.randrange(365 * 86400))
        middle = start + timedelta(seconds=chance.randrange(9 * 86400))
        end = middle + timedelta(seconds=chance.randrange(9 * 86400))
        whole = office.working_seconds(start, end)
        assert whole == pytest.approx(office.working_seconds(start, middle) + office.working_seconds(middle, end))
        assert 0 <= whole <= (end - start).total_seconds()


def test_working_minutes_are_those_at_which_it_is_open() -> None:
    chance = random.Random(11)
    office = hours("08:30-12:30", "13:30-17:00", holidays=(date(2026, 3, 30), date(2026, 10, 26)))
    for day in (SPRING, AUTUMN, date(2026, 7, 1)):
        for _ in range(5):
            start = datetime.combine(day, time.min, UTC) + timedelta(minutes=chance.randrange(-2880, 2880))
            minutes = chance.randrange(3000)
            seen = sum(60 for minute in range(minutes) if office.is_open(start + timedelta(minutes=minute)))
            assert office.working_seconds(start, start + timedelta(minutes=minutes)) == seen


def test_open_from_the_first_second_to_the_last() -> None:
    office = hours("08:30-17:00")
    assert not office.is_open(local("2026-03-10T08:29:59"))
    assert office.is_open(local("2026-03-10T08:30"))
    assert office.is_open(local("2026-03-10T16:59:59"))
    assert not office.is_open(local("2026-03-10T17:00"))


def test_the_next_opening_passes_breaks_weekends_and_holidays() -> None:
    split = hours("08:30-12:30", "13:30-17:00", holidays=(date(2026, 5, 4),))
    assert split.next_open(local("2026-05-01T12:45")) == local("2026-05-01T13:30")
    assert split.next_open(local("2026-05-01T17:00")) == local("2026-05-05T08:30")
    assert split.next_open(local("2026-05-01T09:00")) == local("2026-05-01T09:00")
    assert hours(days=range(0)).next_open(local("2026-05-01T09:00")) is not None


def test_a_queue_that_never_opens_again_has_no_next_opening() -> None:
    monday = date(2026, 5, 4)
    closed = tuple(monday + timedelta(days=offset) for offset in range(100))
    assert hours("08:30-17:00", holidays=closed).next_open(local("2026-05-04T09:00")) is None


def test_the_last_open_day_has_ended() -> None:
    split = hours("08:30-12:30", "13:30-17:00", holidays=(date(2026, 5, 4),))
    friday = local("2026-05-01T08:30"), local("2026-05-01T17:00")
    assert split.last_open_day(local("2026-05-05T11:00")) == friday
    assert split.last_open_day(local("2026-05-01T17:00")) == friday
    assert split.last_open_day(local("2026-05-05T17:00")) == (local("2026-05-05T08:30"), local("2026-05-05T17:00"))


def test_working_days_leave_out_closed_ones() -> None:
    office = hours("08:30-17:00", holidays=(date(2026, 5, 4),))
    assert office.add_working_days(local("2026-05-01T10:00"), 1) == local("2026-05-06T00:00")
    assert office.add_working_days(local("2026-05-01T10:00"), 0) == local("2026-05-02T00:00")
    assert OpeningHours(LONDON).add_working_days(local("2026-05-01T10:00"), 2) == local("2026-05-04T00:00")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("9:00-17:00", "09:00-17:00"),
        ("09:00 - 17:00", "09:00-17:00"),
        ("9:00–17:00", "09:00-17:00"),
        ("9-17", "09:00-17:00"),
        ("00:00-24:00", "00:00-24:00"),
    ],
)
def test_hours_are_read_as_people_write_them(written: str, read: str) -> None:
    assert say_span(*parse_span(written)) == read


@pytest.mark.parametrize(
    "written", ["", "9.00-17.00", "nine to five", "09:00", "25:00-26:00", "09:60-10:00", "9:00-17:00-18:00"]
)
def test_hours_that_cannot_be_read_are_refused_in_plain_words(written: str) -> None:
    with pytest.raises(ValueError, match=r"is not hours such as 08:30-17:00"):
        parse_span(written)
