"""The chat in a browser that runs no scripts: answers come by themselves, and nothing typed is lost or sent twice."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, expect

from connectors.messages import Choice, Standing, Waiting
from tests.browser.chat import Site, browser, log, pytestmark, site, write

__all__ = ["browser", "pytestmark", "site"]

LONG = "Put the bin at the edge of your property by 6:30am. " * 20


@pytest_asyncio.fixture(loop_scope="module", params=[(360, 640), (1360, 800)], ids=str)
async def context(request: pytest.FixtureRequest, browser: Browser) -> AsyncIterator[BrowserContext]:
    width, height = request.param
    made = await browser.new_context(java_script_enabled=False, viewport={"width": width, "height": height})
    yield made
    await made.close()


@asynccontextmanager
async def answering(site: Site, *answers: str) -> AsyncIterator[None]:
    """Each next message of the resident's is answered after a moment."""

    async def answer() -> None:
        for number, text in enumerate(answers):
            before = len(site.inbox.received)
            while len(site.inbox.received) == before:  # noqa: ASYNC110 - the inbox has no event for it
                await asyncio.sleep(0.02)
            await asyncio.sleep(0.3)
            await site.say(text, choices=(Choice(f"{number}.1", "Refuse"),))

    task = asyncio.create_task(answer())
    yield
    await asyncio.wait_for(task, 10)


async def test_the_answer_is_there_after_sending(site: Site, context: BrowserContext) -> None:
    page = await site.open(context)
    async with answering(site, "Which bin?", LONG):
        await write(page, "My bin")
        messages = page.frame_locator("iframe")
        await expect(log(messages)).to_contain_text("Which bin?")
        await messages.get_by_role("button", name="Refuse").click()
        await expect(messages.locator("#newest")).to_contain_text("Put the bin")
    await expect(messages.locator("#newest")).to_be_in_viewport()


async def test_what_staff_write_comes_by_itself_and_leaves_the_box_alone(site: Site, context: BrowserContext) -> None:
    page = await site.open(context)
    await write(page, "A person please")
    await site.becomes(Standing("waiting", None, Waiting(1, None, None)))
    await page.get_by_role("link", name="Check for new messages").click()
    messages = page.frame_locator("iframe")
    await expect(messages.get_by_role("status")).to_contain_text("You are waiting for a person.")
    box = page.get_by_label("Your message")
    await box.fill("What I am typing")
    for turn in range(3):
        await site.becomes(Standing("officer", "Sam"))
        await site.say(f"Number {turn}. {LONG}", author="officer")
        newest = messages.locator("#newest")
        await expect(newest).to_contain_text(f"Number {turn}", timeout=8000)
        await expect(newest).to_be_in_viewport()
        await expect(box).to_have_value("What I am typing")
    await expect(messages.get_by_role("status")).to_have_text("Sam is answering you.")
    await messages.get_by_role("link", name="Stop this").click()
    await expect(messages.get_by_role("link", name="Stop this")).to_have_count(0)


async def test_back_and_send_again_is_harmless(site: Site, context: BrowserContext) -> None:
    page = await site.open(context)
    for text in ("One", "Two", "Two more"):
        await write(page, text)
        await expect(page.frame_locator("iframe").locator("#newest")).to_contain_text(text)
        await site.say(f"Answer to {text}.")
        await page.go_back()
        await write(page, text)
        await expect(page.get_by_role("alert")).to_contain_text("We have this already: it is in the chat.")
        await expect(page.get_by_label("Your message")).to_have_value(text)
        await page.goto(site.base + "/chat?at=17900000000" + str(len(text)))
    assert [message.text for message in site.inbox.received] == ["One", "Two", "Two more"]


async def test_the_page_does_not_scroll_and_fits(site: Site, context: BrowserContext) -> None:
    page: Any = await site.open(context)
    await write(page, "Hello " + "x" * 300)
    for _ in range(6):
        await site.say(LONG + "https://www.fernley.example/" + "a" * 200, choices=(Choice("2.1", "z" * 90),))
    await page.get_by_role("link", name="Check for new messages").click()
    await expect(page.frame_locator("iframe").locator("#newest")).to_be_in_viewport()
    for part in (
        page.get_by_role("banner"),
        page.get_by_label("Your message"),
        page.get_by_role("button", name="Send"),
    ):
        await expect(part).to_be_in_viewport(ratio=0.95)
