"""Figures against their definitions, and against the faults seen in other systems."""

from __future__ import annotations

import random
import statistics
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.council import Council
from bot.database.states import ClockCause, ClockKind
from bot.response_log.figures import Timed, by_officer, grouped, percentile
from bot.response_log.intervals import DELIVERED
from bot.response_log.periods import Period, last_days
from tests.council_files import council_text, write_council
from tests.response_log.log import Log

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def day_of(council: Council, at: datetime) -> Period:
    """The local day of a moment."""
    return last_days(council.zone, at, 1)


def test_the_assistants_time_is_not_in_the_persons(log: Log, council: Council, tuesday: datetime) -> None:
    sam, number = log.staff("sam"), log.conversation(tuesday)
    log.begin(number, ClockKind.ASSISTANT, tuesday)
    log.hand_off(number, "waste", tuesday + 20 * MINUTE)
    log.answer(number, tuesday + 25 * MINUTE, sam)
    person = log.figure(council, day_of(council, tuesday), tuesday + HOUR)
    assistant = log.figure(council, day_of(council, tuesday), tuesday + HOUR, "assistant")
    assert (person.count, person.median, person.clock_median) == (1, 300, 300)
    assert (assistant.count, assistant.median, assistant.otherwise) == (0, None, {"handed_off": 1})
    assert (assistant.met, assistant.judged) == (0, 1), "twenty minutes without an answer are missed, not forgotten"


def test_every_handoff_of_a_conversation_counts(log: Log, council: Council, tuesday: datetime) -> None:
    sam, number = log.staff("sam"), log.conversation(tuesday)
    for start, minutes in ((tuesday, 2), (tuesday + HOUR, 6)):
        log.hand_off(number, "waste", start)
        log.answer(number, start + minutes * MINUTE, sam)
    figure = log.figure(council, day_of(council, tuesday), tuesday + 2 * HOUR)
    assert (figure.count, figure.median) == (2, 240)


def test_with_no_hours_set_a_wait_is_as_long_as_the_clock_and_never_zero(log: Log, tmp_path: Path) -> None:
    council = write_council(tmp_path, council_text(opening_hours="", tax_hours=""))
    sunday = datetime(2026, 3, 15, 3, tzinfo=UTC)
    log.wait("waste", sunday, 3600, log.staff("sam"))
    figure = log.figure(council, day_of(council, sunday), sunday + 2 * HOUR)
    assert (figure.median, figure.clock_median, figure.share) == (3600, 3600, 0)


def test_the_queues_own_hours_are_used(log: Log, council: Council) -> None:
    sam = log.staff("sam")
    monday_afternoon = datetime(2026, 3, 9, 16, tzinfo=UTC)
    log.wait("tax", monday_afternoon, 18.5 * 3600, sam)
    log.wait("waste", monday_afternoon, 18.5 * 3600, sam)
    both = log.timed(council, day_of(council, monday_afternoon + DAY), monday_afternoon + DAY)
    figures = grouped(both, lambda interval: interval.queue)
    assert figures["tax"].median == 1800, "Tuesday 10:00 to 10:30"
    assert figures["waste"].median == 3600 + 2 * 3600, "Monday 16:00 to 17:00 and Tuesday 08:30 to 10:30"
    assert figures["tax"].clock_median == 18.5 * 3600


def test_changing_the_hours_changes_the_figure(log: Log, council: Council, tmp_path: Path) -> None:
    evening = datetime(2026, 3, 10, 18, tzinfo=UTC)
    log.wait("waste", evening, 600, log.staff("sam"))
    late = write_council(tmp_path, council_text(opening_hours='tuesday = ["09:00-18:05"]'))
    assert log.figure(council, day_of(council, evening), evening + HOUR).median == 0
    assert log.figure(late, day_of(council, evening), evening + HOUR).median == 300


@pytest.mark.parametrize(
    ("nation", "holiday"),
    [
        ("england", date(2026, 8, 31)),
        ("wales", date(2026, 8, 31)),
        ("scotland", date(2026, 11, 30)),
        ("northern-ireland", date(2026, 3, 17)),
    ],
)
def test_a_bank_holiday_is_left_out(log: Log, tmp_path: Path, nation: str, holiday: date) -> None:
    here = write_council(tmp_path, council_text(nation=nation))
    began = datetime.combine(holiday, datetime.min.time(), here.zone).astimezone(UTC) + 10 * HOUR
    morning_after = began + DAY - 30 * MINUTE
    log.wait("waste", began, (morning_after - began).total_seconds(), log.staff("sam"))
    figure = log.figure(here, day_of(here, morning_after), morning_after + HOUR)
    assert (figure.median, figure.clock_median) == (3600, 23.5 * 3600)


