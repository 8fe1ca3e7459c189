"""Cuts a page into passages: whole paragraphs below their heading, as many as are read in one go."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from bot.knowledge.blocks import Block

LONGEST = 700
"""Characters. A longer paragraph is cut where a sentence or a line ends, and one without an end between words."""
ENDS = re.compile(r"(?<=[.!?])[\"'”’)]*\s+(?=[\"'“‘(]?[A-Z0-9£])|\n")

ABBREVIATED = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|St|e\.g|i\.e|approx)\.$", re.IGNORECASE)


@dataclass(frozen=True)
class Passage:
    """Some paragraphs of a page, and the heading that they begin under ("" above the first). The headings of short
    sections that follow in the same passage stand in its text, each on a line of its own."""

    heading: str
    text: str


def passages(blocks: Iterable[Block]) -> list[Passage]:
    """All of a page's words in their order; a heading with nothing below it is a paragraph of its own words."""
    done: list[Passage] = []
    under = ""
    for piece in _pieces(blocks):
        new = piece.text if piece.heading in ("", under, piece.text) else f"{piece.heading}\n{piece.text}"
        under = piece.heading
        last = done[-1] if done else None
        if last and len(last.text) + 1 + len(new) <= LONGEST:
            done[-1] = replace(last, text=f"{last.text}\n{new}")
        else:
            done.append(piece)
    return done


def sentences(text: str) -> list[str]:
    """The text cut where a sentence or a line ends."""
    done: list[str] = []
    begin = 0
    for end in ENDS.finditer(text):
        if not _is_abbreviated(text, begin, end.end()):
            done.append(text[begin : end.start()] + end[0].rstrip())
            begin = end.end()
    return [sentence for sentence in (*done, text[begin:]) if sentence.strip()]


def _is_abbreviated(text: str, begin: int, end: int) -> bool:
    before, following = text[begin:end].rstrip(), text[end : end + 1]
    return bool(ABBREVIATED.search(before) or (before.endswith(" No.") and following.isdigit()))


def _pieces(blocks: Iterable[Block]) -> Iterator[Passage]:
    heading, below = "", True
    for block in blocks:
        if block.level:
            if not below:
                yield Passage(heading, heading)
            heading, below = block.text, False
        else:
            below = True
            for piece in _cut(block.text):
                yield Passage(heading, piece)
    if not below:
        yield Passage(heading, heading)


def _cut(paragraph: str) -> Iterator[str]:
    """The paragraph itself, or as many of its sentences at a time as fit."""
    if len(paragraph) <= LONGEST:
        yield paragraph
        return
    begin = end = 0
    for cut in (*_cuts(paragraph), len(paragraph)):
        if cut - begin > LONGEST and end > begin:
            yield paragraph[begin:end].strip()
            begin = end
        end = cut
    yield paragraph[begin:].strip()


def _cuts(text: str) -> Iterator[int]:
    """Where it may be cut: at the ends of sentences and lines, and within an endless one between words."""
    begin = 0
    for cut in (*(found.end() for found in ENDS.finditer(text)), len(text)):
        while cut - begin > LONGEST:
            space = text.rfind(" ", begin + 1, begin + LONGEST)
            begin = space + 1 if space > begin else begin + LONGEST
            yield begin
        if cut < len(text):
            yield cut
        begin = cut
