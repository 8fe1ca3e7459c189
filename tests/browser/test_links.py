"""The page's own script finds the links that the page without scripts and the desk find."""

import random
from typing import Any

from playwright.async_api import BrowserContext

from language.links import find_links
from tests.browser.chat import Site, browser, context, pytestmark, site
from tests.language.test_links import PIECES, TABLE

__all__ = ["browser", "context", "pytestmark", "site"]

FIND = """async ([module, texts]) => {
    const { findLinks } = await import(module);
    return texts.map((text) => findLinks(text).map(({ start, end, href }) => [text.slice(start, end), href]));
}"""
MORE = (
    "x.example",
    "fernley",
    " ",
    "\n",
    ",",
    ":",
    "!",
    "?",
    "~",
    "“",
    "”",
    "’",
    "…",
    "请",
    "рф",
    "b",
    "7",
    "\u00ad",
    "<",
    "&",
)


async def found(page: Any, site: Site, texts: list[str]) -> Any:
    return await page.evaluate(FIND, [f"/channels/webchat/static/{site.chat.assets.version}/links.js", texts])


async def test_the_table_holds_for_the_script(site: Site, context: BrowserContext) -> None:
    page = await site.open(context)
    texts = [case["text"] for case in TABLE]
    for case, links in zip(TABLE, await found(page, site, texts), strict=True):
        assert links == case["links"], ascii(case["text"])


async def test_both_find_the_same_in_any_text(site: Site, context: BrowserContext) -> None:
    page = await site.open(context)
    chance = random.Random(7)
    texts = ["".join(chance.choices(PIECES + MORE, k=chance.randint(3, 14))) for _ in range(6000)]
    for text, links in zip(texts, await found(page, site, texts), strict=True):
        assert links == [[text[link.start : link.end], link.href] for link in find_links(text)], ascii(text)
