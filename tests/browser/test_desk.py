"""The desk in a real browser: two officers at once, drafts, keys, and nothing that moves under their hands."""

from __future__ import annotations

import asyncio
import os
import shutil
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
import uvicorn
from playwright.async_api import Browser, Page, async_playwright, expect

from bot.staff import Officer
from tests.desk.office import Office
from tests.flows.conftest import House, house
from tests.pages.test_desk import CORPUS

__all__ = ["house"]
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
]
SOON = 8000
"""Milliseconds; one test measures how soon, the others only wait."""


class Street:
    """The office behind a real server, and browsers on it."""

    def __init__(self, office: Office, browser: Browser) -> None:
        self.office, self.browser = office, browser
        self.trouble: list[str] = []
        self.base = ""

    async def open(self, officer: Officer, path: str, width: int = 1440, scripts: bool = True) -> Page:
        """A browser of its own, signed in."""
        context = await self.browser.new_context(
            viewport={"width": width, "height": 800}, java_script_enabled=scripts, base_url=self.base
        )
        token = (await self.office.pages.sign_in.start(officer.id)).token
        await context.add_cookies([{"name": "desk", "value": token, "url": self.base}])
        page = await context.new_page()
        page.set_default_timeout(8000)
        page.on("pageerror", lambda error: self.trouble.append(str(error)))
        page.on("console", lambda said: "Content Security" in said.text and self.trouble.append(said.text))
        await page.goto(path)
        return page


@pytest.fixture
def database_url(sqlite_template: object, tmp_path: object) -> str:
    """One kind of database is enough for what a browser shows."""
    shutil.copy(str(sqlite_template), f"{tmp_path}/townclerk.db")
    return f"sqlite:///{tmp_path}/townclerk.db"


@pytest.fixture
async def street(house: House) -> AsyncIterator[Street]:
    """A running desk; whatever a page's scripts or its policy complained of fails the test."""
    house.time = datetime.now(UTC)
    office = Office(house)
    server = uvicorn.Server(uvicorn.Config(office.app, port=0, log_level="error", lifespan="off"))
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - the server has no event for it
        await asyncio.sleep(0.01)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        made = Street(office, browser)
        made.base = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
        yield made
        await browser.close()
    house.context.live.close()
    server.should_exit = True
    await asyncio.wait_for(serving, 10)
    assert made.trouble == []


@pytest.fixture
async def sam(street: Street) -> Officer:
    return await street.office.hire("Sam Okafor")


@pytest.fixture
async def priya(street: Street) -> Officer:
    return await street.office.hire("Priya Shah")


def here(conversation: int) -> str:
    return f"/desk/conversations/{conversation}"


async def following(page: Page) -> None:
    """The page's stream has said its first word."""
    await expect(page.locator("#main")).to_have_attribute("data-live", "on")


async def test_two_officers_see_each_others_changes_within_a_second(
    street: Street, sam: Officer, priya: Officer
) -> None:
    conversation = await street.office.waiting()
    his, hers = await street.open(sam, here(conversation)), await street.open(priya, here(conversation))
    await following(hers)
    await his.get_by_role("button", name="Claim").click()
    await expect(his.get_by_label("Your reply")).to_be_visible()
    await expect(hers.locator(".owner")).to_contain_text("Sam Okafor has this", timeout=SOON)
    await expect(hers.get_by_role("button", name="Claim")).to_have_count(0)
    await his.get_by_label("Your reply").fill("Hello from Sam")
    await his.get_by_role("button", name="Send").click()
    await expect(his.locator("#events")).to_contain_text("Hello from Sam")
    await expect(his.get_by_label("Your reply")).to_have_value("")
    await expect(hers.locator("#events")).to_contain_text("Hello from Sam", timeout=SOON)
    await expect(hers.locator("#list")).to_contain_text("Nobody is waiting.")


async def test_a_change_of_one_officer_is_on_the_others_screen_within_a_second(
    street: Street, sam: Officer, priya: Officer
) -> None:
    conversation = await street.office.waiting()
    page = await street.open(priya, here(conversation))
    await following(page)
    took = []
    for number in range(5):
        await asyncio.sleep(1)
        began = time.monotonic()
        await street.office.desk.note(conversation, sam, f"note {number}")
        await expect(page.locator("#events")).to_contain_text(f"note {number}", timeout=SOON)
        took.append(time.monotonic() - began)
    assert sorted(took)[2] < 1.0, took


