"""What is in view on any screen, after any message: the head, the newest message from its beginning, and the box."""

import asyncio
from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, expect

from connectors.messages import Choice, Standing, Waiting
from tests.browser.chat import Site, browser, context, log, pytestmark, site, write

__all__ = ["browser", "context", "pytestmark", "site"]

PHONE = {"width": 320, "height": 568}
DESKTOP = {"width": 1000, "height": 700}
LONG = "Put the bin at the edge of your property by 6:30am. " * 12
KINDS: tuple[dict[str, Any], ...] = (
    {"text": "See https://www.fernley.example/bins and https://www.fernley.example/tips, or call 01632 960 010."},
    {"text": "Which one?", "choices": tuple(Choice(f"c.{n}", f"Choice {n} " + "z" * 40) for n in range(5))},
    {"text": "Llanfair" + "pwllgwyngyll" * 20},
    {"text": LONG + "https://www.fernley.example/" + "a" * 200, "author": "officer"},
    {"text": "We have your message and will answer you as soon as we can.", "author": "system"},
    {"text": "one\ntwo\n\n\nthree " + "https://x.example/a " * 5},
)
SEEN = """([top, bottom]) => {
    const room = (e) => e.getBoundingClientRect();
    const page = document.scrollingElement;
    const scrolled = [...document.querySelectorAll("*")]
        .filter((e) => e.scrollTop + e.scrollLeft > 0 && !e.matches("#log, textarea"))
        .map((e) => e.id || e.tagName);
    const outside = [top, bottom].map((name) => document.querySelector(name))
        .filter((e) => room(e).top < -1 || room(e).bottom > innerHeight + 1 || room(e).height < 1)
        .map((e) => e.className);
    return { over: [page.scrollHeight - page.clientHeight, page.scrollWidth - page.clientWidth], scrolled, outside };
}"""
STEADY = {"over": [0, 0], "scrolled": [], "outside": []}
BEGINNING = """() => {
    const messages = document.querySelectorAll("#log .message-text, #log .notice");
    const room = messages[messages.length - 1].getBoundingClientRect();
    const above = document.querySelector(".top").getBoundingClientRect().bottom;
    const below = document.querySelector(".bottom").getBoundingClientRect().top;
    return room.top >= Math.max(0, above) - 1 && room.top < below;
}"""


async def is_steady(frame: Any) -> None:
    """Nothing but the log has scrolled or can, and head and box are on the screen."""
    assert await frame.evaluate(SEEN, [".top", ".composer"]) == STEADY


async def newest_in_view(frame: Any) -> None:
    """The beginning of the newest message is between head and box."""
    await frame.wait_for_function(BEGINNING, timeout=5000)


@pytest.mark.parametrize("look", [{}, {"color_scheme": "dark"}, {"forced_colors": "active"}], ids=str)
@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=lambda size: str(size["width"]))
async def test_nothing_scrolls_but_the_log(site: Site, browser: Browser, viewport: Any, look: Any) -> None:
    context = await browser.new_context(viewport=viewport, **look)
    page = await site.open(context)
    await write(page, "Hello " + "x" * 300)
    for number in range(60):
        await site.say(**KINDS[number % len(KINDS)])
        if number < len(KINDS) * 2 or number == 59:
            await expect(page.locator(".message-text")).to_have_count(number + 3)
            await newest_in_view(page)
            await is_steady(page)
    await page.evaluate("for (const e of document.querySelectorAll('#log a, #log button')) { e.scrollIntoView(); }")
    await page.evaluate(
        "scrollTo(0, 9999); document.body.scrollTop = 999; document.getElementById('bottom').scrollTop = 9"
    )
    await is_steady(page)
    await log(page).focus()
    for key in ("Home", "PageDown", "End", *["Tab"] * 12, "Home", "Space", *["Shift+Tab"] * 30):
        await page.keyboard.press(key)
        await is_steady(page)
    await context.close()


@pytest.mark.parametrize("viewport", [PHONE, {"width": 1280, "height": 800}], ids=lambda size: str(size["width"]))
async def test_nothing_scrolls_but_the_log_in_the_widget(site: Site, browser: Browser, viewport: Any) -> None:
    context = await browser.new_context(viewport=viewport)
    page = await site.open(context, "/")
    await page.get_by_role("button", name="Chat with").click()
    await write(page.frame_locator("iframe"), "Hello")
    frame = page.frames[1]
    for number in range(18):
        await site.say(**KINDS[number % len(KINDS)])
    await expect(frame.locator(".message-text")).to_have_count(20)
    await newest_in_view(frame)
    await frame.locator("#log a").first.focus()
    await frame.locator("#text").focus()
    await is_steady(frame)
    await context.close()


async def test_a_message_that_comes_with_the_typing_sign_is_shown_from_its_beginning(
    site: Site, context: BrowserContext
) -> None:
    page = await site.open(context)
    await page.set_viewport_size(PHONE)
    await write(page, "Missed bin")
    choices = tuple(Choice(f"c.{number}", f"Choice {number}") for number in range(12))
    for turn in range(4):
        await site.inbox.stand(site.place, site.place, Standing(typing=True))
        await expect(page.locator("#typing")).to_be_visible()
        await site.say(f"Which bin was it, on day {turn}?", choices=choices)
        await expect(page.locator("#log")).to_contain_text(f"day {turn}")
        await site.inbox.stand(site.place, site.place, Standing(typing=False))
        await page.wait_for_timeout(150)
        await newest_in_view(page)


