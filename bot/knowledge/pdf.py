"""The words of a PDF, read by a child process that may not take long or much: a PDF can be made to.

python -m bot.knowledge.pdf < file.pdf      writes {"title": …, "date": …, "pages": [words, …]} or {"error": …}
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bot.knowledge.blocks import Block
from bot.knowledge.page import MOST_CHARACTERS, Page, made
from language.cleaning import one_line

ROOT = Path(__file__).resolve().parent.parent.parent
LONGEST_BYTES = 30_000_000
MOST_PAGES = 1_000
SECONDS = 60
MEMORY_BYTES = 2 << 30


def page_of_pdf(content: bytes, address: str) -> Page | None:
    """One page of ours whose headings are "Page 1", "Page 2", …; None for pictures of pages. Raises ValueError."""
    if len(content) > LONGEST_BYTES:
        raise ValueError(f"is larger than {LONGEST_BYTES // 1_000_000} MB")
    command = [sys.executable, "-m", "bot.knowledge.pdf"]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=SECONDS, cwd=ROOT)
        found: dict[str, Any] = json.loads(done.stdout)
    except subprocess.TimeoutExpired as error:
        raise ValueError(f"took more than {SECONDS} seconds to read") from error
    except ValueError as error:
        raise ValueError("is no PDF that can be read within reason") from error
    if "error" in found:
        raise ValueError(found["error"])
    return made(address, found["title"], _blocks(found["pages"]), date=found["date"]) if any(found["pages"]) else None


def _blocks(pages: list[str]) -> Iterator[Block]:
    for number, words in enumerate(pages, 1):
        if words:
            yield Block(2, f"Page {number}")
            yield from (Block(0, paragraph) for paragraph in words.split("\n"))


def _main() -> None:
    _stay_within_bounds()
    try:
        found = _read(sys.stdin.buffer.read())
    except Exception as error:  # a library for a format that anybody may break in any way
        found = {"error": f"is no PDF that can be read ({type(error).__name__})"}
    json.dump(found, sys.stdout)


def _stay_within_bounds() -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))


def _read(content: bytes) -> dict[str, Any]:
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(content))
    if reader.is_encrypted and not reader.decrypt(""):
        return {"error": "is locked with a password"}
    if len(reader.pages) > MOST_PAGES:
        return {"error": f"has more than {MOST_PAGES:,} pages"}
    pages: list[str] = []
    for page in reader.pages:
        pages.append(_unwrapped(page.extract_text()))
        if sum(map(len, pages)) > MOST_CHARACTERS:
            return {"error": f"has more than {MOST_CHARACTERS:,} characters of words"}
    about = reader.metadata
    changed = about.modification_date if about else None
    return {"title": (about and about.title) or "", "date": f"{changed:%Y-%m-%d}" if changed else "", "pages": pages}


def _unwrapped(text: str) -> str:
    """A paragraph a line: lines that end within a sentence go on, a word cut by a hyphen is put together."""
    done = ""
    for line in map(one_line, text.splitlines()):
        if done.endswith("-") and line[:1].islower():
            done = done[:-1] + line
        elif not line or done.endswith((".", ":", "?", "!", ";")):
            done += f"\n{line}"
        else:
            done += f" {line}"
    return "\n".join(line.strip() for line in done.split("\n") if line.strip())


if __name__ == "__main__":
    _main()
