"""The kinds of records: which table each fills, from which columns."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

from bot.council.opening_hours import DAYS
from bot.database.models import Base
from bot.records import columns as check
from bot.records import ons_files, spreadsheets
from bot.records.columns import Column, maybe
from bot.records.spreadsheets import Line
from bot.records.tables import (
    AddressRecord,
    CouncilAreaRecord,
    CouncillorRecord,
    CouncilRecord,
    LibraryRecord,
    PlanningRecord,
    PollingPlaceRecord,
    RoundChange,
    RoundRecord,
    TermRecord,
)

VACANT = re.compile(r"\W*(?:(?:seat|currently)\W+)?(?:vacant|vacancy|empty)(?:\W+seat)?\W*", re.IGNORECASE)


@dataclass(frozen=True)
class RecordKind:
    """One kind of records: its table, its columns, and the columns that make a row unique. `vacant` says of a row which
    columns may be empty in it all the same; `read` gives the names and rows of a file."""

    table: type[Base]
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    vacant: Callable[[dict[str, str]], tuple[str, ...]] = lambda _row: ()
    read: Callable[[Path, Collection[str]], tuple[list[str], list[Line]]] = spreadsheets.read

    def longest(self, column: str) -> int | None:
        """How many characters the table takes, on every database; None for any number."""
        found: int | None = getattr(self.table.__table__.c[column].type, "length", None)
        return found


def _vacant_seat(row: dict[str, str]) -> tuple[str, ...]:
    """A seat that nobody has between two elections."""
    return ("party", "email", "phone") if VACANT.fullmatch(row.get("name", "")) else ()


KINDS: dict[str, RecordKind] = {
    "addresses": RecordKind(
        AddressRecord,
        (
            Column("uprn", "unique property reference number, up to 12 digits", check.uprn),
            Column("address", "the address without its postcode", check.words),
            Column("postcode", "UK postcode", check.postcode),
            Column("round", "the collection round, as in the rounds file", check.short),
            Column("ward", "the ward, as in the councillors file", maybe(check.short), optional=True),
            Column("polling_district", "as in the polling places file", maybe(check.short), optional=True),
            Column("latitude", "in degrees, such as 52.1234", maybe(check.latitude), optional=True),
            Column("longitude", "in degrees, such as -1.2345", maybe(check.longitude), optional=True),
        ),
        ("uprn",),
    ),
    "rounds": RecordKind(
        RoundRecord,
        (
            Column("round", "name of the collection round", check.short),
            Column("bin", "refuse, recycling, garden or food", check.bin_name),
            Column("weekday", "monday to sunday", check.weekday),
            Column("every_weeks", "1 weekly, 2 fortnightly, up to 4", check.weeks),
            Column(
                "first_date", "a date on which it was or will be collected; later ones are counted from it", check.day
            ),
        ),
        ("round", "bin"),
    ),
    "round_changes": RecordKind(
        RoundChange,
        (
            Column("original_date", "the day that collections would have been", check.day),
            Column("new_date", "the day they are instead", check.day),
            Column("note", "why, for residents", check.words, optional=True),
        ),
        ("original_date",),
    ),
    "councillors": RecordKind(
        CouncillorRecord,
        (
            Column("ward", "name of the ward", check.short),
            Column("name", "the councillor", check.short),
            Column("party", "party, group or Independent", check.words),
            Column("email", "where residents write to", check.email),
            Column("phone", "where residents call", check.phone),
        ),
        ("ward", "name"),
        _vacant_seat,
    ),
    "polling_places": RecordKind(
        PollingPlaceRecord,
        (
            Column("polling_district", "letters or name of the district", check.short),
            Column("name", "of the polling place", check.words),
            Column("address", "with its postcode", check.words),
            Column("note", "such as the way in, for residents", check.words, optional=True),
        ),
        ("polling_district",),
    ),
    "term_dates": RecordKind(
        TermRecord,
        (
            Column("school_year", "such as 2026-27", check.short),
            Column("term", "a term, or the half of one before or after its break", check.short),
            Column("first_day", "of school", check.day),
            Column("last_day", "of school", check.day),
            Column("note", "for residents", check.words, optional=True),
        ),
        ("school_year", "term"),
    ),
    "libraries": RecordKind(
        LibraryRecord,
        (
            Column("name", "of the library", check.short),
            Column("address", "without its postcode", check.words),
            Column("postcode", "UK postcode", check.postcode),
            Column("latitude", "in degrees, such as 52.1234", check.latitude),
            Column("longitude", "in degrees, such as -1.2345", check.longitude),
            Column("phone", "where residents call", check.phone),
            Column("page", "its page, with https://", check.link),
            *(Column(day, "09:30-17:00, two spans with a comma between, or closed", check.hours) for day in DAYS),
        ),
        ("name",),
    ),
    "planning_applications": RecordKind(
        PlanningRecord,
        (
            Column("reference", "as on the notice, such as 26/01234/FUL", check.short),
            Column("address", "of the site", check.words),
            Column("description", "what is planned", check.text),
            Column("status", "such as being looked at, granted or refused", check.words),
            Column("decision_date", "when it was or will be decided", maybe(check.day), optional=True),
            Column("link", "its page, with https://", check.link),
        ),
        ("reference",),
    ),
    "councils": RecordKind(
        CouncilRecord,
        (
            Column("gss_code", "such as E07000999", check.gss_code),
            Column("name", "of the council", check.words),
            Column("website", "with https://", maybe(check.link), optional=True),
            Column("places", "towns and villages, with commas between", maybe(check.text), optional=True),
        ),
        ("gss_code",),
        read=ons_files.read_councils,
    ),
    "council_areas": RecordKind(
        CouncilAreaRecord,
        (
            Column("area", "a postcode, its sector (FB9 1) or its district (FB9)", check.postcode_area),
            Column("gss_code", "whose it is, as in the councils file", check.gss_code),
        ),
        ("area",),
        read=ons_files.read_areas,
    ),
}
