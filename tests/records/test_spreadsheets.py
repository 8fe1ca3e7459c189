"""What spreadsheets write by themselves: taken where the meaning is plain, else refused with the true reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.database import Database
from bot.records import get_planning_application, list_addresses, list_councillors
from tests.records.test_importing import HEADER, PLANNING, load, path, refused

__all__ = ["path"]
HOME = ("100012345678", "1 High Street", "FB1 1AA", "A")
COUNCILLORS = "ward,name,party,email,phone"


def homes(database: Database) -> list[tuple[str, str]]:
    rows = database.read_now(lambda session: list_addresses(session, "FB1 1AA"))
    return [(row.uprn, row.address) for row in rows]


@pytest.mark.parametrize(
    "content",
    [
        "uprn;address;postcode;round\n100012345678;1 High Street;FB1 1AA;A\n",
        "uprn\taddress\tpostcode\tround\n100012345678\t1 High Street\tFB1 1AA\tA\n",
        'sep=,\r\n"uprn","address","postcode","round"\r\n100012345678,1 High Street,FB1 1AA,A\r\n',
        "sep=;\nuprn;address;postcode;round\n100012345678;1 High Street;FB1 1AA;A\n",
        f"{HEADER}\n100012345678,1 High Street,FB1 1AA,A\n,,,\n,,,\n , ,,\n",
        f"{HEADER},,\n100012345678,1 High Street,FB1 1AA,A,,\n",
        f"{HEADER}\n100012345678,1 High Street,FB1 1AA,A,,,\n",
        f"{HEADER}\n000100012345678,1 High Street,FB1 1AA,A\n",
        f"{HEADER}\n100012345678.0,1 High Street,FB1 1AA,A\n",
        f"{HEADER}\n100012345678,1\u00a0High\u00a0Street ,FB1 1AA,A\n",
        f"{HEADER}\n100012345678,1 High Street,FB1-1AA,A\n",
        f"{HEADER}\n100012345678,1 High Street,fb11aa.,A\n",
        f"{HEADER}\n100012345678,1 High Street,FB1  1AA,A\n",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_plain_table_is_taken_however_it_was_saved(
    database: Database, path: Path, content: str, encoding: str
) -> None:
    assert load(database, path, content.encode(encoding)) == 1
    assert homes(database) == [HOME[:2]]


def test_lines_are_counted_as_the_person_sees_them(database: Database, path: Path) -> None:
    content = f'sep=,\n{HEADER}\n1,"1 High\nStreet",FB1 1AA,A\n,,,\n2,2 High Street,nowhere,A\n'
    assert refused(database, path, content).splitlines()[1:] == ['line 6: postcode: "nowhere" is not a UK postcode']


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("#VALUE!", "address: #VALUE! is a spreadsheet error, not a value"),
        ("#REF!", "address: #REF! is a spreadsheet error, not a value"),
        ("Flat #NAME? High Street", "address: #NAME? is a spreadsheet error, not a value"),
        ("#DIV/0!", "address: #DIV/0! is a spreadsheet error, not a value"),
        ("########", "address: ######## is a spreadsheet error, not a value"),
        ("1.63296E+09", 'address: "1.63296E+09" was shortened by a spreadsheet'),
        ("#N/A", "address is empty"),
        ("NULL", "address is empty"),
    ],
)
def test_what_is_no_value_is_refused_for_what_it_is(database: Database, path: Path, cell: str, reason: str) -> None:
    told = refused(database, path, f"{HEADER}\n1,{cell},FB1 1AA,A\n")
    assert told.splitlines()[1].startswith(f"line 2: {reason}")


@pytest.mark.parametrize("cell", ["1.00012E+11", "100,012,345", "12345678901234", "0", "000", "-5", "10001234567a"])
def test_a_number_that_is_no_uprn(database: Database, path: Path, cell: str) -> None:
    told = refused(database, path, f'{HEADER}\n"{cell}",1 High Street,FB1 1AA,A\n')
    assert told.splitlines()[1].startswith("line 2: uprn: ")


def test_one_home_is_one_home_however_its_number_is_written(database: Database, path: Path) -> None:
    told = refused(database, path, f"{HEADER}\n000010012345,1 Hill,FB1 1AA,A\n10012345,1 Hill,FB1 1AA,A\n")
    assert told.endswith("line 3: uprn is the same as on line 2")


@pytest.mark.parametrize(
    ("cell", "kept"),
    [
        ("01632 960 101", "01632 960 101"),
        ("(01632) 960101", "(01632) 960101"),
        ("+44 1632 960101", "+44 1632 960101"),
        ("+44 (0)1632 960101", "+44 (0)1632 960101"),
        ("1632960101", "01632960101"),
        ("1632960101.0", "01632960101"),
        ("7700900123", "07700900123"),
        ("01632 960 101 ext 12", "01632 960 101 ext 12"),
        ("01632 960101 or 07700 900123", "01632 960101 or 07700 900123"),
        ("01632 960101 / 07700 900123", "01632 960101 / 07700 900123"),
        ("01632 960101 (weekdays)", "01632 960101 (weekdays)"),
        ("101", "101"),
        ("01632–960–101", "01632–960–101"),
    ],
)
def test_a_phone_is_kept_whole(database: Database, path: Path, cell: str, kept: str) -> None:
    load(database, path, f'{COUNCILLORS}\nMarket,Amina Yusuf,Independent,a@fernley.example,"{cell}"\n', "councillors")
    [row] = database.read_now(lambda session: list_councillors(session, ["Market"]))
    assert row.phone == kept


@pytest.mark.parametrize(
    "cell", ["1.63296E+09", "01632", "0163296", "01632 960 10100", "ring the office", "a@b.example", "01632 96O 101"]
)
def test_a_phone_that_is_none_is_refused(database: Database, path: Path, cell: str) -> None:
    told = refused(
        database, path, f"{COUNCILLORS}\nMarket,Amina Yusuf,Independent,a@fernley.example,{cell}\n", "councillors"
    )
    assert told.splitlines()[1].startswith("line 2: phone: ")


@pytest.mark.parametrize(
    ("cell", "kept"),
    [
        ("a.yusuf@fernley.example", "a.yusuf@fernley.example"),
        ("mailto:a.yusuf@fernley.example", "a.yusuf@fernley.example"),
        ("MAILTO:a.yusuf@fernley.example?subject=Hello", "a.yusuf@fernley.example"),
        ("Amina Yusuf <a.yusuf@fernley.example>", "a.yusuf@fernley.example"),
        ("pat.o'brien@fernley.example", "pat.o'brien@fernley.example"),
        ("pat.o’brien@fernley.example", "pat.o'brien@fernley.example"),
    ],
)
def test_an_email_address_is_kept_whole(database: Database, path: Path, cell: str, kept: str) -> None:
    load(database, path, f"{COUNCILLORS}\nMarket,Amina Yusuf,Independent,{cell},01632 960101\n", "councillors")
    [row] = database.read_now(lambda session: list_councillors(session, ["Market"]))
    assert row.email == kept


@pytest.mark.parametrize(
    "cell", ["mailto:", "a@b", "a@@b.example", "two@x.example three@x.example", "https://x.example"]
)
def test_an_email_address_that_is_none_is_refused(database: Database, path: Path, cell: str) -> None:
    told = refused(database, path, f"{COUNCILLORS}\nMarket,Amina Yusuf,Independent,{cell},101\n", "councillors")
    assert told.splitlines()[1].startswith("line 2: email: ")


@pytest.mark.parametrize("name", ["Vacant", "VACANT SEAT", "(vacant)", "Vacancy", "Seat vacant", "Currently vacant"])
def test_a_vacant_seat_needs_no_address(database: Database, path: Path, name: str) -> None:
    content = (
        f"{COUNCILLORS}\nMarket,Amina Yusuf,Independent,a@fernley.example,101\nMarket,{name},,,\nPriory,{name},,,\n"
    )
    assert load(database, path, content, "councillors") == 3
    assert "email is empty" in refused(
        database, path, f"{COUNCILLORS}\nMarket,Val Cant,Independent,,101\n", "councillors"
    )


def test_two_vacant_seats_of_one_ward_are_no_repeat(database: Database, path: Path) -> None:
    assert load(database, path, f"{COUNCILLORS}\nMarket,Vacant,,,\nMarket,vacant,,,\n", "councillors") == 1


def test_a_long_description_is_what_planning_is_like(database: Database, path: Path) -> None:
    planned = ("Erection of 14 homes with gardens, " * 12)[:372]
    content = f'{PLANNING}\n26/01234/FUL,Hill,"{planned}",granted,,https://fernley.example/p\n'
    assert load(database, path, content, "planning_applications") == 1
    row = database.read_now(lambda session: get_planning_application(session, "26/01234/FUL"))
    assert row is not None and row.description == planned.strip()