async def test_whoever_has_scrolled_back_is_left_there_and_told(site: Site, context: BrowserContext) -> None:
    page = await site.open(context)
    await write(page, "Hello")
    for _ in range(6):
        await site.say(LONG)
    await expect(page.locator(".message-text")).to_have_count(8)
    await page.locator("#log").evaluate("e => { e.scrollTop = 40; }")
    await page.wait_for_timeout(100)
    await site.say("The newest.")
    jump = page.get_by_role("button", name="New messages below")
    await expect(jump).to_be_visible()
    assert await page.locator("#log").evaluate("e => e.scrollTop") == 40
    await jump.click()
    await newest_in_view(page)
    await expect(jump).to_be_hidden()
    await is_steady(page)


LOW = [
    ({"width": 640, "height": 400}, "200%"),
    ({"width": 320, "height": 256}, "100%"),
    ({"width": 320, "height": 568}, "200%"),
    ({"width": 568, "height": 320}, "100%"),
    ({"width": 360, "height": 300}, "130%"),
]


@pytest.mark.parametrize(("viewport", "text"), LOW, ids=str)
async def test_on_a_low_screen_or_with_big_text_head_message_and_box_are_reached(
    site: Site, browser: Browser, viewport: Any, text: str
) -> None:
    context = await browser.new_context(viewport=viewport)
    await context.add_init_script(
        f"addEventListener('DOMContentLoaded', () => {{ document.documentElement.style.fontSize = '{text}'; }})"
    )
    page = await site.open(context)
    await write(page, "A person please")
    await site.becomes(Standing("waiting", None, Waiting(3, 352.0, None)))
    for number in range(12):
        await site.say(**KINDS[number % len(KINDS)])
    await expect(page.locator(".message-text")).to_have_count(14)
    await newest_in_view(page)
    box = await page.locator("#text").bounding_box()
    send = await page.locator("#send").bounding_box()
    assert box is not None and send is not None
    assert box["y"] + min(box["height"], 44) <= viewport["height"]
    assert await page.evaluate("document.getElementById('above').clientHeight > innerHeight * 0.3")
    over = "[document.scrollingElement.scrollHeight - innerHeight, document.scrollingElement.scrollWidth - innerWidth]"
    assert await page.evaluate(over) == [0, 0]
    menu = page.get_by_text("End or save this chat")
    await menu.scroll_into_view_if_needed()
    await expect(menu).to_be_in_viewport()
    await menu.click()
    await page.get_by_role("button", name="End this chat").scroll_into_view_if_needed()
    await expect(page.get_by_role("button", name="End this chat")).to_be_in_viewport(ratio=0.9)
    await menu.click()
    await site.say("The newest.")
    jump = page.get_by_role("button", name="New messages below")
    await expect(page.locator("#log")).to_contain_text("The newest.")
    if await jump.is_visible():
        await jump.click()
    await newest_in_view(page)
    await context.close()


async def test_a_keyboard_takes_room_and_neither_box_nor_newest_message(site: Site, browser: Browser) -> None:
    context = await browser.new_context(viewport={"width": 360, "height": 640}, has_touch=True, is_mobile=True)
    page = await site.open(context)
    await write(page, "Hello")
    for number in range(8):
        await site.say(**KINDS[number % len(KINDS)])
    await expect(page.locator(".message-text")).to_have_count(10)
    for height in (300, 640, 250, 640, 360):
        await page.locator("#text").focus()
        await page.set_viewport_size({"width": 360, "height": height})
        await asyncio.sleep(0.2)
        await newest_in_view(page)
        await expect(page.locator("#text")).to_be_in_viewport(ratio=0.95)
        assert await page.evaluate("document.scrollingElement.scrollTop") == 0
    await context.close()


async def test_a_keyboard_that_is_laid_over_the_page_leaves_the_box_above_it(site: Site, browser: Browser) -> None:
    """As Safari does, and others where a page does not say otherwise: only the visual viewport shrinks."""
    context = await browser.new_context(viewport={"width": 360, "height": 640}, has_touch=True, is_mobile=True)
    page = await context.new_page()
    await page.add_init_script("""
        const seen = new EventTarget();
        Object.assign(seen, { height: 640, width: 360, offsetTop: 0, scale: 1 });
        Object.defineProperty(window, "visualViewport", { value: seen });
        window.keyboard = (height, offsetTop) => {
            Object.assign(seen, { height, offsetTop });
            seen.dispatchEvent(new Event("resize"));
        };
    """)
    await page.goto(site.base + "/chat")
    await write(page, "Hello")
    await site.say(LONG)
    await expect(page.locator(".message-text")).to_have_count(3)
    for height, offset in ((340, 0), (300, 120), (640, 0)):
        await page.evaluate(f"keyboard({height}, {offset})")
        await asyncio.sleep(0.1)
        box = await page.locator("#text").bounding_box()
        assert box is not None and box["y"] >= offset and box["y"] + box["height"] <= offset + height
        await newest_in_view(page)
    await context.close()
