"""Takes a records file whole or not at all, and says line by line what is wrong with it."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from bot.errors import RecordsError
from bot.records.kinds import KINDS, RecordKind
from bot.store.staff import one_at_a_time

SHOWN_ERRORS = 20


def import_records(session: Session, kind: str, path: Path) -> int:
    """Replace all records of a kind by a file's rows, or raise RecordsError with every bad line and change nothing."""
    if kind not in KINDS:
        raise RecordsError(f"{kind} is not a kind of records. Kinds are {', '.join(KINDS)}.")
    spec = KINDS[kind]
    rows = _read(spec, path)
    if not rows:
        raise RecordsError(f"{path} has no rows. To keep things as they are, do nothing.")
    one_at_a_time(session, f"records {kind}")  # else the second would not see, and not delete, what the first brings
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
