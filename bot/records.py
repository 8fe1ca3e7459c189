"""The council's records: imported whole from a checked CSV file, read by the assistant's actions."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from bot.errors import RecordsError
from bot.models import AddressRecord, Base, RoundChange, RoundRecord
from bot.opening_hours import DAYS

POSTCODE = re.compile(r"^([A-Z]{1,2}[0-9][A-Z0-9]?) ?([0-9][A-Z]{2})$")
SHOWN_ERRORS = 20


@dataclass(frozen=True)
class Column:
    """One column of a records file: its name, what it holds (for the documentation), and its check, which returns the
    value as it is kept or raises ValueError with words for the person who made the file."""

    name: str
    holds: str
    check: Callable[[str], object]
    optional: bool = False


@dataclass(frozen=True)
class RecordKind:
    """One kind of records: its table, its columns, and the columns that make a row unique."""

    table: type[Base]
    columns: tuple[Column, ...]
    key: tuple[str, ...]


def postcode(value: str) -> str:
    """ "fb11aa" → "FB1 1AA"."""
    match = POSTCODE.match(re.sub(r"\s+", " ", value.strip().upper()))
    if match is None:
        raise ValueError(f'"{value}" is not a UK postcode')
    return f"{match[1]} {match[2]}"


def _uprn(value: str) -> str:
    if not (value.isascii() and value.isdigit() and len(value) <= 12):
        raise ValueError(f'"{value}" is not a UPRN (up to 12 digits)')
    return value


def _day(value: str) -> str:
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        raise ValueError(f'"{value}" is not a date written as 2026-12-25') from None


def _weekday(value: str) -> str:
    if value.lower() not in DAYS:
        raise ValueError(f'"{value}" is not a weekday such as monday')
    return value.lower()


def _weeks(value: str) -> int:
    if value not in ("1", "2", "3", "4"):
        raise ValueError(f'"{value}" is not a number of weeks from 1 to 4')
    return int(value)


def _bin(value: str) -> str:
    if value not in ("refuse", "recycling", "garden", "food"):
        raise ValueError(f'"{value}" is not a bin: refuse, recycling, garden or food')
    return value


def _words(value: str) -> str:
    if len(value) > 300:
        raise ValueError("is longer than 300 characters")
    if not value.isprintable():
        raise ValueError("holds characters that cannot be printed")
    return value


KINDS: dict[str, RecordKind] = {
    "addresses": RecordKind(
        AddressRecord,
        (
            Column("uprn", "unique property reference number, up to 12 digits", _uprn),
            Column("address", "the address without its postcode", _words),
            Column("postcode", "UK postcode", postcode),
            Column("round", "the collection round, as in the rounds file", _words),
        ),
        ("uprn",),
    ),
    "rounds": RecordKind(
        RoundRecord,
        (
            Column("round", "name of the collection round", _words),
            Column("bin", "refuse, recycling, garden or food", _bin),
            Column("weekday", "monday to sunday", _weekday),
            Column("every_weeks", "1 weekly, 2 fortnightly, up to 4", _weeks),
            Column("first_date", "a date on which it was or will be collected; later ones are counted from it", _day),
        ),
        ("round", "bin"),
    ),
    "round_changes": RecordKind(
        RoundChange,
        (
            Column("original_date", "the day that collections would have been", _day),
            Column("new_date", "the day they are instead", _day),
            Column("note", "why, for residents", _words, optional=True),
        ),
        ("original_date",),
    ),
}


def import_records(session: Session, kind: str, path: Path) -> int:
    """Replace all records of a kind by a file's rows, or raise RecordsError with every bad line and change nothing."""
    if kind not in KINDS:
        raise RecordsError(f"{kind} is not a kind of records. Kinds are {', '.join(KINDS)}.")
    spec = KINDS[kind]
    rows = _read(spec, path)
    if not rows:
        raise RecordsError(f"{path} has no rows. To keep things as they are, do nothing.")
    session.execute(delete(spec.table))
    session.execute(insert(spec.table), rows)
    return len(rows)


