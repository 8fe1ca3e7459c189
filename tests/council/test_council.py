"""council.toml: what is read from it, and what is said when it cannot be used."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.council import load_council
from bot.council.loading import bank_holidays
from bot.errors import CouncilFileError
from language import taxonomy
from tests.council_files import council_text, write_council


def test_the_demonstration_council_can_be_used() -> None:
    council = load_council(Path("council.toml"))
    assert council.facts.name == "Fernley Borough Council"
    assert all(council.queue_for(topic) in council.queues for topic in taxonomy.topics())
    assert all(queue.hours.known for queue in council.queues.values())
    assert council.fact("contact.waste.phone")


@pytest.mark.parametrize(
    ("nation", "only_here", "not_here"),
    [
        ("england", [date(2026, 4, 6), date(2026, 8, 31)], [date(2026, 1, 2), date(2026, 3, 17), date(2026, 11, 30)]),
        ("wales", [date(2026, 4, 6), date(2026, 8, 31)], [date(2026, 1, 2), date(2026, 3, 17), date(2026, 11, 30)]),
        ("scotland", [date(2026, 1, 2), date(2026, 8, 3), date(2026, 11, 30)], [date(2026, 4, 6), date(2026, 8, 31)]),
        (
            "northern-ireland",
            [date(2026, 3, 17), date(2026, 7, 13), date(2026, 4, 6), date(2026, 8, 31)],
            [date(2026, 1, 2), date(2026, 11, 30)],
        ),
    ],
)
def test_each_nation_keeps_its_own_bank_holidays(nation: str, only_here: list[date], not_here: list[date]) -> None:
    held = bank_holidays(nation)
    assert set(only_here) <= held
    assert not held & set(not_here)
    assert {date(2026, 12, 25), date(2026, 12, 28)} <= held


def test_bank_holidays_close_every_queue(tmp_path: Path) -> None:
    council = write_council(tmp_path, council_text(nation="scotland"))
    assert not list(council.queue_hours("waste").on(date(2026, 8, 3)))
    assert list(council.queue_hours("waste").on(date(2026, 8, 31)))


def test_a_queue_keeps_its_own_hours_else_the_contact_centres(tmp_path: Path) -> None:
    council = write_council(tmp_path)
    assert council.queue_hours("tax").spans != council.hours.spans
    assert council.queue_hours("waste") is council.hours
    assert council.queue_hours("no longer there") is council.hours
    assert council.queue_hours(None) is council.hours


def test_the_narrowest_target_wins(tmp_path: Path) -> None:
    council = write_council(tmp_path)
    assert council.target("first_human", "waste", "sms") == 1200
    assert council.target("first_human", "waste", "webchat") == 600
    assert council.target("first_human", "tax", "sms") == 900
    assert council.target("next_human", "waste", "sms") == 600
    assert council.target("first_human", None) == 900
    assert council.target("close", "waste") is None
    assert council.target("delivered", "waste") is None


def test_a_topic_has_one_queue(tmp_path: Path) -> None:
    council = write_council(tmp_path)
    assert council.queue_for("waste") == "waste"
    assert council.queue_for("housing") == "rest"
    assert council.queue_for(None) == "rest"
    assert council.queue_name("tax") == "Council tax"
    assert council.queue_name("gone") == "gone"


def test_facts_are_found_by_their_path(tmp_path: Path) -> None:
    council = write_council(tmp_path, council_text(more='[contact.waste]\nphone = "01632 960 010"'))
    assert council.fact("contact.waste.phone") == "01632 960 010"
    assert council.fact("contact.waste") is None
    assert council.fact("contact.waste.phone.more") is None
    assert council.fact("council.nothing") is None
    assert council.setting("waste.missed_bin_window_days", 2) == 2
    assert council.channel_facts().language == "en"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (('nation = "england"', 'nation = "france"'), "council.nation"),
        (('"08:30-12:30", "13:30-17:00"', '"17:00-08:30"'), "ends before it begins"),
        (('"08:30-12:30", "13:30-17:00"', '"08:30-12:30", "12:00-17:00"'), "overlap"),
        (('"08:30-12:30"', '"half past eight"'), "opening_hours.monday"),
        (('topics = ["waste"]', 'topics = ["wate"]'), "wate is not a topic"),
        (('topics = ["waste"]', 'topics = ["waste", "council_tax"]'), "two queues"),
        (('topics = ["waste"]', "topics = []"), "no queue takes waste"),
        (("first_human = 600", "first_human = -1"), "greater than 0"),
        (("first_human = 600", "first_humans = 600"), "first_humans"),
        (("#1b5e57", "green"), "brand_colour"),
        (("[council]", "[council"), "council.toml"),
        (('name = "Fernley Borough Council"', ""), "council.name"),
    ],
)
def test_a_file_that_cannot_be_used_says_where(tmp_path: Path, change: tuple[str, str], said: str) -> None:
    text = council_text()
    assert change[0] in text
    with pytest.raises(CouncilFileError, match=said):
        write_council(tmp_path, text.replace(*change))


def test_a_time_zone_that_is_none_is_refused(tmp_path: Path) -> None:
    text = council_text().replace('short_name = "Fernley"', 'short_name = "Fernley"\ntimezone = "Europe/Fernley"')
    with pytest.raises(CouncilFileError, match="not a time zone"):
        write_council(tmp_path, text)


def test_a_missing_file_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(CouncilFileError, match="Copy the demonstration council"):
        load_council(tmp_path / "council.toml")


@pytest.mark.parametrize(
    ("at", "call"),
    [
        (datetime(2026, 11, 27, 10, tzinfo=UTC), "01632 960 030, or 01632 960 999 when we are closed"),
        (datetime(2026, 11, 28, 10, tzinfo=UTC), "01632 960 999"),
        (datetime(2026, 12, 25, 10, tzinfo=UTC), "01632 960 999"),
        (datetime(2026, 11, 27, 22, tzinfo=UTC), "01632 960 999"),
        (None, "01632 960 030, or 01632 960 999 when we are closed"),
    ],
)
def test_whom_to_call_is_true_at_that_moment(at: datetime | None, call: str) -> None:
    council = load_council(Path("council.toml"))
    assert council.fact("call.housing", at) == call
    assert council.fact("call.nobody", at) is None
    assert "call.housing" in council.fact_names()


def test_a_team_answers_in_the_hours_of_its_queue() -> None:
    council = load_council(Path("council.toml"))
    of_the_council = "Monday, Tuesday and Thursday 8:30am to 5pm, Wednesday 8:30am to 12:30pm and 1:30pm to 5pm"
    assert council.fact("hours.waste") == f"{of_the_council}, Friday 8:30am to 4:30pm"
    assert str(council.fact("hours.benefits")).startswith("Monday, Tuesday and Thursday 9am to 4:30pm, Wednesday 10am")
    assert council.fact("hours.nobody") is None
    assert "hours.benefits" in council.fact_names()


def test_a_team_without_hours_answers_at_any_hour(tmp_path: Path) -> None:
    contact = '[contact.waste]\nname = "Waste team"'
    assert write_council(tmp_path, council_text(opening_hours="", more=contact)).fact("hours.waste") == "at any hour"