@pytest.mark.parametrize(("friday", "clock"), [(date(2026, 3, 27), 64), (date(2026, 10, 23), 66)])
def test_the_clocks_change_during_a_wait(log: Log, council: Council, friday: date, clock: int) -> None:
    four = datetime.combine(friday, datetime.min.time(), council.zone).astimezone(UTC) + 16 * HOUR
    log.wait("waste", four, clock * 3600, log.staff("sam"))
    monday = Period(council.zone, friday + 3 * DAY, friday + 3 * DAY)
    figure = log.figure(council, monday, monday.end)
    assert figure.clock_median == clock * 3600
    assert figure.median == 1.5 * 3600, "Friday 16:00 to 17:00 and Monday 08:30 to 09:00, on the wall"


def test_more_messages_do_not_restart_the_wait_and_a_transfer_takes_it_along(
    log: Log, council: Council, tuesday: datetime
) -> None:
    sam, number = log.staff("sam"), log.conversation(tuesday)
    log.hand_off(number, "rest", tuesday)
    log.move(number, tuesday + 10 * MINUTE, "waste")
    log.answer(number, tuesday + 14 * MINUTE, sam)
    [wait] = log.timed(council, day_of(council, tuesday), tuesday + HOUR)
    assert (wait.interval.began, wait.seconds, wait.interval.queue) == (tuesday, 840, "rest")
    assert ("first_human", "moved", "transferred") in [row[1:4] for row in log.rows()]


def test_credit_goes_to_the_person_who_wrote(log: Log, council: Council, tuesday: datetime) -> None:
    sam, kim = log.staff("sam"), log.staff("kim")
    for offset in range(5):
        number = log.conversation(tuesday)
        log.hand_off(number, "waste", tuesday)
        log.claim(number, tuesday + MINUTE, kim)
        log.answer(number, tuesday + (offset + 2) * MINUTE, sam)
    answers = log.timed(council, day_of(council, tuesday), tuesday + HOUR)
    assert {officer: figure.count for officer, figure in by_officer(answers).items()} == {sam: 5}


def test_a_person_with_fewer_than_five_answers_is_not_shown(log: Log, council: Council, tuesday: datetime) -> None:
    sam, kim, ali = log.staff("sam"), log.staff("kim"), log.staff("ali")
    for officer, answers in ((sam, 6), (kim, 4)):
        for number in range(answers):
            log.wait("waste", tuesday, 60 * (number + 1), officer)
    shown = by_officer(log.timed(council, day_of(council, tuesday), tuesday + HOUR))
    assert set(shown) == {sam}
    log.wait("waste", tuesday, 60, ali)
    together = by_officer(log.timed(council, day_of(council, tuesday), tuesday + HOUR))
    assert {officer: figure.count for officer, figure in together.items()} == {sam: 6, None: 5}


def test_an_open_wait_past_its_target_is_missed(log: Log, council: Council, tuesday: datetime) -> None:
    log.wait("waste", tuesday, 60, log.staff("sam"))
    log.hand_off(log.conversation(tuesday), "waste", tuesday)
    today = day_of(council, tuesday)
    within = log.figure(council, today, tuesday + 10 * MINUTE)
    assert (within.count, within.open, within.open_late, within.share) == (1, 1, 0, 1.0)
    late = log.figure(council, today, tuesday + 10 * MINUTE + timedelta(seconds=1))
    assert (late.count, late.open, late.open_late, late.share) == (1, 1, 1, 0.5)


def test_nights_do_not_make_an_open_wait_late(log: Log, council: Council) -> None:
    evening = datetime(2026, 3, 10, 16, 55, tzinfo=UTC)
    log.hand_off(log.conversation(evening), "waste", evening)
    today = day_of(council, evening)
    assert log.figure(council, today, evening + 15.5 * HOUR).open_late == 0
    assert log.figure(council, today, evening + 16 * HOUR).open_late == 1


def test_no_reply_needed_is_counted_apart(log: Log, council: Council, tuesday: datetime) -> None:
    sam = log.staff("sam")
    log.wait("waste", tuesday, 120, sam)
    log.wait("waste", tuesday, 1, sam, cause=ClockCause.NO_REPLY_NEEDED)
    log.wait("waste", tuesday, 3 * 3600, sam, cause=ClockCause.NO_REPLY_NEEDED)
    figure = log.figure(council, day_of(council, tuesday), tuesday + 4 * HOUR)
    assert (figure.count, figure.median, figure.no_reply_needed) == (1, 120, 2)
    assert (figure.judged, figure.met, figure.otherwise) == (1, 1, {})


