"""Takes records files whole or not at all, and says line by line what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from bot.database.locks import one_at_a_time
from bot.errors import RecordsError
from bot.records import spreadsheets
from bot.records.cross_checks import Remark, Row, across, folded, in_file, known_rounds, settle_rounds
from bot.records.kinds import KINDS, RecordKind
from bot.records.spreadsheets import Line, cell_fault
from bot.records.tables import RecordImport

SHOWN_PROBLEMS = 20
ROWS_AT_ONCE = 2000
"""Rows of one statement: a database takes only so many values at a time."""


class Source(StrEnum):
    """Whose records a kind holds."""

    DEMONSTRATION = "demonstration"
    COUNCIL = "council"


@dataclass(frozen=True)
class Imported:
    """How many rows of a kind were imported, and what was odd about them."""

    count: int
    odd: tuple[str, ...]


def import_records(session: Session, kind: str, path: Path) -> int:
    """Replace all records of a kind by a file's rows; see import_together."""
    return import_together(session, {kind: path})[kind].count


def import_together(
    session: Session, files: Mapping[str, Path], source: Source = Source.COUNCIL
) -> dict[str, Imported]:
    """Replace all records of each kind by its file's rows, or raise RecordsError with every bad line; the caller then
    undoes the transaction, so that nothing changes. The council's first own import removes all that is the
    demonstration's: nobody is told Fernley's libraries any more."""
    rows = {known(kind): _rows(kind, path) for kind, path in files.items()}
    one_at_a_time(session, "records")  # else the second would not see, and not delete, what the first brings
    if source is Source.COUNCIL:
        _remove_demonstration(session)
    for kind in rows:
        session.execute(delete(KINDS[kind].table))
    for kind in sorted(rows, key=lambda kind: kind != "rounds"):  # which addresses are settled by
        if kind == "addresses":
            settle_rounds(rows[kind], known_rounds(session))
        _insert(session, kind, rows[kind])
    remarks = list(across(session, rows))
    done = {}
    for kind, path in files.items():
        odd = _refuse(
            path,
            [*in_file(kind, rows[kind]), *_encodings(rows[kind]), *(remark for of, remark in remarks if of == kind)],
        )
        _note(session, kind, source, rows=len(rows[kind]))
        done[kind] = Imported(len(rows[kind]), odd)
    return done


def empty(session: Session, kind: str) -> int:
    """Remove all records of a kind on the council's word; returns how many there were."""
    spec = KINDS[known(kind)]
    one_at_a_time(session, "records")
    count = session.scalar(select(func.count()).select_from(spec.table)) or 0
    _remove_demonstration(session)
    session.execute(delete(spec.table))
    _note(session, kind, Source.COUNCIL, rows=0)
    return count


def never_imported(session: Session) -> bool:
    """Whether nothing was ever imported, or removed on purpose."""
    return session.scalars(select(RecordImport).limit(1)).first() is None


def any_of_the_council(session: Session) -> bool:
    """Whether the council has imported or removed records of its own."""
    return (
        session.scalars(select(RecordImport).where(RecordImport.source == Source.COUNCIL).limit(1)).first() is not None
    )


def known(kind: str) -> str:
    """The kind, if it is one. Raises RecordsError."""
    if kind not in KINDS:
        raise RecordsError(f"{kind} is not a kind of records. Kinds are {', '.join(KINDS)}.")
    return kind


def _remove_demonstration(session: Session) -> None:
    ours = select(RecordImport).where(RecordImport.source == Source.DEMONSTRATION)
    for done in session.scalars(ours).all():
        session.execute(delete(KINDS[done.kind].table))
        session.delete(done)
    session.flush()


def _note(session: Session, kind: str, source: Source, *, rows: int) -> None:
    session.merge(RecordImport(kind=kind, source=source.value, rows=rows, at=datetime.now(UTC)))
    session.flush()


def _insert(session: Session, kind: str, rows: Sequence[Row]) -> None:
    table = KINDS[kind].table
    for first in range(0, len(rows), ROWS_AT_ONCE):
        session.execute(insert(table), [row.values for row in rows[first : first + ROWS_AT_ONCE]])


