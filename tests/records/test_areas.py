"""Whose area a place is in: by a postcode or the beginning of one, by name, and by the files of the statisticians."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from bot.database import Database
from bot.errors import RecordsError
from bot.records import import_together
from bot.records.areas import FINDER, called, get_by_postcode, list_named
from bot.records.ons_files import condensed
from bot.records.replies import whose

COUNCILS = """gss_code,name,website,places
E06999001,Fernley Borough Council,https://www.fernley.example,"Fernley, Fernley Green"
E07999002,Westbury District Council,https://www.westbury.example,"Lower Westbury, Cold Ashby"
E07999003,North Westbury District Council,,
W06999006,Cwm Aled County Borough Council,https://www.cwmaled.example,Aled Bridge
"""
AREAS = """area,gss_code
fb1,E06999001
FB7,E07999002
FB7 3,E06999001
fb73le,E07999003
WB1,E07999002
"""
OURS = "E06999001"


def load(database: Database, folder: Path, **files: str) -> Mapping[str, object]:
    paths = {}
    for kind, content in files.items():
        paths[kind] = folder / f"{kind}.csv"
        paths[kind].write_text(content, "utf-8")
    return database.write_now(lambda session: import_together(session, paths))


def of(database: Database, postcode: str) -> str | None:
    found = database.read_now(lambda session: get_by_postcode(session, postcode))
    return found.council if found else None


def named(database: Database, text: str) -> list[str]:
    return [each.place for each in database.read_now(lambda session: list_named(session, text))]


@pytest.fixture
def known(database: Database, tmp_path: Path) -> Database:
    load(database, tmp_path, councils=COUNCILS, council_areas=AREAS)
    return database


def test_the_narrowest_row_says_whose_a_postcode_is(known: Database) -> None:
    assert of(known, "fb7 9zz") == "Westbury District Council"
    assert of(known, "FB7 3AA") == "Fernley Borough Council"
    assert of(known, "FB73LE") == "North Westbury District Council"
    assert of(known, "ZZ9 9ZZ") is None


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("i live in Westbury not fernley can u help", ["Westbury"]),
        ("I LIVE IN COLD ASHBY", ["Cold Ashby"]),
        ("im in north westbury", ["North Westbury"]),
        ("not in Westbury but in Fernley", ["Fernley"]),
        ("westbury district council sent me here", ["Westbury"]),
        ("there is a hole in Westbury Road", []),
        ("outside Westbury primary school", []),
        ("i live in Westburyton", []),
        ("croeso i Cwm Aled", ["Cwm Aled"]),
        ("i live in kettering", []),
    ],
)
def test_places_are_named_in_many_ways(known: Database, text: str, places: list[str]) -> None:
    assert named(known, text) == places


@pytest.mark.parametrize(
    ("name", "in_a_sentence"),
    [
        ("Cambridge", "Cambridge council"),
        ("Bristol, City of", "City of Bristol council"),
        ("Westbury District Council", "Westbury District Council"),
        ("City of London Corporation", "City of London Corporation"),
    ],
)
def test_a_council_is_called_one(name: str, in_a_sentence: str) -> None:
    assert called(name) == in_a_sentence


def test_what_the_assistant_is_told(known: Database) -> None:
    def ask(ours: str | None = OURS, postcode: str = "", text: str = "") -> dict[str, object]:
        return known.read_now(lambda session: whose(session, ours, postcode=postcode, text=text))

    other = ask(postcode="WB1 1AA")
    page = "https://www.westbury.example"
    assert other["council"] == {"name": "Westbury District Council", "page": page, "place": "WB1 1AA"}
    assert other["ours"] is False
    assert ask(postcode="FB1 2CD") == {
        "ours": True,
        "place": "FB1 2CD",
        "council": None,
        "kept": False,
        "councils": True,
    }
    assert ask(postcode="ZZ9 9ZZ")["ours"] is False and ask(postcode="nonsense")["council"] is None
    assert ask(text="north westbury")["council"] == {
        "name": "North Westbury District Council",
        "page": FINDER,
        "place": "North Westbury",
    }
    assert ask(text="is fernley green yours")["ours"] is True


def test_an_address_of_ours_wins_over_the_table(known: Database, tmp_path: Path) -> None:
    """On the boundary a postcode has homes on both sides."""
    rounds = "round,bin,weekday,every_weeks,first_date\nA,refuse,monday,1,2026-01-05\n"
    load(known, tmp_path, addresses="uprn,address,postcode,round\n1,1 Mill Lane,WB1 1AA,A\n", rounds=rounds)
    found = known.read_now(lambda session: whose(session, OURS, postcode="WB1 1AA", text=""))
    assert (found["ours"], found["council"], found["kept"]) == (True, None, True)


DIRECTORY = """pcd,pcds,dointr,doterm,oslaua,lat
"FB1 1AA","FB1 1AA",198001,,E06999001,52.1
"FB1 2CD","FB1 2CD",198001,,E06999001,52.1
"FB7 1AA","FB7 1AA",198001,,E06999001,52.1
"FB7 1AB","FB7 1AB",198001,,E06999001,52.1
"FB7 3LD","FB7 3LD",198001,,E06999001,52.1
"FB7 3LE","FB7 3LE",198001,,E07999002,52.1
"FB9 1AA","FB9 1AA",198001,201906,E07999003,52.1
"JE2 3AB","JE2 3AB",198001,,L99999999,52.1
"""


def test_the_postcode_directory_is_taken_as_it_is(database: Database, tmp_path: Path) -> None:
    """Postcodes in use, of councils of the United Kingdom, in as few rows as tell the same."""
    done = load(database, tmp_path, councils=COUNCILS, council_areas=DIRECTORY)
    assert done["council_areas"].count == 4  # type: ignore[attr-defined]
    assert of(database, "FB1 9ZZ") == "Fernley Borough Council", "all of the district is ours"
    assert of(database, "FB7 1ZZ") == "Fernley Borough Council", "all of the sector is"
    assert of(database, "FB7 3LE") == "Westbury District Council"
    assert of(database, "FB7 3ZZ") is None, "part of the sector is not, and nobody knows of this postcode"
    assert of(database, "FB9 1AA") is None and of(database, "JE2 3AB") is None


def test_a_later_directory_and_the_names_of_a_year(database: Database, tmp_path: Path) -> None:
    directory = "pcd7,pcd8,pcds,dointr,doterm,lad25cd\nFB1 1AA,FB1  1AA,FB1 1AA,198001,,S12999007\n"
    names = "\ufeffLAD25CD,LAD25NM,LAD25NMW\nS12999007,Strathorran,\nN09999008,Lough Derrin,\n"
    done = load(database, tmp_path, councils=names, council_areas=directory)
    assert done["councils"].count == 2  # type: ignore[attr-defined]
    assert of(database, "FB1 1ZZ") == "Strathorran council"
    assert database.read_now(lambda session: get_by_postcode(session, "FB1 1AA")).page == FINDER  # type: ignore[union-attr]


def test_condensing_loses_nothing() -> None:
    rows = [(f"AB{district} {sector}A{letter}", f"E0{6 + (district * sector) % 2}") for district in (1, 2)
            for sector in range(4) for letter in "ABC"]  # fmt: skip
    rows += [("AB1 0AD", "E09")]
    areas = dict(condensed(iter(rows)))
    for postcode, council in rows:
        outward, _, inward = postcode.partition(" ")
        narrow = areas.get(postcode) or areas.get(f"{outward} {inward[0]}") or areas.get(outward)
        assert narrow == council
    assert areas["AB2"] == "E06" and len(areas) == 8


@pytest.mark.parametrize(
    ("kind", "content", "said"),
    [
        ("councils", "gss_code,name\nE01999001,Fernley\n", "is not a council's code"),
        ("council_areas", "area,gss_code\nFB1 2,X06999001\n", "is not a council's code"),
        ("council_areas", "area,gss_code\nFernley,E06999001\n", "is not a UK postcode"),
        ("councils", "gss_code,name,website\nE06999001,Fernley,www.fernley\n", "https://"),
    ],
)
def test_what_is_wrong_is_said(database: Database, tmp_path: Path, kind: str, content: str, said: str) -> None:
    with pytest.raises(RecordsError, match=said):
        load(database, tmp_path, **{kind: content})


def test_areas_of_a_council_without_a_name_are_remarked_on(database: Database, tmp_path: Path) -> None:
    done = load(database, tmp_path, councils=COUNCILS, council_areas="area,gss_code\nFB1,E09999999\n")
    assert done["council_areas"].odd == ("1 areas are of E09999999, which councils do not have",)  # type: ignore[attr-defined]
