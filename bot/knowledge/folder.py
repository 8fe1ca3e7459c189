"""Pages from a folder of HTML, Markdown and PDF files, and from a CSV."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from bot.errors import PagesError
from bot.knowledge.blocks import of_markdown, of_plain_text
from bot.knowledge.html import page_of_html
from bot.knowledge.page import Page, Pages, made
from bot.knowledge.pdf import page_of_pdf
from bot.records import spreadsheets
from language.cleaning import one_kind_of_line_break

COLUMNS = ("address", "title", "text", "date")
NEEDED = frozenset(COLUMNS[:3])
LONGEST_MARKDOWN_BYTES = 5_000_000
MOST_FILES = 20_000
FENCE = "---\n"


def read_folder(folder: Path, base: str) -> Pages:
    """Every page in the folder and below it. A file's address is `base` and its path without its ending, unless it
    names its own; PDFs keep theirs. Raises PagesError for a file that cannot be read."""
    files = sorted(path for path in folder.rglob("*") if path.suffix.lower() in READERS and path.is_file())
    if not files:
        raise PagesError(f"{folder} has no files that end in {', '.join(READERS)}.")
    if len(files) > MOST_FILES:
        raise PagesError(f"{folder} has more than {MOST_FILES:,} files.")
    found = Pages()
    for path in files:
        try:
            page = READERS[path.suffix.lower()](path.read_bytes(), _address(path.relative_to(folder), base))
        except OSError as error:
            raise PagesError(f"{path} cannot be read: {error.strerror}.") from error
        except ValueError as error:
            raise PagesError(f"{path} {error}. Nothing has changed.") from error
        found.add(page, str(path))
    return found


def read_table(path: Path) -> Pages:
    """A page for each row of a CSV. Raises PagesError, which names the line."""
    header, lines = spreadsheets.read(path, COLUMNS, long=("text",))
    if missing := NEEDED - set(header):
        raise PagesError(f"{path}, line 1: no column {', '.join(sorted(missing))}. They are {', '.join(COLUMNS)}.")
    found = Pages()
    for line in lines:
        where = f"{path}, line {line.number}"
        if not _is_address(line.cells["address"]):
            raise PagesError(f"{where}: address is to begin with http:// or https://. Nothing has changed.")
        try:
            date = _date(line.cells.get("date", ""))
            page = made(line.cells["address"], line.cells["title"], of_plain_text(line.cells["text"]), date=date)
        except ValueError as error:
            raise PagesError(f"{where}: {error}. Nothing has changed.") from error
        found.add(page, where)
    return found


def page_of_markdown(content: bytes, address: str) -> Page | None:
    """A page of Markdown, which may begin with `title`, `address` and `date` between two lines of `---`. Raises
    ValueError."""
    if len(content) > LONGEST_MARKDOWN_BYTES:
        raise ValueError(f"is larger than {LONGEST_MARKDOWN_BYTES // 1_000_000} MB")
    try:
        text = one_kind_of_line_break(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ValueError("is not UTF-8 text") from error
    about: dict[str, Any] = {}
    if text.startswith(FENCE) and "\n" + FENCE in text:
        above, _, text = text.removeprefix(FENCE).partition("\n" + FENCE)
        about = _facts(above)
    own = str(about.get("address") or address)
    if not _is_address(own):
        raise ValueError("names an address that does not begin with http:// or https://")
    return made(own, str(about.get("title") or ""), of_markdown(text), date=_date(str(about.get("date") or "")))


def _facts(above: str) -> dict[str, Any]:
    try:
        about = yaml.safe_load(above)
    except yaml.YAMLError as error:
        raise ValueError("has lines between --- that are not YAML") from error
    if not isinstance(about, dict):
        raise ValueError("has lines between --- that name nothing")
    return about


def _address(path: Path, base: str) -> str:
    words = path.as_posix() if path.suffix.lower() == ".pdf" else path.with_suffix("").as_posix()
    return f"{base.rstrip('/')}/{words}".removesuffix("/index")


def _is_address(value: str) -> bool:
    return value.startswith(("https://", "http://")) and len(value) <= 2_000 and not set(value) & set(' "<>')


def _date(value: str) -> str:
    return datetime.date.fromisoformat(value).isoformat() if value else ""


READERS: dict[str, Callable[[bytes, str], Page | None]] = {
    ".html": page_of_html,
    ".htm": page_of_html,
    ".md": page_of_markdown,
    ".pdf": page_of_pdf,
}
