"""Reads a records file as spreadsheets write it: which sign stands between cells, what they add below and beside the
table, and what they leave in a cell that is no value."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.errors import RecordsError
from language.cleaning import one_line

SEPARATORS = (",", ";", "\t", "|")
"""A spreadsheet set to a language that writes 1,5 for 1.5 puts semicolons between cells."""
NAMED = re.compile(r"sep=(.)\r?\n?", re.IGNORECASE)
"""Excel's own first line, which names the separator."""
NOTHING = frozenset({"null", "nan", "n/a", "#n/a"})
"""What databases and spreadsheets write in an empty cell."""
FAILED = re.compile(r"#(?:VALUE!|REF!|NAME\?|DIV/0!|NUM!|NULL!|SPILL!|CALC!|N/A|GETTING_DATA|#{2,})")
SHORTENED = re.compile(r"[+-]?\d+(?:[.,]\d+)?E\+\d+", re.IGNORECASE)
SAVED_TWICE = re.compile("Ã[\x80-\xbf©¨ª«]|â€|Â[\xa0-\xbf]")
""" "é" read in a different encoding from the one it was written in, and saved like that."""


@dataclass(frozen=True)
class Line:
    """One row of the file: the number of the line it ends on, its cells by column, and whether there are more cells
    than columns."""

    number: int
    cells: dict[str, str]
    too_many: bool


def read(path: Path, wanted: Collection[str], long: Collection[str] = ()) -> tuple[list[str], list[Line]]:
    """The header's names and the rows that contain anything. A cell is one line, except in the columns `long`. Raises
    RecordsError for what is not a table."""
    text = _text(path)
    named = NAMED.match(text)
    first = 1 if named else 0
    text = text[named.end() :] if named else text
    separator = named[1] if named else _separator(text, wanted)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        header = [_cell(name).lower() for name in next(reader, [])]
        return header, list(_lines(reader, header, first, long=long))
    except csv.Error as error:
        raise RecordsError(f"{path}, line {reader.line_num + first}: this is not CSV: {error}.") from error


def cell_fault(value: str) -> str | None:
    """Why a cell is not a value but something that a spreadsheet left there."""
    if failed := FAILED.search(value):
        return f"{failed[0]} is a spreadsheet error, not a value"
    if SHORTENED.fullmatch(value):
        return f'"{value}" was shortened by a spreadsheet: format the column as text and enter it again'
    return None


def _lines(reader: Iterator[list[str]], header: Sequence[str], first: int, *, long: Collection[str]) -> Iterator[Line]:
    for cells in reader:
        values = [_cell(value) for value in cells]
        if any(values):
            number = reader.line_num + first  # type: ignore[attr-defined]
            as_written = {name: cell for name, cell in zip(header, cells, strict=False) if name in long}
            found = dict(zip(header, values, strict=False)) | as_written
            yield Line(number, found, any(values[len(header) :]))


def _cell(value: str) -> str:
    words = one_line(value)
    return "" if words.casefold() in NOTHING else words


def _separator(text: str, wanted: Collection[str]) -> str:
    """The separator that splits the first line into most of the columns that we know; a comma if none does."""
    head = text.partition("\n")[0]
    return max(
        SEPARATORS, key=lambda sign: len({name.strip(' "\r').lower() for name in head.split(sign)} & set(wanted))
    )


def _text(path: Path) -> str:
    """The file's text, with or without a byte order mark."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise RecordsError(f"{path} cannot be read: {error.strerror}.") from error
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):  # a spreadsheet's "Unicode text"
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        book = " It is a workbook, not CSV." if content.startswith(b"PK") else ""
        raise RecordsError(f"{path}, line {line}: this is not UTF-8 text.{book} Save the file as CSV UTF-8.") from error
