"""The widget on another site finds the chat again: by its storage, by a cookie of its own, else by a link."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from playwright.async_api import Browser, BrowserContext, expect

from connectors.webchat import sessions
from tests.browser.chat import Site, browser, log, pytestmark, serving, shown, write

__all__ = ["browser", "pytestmark"]

REFUSED = """if (window !== window.top) for (const area of ["localStorage", "sessionStorage"]) {
    Object.defineProperty(window, area, { get() { throw new DOMException("refused", "SecurityError"); } });
}"""
SET_COOKIE = re.compile(r"/channels/webchat/sessions$")


@asynccontextmanager
async def another_site(browser: Browser, *, storage: bool, cookies: bool) -> AsyncIterator[tuple[Any, Site, str]]:
    """A page with the widget on a site that is not the gateway's, in a browser that refuses what is said."""
    elsewhere = FastAPI()
    async with serving(elsewhere) as theirs:
        theirs = theirs.replace("127.0.0.1", "localhost")
        gateway = Site(frame_ancestors=f"'self' {theirs}")
        async with gateway.running():
            body = f"<!doctype html><title>Bins</title><body><script src='{gateway.base}/widget.js'></script>"
            elsewhere.add_api_route("/", lambda: HTMLResponse(body))
            context = await browser.new_context()
            if not storage:
                await context.add_init_script(REFUSED)
            if not cookies:
                await context.route(SET_COOKIE, without_cookies)
            page = await context.new_page()
            page.set_default_timeout(8000)
            await page.goto(theirs)
            yield page, gateway, theirs
            await context.close()


async def without_cookies(route: Any) -> None:
    answer = await route.fetch()
    headers = {name: value for name, value in answer.headers.items() if name != "set-cookie"}
    await route.fulfill(response=answer, headers=headers)
    await route.request.frame.page.context.clear_cookies()


async def opened(page: Any) -> Any:
    await page.get_by_role("button", name="Chat with").click()
    return page.frame_locator("iframe")


@pytest.mark.parametrize("storage", [True, False], ids=["storage", "a cookie of its own"])
async def test_the_next_page_of_that_site_shows_the_same_chat(browser: Browser, storage: bool) -> None:
    async with another_site(browser, storage=storage, cookies=True) as (page, gateway, _):
        frame = await opened(page)
        await write(frame, "Hello")
        await gateway.say("Good morning.")
        await expect(log(frame)).to_contain_text("Good morning.")
        await expect(frame.get_by_role("link", name="Come back to this chat")).to_have_count(0)
        await page.reload()
        frame = await opened(page)
        await expect(log(frame)).to_contain_text("Good morning.")
        await write(frame, "Still here")
        assert len({message.address for message in gateway.inbox.received}) == 1
        await frame.get_by_text("End or save this chat").click()
        await frame.get_by_role("button", name="End this chat").click()
        await frame.get_by_role("button", name="Yes, end it").click()
        await expect(log(frame)).to_contain_text("You ended the chat.")
        await page.reload()
        frame = await opened(page)
        await expect(log(frame)).to_contain_text("a computer program")
        await expect(log(frame)).not_to_contain_text("Good morning.")


async def test_where_nothing_is_kept_a_link_takes_the_chat_up_again(browser: Browser) -> None:
    async with another_site(browser, storage=False, cookies=False) as (page, gateway, _):
        frame = await opened(page)
        await write(frame, "Hello")
        await expect(log(frame)).to_contain_text("keep this link. It works for 24 hours.")
        address = str(await frame.get_by_role("link", name="Come back to this chat").get_attribute("href"))
        assert address.startswith(f"{gateway.base}/chat#again=")
        assert gateway.inbox.received[0].address not in address
        later = await browser.new_context()
        again = await later.new_page()
        await again.goto(address)
        await expect(log(again)).to_contain_text("Hello")
        assert again.url == f"{gateway.base}/chat"
        await write(again, "I am back")
        await again.reload()
        await expect(log(again)).to_contain_text("I am back")
        assert await shown(again) == ["Hello", "I am back"]
        assert len({message.address for message in gateway.inbox.received}) == 1
        await later.close()


@pytest.mark.parametrize("broken", ["run out", "guessed"])
async def test_a_link_that_has_run_out_or_was_guessed_leads_to_no_chat(
    browser: Browser, broken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with another_site(browser, storage=False, cookies=False) as (page, _, _):
        frame = await opened(page)
        await write(frame, "Hello")
        address = str(await frame.get_by_role("link", name="Come back to this chat").get_attribute("href"))
        if broken == "run out":
            monkeypatch.setattr(sessions, "LINK_SECONDS", -1)
        else:
            address = address[:-3] + ("abc" if address[-3:] != "abc" else "xyz")
        later: BrowserContext = await browser.new_context()
        again = await later.new_page()
        await again.goto(address)
        await expect(log(again)).to_contain_text("This link has run out. A new message starts a new chat.")
        await expect(log(again)).not_to_contain_text("Hello")
        await later.close()
