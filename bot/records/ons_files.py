"""Reads the Office for National Statistics' own files: which council each postcode is in (the ONS Postcode Directory),
and what councils are called (the names and codes of local authority districts).

Both are open data at geoportal.statistics.gov.uk. A column's name has the year in it: `oslaua`, later `lad25cd`.
"""

from __future__ import annotations

import csv
import re
import sys
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from bot.errors import RecordsError
from bot.records import spreadsheets
from bot.records.columns import GSS_CODE
from bot.records.spreadsheets import Line

POSTCODE = ("pcds", "pcd8", "pcd7", "pcd2", "pcd")
"""The postcode in its several widths, the one with a single space first."""
ENDED = "doterm"
"""When the postcode was given up; empty while it is in use."""
DISTRICT_CODE = re.compile(r"oslaua|lad\d{0,4}cd")
DISTRICT_NAME = re.compile(r"lad\d{0,4}nm")

INWARD_CHARACTERS = 3
"""Of the second half of a postcode."""

Table = tuple[list[str], list[Line]]


def read_areas(path: Path, wanted: Collection[str]) -> Table:
    """A table of areas of our own form; or the directory, of which the fewest rows are made that say the same: a
    district or sector where all of it is in one council, else the postcode."""
    header = _header(path)
    code = next((name for name in header if DISTRICT_CODE.fullmatch(name)), None)
    named = next((name for name in POSTCODE if name in header), None)
    if code is None or named is None:
        return spreadsheets.read(path, wanted)
    ended = header.index(ENDED) if ENDED in header else None
    rows = _live(path, postcode=header.index(named), code=header.index(code), ended=ended)
    lines = [
        Line(number, {"area": area, "gss_code": council}, too_many=False)
        for number, (area, council) in enumerate(condensed(rows), 2)
    ]
    return ["area", "gss_code"], lines


def read_councils(path: Path, wanted: Collection[str]) -> Table:
    """A table of councils of our own form, or the names and codes, whose columns get our names."""
    header, lines = spreadsheets.read(path, [*wanted, *_header(path)])
    ours = {name: _council_column(name) for name in header}
    renamed = [Line(line.number, {ours[k]: v for k, v in line.cells.items()}, line.too_many) for line in lines]
    return [ours[name] for name in header], renamed


def condensed(rows: Iterator[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """From (postcode, council) to (area, council) with as few areas as tell the same of each of the postcodes."""
    districts: dict[str, dict[str, str]] = defaultdict(dict)
    for postcode, council in rows:
        outward, _, inward = postcode.partition(" ")
        districts[outward][sys.intern(inward)] = sys.intern(council)
    for outward, units in sorted(districts.items()):
        if len(set(units.values())) == 1:
            yield outward, next(iter(units.values()))
            continue
        sectors: dict[str, dict[str, str]] = defaultdict(dict)
        for inward, council in units.items():
            sectors[inward[0]][inward] = council
        for digit, inwards in sorted(sectors.items()):
            if len(set(inwards.values())) == 1:
                yield f"{outward} {digit}", next(iter(inwards.values()))
            else:
                yield from ((f"{outward} {inward}", council) for inward, council in sorted(inwards.items()))


def _live(path: Path, *, postcode: int, code: int, ended: int | None) -> Iterator[tuple[str, str]]:
    """Each postcode in use, as "FB1 2CD", with its council's code; read line by line, for it has millions."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file)
        next(reader)
        for cells in reader:
            if len(cells) <= max(postcode, code) or (ended is not None and cells[ended].strip()):
                continue
            compact, council = cells[postcode].replace(" ", "").upper(), cells[code].strip()
            # The directory also has codes for islands that have no council of the United Kingdom.
            if GSS_CODE.fullmatch(council) and len(compact) > INWARD_CHARACTERS:
                yield f"{compact[:-INWARD_CHARACTERS]} {compact[-INWARD_CHARACTERS:]}", council


def _header(path: Path) -> Sequence[str]:
    """The names in the first line, in small letters; none for what is no such text."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return [name.strip().lower() for name in next(csv.reader(file), [])]
    except OSError as error:
        raise RecordsError(f"{path} cannot be read: {error.strerror}.") from error
    except (UnicodeDecodeError, csv.Error):
        return []


def _council_column(name: str) -> str:
    if DISTRICT_CODE.fullmatch(name):
        return "gss_code"
    return "name" if DISTRICT_NAME.fullmatch(name) else name
