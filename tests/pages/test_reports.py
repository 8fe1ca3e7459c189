"""The reports as a supervisor's browser gets them, over HTTP with a real session."""

from __future__ import annotations

import csv
import io
import re
import shutil
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.answers import Answers
from bot.context import Context
from bot.database import Database
from bot.database.models import Conversation, Staff, StaffAudit
from bot.database.states import ClockCause, ClockKind
from bot.pages import reports
from bot.pages.chart import chart
from bot.pages.context import PagesContext
from bot.pages.durations import change, exact_duration, percent
from bot.response_log import Moment, begin
from bot.response_log.export import PAGE
from bot.response_log.figures import Figure
from bot.response_log.periods import Part
from tests.council_files import write_council
from tests.response_log.log import Log

NOW = datetime(2026, 3, 10, 15, tzinfo=UTC)
MORNING = datetime(2026, 3, 10, 9, tzinfo=UTC)
VOID = {"meta", "link", "input", "br", "img"}


@pytest.fixture
def log(sqlite_template: Path, tmp_path: Path) -> Iterator[Log]:
    """An empty log. The figures themselves are tested on both kinds of database."""
    database = Database(f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'reports.db')}")
    yield Log(database)
    database.close()


@pytest.fixture
def pages(tmp_path: Path, log: Log) -> PagesContext:
    """The pages of a small council at three in the afternoon."""
    answers = Answers({}, lambda path: None)
    context = Context(log.database, write_council(tmp_path), answers, {}, now=lambda: NOW)
    return PagesContext(context, "http://desk.example", "s" * 32)


@pytest.fixture
async def visitor(pages: PagesContext) -> AsyncIterator[httpx.AsyncClient]:
    """A browser that has not signed in."""
    app = FastAPI()
    app.include_router(reports.routes(pages))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://desk.example") as client:
        yield client


async def signed_in(client: httpx.AsyncClient, pages: PagesContext, log: Log, role: str) -> httpx.AsyncClient:
    """The same browser once somebody of that role has signed in."""
    number = log.staff(f"{role}-1")

    def promote(session: Session) -> None:
        session.get_one(Staff, number).role = role

    log.database.write_now(promote)
    client.cookies.set("desk", (await pages.sign_in.start(number)).token)
    return client


@pytest.fixture
async def supervisor(visitor: httpx.AsyncClient, pages: PagesContext, log: Log) -> httpx.AsyncClient:
    """A supervisor's browser."""
    return await signed_in(visitor, pages, log, "supervisor")


