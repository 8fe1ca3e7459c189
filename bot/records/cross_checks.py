"""Consistency checks within a row, within a file and between kinds: faults, which refuse the file, and oddities, which
are only reported."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.council.opening_hours import DAYS
from bot.records.tables import (
    AddressRecord,
    CouncilAreaRecord,
    CouncillorRecord,
    CouncilRecord,
    PollingPlaceRecord,
    RoundRecord,
)

REACH_DAYS = 21
"""No collection moves further than this from its usual day: the assistant looks no further
(actions/waste/rounds.py)."""
AHEAD_DAYS = 366
LONGEST_TERM_DAYS = 200
ROUNDED = re.compile(r"[1-9]\d*0{5}")


@dataclass(frozen=True)
class Row:
    """A row as it is kept, and the line of the file that it stands on."""

    line: int
    values: dict[str, Any]


@dataclass(frozen=True)
class Remark:
    """What is wrong, or only odd, with a line (None: with the file)."""

    line: int | None
    words: str
    wrong: bool = True


def folded(name: str) -> str:
    """One spelling for "Round 1 B", "round 1b" and "round-1-b"."""
    return re.sub(r"[\s_-]+", "", name).casefold()


def in_file(kind: str, rows: Sequence[Row]) -> Iterator[Remark]:
    """What the rows of one file say of each other and of themselves."""
    checks: dict[str, Callable[[Sequence[Row]], Iterator[Remark]]] = {
        "addresses": _addresses,
        "rounds": _rounds,
        "round_changes": _round_changes,
        "term_dates": _term_dates,
    }
    if kind in checks:
        yield from checks[kind](rows)


def _addresses(rows: Sequence[Row]) -> Iterator[Remark]:
    for row in rows:
        if (row.values["latitude"] is None) != (row.values["longitude"] is None):
            yield Remark(row.line, "give both latitude and longitude, or neither")
        if ROUNDED.fullmatch(row.values["uprn"]):
            yield Remark(row.line, f"uprn {row.values['uprn']} may have been rounded by a spreadsheet", wrong=False)


def _rounds(rows: Sequence[Row]) -> Iterator[Remark]:
    for row in rows:
        first = date.fromisoformat(row.values["first_date"])
        if DAYS[first.weekday()] != row.values["weekday"]:
            words = f"first_date {first} is a {first:%A}, but weekday says {row.values['weekday']}"
            yield Remark(row.line, words)
        if first > date.today() + timedelta(days=AHEAD_DAYS):  # noqa: DTZ011 - a remark, to the day
            yield Remark(row.line, f"first_date {first} is more than a year ahead", wrong=False)


def _round_changes(rows: Sequence[Row]) -> Iterator[Remark]:
    for row in rows:
        usual, new = (date.fromisoformat(row.values[name]) for name in ("original_date", "new_date"))
        if abs((new - usual).days) > REACH_DAYS:
            yield Remark(row.line, f"new_date {new} is more than {REACH_DAYS} days from {usual}")
        if new == usual:
            yield Remark(row.line, f"new_date is the same day as original_date, {usual}", wrong=False)


def _term_dates(rows: Sequence[Row]) -> Iterator[Remark]:
    for row in rows:
        first, last = (date.fromisoformat(row.values[name]) for name in ("first_day", "last_day"))
        if last < first:
            yield Remark(row.line, f"last_day {last} is before first_day {first}")
        elif (last - first).days > LONGEST_TERM_DAYS:
            yield Remark(row.line, f"from {first} to {last} is longer than a term", wrong=False)
        years = {int(year) for year in re.findall(r"\b20\d\d\b", row.values["school_year"])}
        if years and not {first.year, last.year} & {*years, *(year + 1 for year in years)}:
            yield Remark(row.line, f"{first} is not in the school year {row.values['school_year']}", wrong=False)
    yield from _overlapping(rows)


def _overlapping(rows: Sequence[Row]) -> Iterator[Remark]:
    in_order = sorted(rows, key=lambda row: (row.values["first_day"], row.line))
    for earlier, later in pairwise(in_order):
        if later.values["first_day"] <= earlier.values["last_day"]:
            words = f"begins on {later.values['first_day']}, before the term on line {earlier.line} has ended"
            yield Remark(later.line, words, wrong=False)


def settle_rounds(rows: Sequence[Row], known: Sequence[str]) -> None:
    """Have addresses name their rounds as the rounds file does: "1B" and "1 b" are the round "1 B"."""
    by_spelling: dict[str, set[str]] = defaultdict(set)
    for name in known:
        by_spelling[folded(name)].add(name)
    for row in rows:
        alike = by_spelling[folded(row.values["round"])]
        if row.values["round"] not in alike and len(alike) == 1:
            row.values["round"] = next(iter(alike))


def known_rounds(session: Session) -> list[str]:
    """The names of the rounds that are kept now."""
    return sorted(set(session.scalars(select(RoundRecord.round).distinct())))


def across(session: Session, imported: Mapping[str, Sequence[Row]]) -> Iterator[tuple[str, Remark]]:
    """What the imported kinds, already in their tables, and the others say of each other; each with the kind whose file
    it is told of."""
    yield from _rounds_of_homes(session, imported)
    yield from _areas_of_councils(session, imported)
    for kind, column, table in (
        ("councillors", "ward", CouncillorRecord),
        ("polling_places", "polling_district", PollingPlaceRecord),
    ):
        if not imported.keys() & {kind, "addresses"}:
            continue
        known = set(session.scalars(select(getattr(table, column)).distinct()))
        told = "addresses" if "addresses" in imported else kind
        for name, count in _homes_by(session, column).items():
            if known and name is not None and name not in known:
                words = f'{count} addresses are in the {column} "{name}", which {kind} do not have'
                yield told, Remark(None, words, wrong=False)


def _areas_of_councils(session: Session, imported: Mapping[str, Sequence[Row]]) -> Iterator[tuple[str, Remark]]:
    """A code without a council tells nobody anything."""
    if not imported.keys() & {"councils", "council_areas"}:
        return
    known = set(session.scalars(select(CouncilRecord.gss_code)))
    counts = session.execute(select(CouncilAreaRecord.gss_code, func.count()).group_by(CouncilAreaRecord.gss_code))
    told = "council_areas" if "council_areas" in imported else "councils"
    for code, count in sorted((code, count) for code, count in counts if code not in known):
        yield told, Remark(None, f"{count} areas are of {code}, which councils do not have", wrong=False)


def _rounds_of_homes(session: Session, imported: Mapping[str, Sequence[Row]]) -> Iterator[tuple[str, Remark]]:
    if not imported.keys() & {"addresses", "rounds"}:
        return
    known, homes = set(known_rounds(session)), _homes_by(session, "round")
    missing = {name: count for name, count in homes.items() if name not in known}
    if not known and homes:
        yield (
            "addresses",
            Remark(None, "there are no rounds: nobody is told a collection day until they are imported", False),
        )
    elif "addresses" in imported:
        for row in imported["addresses"]:
            if row.values["round"] in missing:
                yield "addresses", Remark(row.line, f'round "{row.values["round"]}" is not among the rounds')
    elif missing:
        for name, count in sorted(missing.items()):
            words = f'{count} addresses are on the round "{name}", which this file does not have'
            yield "rounds", Remark(None, words, wrong=False)
    elif unused := sorted(known - homes.keys()) if homes else []:
        yield "rounds", Remark(None, f"no address is on the round {', '.join(unused)}", wrong=False)


def _homes_by(session: Session, column: str) -> Counter[str]:
    of = getattr(AddressRecord, column)
    return Counter({row[0]: row[1] for row in session.execute(select(of, func.count()).group_by(of))})