def _read(spec: RecordKind, path: Path) -> list[dict[str, object]]:
    reader = csv.DictReader(io.StringIO(_text(path), newline=""), strict=True)
    try:
        reader.fieldnames = [name.strip().lower() for name in reader.fieldnames or ()]
        _check_header(spec, path, reader.fieldnames)
        return _checked(spec, path, reader)
    except csv.Error as error:
        raise RecordsError(f"{path}, line {reader.reader.line_num}: this is not CSV: {error}.") from error


def _text(path: Path) -> str:
    """The file's text, with or without a byte order mark."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise RecordsError(f"{path} cannot be read: {error.strerror}.") from error
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise RecordsError(f"{path}, line {line}: this is not UTF-8 text. Save the file as CSV UTF-8.") from error


def _check_header(spec: RecordKind, path: Path, have: Sequence[str]) -> None:
    wanted = ", ".join(column.name for column in spec.columns)
    missing = [c.name for c in spec.columns if c.name not in have and not c.optional]
    if missing:
        raise RecordsError(f"{path}, line 1: no column {', '.join(missing)}. The columns are {wanted}.")
    twice = sorted({name for name in have if name and have.count(name) > 1})
    if twice:
        raise RecordsError(f"{path}, line 1: {', '.join(twice)} is there twice. The columns are {wanted}.")


def _checked(spec: RecordKind, path: Path, reader: csv.DictReader[str]) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    wrong: list[str] = []
    first_line: dict[tuple[object, ...], int] = {}
    for raw in reader:
        row, faults = _check_row(spec, raw)
        key = tuple(row.get(name) for name in spec.key)
        if not faults and key in first_line:
            faults.append(f"{', '.join(spec.key)} is the same as on line {first_line[key]}")
        first_line.setdefault(key, reader.line_num)
        wrong += [f"line {reader.line_num}: {fault}" for fault in faults]
        rows.append(row)
    if wrong:
        more = f"\n… and {len(wrong) - SHOWN_ERRORS} more." if len(wrong) > SHOWN_ERRORS else ""
        told = "\n".join(wrong[:SHOWN_ERRORS])
        raise RecordsError(f"{path} was not imported; nothing has changed.\n{told}{more}")
    return rows


def _check_row(spec: RecordKind, raw: dict[str, str]) -> tuple[dict[str, object], list[str]]:
    row: dict[str, object] = {}
    faults = ["there are more fields than columns"] if None in raw else []
    for column in spec.columns:
        value = " ".join((raw.get(column.name) or "").split())
        if not value and not column.optional:
            faults.append(f"{column.name} is empty")
            continue
        try:
            row[column.name] = column.check(value)
        except ValueError as error:
            faults.append(f"{column.name}: {error}")
    return row, faults


def addresses_at(session: Session, wanted: str) -> list[AddressRecord]:
    """The homes at a postcode, in the order of their addresses; ValueError for what is no postcode."""
    query = select(AddressRecord).where(AddressRecord.postcode == postcode(wanted))
    return sorted(session.scalars(query), key=lambda row: _natural(row.address))


def rounds_of(session: Session, uprn: str) -> list[RoundRecord]:
    """The rounds that call at an address."""
    query = select(RoundRecord).join(AddressRecord, AddressRecord.round == RoundRecord.round)
    return list(session.scalars(query.where(AddressRecord.uprn == uprn)))


def changes(session: Session) -> list[RoundChange]:
    """Every moved collection day."""
    return list(session.scalars(select(RoundChange).order_by(RoundChange.original_date)))


def counts(session: Session) -> dict[str, int]:
    """How many rows there are of each kind."""
    return {name: session.scalar(select(func.count()).select_from(spec.table)) or 0 for name, spec in KINDS.items()}


def _natural(address: str) -> list[tuple[int, int | str]]:
    return [(0, int(part)) if part.isdigit() else (1, part) for part in re.split(r"(\d+)", address) if part]
