"""A page of the council's as it was read, before it is kept."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field

from bot.errors import PagesError
from bot.knowledge.blocks import Block
from bot.knowledge.passages import Passage, passages
from language.cleaning import one_line, storable

LONGEST_TITLE = 300
MOST_CHARACTERS = 2_000_000
"""Of one page's words: about a thousand printed pages."""


@dataclass(frozen=True)
class Page:
    """Where it is, what it is called, when it was last changed (an ISO date, "" where nobody knows), and its words.

    `etag` and `last_modified` are what its server said of it, to be asked with the next time.
    """

    address: str
    title: str
    date: str
    passages: tuple[Passage, ...]
    etag: str = ""
    last_modified: str = ""

    @property
    def fingerprint(self) -> str:
        """Changes with the words that are found, and with nothing else."""
        words = [self.title, *((passage.heading, passage.text) for passage in self.passages)]
        return hashlib.sha256(json.dumps(words).encode()).hexdigest()


@dataclass
class Pages:
    """All pages of a source as read: the pages, the addresses that are as they were, and what was odd."""

    by_address: dict[str, Page] = field(default_factory=dict)
    unchanged: set[str] = field(default_factory=set)
    odd: list[str] = field(default_factory=list)

    def add(self, page: Page | None, where: str) -> None:
        """Keep a page that says anything. Raises PagesError where two have one address."""
        if page is None or not page.passages:
            self.odd.append(f"{where} has no words to be found by")
        elif page.address in self.by_address:
            raise PagesError(f"{where}: another page has the address {page.address} too. Nothing has changed.")
        else:
            self.by_address[page.address] = page


def iso_day(value: str) -> str:
    """The day of an ISO date or time; "" for anything else."""
    try:
        return datetime.date.fromisoformat(value.strip()[:10]).isoformat()
    except ValueError:
        return ""


def made(address: str, title: str, blocks: Iterable[Block], *, date: str = "") -> Page:
    """A page of these blocks. A first heading that only repeats the title is left out. Raises ValueError for a page
    that is longer than a page can be."""
    title = one_line(storable(title))[:LONGEST_TITLE]
    found = [Block(block.level, storable(block.text)) for block in blocks]
    if sum(len(block.text) for block in found) > MOST_CHARACTERS:
        raise ValueError(f"has more than {MOST_CHARACTERS:,} characters of words")
    if found and found[0].level == 1:
        title = title or found[0].text
        found = found[1:] if found[0].text == title else found
    return Page(address, title or address, date, tuple(passages(found)))
