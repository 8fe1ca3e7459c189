"""The log as CSV: every row, derived seconds, nothing about residents, nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
import statistics
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.council import Council
from bot.database.models import StaffAudit
from bot.database.states import ClockCause, ClockKind
from bot.response_log.definitions import DEFINITIONS
from bot.response_log.export import COLUMNS, PAGE, header, note_export, page
from bot.response_log.intervals import MEASURES
from bot.response_log.periods import Period
from tests.response_log.log import Log

MINUTE = timedelta(minutes=1)
DOCUMENT = Path("docs/response-times.md").read_text("utf-8")


def exported(log: Log, council: Council, period: Period, size: int = PAGE) -> str:
    """The whole file."""
    text, after = header(), 0
    while True:
        step = partial(page, council=council, period=period, after=after, size=size)
        more, following = log.database.read_now(step)
        text += more
        if following is None:
            return text
        after = following


def lines(log: Log, council: Council, period: Period, size: int = PAGE) -> list[dict[str, str]]:
    """The file as a program reads it."""
    return list(csv.DictReader(io.StringIO(exported(log, council, period, size), newline=""), strict=True))


@pytest.fixture
def day(council: Council) -> Period:
    """Tuesday 10 March 2026."""
    return Period(council.zone, date(2026, 3, 10), date(2026, 3, 10))


def test_each_row_is_a_line_with_its_lengths(log: Log, council: Council, day: Period) -> None:
    evening = datetime(2026, 3, 9, 16, 30, tzinfo=UTC)
    sam, number = log.staff("sam"), log.conversation(evening, "sms", "cy")
    log.hand_off(number, "waste", evening)
    log.answer(number, evening + timedelta(hours=16, minutes=30, seconds=1.5), sam)
    [line] = [line for line in lines(log, council, day) if line["what"] == "ended"]
    assert line == {
        "number": "3",
        "conversation": str(number),
        "handoff": "1",
        "kind": "first_human",
        "what": "ended",
        "at": "2026-03-10T09:00:01.500000Z",
        "cause": "answered",
        "by": "officer",
        "officer": str(sam),
        "queue": "waste",
        "channel": "sms",
        "language": "cy",
        "began_number": "1",
        "began_at": "2026-03-09T16:30:00.000000Z",
        "open": "",
        "undone": "no",
        "clock_seconds": "59401.5",
        "working_seconds": "3601.5",
        "topic": "",
        "service": "",
        "lgsl": "",
    }


def test_a_line_says_what_the_conversation_was_about_then(log: Log, council: Council, day: Period) -> None:
    nine = datetime(2026, 3, 10, 9, tzinfo=UTC)
    number, other = log.conversation(nine), log.conversation(nine)
    log.begin(number, ClockKind.ASSISTANT, nine)
    log.ask(number, "pothole_report", nine + MINUTE)
    log.end(number, [ClockKind.ASSISTANT], ClockCause.ANSWERED, nine + MINUTE)
    log.begin(number, ClockKind.ASSISTANT, nine + 2 * MINUTE)
    log.ask(number, "council_tax_pay", nine + 3 * MINUTE)
    log.end(number, [ClockKind.ASSISTANT], ClockCause.ANSWERED, nine + 3 * MINUTE)
    log.begin(other, ClockKind.ASSISTANT, nine + 4 * MINUTE)
    found = [(line["topic"], line["service"], line["lgsl"]) for line in lines(log, council, day)]
    assert found == [
        ("", "", ""),
        ("roads", "pothole_report", "557"),
        ("roads", "pothole_report", "557"),
        ("council_tax", "council_tax_pay", "57,58"),
        ("", "", ""),
    ]


def test_open_moved_and_assistant_rows_are_told_apart(
    log: Log, council: Council, day: Period, tuesday: datetime
) -> None:
    number = log.conversation(tuesday)
    log.begin(number, ClockKind.ASSISTANT, tuesday)
    log.hand_off(number, "rest", tuesday + MINUTE)
    log.move(number, tuesday + 2 * MINUTE, "waste")
    found = {(line["kind"], line["what"]): line for line in lines(log, council, day)}
    assert found["assistant", "began"]["open"] == "no"
    assert (found["assistant", "ended"]["clock_seconds"], found["assistant", "ended"]["working_seconds"]) == (
        "60.0",
        "",
    )
    assert found["first_human", "began"]["open"] == "yes"
    assert (found["first_human", "moved"]["queue"], found["first_human", "moved"]["clock_seconds"]) == ("waste", "")
    assert found["first_human", "moved"]["began_at"] == found["first_human", "began"]["at"]


def test_a_reports_figures_can_be_worked_out_from_the_file(
    log: Log, council: Council, day: Period, tuesday: datetime
) -> None:
    sam = log.staff("sam")
    for number in range(1, 8):
        log.wait("waste", tuesday, 100 * number, sam)
    log.wait("waste", tuesday, 9, sam, cause=ClockCause.NO_REPLY_NEEDED)
    log.hand_off(log.conversation(tuesday), "waste", tuesday)
    found = [line for line in lines(log, council, day) if line["kind"] == "first_human"]
    answers = [float(line["working_seconds"]) for line in found if line["cause"] == "answered"]
    late = [line for line in found if line["open"] == "yes"]
    figure = log.figure(council, day, tuesday + 60 * MINUTE)
    assert statistics.median(answers) == figure.median
    assert sum(length <= 600 for length in answers) / (len(answers) + len(late)) == figure.share


def test_a_long_log_comes_in_pages_and_nothing_is_lost(
    log: Log, council: Council, day: Period, tuesday: datetime
) -> None:
    sam = log.staff("sam")
    for _ in range(7):
        log.wait("waste", tuesday, 60, sam)
    numbers = [int(line["number"]) for line in lines(log, council, day, size=7)]
    assert numbers == list(range(1, log.count() + 1))


def test_a_formula_is_not_run_and_commas_are_quoted(log: Log, council: Council, day: Period, tuesday: datetime) -> None:
    for language in ("=1+1", "+44", "-1", "@sum", "\tx", "\rx", 'a,"b"'):
        log.begin(log.conversation(tuesday, language=language), ClockKind.ASSISTANT, tuesday)
    text = exported(log, council, day)
    assert [line["language"] for line in lines(log, council, day)] == [
        "'=1+1",
        "'+44",
        "'-1",
        "'@sum",
        "'\tx",
        "'\rx",
        'a,"b"',
    ]
    assert '"a,""b"""' in text
    assert text.count("\r\n") == 8


def test_nothing_in_it_is_about_a_person_outside(log: Log, council: Council, day: Period, tuesday: datetime) -> None:
    sam = log.staff("samantha")
    log.wait("waste", tuesday, 60, sam)
    assert not {"address", "account", "text", "name", "email"} & set(COLUMNS)
    assert "samantha" not in exported(log, council, day)


def test_an_export_is_remembered(log: Log, day: Period, tuesday: datetime) -> None:
    sam = log.staff("sam")
    log.database.write_now(lambda session: note_export(session, sam, day, at=tuesday))
    query = select(StaffAudit.staff_id, StaffAudit.action, StaffAudit.target)
    [row] = log.database.read_now(lambda session: session.execute(query).all())
    assert tuple(row) == (sam, "export", "response log 2026-03-10 to 2026-03-10")


def test_every_definition_and_column_is_on_the_public_page() -> None:
    assert set(DEFINITIONS) == set(MEASURES)
    for measure, definition in DEFINITIONS.items():
        assert f'| <a id="{measure}"></a>**{definition.name}** | {definition.text} |' in DOCUMENT
    for column in COLUMNS:
        assert f"`{column}`" in DOCUMENT