class Outline(HTMLParser):
    """The visible text, and whether every element is closed where it should be."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.words: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.ids: list[str] = []
        self.feed(page)
        assert self.open == []
        self.text = re.sub(r"\s+", " ", " ".join(self.words))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes += attrs
        self.ids += [value or "" for name, value in attrs if name == "id"]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes += attrs

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


async def read(client: httpx.AsyncClient, address: str, status: int = 200) -> Outline:
    """A page as it is drawn."""
    answer = await client.get(address)
    assert answer.status_code == status
    return Outline(answer.text)


async def test_a_visitor_signs_in_first(visitor: httpx.AsyncClient) -> None:
    for address in ("/desk/reports", "/desk/reports.csv", "/desk/reports/definitions"):
        answer = await visitor.get(address)
        assert (answer.status_code, answer.headers["location"][:13]) == (303, "/desk/sign-in")


async def test_an_officer_is_told_who_may(visitor: httpx.AsyncClient, pages: PagesContext, log: Log) -> None:
    officer = await signed_in(visitor, pages, log, "officer")
    for address in ("/desk/reports", "/desk/reports.csv", "/desk/reports/definitions"):
        assert (await officer.get(address)).status_code == 403


async def test_an_empty_log_says_so_and_draws_nothing(supervisor: httpx.AsyncClient) -> None:
    page = await read(supervisor, "/desk/reports")
    assert "No figure Nobody was answered in this time." in page.text
    assert "Nothing on these days." in page.text
    assert "nothing to draw" in page.text
    assert "no figure yet" in page.text


async def test_services_are_shown_with_their_codes(supervisor: httpx.AsyncClient, log: Log) -> None:
    number, other = log.conversation(MORNING), log.conversation(MORNING)
    log.ask(number, "council_tax_pay", MORNING)
    log.ask(other, "council_tax_pay", MORNING)
    log.to_a_person(other, MORNING)
    log.ask(other, "pothole_report", MORNING, elsewhere=True)
    log.file(number, "missed_bin_report", MORNING)
    page = await read(supervisor, "/desk/reports?period=today")
    assert "Pay council tax 57, 58 2 1 1 0 0" in page.text
    assert "Report a pothole 557 1 0 0 1 0" in page.text
    assert "Report a missed bin 524 0 0 0 0 1" in page.text
    meaning = await read(supervisor, "/desk/reports/definitions")
    assert "services" in meaning.ids
    assert "Another council’s" in meaning.text


async def test_the_large_figures_have_their_count_share_and_change(supervisor: httpx.AsyncClient, log: Log) -> None:
    sam = log.staff("sam")
    for seconds in (60, 120, 180, 1200):
        log.wait("waste", MORNING, seconds, sam)
    log.wait("waste", MORNING - timedelta(days=7), 200, sam)
    log.hand_off(log.conversation(MORNING), "waste", MORNING)
    page = await read(supervisor, "/desk/reports?period=7")
    assert "First answer from a person 2 min 30 s Half waited no longer than this." in page.text
    assert "Nine in ten: 20 min or less." in page.text
    assert "60% in target (3 of 5)." in page.text
    assert "4 answered, 1 still open (1 past target)." in page.text
    assert "Median 50 s shorter than in the 7 days before (3 min 20 s, 1 answered)." in page.text
    assert ("href", "/desk/reports/definitions#first_human") in page.attributes


async def test_queues_and_channels_have_their_rows(supervisor: httpx.AsyncClient, log: Log) -> None:
    sam = log.staff("sam")
    log.wait("waste", MORNING, 60, sam)
    log.wait("waste", MORNING, 180, sam, channel="sms", language="cy")
    log.wait("waste", MORNING, 5, sam, cause=ClockCause.NO_REPLY_NEEDED)
    log.wait("rest", MORNING, 5, None, cause=ClockCause.RESIDENT_LEFT)
    page = await read(supervisor, "/desk/reports?period=today")
    assert "Waste and recycling 2 2 min 3 min 100% (2 of 2) 2 min 2 min 0 1 –" in page.text
    assert "Text message 1 3 min 3 min 100% (1 of 1) 3 min 3 min 0 0 –" in page.text
    assert "Contact centre 0 – – – – – 0 0 1 resident left first" in page.text
    assert "Welsh 1 3 min" in page.text
    one = await read(supervisor, "/desk/reports?period=today&queue=rest")
    assert "Text message 1" not in one.text


async def test_a_person_with_few_answers_is_not_named(supervisor: httpx.AsyncClient, log: Log) -> None:
    sam, kim = log.staff("Samantha"), log.staff("Kimberley")
    for _ in range(5):
        log.wait("waste", MORNING, 60, sam)
    for _ in range(4):
        log.wait("waste", MORNING, 60, kim)
    page = await read(supervisor, "/desk/reports")
    assert "Samantha 5 1 min" in page.text
    assert "Kimberley" not in page.text


async def test_the_chart_has_a_title_a_description_and_its_table(supervisor: httpx.AsyncClient, log: Log) -> None:
    log.wait("waste", MORNING, 120, log.staff("sam"))
    page = await read(supervisor, "/desk/reports?period=7")
    assert ("aria-labelledby", "chart-title chart-desc") in page.attributes
    assert {"chart-title", "chart-desc"} <= set(page.ids)
    assert "First answer from a person: median and 90th percentile" in page.text
    assert "7 columns from 4 Mar to 10 Mar." in page.text
    assert "The dashed line is the target, 15 min." in page.text
    assert "10 Mar 1 2 min 2 min 100%" in page.text
    assert "Target 10 min" in (await read(supervisor, "/desk/reports?queue=waste")).text


@pytest.mark.parametrize("measure", [*ClockKind, "delivered"])
async def test_every_time_can_be_seen_in_detail(supervisor: httpx.AsyncClient, log: Log, measure: str) -> None:
    number = log.conversation(MORNING)
    log.begin(number, ClockKind.ASSISTANT, MORNING)
    log.end(number, [ClockKind.ASSISTANT], ClockCause.ANSWERED, MORNING + timedelta(milliseconds=40))
    log.deliver(number, MORNING, (ClockCause.ACCEPTED, MORNING), (ClockCause.DELIVERED, MORNING + timedelta(seconds=2)))
    page = await read(supervisor, f"/desk/reports?period=today&clock={measure}")
    assert len(page.ids) == len(set(page.ids))
    assert "Answer from the assistant 1 under 0.1 s" in page.text


@pytest.mark.parametrize("dates", [("2026-03-29", "2026-03-29"), ("2025-10-01", "2026-03-10")])
async def test_own_dates_may_hold_a_change_of_the_clocks(
    supervisor: httpx.AsyncClient, log: Log, dates: tuple[str, str]
) -> None:
    log.wait("waste", MORNING, 120, log.staff("sam"))
    page = await read(supervisor, f"/desk/reports?period=custom&from={dates[0]}&to={dates[1]}")
    assert ("value", dates[0]) in page.attributes


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("period=custom&from=2026-03-09&to=2026-03-01", "The last day is before the first."),
        ("period=custom", "Give both dates"),
        ("period=ever", "Choose today"),
        ("clock=cuckoo", "Choose one of the times"),
    ],
)
async def test_a_period_that_cannot_be_used_is_explained_on_the_page(
    supervisor: httpx.AsyncClient, query: str, said: str
) -> None:
    page = await read(supervisor, f"/desk/reports?{query}", 422)
    assert said in page.text
    assert (await supervisor.get(f"/desk/reports.csv?{query}")).status_code == 422


async def test_what_comes_in_the_address_is_shown_as_text(supervisor: httpx.AsyncClient) -> None:
    answer = await supervisor.get("/desk/reports", params={"queue": '"><script>alert(1)</script>'})
    assert answer.status_code == 200
    assert "<script>" not in answer.text
    assert "<script>" not in (await supervisor.get("/desk/reports?period=<script>")).text


async def test_the_page_needs_no_inline_style_or_script(supervisor: httpx.AsyncClient, log: Log) -> None:
    log.wait("waste", MORNING, 120, log.staff("sam"))
    answer = await supervisor.get("/desk/reports")
    assert "style-src 'self'" in answer.headers["content-security-policy"]
    assert not [name for name, _ in Outline(answer.text).attributes if name == "style" or name.startswith("on")]
    assert "<style" not in answer.text


async def test_the_log_comes_as_csv_and_that_is_remembered(supervisor: httpx.AsyncClient, log: Log) -> None:
    log.wait("waste", MORNING, 120, log.staff("sam"))
    answer = await supervisor.get("/desk/reports.csv?period=custom&from=2026-03-10&to=2026-03-10")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8; header=present"
    assert answer.headers["content-disposition"] == 'attachment; filename="response-log-2026-03-10-to-2026-03-10.csv"'
    lines = list(csv.DictReader(io.StringIO(answer.text, newline=""), strict=True))
    assert [line["working_seconds"] for line in lines if line["what"] == "ended"] == ["120.0", "120.0"]
    audit = log.database.read_now(lambda session: session.scalars(select(StaffAudit.target)).all())
    assert "response log 2026-03-10 to 2026-03-10" in audit


async def test_a_long_log_is_streamed_whole(supervisor: httpx.AsyncClient, log: Log) -> None:
    number = log.conversation(MORNING)

    def write(session: Session) -> None:
        conversation = session.get_one(Conversation, number)
        for _ in range(2 * PAGE + 1):
            begin(session, conversation, ClockKind.CLOSE, cause=ClockCause.MESSAGE, moment=Moment(MORNING, "resident"))

    log.database.write_now(write)
    answer = await supervisor.get("/desk/reports.csv?period=today")
    assert answer.text.count("\r\n") == 2 * PAGE + 2


async def test_every_definition_can_be_linked_to(supervisor: httpx.AsyncClient) -> None:
    page = await read(supervisor, "/desk/reports/definitions")
    assert {*ClockKind, "delivered", "waiting"} <= set(page.ids)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (None, "–"),
        (0, "0 s"),
        (0.04, "under 0.1 s"),
        (0.84, "0.8 s"),
        (5, "5 s"),
        (9.97, "10 s"),
        (59.6, "1 min"),
        (380, "6 min 20 s"),
        (3599.7, "1 h"),
        (7500, "2 h 5 min"),
        (226800, "63 h"),
    ],
)
def test_a_length_is_said_in_two_units_at_most(seconds: float | None, said: str) -> None:
    assert exact_duration(seconds) == said


def test_a_change_is_said_in_words() -> None:
    assert change(60, 90) == "30 s shorter than"
    assert change(90, 60) == "30 s longer than"
    assert change(60.2, 60) == "the same as"
    assert change(None, 60) == ""


def test_a_share_is_never_rounded_up() -> None:
    assert [percent(share) for share in (None, 0, 0.999, 1.0, 0.29)] == ["–", "0%", "99%", "100%", "29%"]


@pytest.mark.parametrize("longest", [0.02, 7, 600, 5000, 90000, 5e6])
@pytest.mark.parametrize("target", [None, 900.0])
def test_nothing_is_drawn_outside_the_chart(longest: float, target: float | None) -> None:
    busy = Figure(count=1, median=longest / 2, ninetieth=longest)
    drawn = chart([(Part(str(day), NOW, NOW), busy if day < 31 else Figure()) for day in range(32)], target)
    assert all(0 <= (bar.ninetieth_y or 0) <= (bar.median_y or 0) <= drawn.floor for bar in drawn.bars[:-1])
    assert drawn.bars[-1].median_y is None
    assert all(drawn.left <= bar.x and bar.x + bar.width <= drawn.right for bar in drawn.bars)
    assert all(0 < line.y <= drawn.floor for line in drawn.lines)
    assert 2 <= len(drawn.lines) <= 7
    assert (drawn.target is None) == (target is None)
    assert sum(bool(bar.label) for bar in drawn.bars) <= 12
