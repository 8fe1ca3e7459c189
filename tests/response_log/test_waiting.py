"""What a waiting resident may honestly be told, and what a queue's card shows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.council import Council
from bot.database.models import Conversation
from bot.database.states import ClockCause
from bot.response_log.waiting import QueueNow, queue_now, waiting_for
from connectors.messages import Waiting
from tests.council_files import council_text, write_council
from tests.response_log.log import Log

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def now(log: Log, council: Council, at: datetime, queue: str = "waste") -> QueueNow:
    """The queue's card."""
    return log.database.read_now(lambda session: queue_now(session, council, queue, at=at))


def told(log: Log, council: Council, number: int, at: datetime) -> Waiting:
    """What the resident of a conversation is told."""
    return log.database.read_now(
        lambda session: waiting_for(session, council, session.get_one(Conversation, number), at=at)
    )


def answered(log: Log, officer: int, at: datetime, *seconds: float, queue: str = "waste") -> None:
    """First answers that were given at `at` after so many seconds."""
    for length in seconds:
        log.wait(queue, at - timedelta(seconds=length), length, officer)


def test_with_no_history_there_is_no_figure(log: Log, council: Council, tuesday: datetime) -> None:
    empty = now(log, council, tuesday)
    assert empty == QueueNow(0, None, None, None, True, None, 0)


def test_the_last_hour_counts_from_five_answers_on(log: Log, council: Council, tuesday: datetime) -> None:
    sam = log.staff("sam")
    answered(log, sam, tuesday - DAY, 600, 700, 800)
    answered(log, sam, tuesday - 20 * MINUTE, 60, 70, 80, 90)
    assert (now(log, council, tuesday).typical_seconds, now(log, council, tuesday).basis) == (700, "day")
    answered(log, sam, tuesday - 10 * MINUTE, 1000)
    assert (now(log, council, tuesday).typical_seconds, now(log, council, tuesday).basis) == (80, "hour")


def test_the_last_opening_day_is_friday_on_a_monday(log: Log, council: Council) -> None:
    sam, monday = log.staff("sam"), datetime(2026, 3, 16, 9, tzinfo=UTC)
    answered(log, sam, monday - 3 * DAY + HOUR, 300)
    answered(log, sam, monday - 4 * DAY + HOUR, 900, 900)
    assert (now(log, council, monday).typical_seconds, now(log, council, monday).basis) == (300, "day")


def test_else_the_last_seven_days_count_and_no_more(log: Log, council: Council, tuesday: datetime) -> None:
    sam = log.staff("sam")
    answered(log, sam, tuesday - 5 * DAY, 240, 480)
    assert (now(log, council, tuesday).typical_seconds, now(log, council, tuesday).basis) == (360, "week")
    assert now(log, council, tuesday + 3 * DAY).typical_seconds is None


def test_only_answers_of_this_queue_count(log: Log, council: Council, tuesday: datetime) -> None:
    sam = log.staff("sam")
    answered(log, sam, tuesday - MINUTE, 60, 60, 60, 60, 60, queue="rest")
    log.wait("waste", tuesday - 10 * MINUTE, 5, sam, cause=ClockCause.NO_REPLY_NEEDED)
    log.wait("waste", tuesday - 10 * MINUTE, 5, sam, cause=ClockCause.HANDED_BACK)
    assert now(log, council, tuesday).typical_seconds is None
    assert now(log, council, tuesday, "rest").typical_seconds == 60


def test_a_usual_wait_is_in_working_seconds(log: Log, council: Council, tuesday: datetime) -> None:
    opened = tuesday.replace(hour=8, minute=30)
    log.wait("waste", opened - 12 * HOUR, 12 * 3600 + 600, log.staff("sam"))
    assert now(log, council, tuesday).typical_seconds == 600, "not the night as well"


