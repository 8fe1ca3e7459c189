"""A page's words as headings and paragraphs, from Markdown (which extracted HTML is too) and from plain text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from language.cleaning import one_line

HEADING = re.compile(r"(#{1,6})\s+(\S.*|$)")
UNDERLINE = re.compile(r"=+|-{2,}")
RULE = re.compile(r"-{3,}|\*{3,}|_{3,}")
ITEM = re.compile(r"(?:[-*+•]|\d{1,3}[.)]) ")
TABLE_RULE = frozenset("|:- \t")
LINK = re.compile(r"!?\[([^\[\]]*)\]\((?:[^()\s]|\([^()\s]*\))*(?:\s+\"[^\"]*\")?\)")
AUTOLINK = re.compile(r"<((?:https?://|mailto:)[^<>\s]+)>")
EMPHASIS = re.compile(r"(\*\*|__|\*|`)(?=\S)(.{1,300}?)(?<=\S)\1")
TAG = re.compile(r"(?<!\\)</?[a-zA-Z][\w-]*(?:\s[^<>]*)?/?>|<!--(?:(?!<!--|-->).)*-->", re.DOTALL)
ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
LONGEST_HEADING = 120
NO_HEADING_ENDS_IN = (".", ",", ";", "!")


@dataclass(frozen=True)
class Block:
    """A heading (level 1 to 6) or a paragraph (level 0). A list or a table is one paragraph, a line for each item."""

    level: int
    text: str


def of_markdown(text: str) -> Iterator[Block]:
    """Headings, paragraphs, lists and tables; what only Markdown or HTML needs is left out."""
    paragraph: list[str] = []
    for line in TAG.sub("", text).splitlines():
        found = _heading(line, paragraph)
        if found or not line.strip() or RULE.fullmatch(line.replace(" ", "")):
            yield from _paragraph(paragraph)
            yield from [found] if found and found.text else []
            paragraph = []
        elif not ("|" in line and TABLE_RULE.issuperset(line)):
            paragraph.append(line)
    yield from _paragraph(paragraph)


def of_plain_text(text: str) -> Iterator[Block]:
    """Each line is a paragraph; a short one that begins a block and ends like no sentence is its heading."""
    begins = True
    for line in text.splitlines():
        words = one_line(line)
        if words:
            marked = HEADING.match(words)
            heading = marked[2].rstrip("# ") if marked else words if begins and like_a_heading(words) else None
            yield Block(2, heading) if heading else Block(0, words)
        begins = not words


def _heading(line: str, before: list[str]) -> Block | None:
    """A line of `# …`, or one below the only line of a paragraph that makes that a heading, which is taken from it."""
    if marked := HEADING.match(line):
        words = _plain(marked[2].rstrip("# "))
        return Block(len(marked[1]), words)
    if len(before) == 1 and UNDERLINE.fullmatch(line.strip()) and not ITEM.match(before[0].lstrip()):
        return Block(1 if "=" in line else 2, _plain(before.pop()))
    return None


def like_a_heading(words: str) -> bool:
    """Whether a line is short and ends as no sentence does."""
    return len(words) <= LONGEST_HEADING and not words.endswith(NO_HEADING_ENDS_IN)


def _paragraph(lines: list[str]) -> Iterator[Block]:
    """Lines that were only wrapped become one; an item of a list and a row of a table keep their own."""
    done: list[str] = []
    for line in map(str.strip, lines):
        item, row = ITEM.match(line), line.startswith("|")
        words = _row(line) if row else _plain(line[item.end() :] if item else line.lstrip("> "))
        if item or row or not done:
            done.append(f"- {words}" if item else words)
        else:
            done[-1] += f" {words}"
    text = "\n".join(line for line in done if line.strip("- "))
    if text:
        yield Block(0, text)


def _row(line: str) -> str:
    cells = (_plain(cell) for cell in line.strip("|").split("|"))
    return ": ".join(cell for cell in cells if cell)


def _plain(words: str) -> str:
    words = AUTOLINK.sub(r"\1", LINK.sub(r"\1", words))
    return one_line(ESCAPED.sub(r"\1", EMPHASIS.sub(r"\2", words)))
