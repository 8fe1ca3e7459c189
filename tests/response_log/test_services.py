"""The figures by service: who asked for what, who dealt with it, and in which days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.council import Council
from bot.response_log.by_service import ServiceFigures, by_service
from bot.response_log.periods import Period
from tests.response_log.log import Log

TEN = datetime(2026, 3, 10, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def day(council: Council) -> Period:
    """Tuesday 10 March 2026."""
    return Period(council.zone, date(2026, 3, 10), date(2026, 3, 10))


def figures(log: Log, council: Council, period: Period, queue: str | None = None) -> dict[str, ServiceFigures]:
    """The day's, by intent."""
    found = log.database.read_now(lambda session: by_service(session, council, period, queue=queue))
    assert len({each.intent for each in found}) == len(found)
    return {each.intent: each for each in found}


def test_conversations_count_once_and_by_who_dealt_with_them(log: Log, council: Council, day: Period) -> None:
    answered, handed, sent, both = (log.conversation(TEN) for _ in range(4))
    for number in (answered, answered, handed):
        log.ask(number, "pothole_report", TEN)
    log.ask(sent, "pothole_report", TEN, elsewhere=True)
    log.ask(both, "pothole_report", TEN, elsewhere=True)
    log.to_a_person(handed, TEN + HOUR)
    log.to_a_person(both, TEN + HOUR)
    assert figures(log, council, day) == {
        "pothole_report": ServiceFigures("pothole_report", "557", "Report a pothole", 4, 1, 2, 2, 0)
    }


def test_a_conversation_counts_for_each_service_and_its_handover_for_the_latest(
    log: Log, council: Council, day: Period
) -> None:
    number = log.conversation(TEN)
    log.ask(number, "council_tax_pay", TEN)
    log.ask(number, "pothole_report", TEN + HOUR)
    log.to_a_person(number, TEN + 2 * HOUR)
    found = figures(log, council, day)
    assert (found["council_tax_pay"].answered, found["council_tax_pay"].handed_over) == (1, 0)
    assert (found["pothole_report"].answered, found["pothole_report"].handed_over) == (0, 1)
    assert found["council_tax_pay"].lgsl == "57,58"


def test_requests_count_in_the_days_they_were_made(log: Log, council: Council, day: Period) -> None:
    number = log.conversation(TEN - 24 * HOUR)
    log.ask(number, "missed_bin_report", TEN - 24 * HOUR)
    log.file(number, "missed_bin_report", TEN)
    log.file(number, "missed_bin_report", TEN)
    log.file(number, "pothole_report", TEN + 24 * HOUR)
    found = figures(log, council, day)
    assert list(found) == ["missed_bin_report"]
    assert (found["missed_bin_report"].conversations, found["missed_bin_report"].requests) == (0, 2)
    assert figures(log, council, day.before())["missed_bin_report"].conversations == 1


def test_a_day_is_the_councils_own(log: Log, council: Council, day: Period) -> None:
    number = log.conversation(TEN)
    log.ask(number, "pothole_report", day.end - timedelta(microseconds=1))
    log.ask(number, "council_tax_pay", day.end)
    log.ask(number, "greet", day.start - timedelta(microseconds=1))
    assert list(figures(log, council, day)) == ["pothole_report"]


def test_a_queue_shows_the_services_of_its_topics_the_commonest_first(log: Log, council: Council, day: Period) -> None:
    for _ in range(2):
        log.ask(log.conversation(TEN), "garden_waste", TEN)
    log.ask(log.conversation(TEN), "missed_bin_report", TEN)
    log.ask(log.conversation(TEN), "council_tax_pay", TEN)
    assert list(figures(log, council, day, "waste")) == ["garden_waste", "missed_bin_report"]
    assert list(figures(log, council, day, "tax")) == ["council_tax_pay"]
    assert set(figures(log, council, day)) == {"garden_waste", "missed_bin_report", "council_tax_pay"}