def test_answers_at_night_do_not_make_the_usual_wait_nothing(log: Log, council: Council, tuesday: datetime) -> None:
    night = tuesday.replace(hour=2)
    answered(log, log.staff("sam"), night, 60, 70, 80, 90, 100)
    assert now(log, council, night).typical_seconds == 80


def test_with_no_hours_set_the_last_day_is_the_last_24_hours(log: Log, tmp_path: Path, tuesday: datetime) -> None:
    council = write_council(tmp_path, council_text(opening_hours="", tax_hours=""))
    answered(log, log.staff("sam"), tuesday - 8 * HOUR, 120)
    night = now(log, council, tuesday)
    assert (night.typical_seconds, night.basis, night.open, night.opens_at) == (120, "day", True, None)


def test_a_closed_queue_says_when_it_opens(log: Log, council: Council) -> None:
    easter = datetime(2026, 4, 3, 11, tzinfo=UTC)
    number = log.conversation(easter)
    log.hand_off(number, "waste", easter)
    opening = datetime(2026, 4, 7, 7, 30, tzinfo=UTC)
    card = now(log, council, easter)
    assert (card.open, card.opens_at) == (False, opening)
    assert told(log, council, number, easter) == Waiting(1, None, opening)


def test_everybody_owed_a_first_answer_waits_claimed_or_not(log: Log, council: Council, tuesday: datetime) -> None:
    sam, numbers = log.staff("sam"), [log.conversation(tuesday) for _ in range(4)]
    for offset, number in enumerate(numbers):
        log.hand_off(number, "waste", tuesday + offset * MINUTE)
    log.claim(numbers[0], tuesday + 5 * MINUTE, sam)
    log.claim(numbers[1], tuesday + 5 * MINUTE, sam)
    log.answer(numbers[1], tuesday + 6 * MINUTE, sam)
    card = now(log, council, tuesday + 10 * MINUTE)
    assert (card.waiting, card.unclaimed, card.longest_seconds) == (3, 2, 600)


def test_a_transfer_moves_the_wait_with_its_beginning(log: Log, council: Council, tuesday: datetime) -> None:
    number = log.conversation(tuesday)
    log.hand_off(number, "rest", tuesday)
    log.move(number, tuesday + 5 * MINUTE, "waste")
    at = tuesday + 7 * MINUTE
    assert (now(log, council, at).waiting, now(log, council, at).longest_seconds) == (1, 420)
    assert now(log, council, at, "rest").waiting == 0


def test_a_closed_conversation_waits_no_more(log: Log, council: Council, tuesday: datetime) -> None:
    number = log.conversation(tuesday)
    log.hand_off(number, "waste", tuesday)
    log.close(number)
    assert now(log, council, tuesday + MINUTE).waiting == 0


def test_the_place_in_the_line_is_urgent_first_then_the_oldest_handoff(
    log: Log, council: Council, tuesday: datetime
) -> None:
    first, second, third, urgent, elsewhere = (log.conversation(tuesday) for _ in range(5))
    log.hand_off(third, "waste", tuesday + 3 * MINUTE)
    log.hand_off(first, "waste", tuesday)
    log.hand_off(second, "waste", tuesday)
    log.hand_off(elsewhere, "rest", tuesday - HOUR)
    at = tuesday + 5 * MINUTE
    places = {number: told(log, council, number, at).position for number in (first, second, third)}
    assert places == {first: 1, second: 2, third: 3}
    log.hand_off(urgent, "waste", tuesday + 4 * MINUTE, urgent=True)
    places = {number: told(log, council, number, at).position for number in (urgent, first, second, third)}
    assert places == {urgent: 1, first: 2, second: 3, third: 4}
    log.claim(first, at, log.staff("sam"))
    assert told(log, council, third, at).position == 3


def test_a_queue_that_is_no_longer_in_the_file_keeps_the_contact_centres_hours(
    log: Log, council: Council, tuesday: datetime
) -> None:
    assert now(log, council, tuesday, "long gone").open
    assert not now(log, council, tuesday + 12 * HOUR, "long gone").open