def _rows(kind: str, path: Path) -> list[Row]:
    """The file's rows, each cell checked and no key twice."""
    spec = KINDS[kind]
    header, lines = spec.read(path, [column.name for column in spec.columns])
    _check_header(spec, path, header)
    if not lines:
        raise RecordsError(
            f"{path} has no rows. To keep things as they are, do nothing; to remove them, {EMPTY} {kind}"
        )
    rows, wrong = _checked(spec, lines)
    if wrong:
        _refuse(path, [*wrong, *in_file(kind, rows)])
    return rows


EMPTY = "run: townclerk records empty"


def _check_header(spec: RecordKind, path: Path, have: Sequence[str]) -> None:
    wanted = ", ".join(column.name for column in spec.columns)
    missing = [c.name for c in spec.columns if c.name not in have and not c.optional]
    if missing:
        raise RecordsError(f"{path}, line 1: no column {', '.join(missing)}. The columns are {wanted}.")
    twice = sorted({name for name in have if name and have.count(name) > 1})
    if twice:
        raise RecordsError(f"{path}, line 1: {', '.join(twice)} appears twice. The columns are {wanted}.")


def _checked(spec: RecordKind, lines: Sequence[Line]) -> tuple[list[Row], list[Remark]]:
    """The rows that are right in themselves, and what is wrong with the others."""
    rows: list[Row] = []
    wrong: list[Remark] = []
    first_line: dict[tuple[str, ...], int] = {}
    for line in lines:
        values, faults = _check_row(spec, line)
        key = tuple(folded(str(values.get(name))) for name in spec.key)
        if not faults and key in first_line:
            if spec.vacant(line.cells):
                continue
            faults.append(f"{', '.join(spec.key)} is the same as on line {first_line[key]}")
        first_line.setdefault(key, line.number)
        wrong += [Remark(line.number, fault) for fault in faults]
        if not faults:
            rows.append(Row(line.number, values))
    return rows, wrong


def _check_row(spec: RecordKind, line: Line) -> tuple[dict[str, object], list[str]]:
    values: dict[str, object] = {}
    faults = ["there are more fields than columns"] if line.too_many else []
    may_be_empty = spec.vacant(line.cells)
    for column in spec.columns:
        value = line.cells.get(column.name, "")
        if not value and column.name in may_be_empty:
            values[column.name] = ""
        elif not value and not column.optional:
            faults.append(f"{column.name} is empty")
        elif fault := cell_fault(value):
            faults.append(f"{column.name}: {fault}")
        else:
            try:
                values[column.name] = _fitting(spec, column.name, column.check(value))
            except ValueError as error:
                faults.append(f"{column.name}: {error}")
    return values, faults


def _fitting(spec: RecordKind, column: str, value: object) -> object:
    """What is kept fits its table, on PostgreSQL as on SQLite, which takes any length."""
    longest = spec.longest(column)
    if longest is not None and isinstance(value, str) and len(value) > longest:
        raise ValueError(f"is longer than {longest} characters")
    return value


def _encodings(rows: Sequence[Row]) -> Iterator[Remark]:
    """Text that was read in a different encoding from the one it was written in, which residents would be shown."""
    for row in rows:
        for name, value in row.values.items():
            if isinstance(value, str) and spreadsheets.SAVED_TWICE.search(value):
                yield Remark(row.line, f"{name}: seems to have been saved in two encodings, one after the other", False)


def _refuse(path: Path, remarks: Sequence[Remark]) -> tuple[str, ...]:
    """Raise RecordsError for what is wrong; returns the oddities, in words."""
    wrong = [remark for remark in remarks if remark.wrong]
    if wrong:
        in_order = sorted(wrong, key=lambda remark: remark.line or 0)
        told = "\n".join(_shown(map(_said, in_order)))
        raise RecordsError(f"{path} was not imported; nothing has changed.\n{told}")
    return tuple(_shown(map(_said, remarks)))


def _said(remark: Remark) -> str:
    return remark.words if remark.line is None else f"line {remark.line}: {remark.words}"


def _shown(lines: Iterator[str]) -> Iterator[str]:
    """The first of them, and how many more there are."""
    found = list(lines)
    yield from found[:SHOWN_PROBLEMS]
    if len(found) > SHOWN_PROBLEMS:
        yield f"… and {len(found) - SHOWN_PROBLEMS} more."
