"""Administrators see which of the council's pages answer, and what none of them says."""

from __future__ import annotations

import pytest

from bot.conversation.page_answers import question_of
from bot.database.models import Conversation
from bot.knowledge import asked
from bot.knowledge.importing import import_pages
from bot.knowledge.page import Page, Pages
from bot.knowledge.passages import Passage
from bot.staff import Officer
from bot.store import page_answers
from bot.store.page_answers import QuotedPage
from tests.desk.office import Office

TIP = QuotedPage("https://x.example/tip", "The <b>tip</b>", 0.9)
PESTS = QuotedPage("https://x.example/pests", "Pest control", 0.9)
CONVERSATIONS = 4


async def note(office: Office, conversation: int, words: str, page: QuotedPage | None = None) -> None:
    def step(session: object) -> None:
        page_answers.add(
            session,  # type: ignore[arg-type]
            conversation,
            1,
            asked=words,
            question=question_of(words),
            page=page,
            at=office.house.time,
        )

    await office.house.database.write(step)


@pytest.fixture
async def conversations(office: Office) -> None:
    for number in range(CONVERSATIONS):
        await office.house.write("hello", who=f"r{number}")
    await office.house.work()
    assert len(await office.house.rows(Conversation)) == CONVERSATIONS


async def test_before_anything_was_imported_or_asked(office: Office, boss: Officer) -> None:
    page = await (await office.browser(boss)).open("/desk/pages")
    assert "Nothing yet." in page and "None has answered yet." in page and "No pages were imported yet." in page


@pytest.mark.usefixtures("conversations")
async def test_what_was_not_found_is_counted_with_what_is_alike(office: Office, boss: Officer) -> None:
    await note(office, 1, "who is my MP here?")
    await note(office, 2, "bouncy castle <script>")
    await note(office, 3, "the MP here: who is that")
    page = await (await office.browser(boss)).open("/desk/pages")
    first, second = page.index("the MP here: who is that 2"), page.index("bouncy castle <script> 1")
    assert first < second and "who is my MP here?" not in page
    found = await office.house.database.read(asked.not_found)
    assert [(each.times, each.conversation) for each in found] == [(2, 3), (1, 2)]


@pytest.mark.usefixtures("conversations")
async def test_pages_that_answered_are_counted_with_what_residents_said(office: Office, boss: Officer) -> None:
    for number, (page, helpful) in enumerate([(PESTS, None), (TIP, True), (TIP, False), (TIP, None)], 1):
        await note(office, number, "words", page)
        if helpful is not None:
            await office.house.database.write(
                lambda session, number=number, helpful=helpful: page_answers.set_helpful(session, number, helpful)
            )
    page = await (await office.browser(boss)).open("/desk/pages")
    assert page.index("The <b>tip</b>") < page.index("Pest control"), "its words, not its markup"
    tip, pests = await office.house.database.read(asked.pages_that_answered)
    assert (tip.times, tip.yes, tip.no, tip.conversation, tip.conversation_of_no) == (3, 1, 1, 4, 3)
    assert (pests.times, pests.yes, pests.no, pests.conversation_of_no) == (1, 0, 0, None)


@pytest.mark.usefixtures("conversations")
async def test_only_the_latest_are_looked_at(office: Office, boss: Officer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asked, "LATEST", 2)
    for words in ("first", "second", "third"):
        await note(office, 1, words)
    found = await office.house.database.read(asked.not_found)
    assert sorted(each.asked for each in found) == ["second", "third"]


async def test_sources_are_shown_with_what_is_not_ready(office: Office, boss: Officer) -> None:
    found = Pages()
    found.add(Page("https://x.example/1", "One", "", (Passage("", "Words."), Passage("", "More."))), "one")
    office.house.database.write_now(lambda session: import_pages(session, "https://x.example", found))
    page = await (await office.browser(boss)).open("/desk/pages")
    assert "https://x.example" in page and "2 are not ready yet" in " ".join(page.replace(",", "").split())


async def test_an_officer_does_not(office: Office, sam: Officer) -> None:
    browser = await office.browser(sam)
    await browser.open("/desk/pages", 403)
    assert "Council pages" not in await browser.open("/desk")
