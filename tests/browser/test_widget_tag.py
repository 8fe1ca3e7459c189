"""The widget's tag works wherever it stands, once, and what cannot work is said: to the resident and in the console."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from fastapi import FastAPI, Response
from fastapi.responses import HTMLResponse
from playwright.async_api import Browser, expect

from tests.browser.chat import Site, browser, context, log, pytestmark, serving, site, write
from tests.connectors.contract import COUNCIL

__all__ = ["browser", "context", "pytestmark", "site"]

PHONE = {"width": 390, "height": 780}
LATER = """<script>setTimeout(() => {
    const tag = document.createElement('script');
    tag.src = '{src}';
    document.head.append(tag);
}, 300)</script>"""
BODY = "<body><h1>Bins</h1><p><a href='#x'>A link</a></p><input aria-label='Search'>"
PAGES = {
    "async in the head": "<head><script src='{src}' async></script></head>" + BODY,
    "plain in the head": "<head><script src='{src}'></script></head>" + BODY,
    "deferred": "<head><script src='{src}' defer></script></head>" + BODY,
    "a module": "<head><script src='{src}' type='module'></script></head>" + BODY,
    "a module at the end": BODY + "<script src='{src}' type='module'></script>",
    "imported by a script": BODY + "<script type='module'>import '{src}';</script>",
    "at the end": BODY + "<script src='{src}'></script></body>",
    "with a query": BODY + "<script src='{src}?v=2' type='module'></script>",
    "beside another's widget.js": BODY
    + "<script src='/widget.js'></script><script src='{src}' type='module'></script>",
    "by a tag manager": BODY + LATER,
    "by a tag manager, in order": BODY + LATER.replace("document.head", "tag.async = false; document.head"),
    "twice": "<head><script src='{src}' async></script></head>" + BODY + "<script src='{src}'></script></body>",
    "twice, once as a module": BODY + "<script src='{src}'></script><script src='{src}' type='module'></script>",
}


class Council:
    """A council's own page on another origin, with the gateway that it names."""

    def __init__(self, page: Any, gateway: Site, said: list[str]) -> None:
        self.page, self.gateway, self.said = page, gateway, said

    @property
    def button(self) -> Any:
        return self.page.get_by_role("button", name="Chat with Fernley Borough Council")

    @property
    def panel(self) -> Any:
        return self.page.get_by_role("dialog", name="Chat with Fernley Borough Council")


@asynccontextmanager
async def council(
    browser: Browser, html: str, headers: dict[str, str] | None = None, viewport: Any = None, allowed: bool = True
) -> AsyncIterator[Council]:
    elsewhere = FastAPI()
    async with serving(elsewhere) as theirs:
        gateway = Site(frame_ancestors=f"'self' {theirs}" if allowed else "'self'")
        async with gateway.running():
            page_of_theirs = html.replace("{src}", f"{gateway.base}/widget.js")
            body = f"<!doctype html><html lang='en'><title>Bins</title>{page_of_theirs}"
            elsewhere.add_api_route("/", lambda: HTMLResponse(body, headers=headers))
            elsewhere.add_api_route("/widget.js", lambda: Response("", media_type="text/javascript"))
            context = await browser.new_context(viewport=viewport)
            page = await context.new_page()
            page.set_default_timeout(8000)
            said: list[str] = []
            page.on("console", lambda message: said.append(message.text))
            page.on("pageerror", lambda error: said.append(f"error: {error}"))
            await page.goto(theirs)
            yield Council(page, gateway, said)
            await context.close()


@pytest.mark.parametrize("place", PAGES)
async def test_one_button_wherever_the_tag_stands(browser: Browser, place: str) -> None:
    async with council(browser, PAGES[place]) as site:
        await expect(site.button).to_have_count(1)
        await site.button.click()
        frame = site.page.frame_locator("iframe")
        await write(frame, "Hello")
        await expect(log(frame)).to_contain_text("Hello")
        await site.page.wait_for_timeout(100)
        told = [text for text in site.said if "Townclerk" in text]
        assert len(told) == place.startswith("twice"), site.said
        assert all("more than once" in text for text in told)
        assert not [text for text in site.said if text.startswith("error")]


async def test_a_button_that_went_with_the_pages_content_comes_back(browser: Browser) -> None:
    async with council(browser, PAGES["at the end"]) as site:
        await expect(site.button).to_be_visible()
        await site.page.evaluate("document.body.innerHTML = '<h1>Another page</h1>'")
        await expect(site.button).to_have_count(0)
        await site.page.add_script_tag(url=f"{site.gateway.base}/widget.js")
        await expect(site.button).to_have_count(1)
        await site.button.click()
        await write(site.page.frame_locator("iframe"), "Hello")
        assert not [text for text in site.said if "Townclerk" in text]


BLOCKED = {
    "the page's policy": {"headers": {"Content-Security-Policy": "frame-src 'none'"}},
    "our list of sites": {"allowed": False},
}


