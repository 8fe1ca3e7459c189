"""The widget in a real browser: on the council's page, on a phone, and on another site."""

import asyncio
from typing import Any

from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from playwright.async_api import Browser, BrowserContext, expect

from tests.browser.chat import Site, browser, context, log, pytestmark, serving, site, write

__all__ = ["browser", "context", "pytestmark", "site"]


async def test_the_widget_opens_closes_and_gives_the_focus_back(site: Site, context: BrowserContext) -> None:
    page = await site.open(context, "/")
    button = page.get_by_role("button", name="Chat with Fernley Borough Council")
    await expect(button).to_have_attribute("aria-expanded", "false")
    await button.click()
    frame = page.frame_locator("iframe")
    await write(frame, "Hello")
    await expect(log(frame)).to_contain_text("Hello")
    await frame.get_by_label("Your message").press("Escape")
    await expect(page.locator("iframe")).to_be_hidden()
    await expect(button).to_be_focused()
    await site.say("Are you there?")
    waiting = page.get_by_role("button", name="Open the chat: 1 new")
    await expect(waiting).to_have_text("Chat: 1 new")
    await waiting.click()
    await expect(log(frame)).to_contain_text("Are you there?")
    await frame.get_by_role("button", name="Close").click()
    await expect(button).to_be_focused()
    await expect(button).to_have_text("Chat")


async def test_the_widgets_form_waits_for_a_slow_script_and_keeps_what_was_written(
    site: Site, context: BrowserContext
) -> None:
    arrived = asyncio.Event()

    async def slow(route: Any) -> None:
        await arrived.wait()
        await route.continue_()

    await context.route("**/chat.js", slow)
    page = await context.new_page()
    await page.goto(site.base + "/chat?embed=1", wait_until="commit")
    await page.get_by_label("Your message").fill("Written early")
    await expect(page.get_by_role("button", name="Send")).to_be_disabled()
    arrived.set()
    await page.get_by_role("button", name="Send").click()
    await expect(page.get_by_label("Your message")).to_have_value("")
    assert [message.text for message in site.inbox.received] == ["Written early"]


async def test_the_widget_fills_a_phone_and_floats_on_a_desktop(site: Site, browser: Browser) -> None:
    for width, height, expected in ((390, 844, (390, 844)), (1280, 800, (398, 638))):
        context = await browser.new_context(viewport={"width": width, "height": height})
        page = await site.open(context, "/")
        await page.get_by_role("button", name="Chat with").click()
        box = await page.locator("iframe").bounding_box()
        assert box is not None
        assert (round(box["width"]), round(box["height"])) == expected
        await context.close()


async def test_the_widget_works_on_another_site_with_a_strict_policy(site: Site, context: BrowserContext) -> None:
    elsewhere = FastAPI()
    async with serving(elsewhere) as their_base:
        gateway = Site(frame_ancestors=f"'self' {their_base}")
        async with gateway.running():
            policy = f"default-src 'none'; script-src {gateway.base}; frame-src {gateway.base}"
            body = f'<!doctype html><script src="{gateway.base}/widget.js" data-label="Ask us" defer></script>'
            elsewhere.add_api_route("/", lambda: HTMLResponse(body, headers={"Content-Security-Policy": policy}))
            page = await gateway.open(context, "", base=their_base)
            await page.get_by_role("button", name="Ask us with Fernley Borough Council").click()
            frame = page.frame_locator("iframe")
            await write(frame, "From another site")
            await expect(log(frame)).to_contain_text("From another site")
            await frame.get_by_role("button", name="Close").click()
            await expect(page.locator("iframe")).to_be_hidden()
            await page.close()
        assert [message.text for message in gateway.inbox.received] == ["From another site"]
        assert gateway.trouble == []


async def test_a_site_that_is_not_named_cannot_show_the_widget(site: Site, context: BrowserContext) -> None:
    elsewhere = FastAPI()
    async with serving(elsewhere) as their_base:
        body = f'<!doctype html><h1>Bins</h1><script src="{site.base}/widget.js" defer></script>'
        elsewhere.add_api_route("/", lambda: HTMLResponse(body))
        page = await context.new_page()
        refused: list[str] = []
        page.on("console", lambda said: refused.append(said.text))
        await page.goto(their_base)
        await page.get_by_role("button", name="Chat with").click()
        await expect(page.frame_locator("iframe").get_by_label("Your message")).to_have_count(0)
        await page.wait_for_timeout(300)
        assert any("frame-ancestors" in text for text in refused)
        await page.close()
