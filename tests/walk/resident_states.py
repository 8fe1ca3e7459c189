"""The states of the pages for residents: the council's page with the widget, and the chat."""

from __future__ import annotations

from playwright.async_api import Page, expect

from tests.walk.state import State, fixed

CHAT = "/chat"
WHOLE = ("#who", "#log", "#text", "#send")


async def _widget(page: Page) -> None:
    await page.get_by_role("button", name="Chat with").click()
    await expect(page.frame_locator("iframe").get_by_label("Your message")).to_be_visible()


async def _menu(page: Page) -> None:
    await page.locator("#menu > summary").click()


async def _asks_to_end(page: Page) -> None:
    await _menu(page)
    await page.locator("#end").click()
    await expect(page.locator("#ask")).to_be_visible()


async def _lost_line(page: Page) -> None:
    await page.get_by_label("Your message").fill("Is anybody there?")
    await page.context.set_offline(True)
    await page.get_by_role("button", name="Send").click()
    await expect(page.locator("#failure")).to_be_visible(timeout=20_000)


async def _too_long(page: Page) -> None:
    await page.get_by_label("Your message").fill("x" * 4100)
    await expect(page.locator("#count")).not_to_be_empty()


RESIDENTS = [
    State("/", "widget closed", fixed("/")),
    State("/", "widget open", fixed("/"), deed=_widget),
    State("/", "widget open, long", fixed("/"), resident="luke", deed=_widget),
    State("/", "without scripts", fixed("/"), scripts=False),
    State(CHAT, "empty", fixed("/chat"), shows=WHOLE),
    State(CHAT, "choices", fixed("/chat"), resident="chloe", shows=WHOLE),
    State(CHAT, "waiting", fixed("/chat"), resident="wanda", shows=WHOLE),
    State(CHAT, "an officer", fixed("/chat"), resident="otto", shows=WHOLE),
    State(CHAT, "closed by an officer", fixed("/chat"), resident="clem", shows=WHOLE),
    State(CHAT, "long", fixed("/chat"), resident="luke", shows=WHOLE),
    State(CHAT, "menu open", fixed("/chat"), resident="otto", deed=_menu),
    State(CHAT, "asked whether to end", fixed("/chat"), resident="otto", deed=_asks_to_end),
    State(CHAT, "line lost", fixed("/chat"), resident="otto", deed=_lost_line),
    State(CHAT, "too long", fixed("/chat"), resident="otto", deed=_too_long),
    State(CHAT, "ended", fixed("/chat?ended=1"), shows=WHOLE),
    State(CHAT, "in the widget's frame", fixed("/chat?embed=1")),
    State("/chat/messages", "empty", fixed("/chat/messages"), scripts=False),
    State("/chat/messages", "choices", fixed("/chat/messages"), resident="chloe", scripts=False),
    State(CHAT, "empty, without scripts", fixed("/chat"), scripts=False),
    State(CHAT, "choices, without scripts", fixed("/chat"), resident="chloe", scripts=False),
    State(CHAT, "long, without scripts", fixed("/chat"), resident="luke", scripts=False),
]