@pytest.mark.parametrize("cause", BLOCKED)
async def test_a_frame_that_may_not_be_shown_locks_no_phone(browser: Browser, cause: str) -> None:
    async with council(browser, PAGES["deferred"], viewport=PHONE, **BLOCKED[cause]) as site:
        await site.page.clock.install()
        await site.button.click()
        close = site.panel.get_by_role("button", name="Close")
        await expect(close).to_be_focused()
        await expect(site.panel.get_by_role("link", name=COUNCIL.phone)).to_have_attribute(
            "href", "tel:" + COUNCIL.phone.replace(" ", "")
        )
        await site.page.clock.run_for(9_000)
        await expect(site.panel.get_by_role("status")).to_have_text("The chat will not open at the moment.")
        await expect(site.panel.get_by_role("button", name="Try again")).to_be_visible()
        told = [text for text in site.said if text.startswith("Townclerk chat:")]
        assert len(told) == 1
        assert "frame-src" in told[0] and site.gateway.base in told[0]
        await close.click()
        await expect(site.panel).to_be_hidden()
        await expect(site.button).to_be_focused()
        assert await site.page.evaluate("document.documentElement.style.overflow") == ""


async def test_a_gateway_that_is_down_is_tried_again(browser: Browser) -> None:
    async with council(browser, PAGES["deferred"], viewport=PHONE) as site:
        await expect(site.button).to_be_visible()
        await site.page.route("**/chat?embed=1", lambda route: route.abort())
        await site.page.clock.install()
        await site.button.click()
        await expect(site.panel.get_by_role("status")).to_have_text("Opening the chat.")
        await site.page.clock.run_for(9_000)
        await expect(site.panel.get_by_role("status")).to_have_text("The chat will not open at the moment.")
        await site.page.keyboard.press("Escape")
        await expect(site.panel).to_be_hidden()
        await site.page.unroute("**/chat?embed=1")
        await site.button.click()
        await site.panel.get_by_role("button", name="Try again").click()
        await write(site.page.frame_locator("iframe"), "Hello")
        await expect(site.panel.get_by_role("button", name="Try again")).to_be_hidden()


async def test_only_our_frame_is_believed(browser: Browser) -> None:
    async with council(browser, PAGES["deferred"], viewport=PHONE) as site:
        await site.page.route("**/chat?embed=1", lambda route: route.abort())
        await site.button.click()
        for what in ("ready", "close", "message"):
            await site.page.evaluate(f"window.postMessage({{ townclerk: '{what}' }}, '*')")
        await site.page.wait_for_timeout(200)
        await expect(site.panel.get_by_role("button", name="Close")).to_be_visible()


REACH = """() => {
    const behind = document.querySelector("input");
    const before = document.activeElement;
    behind.focus();
    const reached = document.activeElement === behind;
    before.focus();
    return reached;
}"""


async def test_behind_a_widget_over_the_whole_screen_the_page_is_out_of_reach(browser: Browser) -> None:
    async with council(browser, PAGES["at the end"], viewport=PHONE) as site:
        await site.button.click()
        frame = site.page.frame_locator("iframe")
        await write(frame, "Hello")
        for key in ["Tab"] * 12 + ["Shift+Tab"] * 24:
            await site.page.keyboard.press(key)
            assert await site.page.evaluate("['IFRAME', 'BODY'].includes(document.activeElement.tagName)")
        assert not await site.page.evaluate(REACH)
        await site.page.set_viewport_size({"width": 1200, "height": 800})
        await site.page.wait_for_function(REACH)
        await site.page.set_viewport_size(PHONE)
        await site.page.wait_for_function(f"!({REACH})()")
        await expect(log(frame)).to_contain_text("Hello")
        await frame.get_by_role("button", name="Close").click()
        await expect(site.button).to_be_focused()
        assert await site.page.evaluate(REACH)


async def test_a_keyboard_over_a_phones_page_leaves_the_widgets_box_above_it(browser: Browser) -> None:
    async with council(browser, PAGES["at the end"], viewport=PHONE) as site:
        await site.page.evaluate("""() => {
            const seen = Object.assign(new EventTarget(), { height: innerHeight, offsetTop: 0, scale: 1 });
            Object.defineProperty(window, "visualViewport", { value: seen, configurable: true });
        }""")
        await site.page.evaluate("delete window.townclerkChat; document.getElementById('townclerk-chat').remove()")
        await site.page.add_script_tag(url=f"{site.gateway.base}/widget.js")
        await site.button.click()
        frame = site.page.frame_locator("iframe")
        await write(frame, "Hello")
        await site.gateway.say("Where is it? " * 40)
        for height, offset in ((420, 0), (360, 90), (780, 0)):
            now = f"{{ height: {height}, offsetTop: {offset} }}"
            await site.page.evaluate(f"Object.assign(visualViewport, {now}).dispatchEvent(new Event('resize'))")
            await asyncio.sleep(0.2)
            box = await frame.get_by_label("Your message").bounding_box()
            assert box is not None and offset <= box["y"] and box["y"] + box["height"] <= offset + height