@pytest.mark.parametrize(
    ("cause", "seconds", "judged"),
    [
        (ClockCause.UNANSWERED, 5, 1),
        (ClockCause.UNANSWERED, 5000, 1),
        (ClockCause.RESIDENT_LEFT, 5, 0),
        (ClockCause.RESIDENT_LEFT, 5000, 1),
        (ClockCause.HANDED_BACK, 5, 0),
        (ClockCause.HANDED_BACK, 5000, 1),
    ],
)
def test_an_end_without_an_answer_never_makes_a_figure_better(
    log: Log, council: Council, tuesday: datetime, cause: ClockCause, seconds: float, judged: int
) -> None:
    log.wait("waste", tuesday, seconds, None, cause=cause)
    figure = log.figure(council, day_of(council, tuesday), tuesday + 3 * HOUR)
    assert (figure.count, figure.median, figure.met, figure.judged) == (0, None, 0, judged)
    assert figure.otherwise == {cause.value: 1}


def test_the_target_is_the_queues_and_the_channels(log: Log, council: Council, tuesday: datetime) -> None:
    sam = log.staff("sam")
    for channel, queue in (("webchat", "waste"), ("sms", "waste"), ("webchat", "rest")):
        log.wait(queue, tuesday, 601, sam, channel=channel)
    waits = log.timed(council, day_of(council, tuesday), tuesday + HOUR)
    met = {(each.interval.queue, each.interval.channel): each.met for each in waits}
    assert met == {("waste", "webchat"): False, ("waste", "sms"): True, ("rest", "webchat"): True}


def test_a_wait_of_exactly_its_target_is_within_it(log: Log, council: Council, tuesday: datetime) -> None:
    log.wait("waste", tuesday, 600, log.staff("sam"))
    assert log.figure(council, day_of(council, tuesday), tuesday + HOUR).share == 1


def test_the_assistant_is_judged_by_the_clock_at_night_too(log: Log, council: Council) -> None:
    night = datetime(2026, 3, 10, 2, tzinfo=UTC)
    number = log.conversation(night)
    log.begin(number, ClockKind.ASSISTANT, night)
    log.end(number, [ClockKind.ASSISTANT], ClockCause.ANSWERED, night + timedelta(seconds=30))
    [answer] = log.timed(council, day_of(council, night), night + HOUR, "assistant")
    assert (answer.clock, answer.working, answer.seconds, answer.met) == (30, None, 30, False)


def test_ended_waits_belong_to_the_day_they_ended_on_and_open_ones_to_the_day_they_began_on(
    log: Log, council: Council
) -> None:
    monday = date(2026, 3, 9)
    first, second = Period(council.zone, monday, monday), Period(council.zone, monday + DAY, monday + DAY)
    log.wait("waste", first.start + 16 * HOUR, 17 * 3600, log.staff("sam"))
    log.hand_off(log.conversation(first.start), "waste", first.start + 9 * HOUR)
    now = second.end
    before, after = log.figure(council, first, now), log.figure(council, second, now)
    assert (before.count, before.open) == (0, 1)
    assert (after.count, after.open) == (1, 0)


def test_a_period_holds_its_first_moment_and_not_its_last(log: Log, council: Council) -> None:
    day = Period(council.zone, date(2026, 6, 2), date(2026, 6, 2))
    assert day.start == datetime(2026, 6, 1, 23, tzinfo=UTC), "midnight in British Summer Time"
    sam = log.staff("sam")
    log.wait("waste", day.start - MINUTE, 60, sam)
    log.wait("waste", day.end - MINUTE, 60, sam)
    log.wait("waste", day.end - MINUTE, 59, sam)
    assert log.figure(council, day, day.end).count == 2


def test_the_language_is_that_of_the_beginning(log: Log, council: Council, tuesday: datetime) -> None:
    number = log.conversation(tuesday, language="cy")
    log.hand_off(number, "waste", tuesday)
    log.speak(number, "en")
    log.answer(number, tuesday + 2 * MINUTE, log.staff("sam"))
    log.wait("waste", tuesday, 60, log.staff("kim"))
    waits = log.timed(council, day_of(council, tuesday), tuesday + HOUR)
    medians = {language: figure.median for language, figure in grouped(waits, lambda each: each.language).items()}
    assert medians == {"cy": 120, "en": 60}


def test_a_later_answer_is_a_clock_of_its_own(log: Log, council: Council, tuesday: datetime) -> None:
    sam, number = log.staff("sam"), log.conversation(tuesday)
    log.hand_off(number, "waste", tuesday)
    log.answer(number, tuesday + MINUTE, sam)
    log.begin(number, ClockKind.NEXT_HUMAN, tuesday + 5 * MINUTE)
    log.answer(number, tuesday + 8 * MINUTE, sam, ClockKind.NEXT_HUMAN)
    today = day_of(council, tuesday)
    assert log.figure(council, today, tuesday + HOUR).median == 60
    assert log.figure(council, today, tuesday + HOUR, "next_human").median == 180


