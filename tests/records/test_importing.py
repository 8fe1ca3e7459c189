"""A records file is taken whole or not at all, and what is wrong with it is said line by line."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from bot.council.opening_hours import DAYS
from bot.database import Database
from bot.errors import RecordsError
from bot.records import (
    KINDS,
    count_by_kind,
    get_middle_of_postcode,
    get_planning_application,
    import_records,
    list_addresses,
    list_areas,
    list_round_changes,
    list_rounds,
)

ROOT = Path(__file__).resolve().parent.parent.parent
HEADER = "uprn,address,postcode,round"


def lines(count: int) -> list[str]:
    """Good lines of addresses, the header first."""
    return [HEADER, *(f"{100_000 + n},{n} High Street,FB1 1AA,A" for n in range(1, count))]


def load(database: Database, path: Path, content: str | bytes, kind: str = "addresses") -> int:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return database.write_now(lambda session: import_records(session, kind, path))


def refused(database: Database, path: Path, content: str | bytes, kind: str = "addresses") -> str:
    """What the importer says; what was there before must still be there."""
    before = database.read_now(count_by_kind)
    with pytest.raises(RecordsError) as error:
        load(database, path, content, kind)
    assert database.read_now(count_by_kind) == before
    return str(error.value).replace(str(path), "FILE")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "records.csv"


def test_a_file_replaces_what_was_there(database: Database, path: Path) -> None:
    assert load(database, path, "\n".join(lines(600))) == 599
    assert load(database, path, "\n".join(lines(10))) == 9
    found = database.read_now(lambda session: [row.address for row in list_addresses(session, "fb11aa")])
    assert found[:2] == ["1 High Street", "2 High Street"] and len(found) == 9


def test_a_bad_line_300_is_named_and_nothing_changes(database: Database, path: Path) -> None:
    load(database, path, "\n".join(lines(20)))
    rows = lines(500)
    rows[299] = "100299,299 High Street,not a postcode,A"
    told = refused(database, path, "\n".join(rows))
    assert (
        told == 'FILE was not imported; nothing has changed.\nline 300: postcode: "not a postcode" is not a UK postcode'
    )


def test_every_fault_is_named_up_to_twenty(database: Database, path: Path) -> None:
    told = refused(database, path, "\n".join([HEADER, *(["x,,FB1 1AA,A,more"] * 10)])).splitlines()
    assert told[1:4] == [
        "line 2: there are more fields than columns",
        'line 2: uprn: "x" is not a UPRN (up to 12 digits)',
        "line 2: address is empty",
    ]
    assert len(told) == 22 and told[-1] == "… and 10 more."


BAD_FILES = {
    "no such column": ("uprn,address,postcode", "FILE, line 1: no column round. The columns are"),
    "a column twice": ("uprn,uprn,address,postcode,round\n1,2,x,FB1 1AA,A", "FILE, line 1: uprn appears twice."),
    "nothing": ("", "FILE, line 1: no column uprn, address, postcode, round."),
    "no rows": (HEADER + "\n\n", "FILE has no rows."),
    "not UTF-8": (f"{HEADER}\n1,Café".encode() + "é".encode("latin-1"), "FILE, line 2: this is not UTF-8 text."),
    "not CSV": (f'{HEADER}\n1,"High Street,FB1 1AA,A', "FILE, line 2: this is not CSV"),
    "a spreadsheet": (b"PK\x03\x04\xff\xfe", "FILE, line 1: this is not UTF-8 text."),
    "a NUL": (
        f"{HEADER}\n1,x\0y,FB1 1AA,A",
        "FILE was not imported; nothing has changed.\nline 2: address: holds characters that cannot be printed",
    ),
    "a repeat": (
        f"{HEADER}\n1,x,FB1 1AA,A\n2,y,FB1 1AA,A\n1,z,FB1 1AB,A",
        "FILE was not imported; nothing has changed.\nline 4: uprn is the same as on line 2",
    ),
    "too long": (
        f"{HEADER}\n1,{'x' * 301},FB1 1AA,A",
        "FILE was not imported; nothing has changed.\nline 2: address: is",
    ),
}


@pytest.mark.parametrize(("content", "told"), BAD_FILES.values(), ids=BAD_FILES.keys())
def test_a_file_that_cannot_be_used(database: Database, path: Path, content: str | bytes, told: str) -> None:
    load(database, path, "\n".join(lines(5)))
    assert refused(database, path, content).startswith(told)


def test_a_file_as_spreadsheets_write_it(database: Database, path: Path) -> None:
    header, first, second = (
        "Postcode , UPRN,Round,Address,Note",
        '"fb1 1aa",1,A,"1, High Street",x',
        "FB11AB,2,A,2 High,",
    )
    content = f"\ufeff{header}\r\n{first}\r\n\r\n{second}\r\n"
    assert load(database, path, content) == 2
    found = database.read_now(lambda session: [(row.uprn, row.address) for row in list_addresses(session, "FB1 1AA")])
    assert found == [("1", "1, High Street")]


def test_an_optional_column_may_be_missing(database: Database, path: Path) -> None:
    assert load(database, path, "original_date,new_date\n2026-12-25,2026-12-28\n", "round_changes") == 1
    assert [row.note for row in database.read_now(list_round_changes)] == [""]


ROUNDS = "round,bin,weekday,every_weeks,first_date\n"


def test_rounds_are_found_by_address(database: Database, path: Path) -> None:
    load(database, path, f"{HEADER}\n1,1 High Street,FB1 1AA,A\n2,2 High Street,FB1 1AA,B\n")
    load(database, path, ROUNDS + "A,food,Monday,1,2026-11-02\nA,refuse,monday,2,2026-11-02\n", "rounds")
    assert sorted(row.bin for row in database.read_now(lambda s: list_rounds(s, "1"))) == ["food", "refuse"]
    assert database.read_now(lambda session: list_rounds(session, "2")) == []


def test_rounds_are_checked(database: Database, path: Path) -> None:
    told = refused(database, path, ROUNDS + "A,bottles,Someday,5,25/12/2026\n", "rounds")
    assert told.splitlines()[1:] == [
        'line 2: bin: "bottles" is not a bin: refuse, recycling, garden or food',
        'line 2: weekday: "Someday" is not a weekday such as monday',
        'line 2: every_weeks: "5" is not a number of weeks from 1 to 4',
        'line 2: first_date: "25/12/2026" is not a date written as 2026-12-25',
    ]


def test_a_kind_or_a_file_that_is_not_there(database: Database, path: Path) -> None:
    with pytest.raises(RecordsError, match=r"cats is not a kind of records\. Kinds are addresses, rounds, round"):
        load(database, path, HEADER, "cats")
    with pytest.raises(RecordsError, match="cannot be read"):
        database.write_now(lambda session: import_records(session, "addresses", path.parent / "missing.csv"))


@pytest.mark.parametrize(
    "postcode", ["", "FB1", "1AA FB1", "FB1 1AA extra", "ＦＢ1 1AA", "'; DROP TABLE", "x" * 100_000]
)
def test_what_is_no_postcode(database: Database, postcode: str) -> None:
    with pytest.raises(ValueError):
        database.read_now(lambda session: list_addresses(session, postcode))


def test_the_demonstrations_records_can_be_imported(database: Database) -> None:
    for kind in KINDS:
        path = ROOT / "demo" / "records" / f"{kind}.csv"
        assert database.write_now(lambda session, k=kind, p=path: import_records(session, k, p)) > 0


LIBRARIES = "name,address,postcode,latitude,longitude,phone,page," + ",".join(DAYS)


def test_what_other_kinds_may_hold_is_checked(database: Database, path: Path) -> None:
    hours = 'closed,"9.30-17","09:30-13:00, 12:00-17:00",09:30-17:00,Closed,"09:30-12:30,13:30-17:00",17:00-09:30'
    told = refused(
        database,
        path,
        f"{LIBRARIES}\nCentral,Square,FB1 1AA,152.6,east,01632 960 001,http://x.example,{hours}\n",
        "libraries",
    )
    assert told.splitlines()[1:] == [
        'line 2: latitude: "152.6" is not in degrees such as 52.1234',
        'line 2: longitude: "east" is not in degrees such as 52.1234',
        'line 2: page: "http://x.example" is not an address that begins with https://',
        'line 2: tuesday: "9.30-17" is not "closed" or hours such as 09:30-17:00',
        'line 2: wednesday: "09:30-13:00, 12:00-17:00" has hours that overlap',
        'line 2: sunday: "17:00-09:30" is not "closed" or hours such as 09:30-17:00',
    ]
    told = refused(
        database,
        path,
        f"ward,name,party,email,phone\n{'x' * 65},A,B,no address,01632 960 001\n,A,B,a@b.example,101",
        "councillors",
    )
    assert told.splitlines()[1:] == [
        "line 2: ward: is longer than 64 characters",
        'line 2: email: "no address" is not an email address',
        "line 3: ward is empty",
    ]


def test_addresses_may_say_where_they_are(database: Database, path: Path) -> None:
    wide = f"{HEADER},ward,polling_district,latitude,longitude"
    homes = ["1,1 Hill,FB1 1AA,A,Market,MA,52.1,-0.5", "2,2 Hill,FB1 1AA,A,Priory,,52.3,-0.7", "3,3 Hill,FB1 1AA,A,,,,"]
    load(database, path, "\n".join([wide, *homes]))
    assert database.read_now(lambda session: list_areas(session, "FB1 1AA", None, area="ward")) == ["Market", "Priory"]
    assert database.read_now(lambda session: list_areas(session, "FB1 1AA", "2", area="ward")) == ["Priory"]
    assert database.read_now(lambda session: list_areas(session, "FB1 1AA", "2", area="polling_district")) == []
    assert database.read_now(lambda session: get_middle_of_postcode(session, "fb11aa")) == pytest.approx((52.2, -0.6))
    load(database, path, "\n".join(lines(3)))
    assert database.read_now(lambda session: list_areas(session, "FB1 1AA", None, area="ward")) == []
    assert database.read_now(lambda session: get_middle_of_postcode(session, "FB1 1AA")) is None


PLANNING = "reference,address,description,status,decision_date,link"


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("26/01234/FUL", "26/01234/FUL"),
        ("26 01234 ful", "26/01234/FUL"),
        ("2601234", None),  # two have these digits
        ("26/0123", "26/0123/OUT"),
        ("26/0123 was", "26/0123/OUT"),
        ("26/999", None),
        ("%", None),
        ("", None),
    ],
)
def test_a_planning_application_is_found_however_it_is_spelled(
    database: Database, path: Path, asked: str, found: str | None
) -> None:
    numbers = ("26/01234/FUL", "26/01234/LBC", "26/0123/OUT")
    rows = [f"{number},Hill,A shed,granted,,https://fernley.example/p" for number in numbers]
    load(database, path, "\n".join([PLANNING, *rows]), "planning_applications")

    def reference(session: Session) -> str | None:
        row = get_planning_application(session, asked)
        return row.reference if row else None

    assert database.read_now(reference) == found