async def test_a_new_message_moves_neither_the_reading_nor_the_typing(street: Street, sam: Officer) -> None:
    office = street.office
    conversation = await office.waiting()
    await office.desk.claim(conversation, sam)
    for number in range(30):
        await office.house.write(f"message {number}")
    page = await street.open(sam, here(conversation))
    await following(page)
    box = page.get_by_label("Your reply")
    await box.fill("I am writing")
    await box.evaluate("box => box.setSelectionRange(2, 4)")
    await page.locator("#entries").evaluate("box => { box.scrollTop = 200 }")
    before = await page.locator("#e-5").bounding_box()
    await office.house.write("something new")
    await expect(page.locator("#events")).to_contain_text("something new", timeout=SOON)
    assert await page.locator("#e-5").bounding_box() == before
    assert await page.evaluate("document.activeElement.id") == "text"
    assert await box.evaluate("box => [box.value, box.selectionStart, box.selectionEnd]") == ["I am writing", 2, 4]
    await page.get_by_role("button", name="1 new message").click()
    await expect(page.get_by_role("button", name="1 new message")).to_be_hidden()


async def test_a_reply_over_something_unread_asks_first(street: Street, sam: Officer) -> None:
    office = street.office
    conversation = await office.waiting()
    await office.desk.claim(conversation, sam)
    for number in range(30):
        await office.house.write(f"message {number}")
    page = await street.open(sam, here(conversation))
    await following(page)
    await page.locator("#entries").evaluate("box => { box.scrollTop = 0 }")
    await page.get_by_label("Your reply").fill("Too soon")
    await office.house.write("wait, that is not it")
    await expect(page.locator("#events")).to_contain_text("wait, that is not it", timeout=SOON)
    await page.keyboard.press("Control+Enter")
    await expect(page.get_by_role("alert")).to_contain_text("The resident has written")
    await expect(page.get_by_label("Your reply")).to_have_value("Too soon")
    assert "Too soon" not in await office.house.texts()
    await page.keyboard.press("Control+Enter")
    await expect(page.locator("#events")).to_contain_text("Too soon")


async def test_a_draft_survives_a_reload_and_a_dropped_line(street: Street, sam: Officer) -> None:
    conversation = await street.office.waiting()
    await street.office.desk.claim(conversation, sam)
    page = await street.open(sam, here(conversation))
    await page.get_by_label("Your reply").fill("Half an answer")
    await page.reload()
    await expect(page.get_by_label("Your reply")).to_have_value("Half an answer")
    await page.context.set_offline(True)
    await page.get_by_role("button", name="Send").click()
    await expect(page.locator(".notice")).to_contain_text("still in the box")
    await expect(page.get_by_label("Your reply")).to_have_value("Half an answer")
    await page.context.set_offline(False)
    await page.get_by_role("button", name="Send").click()
    await expect(page.locator("#events")).to_contain_text("Half an answer")
    assert (await street.office.house.texts()).count("Half an answer") == 1


async def test_words_stay_when_somebody_else_takes_the_conversation(
    street: Street, sam: Officer, priya: Officer
) -> None:
    office = street.office
    conversation = await office.waiting()
    await office.desk.claim(conversation, sam)
    page = await street.open(sam, here(conversation))
    await following(page)
    await page.get_by_label("Your reply").fill("A long answer")
    await office.desk.release(conversation, await office.hire("Su Pervisor", "supervisor"))
    await office.desk.claim(conversation, priya)
    await expect(page.locator("#problem")).to_contain_text("Priya Shah has this", timeout=SOON)
    await expect(page.get_by_label("Your reply")).to_have_value("A long answer")


