"""Residents of the busy town who chat in a browser of their own; what it keeps is used again in every mode."""

from __future__ import annotations

import asyncio
from typing import Any

from playwright.async_api import Browser, BrowserContext
from sqlalchemy import select

from bot.database.models import Conversation
from bot.inbox import ChannelInbox
from connectors.messages import Inbound
from tests.walk.town import EVERYBODY_SEEN, LONG_WORD, MANY, SECONDS, Town

FIRST_WORDS = {
    "chloe": "choices, please", "wanda": "a person, please", "otto": "a person, please", "clem": "a person, please",
    "luke": "hello",
}  # fmt: skip
FORM = "without scripts"
"""The browser's name of a resident whose browser runs no scripts begins with this."""


async def move_in(town: Town, browser: Browser) -> None:
    """Everybody writes once, with scripts and without; then what happens to them happens."""
    for name, words in FIRST_WORDS.items():
        for scripts in (True, False):
            await _begin(town, browser, name, words, scripts)
    sam = town.people["sam"]
    for name in ("otto", "clem"):
        await town.desk.claim(town.places[name], sam)
        await town.desk.reply(
            town.places[name], sam, f"I can look: https://www.fernley.example/{LONG_WORD}", seen=EVERYBODY_SEEN
        )
    await town.desk.close(town.places["clem"], sam, "sorted")
    for name in ("luke", f"{FORM} luke"):
        await _goes_on(town, name)


async def _begin(town: Town, browser: Browser, name: str, words: str, scripts: bool) -> None:
    context: BrowserContext = await browser.new_context(java_script_enabled=scripts, base_url=town.base)
    page = await context.new_page()
    await page.goto("/chat")
    await page.get_by_label("Your message").fill(words)
    await page.get_by_role("button", name="Send", exact=True).click()
    known = name if scripts else f"{FORM} {name}"
    town.places[known] = await _new_conversation(town)
    await town.settled(town.places[known])
    await page.wait_for_load_state()
    town.residents[known] = await context.storage_state()
    await context.close()


async def _new_conversation(town: Town) -> int:
    """The one that has just been begun; waits for it."""
    known = max(town.places.values())
    newest: Any = select(Conversation.id).where(Conversation.id > known).order_by(Conversation.id.desc()).limit(1)
    async with asyncio.timeout(SECONDS):
        while True:
            found = await town.context.database.read(lambda session: session.scalars(newest).one_or_none())
            if found is not None:
                return int(found)
            await asyncio.sleep(0.05)


async def _goes_on(town: Town, name: str) -> None:
    """Many messages of every kind, most answered at once."""
    row = await town.row(name)
    inbox = ChannelInbox(town.context, row.channel)
    for count in range(MANY):
        words = f"Message {count} {'and more ' * (count % 30)} https://www.fernley.example/{count} 01632 960 001"
        await inbox.receive(Inbound(row.channel, row.account, f"{name}-{count}", row.address, text=words))
        await town.settled(row.id)
