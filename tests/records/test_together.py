"""Cells, rows and files that must agree; one limit in check and table; whose records they are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import select, update

from actions.waste.rounds import REACH_DAYS as LOOKED
from bot.command.cli import main
from bot.command.first_run import load_demonstration
from bot.database import Database
from bot.errors import RecordsError
from bot.records import KINDS, count_by_kind, empty, import_together, list_addresses, list_libraries, list_rounds
from bot.records.cross_checks import REACH_DAYS
from bot.records.tables import RecordImport, RoundRecord
from tests.records.test_importing import HEADER, ROUNDS, load, path, refused

__all__ = ["path"]


def together(database: Database, tmp_path: Path, **contents: str) -> dict[str, Any]:
    """Several kinds in one import."""
    files = {}
    for kind, content in contents.items():
        files[kind] = tmp_path / f"{kind}.csv"
        files[kind].write_text(content)
    return database.write_now(lambda session: import_together(session, files))


def odd(database: Database, tmp_path: Path, kind: str, content: str) -> tuple[str, ...]:
    """What is told of a file that was imported."""
    found: tuple[str, ...] = together(database, tmp_path, **{kind: content})[kind].odd
    return found


@pytest.mark.parametrize(
    ("kind", "content", "told"),
    [
        (
            "rounds",
            f"{ROUNDS}A,food,monday,1,2026-11-03\nA,refuse,tuesday,2,2026-11-03\n",
            "line 2: first_date 2026-11-03 is a Tuesday, but weekday says monday",
        ),
        (
            "term_dates",
            "school_year,term,first_day,last_day\n2026-27,autumn,2026-12-18,2026-09-03\n",
            "line 2: last_day 2026-09-03 is before first_day 2026-12-18",
        ),
        (
            "round_changes",
            "original_date,new_date\n2026-12-25,2027-12-24\n",
            "line 2: new_date 2027-12-24 is more than 21 days from 2026-12-25",
        ),
        (
            "addresses",
            f"{HEADER},latitude,longitude\n1,1 Hill,FB1 1AA,A,52.1,\n",
            "line 2: give both latitude and longitude, or neither",
        ),
        (
            "addresses",
            f"{HEADER},latitude,longitude\n1,1 Hill,FB1 1AA,A,-0.9,52.1\n",
            'line 2: latitude: "-0.9" is not in the United Kingdom (49.8 to 60.9)',
        ),
    ],
)
def test_cells_that_contradict_each_other(database: Database, path: Path, kind: str, content: str, told: str) -> None:
    assert refused(database, path, content, kind).splitlines()[1] == told


def test_a_moved_collection_is_within_what_the_assistant_looks_at() -> None:
    assert REACH_DAYS == LOOKED


def test_addresses_name_rounds_that_there_are(database: Database, path: Path) -> None:
    load(database, path, ROUNDS + "Round 1 B,food,monday,1,2026-11-02\n", "rounds")
    told = refused(database, path, f"{HEADER}\n1,1 Hill,FB1 1AA,Round 1 B\n2,2 Hill,FB1 1AA,Round 2\n")
    assert told.splitlines()[1:] == ['line 3: round "Round 2" is not among the rounds']


@pytest.mark.parametrize("written", ["Round 1 B", "round 1B", "ROUND-1-B", "Round  1 b", "round_1_b"])
def test_a_round_is_the_same_however_it_is_spaced(database: Database, path: Path, written: str) -> None:
    load(database, path, ROUNDS + "Round 1 B,food,monday,1,2026-11-02\n", "rounds")
    load(database, path, f"{HEADER}\n1,1 Hill,FB1 1AA,{written}\n")
    assert [row.bin for row in database.read_now(lambda session: list_rounds(session, "1"))] == ["food"]


def test_rounds_are_renamed_by_importing_both_together(database: Database, tmp_path: Path, path: Path) -> None:
    load(database, path, ROUNDS + "A,food,monday,1,2026-11-02\n", "rounds")
    load(database, path, f"{HEADER}\n1,1 Hill,FB1 1AA,A\n")
    done = together(
        database,
        tmp_path,
        addresses=f"{HEADER}\n1,1 Hill,FB1 1AA,b\n",
        rounds=ROUNDS + "B,food,monday,1,2026-11-02\n",
    )
    assert all(not imported.odd for imported in done.values())
    assert len(database.read_now(lambda session: list_rounds(session, "1"))) == 1


def test_one_bad_file_of_two_changes_neither(database: Database, tmp_path: Path, path: Path) -> None:
    load(database, path, ROUNDS + "A,food,monday,1,2026-11-02\n", "rounds")
    with pytest.raises(RecordsError, match="nothing has changed"):
        together(
            database,
            tmp_path,
            rounds=ROUNDS + "B,food,monday,1,2026-11-02\n",
            addresses=f"{HEADER}\n1,1 Hill,nowhere,B\n",
        )
    assert database.read_now(count_by_kind)["addresses"] == 0
    load(database, path, f"{HEADER}\n1,1 Hill,FB1 1AA,A\n")


@pytest.mark.parametrize(
    ("kind", "content", "told"),
    [
        ("addresses", f"{HEADER}\n1,1 Hill,FB1 1AA,A\n", "there are no rounds"),
        ("addresses", f"{HEADER}\n100012000000,1 Hill,FB1 1AA,A\n", "line 2: uprn 100012000000 may have been rounded"),
        (
            "addresses",
            f"{HEADER}\n1,1 Caf\u00c3\u00a9,FB1 1AA,A\n",
            "line 2: address: seems to have been saved in two",
        ),
        ("rounds", ROUNDS + "A,food,monday,1,2090-01-02\n", "line 2: first_date 2090-01-02 is more than a year ahead"),
        ("round_changes", "original_date,new_date\n2026-12-25,2026-12-25\n", "line 2: new_date is the same day"),
        (
            "term_dates",
            "school_year,term,first_day,last_day\n2026-27,a,2026-09-03,2026-10-23\n2026-27,b,2026-10-20,2026-12-18\n",
            "line 3: begins on 2026-10-20, before the term on line 2 has ended",
        ),
        (
            "term_dates",
            "school_year,term,first_day,last_day\n2026-27,a,2020-09-03,2020-10-23\n",
            "line 2: 2020-09-03 is not in the school year 2026-27",
        ),
    ],
)
def test_what_is_only_odd_is_imported_and_told(
    database: Database, tmp_path: Path, kind: str, content: str, told: str
) -> None:
    assert any(line.startswith(told) for line in odd(database, tmp_path, kind, content))


def test_homes_whose_round_or_ward_went_away_are_told(database: Database, tmp_path: Path, path: Path) -> None:
    load(database, path, ROUNDS + "A,food,monday,1,2026-11-02\n", "rounds")
    load(database, path, f"{HEADER},ward\n1,1 Hill,FB1 1AA,A,Market\n")
    assert odd(database, tmp_path, "rounds", ROUNDS + "B,food,monday,1,2026-11-02\n") == (
        '1 addresses are on the round "A", which this file does not have',
    )
    assert odd(database, tmp_path, "councillors", "ward,name,party,email,phone\nPriory,A B,C,a@b.example,101\n") == (
        '1 addresses are in the ward "Market", which councillors do not have',
    )


@pytest.mark.parametrize(("kind", "column"), [(k, c.name) for k, spec in KINDS.items() for c in spec.columns])
def test_every_limit_holds_before_the_database_is_asked(kind: str, column: str) -> None:
    """PostgreSQL fails where SQLite takes any length: what passes the check fits the table on both."""
    from bot.records.importing import _fitting

    longest = KINDS[kind].longest(column)
    if longest is not None:
        assert _fitting(KINDS[kind], column, "x" * longest)
        with pytest.raises(ValueError, match=f"longer than {longest}"):
            _fitting(KINDS[kind], column, "x" * (longest + 1))


def test_a_long_name_of_a_round_is_kept_or_refused_alike(database: Database, path: Path) -> None:
    name = "The estate beyond the railway bridge and the old canal B"
    assert len(name) == 56
    load(database, path, f"{ROUNDS}{name},food,monday,1,2026-11-02\n", "rounds")
    told = refused(database, path, f"{ROUNDS}{name * 2},food,monday,1,2026-11-02\n", "rounds")
    assert told.splitlines()[1] == "line 2: round: is longer than 64 characters"


def test_the_first_own_import_removes_what_is_the_demonstrations(database: Database, path: Path) -> None:
    load_demonstration(database)
    assert all(database.read_now(count_by_kind).values())
    load(database, path, f"{HEADER}\n1,1 Hill,FB1 1AA,A\n")
    assert {kind: count for kind, count in database.read_now(count_by_kind).items() if count} == {"addresses": 1}
    load(database, path, "original_date,new_date\n2026-12-25,2026-12-28\n", "round_changes")
    assert {kind: count for kind, count in database.read_now(count_by_kind).items() if count} == {
        "addresses": 1,
        "round_changes": 1,
    }


def test_a_bad_first_import_leaves_the_demonstration(database: Database, path: Path) -> None:
    load_demonstration(database)
    refused(database, path, f"{HEADER}\n1,1 Hill,nowhere,A\n")


def test_a_kind_is_emptied_by_an_explicit_word_and_stays_empty(database: Database, path: Path) -> None:
    load_demonstration(database)
    assert database.write_now(lambda session: empty(session, "libraries")) > 0
    assert database.read_now(list_libraries) == []
    assert not any(database.read_now(count_by_kind).values())  # the demonstration goes with it
    load_demonstration(database)
    assert not any(database.read_now(count_by_kind).values())
    assert [row.kind for row in database.read_now(lambda s: s.scalars(select(RecordImport)).all())] == ["libraries"]
    with pytest.raises(RecordsError, match="cats is not a kind"):
        database.write_now(lambda session: empty(session, "cats"))


def run(url: str, *arguments: str) -> str:
    return CliRunner().invoke(main, ["records", *arguments], env={"DATABASE_URL": url}).output


def test_the_command_says_what_it_did_and_what_is_odd(database_url: str, tmp_path: Path) -> None:
    (tmp_path / "homes.csv").write_text(f"{HEADER}\n1,1 Hill,FB1 1AA,A\n")
    (tmp_path / "rounds.csv").write_text(ROUNDS + "A,food,monday,1,2026-11-02\nB,food,monday,1,2026-11-02\n")
    files = ("rounds", str(tmp_path / "rounds.csv"), "addresses", str(tmp_path / "homes.csv"))
    assert run(database_url, "import", *files).splitlines() == ["2 rounds imported.", "1 addresses imported."]
    assert run(database_url, "import", *files[:2]).splitlines() == [
        "2 rounds imported.",
        "  Check: no address is on the round B",
    ]
    assert "Give a file after each kind." in run(database_url, "import", *files[:3])
    assert run(database_url, "empty", "rounds") == "2 rounds removed.\n"
    assert "Error: cats is not a kind of records." in run(database_url, "empty", "cats")


def test_the_commands_help_names_every_kind() -> None:
    told = " ".join(CliRunner().invoke(main, ["records", "--help"]).output.split())
    assert all(kind in told for kind in KINDS)


def test_an_old_round_off_its_weekday_is_unknown_and_nobody_is_told_a_wrong_day(database: Database, path: Path) -> None:
    rows = "A,food,tuesday,1,2026-11-03\nA,refuse,tuesday,2,2026-11-03\n"
    load(database, path, ROUNDS + rows, "rounds")
    load(database, path, f"{HEADER}\n1,1 Hill,FB1 1AA,A\n")
    before = update(RoundRecord).where(RoundRecord.bin == "food").values(weekday="monday")
    database.write_now(lambda session: session.execute(before) and None)
    assert [row.bin for row in database.read_now(lambda session: list_rounds(session, "1"))] == ["refuse"]


def test_homes_at_a_postcode_are_found_after_an_import(database: Database, path: Path) -> None:
    load(database, path, f"{HEADER}\n7,1 Hill,fb9-1qa,A\n")
    assert [row.uprn for row in database.read_now(lambda session: list_addresses(session, "FB9 1QA"))] == ["7"]