async def test_the_whole_work_goes_by_keys(street: Street, sam: Officer) -> None:
    office = street.office
    first = await office.waiting("ada", "the first question")
    await office.waiting("bob", "the second question")
    page = await street.open(sam, "/desk")
    await page.keyboard.press("j")
    await page.wait_for_url(f"**{here(first)}*")
    await page.keyboard.press("c")
    await expect(page.get_by_label("Your reply")).to_be_visible()
    await page.keyboard.press("r")
    await page.keyboard.type("c is a letter here")
    await page.keyboard.press("Control+Enter")
    await expect(page.locator("#events")).to_contain_text("c is a letter here")
    await page.get_by_label("Your reply").blur()
    await page.keyboard.press("e")
    await expect(page.get_by_label("Why")).to_be_focused()
    await page.keyboard.press("Escape")
    await page.keyboard.press("e")
    await page.get_by_role("button", name="Close it").click()
    await expect(page.locator(".owner")).to_contain_text("Closed")
    await page.keyboard.press("u")
    await expect(page.locator(".owner")).to_contain_text("You have this")
    await page.keyboard.press("Tab")
    await page.locator(".keys summary").click()
    await page.get_by_label("Use single keys").uncheck()
    await page.locator("h2", has_text="Resident").click()
    await page.keyboard.press("e")
    await expect(page.get_by_label("Why")).to_be_hidden()


async def test_unread_cards_are_marked(street: Street, sam: Officer) -> None:
    office = street.office
    first, second = await office.waiting("ada"), await office.waiting("bob")
    for conversation in (first, second):
        await office.desk.claim(conversation, sam)
    page = await street.open(sam, here(first))
    await page.goto(street.base + here(second))
    await following(page)
    badge = page.locator(f"#own-{first} .badge-new")
    await expect(badge).to_be_hidden()
    await office.house.write("me again", "ada")
    await expect(badge).to_be_visible(timeout=SOON)


async def test_who_is_switched_off_is_told_and_sees_no_more(street: Street, sam: Officer) -> None:
    boss = await street.office.hire("Bo Lead", "administrator")
    page = await street.open(sam, "/desk")
    await following(page)
    await street.office.pages.staffing.deactivate(sam.id, boss)
    await expect(page.locator(".notice")).to_contain_text("You are signed out", timeout=SOON)


async def test_nothing_that_a_resident_writes_runs(street: Street, sam: Officer) -> None:
    office = street.office
    conversation = await office.waiting(text="hello")
    await office.desk.claim(conversation, sam)
    page = await street.open(sam, here(conversation))
    await following(page)
    for text in CORPUS:
        await office.house.write(text)
    await office.house.write("the end")
    await expect(page.locator("#events")).to_contain_text("the end", timeout=SOON)
    assert await page.evaluate("window.__xss") is None
    assert await page.locator("#events img, #events script, #events b, #events svg").count() == 0


@pytest.mark.parametrize("width", [320, 360, 1000, 1440])
async def test_the_reply_box_is_in_view_and_nothing_sticks_out(street: Street, sam: Officer, width: int) -> None:
    office = street.office
    conversation = await office.waiting(text="w" * 500)
    await office.desk.claim(conversation, sam)
    for number in range(30):
        await office.house.write(f"message {number}")
    page = await street.open(sam, here(conversation), width)
    await expect(page.get_by_role("button", name="Send")).to_be_in_viewport()
    await expect(page.locator("#events")).to_contain_text("message 29")
    assert await page.evaluate("document.documentElement.scrollWidth") <= width


async def test_without_scripts_the_newest_message_and_the_box_are_there(street: Street, sam: Officer) -> None:
    office = street.office
    conversation = await office.waiting()
    await office.desk.claim(conversation, sam)
    for number in range(30):
        await office.house.write(f"message {number}")
    page = await street.open(sam, here(conversation) + "#latest", scripts=False)
    await expect(page.locator("#events > li").last).to_be_in_viewport()
    await page.get_by_label("Your reply").fill("By form alone")
    await page.get_by_role("button", name="Send").click()
    await expect(page.locator("#events > li").last).to_contain_text("By form alone")
    await expect(page.locator("#events > li").last).to_be_in_viewport()
    await page.locator("#close summary").click()
    await page.get_by_role("button", name="Close it").click()
    await expect(page.locator(".owner")).to_contain_text("Closed")