def test_a_delivery_is_accepted_and_then_delivered(log: Log, council: Council, tuesday: datetime) -> None:
    def after(seconds: int) -> datetime:
        return tuesday + timedelta(seconds=seconds)

    number = log.conversation(tuesday, "sms")
    log.deliver(number, tuesday, (ClockCause.ACCEPTED, after(1)), (ClockCause.DELIVERED, after(9)))
    log.deliver(
        number,
        tuesday,
        (ClockCause.UNKNOWN, after(30)),
        (ClockCause.ACCEPTED, after(40)),
        (ClockCause.DELIVERED, after(40)),
    )
    log.deliver(number, tuesday, (ClockCause.ACCEPTED, after(2)), (ClockCause.FAILED, after(20)))
    log.deliver(number, tuesday, (ClockCause.UNKNOWN, after(30)))
    log.deliver(number, tuesday, (ClockCause.FAILED, after(1)))
    log.deliver(number, tuesday)
    today = day_of(council, tuesday)
    accepted = log.figure(council, today, tuesday + HOUR, "delivery")
    delivered = log.figure(council, today, tuesday + HOUR, DELIVERED)
    assert (accepted.count, accepted.median, accepted.open) == (3, 2, 1)
    assert accepted.otherwise == {"failed": 1, "unknown": 1}
    assert (delivered.count, delivered.median, delivered.open) == (2, 24.5, 0)
    assert delivered.otherwise == {"failed": 1}


def test_a_delivery_at_night_is_not_instant(log: Log, council: Council) -> None:
    night = datetime(2026, 3, 10, 2, tzinfo=UTC)
    log.deliver(log.conversation(night, "sms"), night, (ClockCause.ACCEPTED, night + MINUTE))
    assert log.figure(council, day_of(council, night), night + HOUR, "delivery").median == 60


def test_a_closing_and_a_reopening_are_two(log: Log, council: Council, tuesday: datetime) -> None:
    number = log.conversation(tuesday)
    for start in (tuesday, tuesday + HOUR):
        log.begin(number, ClockKind.CLOSE, start)
        log.end(number, [ClockKind.CLOSE], ClockCause.CLOSED, start + 10 * MINUTE)
    figure = log.figure(council, day_of(council, tuesday), tuesday + 2 * HOUR, "close")
    assert (figure.count, figure.median, figure.share) == (2, 600, None)


def test_rows_are_only_ever_added(log: Log, council: Council, tuesday: datetime) -> None:
    sam, number = log.staff("sam"), log.conversation(tuesday)
    log.hand_off(number, "waste", tuesday)
    before = log.rows()
    log.move(number, tuesday + MINUTE, "rest")
    log.claim(number, tuesday + MINUTE, sam)
    log.answer(number, tuesday + 2 * MINUTE, sam)
    assert log.rows()[: len(before)] == before
    assert log.end(number, [ClockKind.FIRST_HUMAN], ClockCause.ANSWERED, tuesday + HOUR, sam) == 0, "nothing ends twice"


def test_nearest_rank_by_hand() -> None:
    assert percentile([], 90) is None
    assert percentile([7], 90) == 7
    assert percentile([4, 1, 3, 2], 90) == 4
    assert percentile(list(range(1, 11)), 90) == 9
    assert percentile(list(range(1, 21)), 90) == 18
    assert percentile([15, 20, 35, 40, 50], 30) == 20


def test_nearest_rank_is_the_smallest_that_nine_in_ten_do_not_exceed() -> None:
    chance = random.Random(3)
    for _ in range(300):
        lengths = [chance.choice([0.0, 1.5, chance.random() * 900]) for _ in range(chance.randrange(1, 40))]
        found = percentile(lengths, 90)
        assert found in lengths
        assert sum(length <= found for length in lengths) >= 0.9 * len(lengths)
        assert all(
            sum(length <= other for length in lengths) < 0.9 * len(lengths) for other in lengths if other < found
        )


def test_figures_of_random_days_agree_with_a_plain_calculation(log: Log, council: Council, tuesday: datetime) -> None:
    chance, sam = random.Random(5), log.staff("sam")
    lengths = [chance.randrange(1, 1800) for _ in range(40)]
    for length in lengths:
        log.wait("rest", tuesday, length, sam)
    figure = log.figure(council, day_of(council, tuesday), tuesday + HOUR)
    assert figure.count == 40
    assert figure.median == statistics.median(lengths)
    assert figure.average == pytest.approx(statistics.fmean(lengths))
    assert figure.ninetieth == sorted(lengths)[35]
    assert figure.share == sum(length <= 900 for length in lengths) / 40


def test_no_waits_at_all_give_no_figures(log: Log, council: Council, tuesday: datetime) -> None:
    figure = log.figure(council, day_of(council, tuesday), tuesday)
    nothing: list[Timed] = []
    assert (figure.count, figure.median, figure.ninetieth, figure.share, figure.seen) == (0, None, None, None, False)
    assert by_officer(nothing) == {}
