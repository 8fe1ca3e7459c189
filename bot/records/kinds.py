"""The kinds of records: which table each fills, from which columns."""

from __future__ import annotations

from dataclasses import dataclass

from bot.models import Base
from bot.opening_hours import DAYS
from bot.records import columns as check
from bot.records.columns import Column, maybe
from bot.records.tables import (
    AddressRecord,
    CouncillorRecord,
    LibraryRecord,
    PlanningRecord,
    PollingPlaceRecord,
    RoundChange,
    RoundRecord,
    TermRecord,
)


@dataclass(frozen=True)
class RecordKind:
    """One kind of records: its table, its columns, and the columns that make a row unique."""

    table: type[Base]
    columns: tuple[Column, ...]
    key: tuple[str, ...]


KINDS: dict[str, RecordKind] = {
    "addresses": RecordKind(
        AddressRecord,
        (
            Column("uprn", "unique property reference number, up to 12 digits", check.uprn),
            Column("address", "the address without its postcode", check.words),
            Column("postcode", "UK postcode", check.postcode),
            Column("round", "the collection round, as in the rounds file", check.words),
            Column("ward", "the ward, as in the councillors file", maybe(check.short), optional=True),
            Column("polling_district", "as in the polling places file", maybe(check.short), optional=True),
            Column("latitude", "in degrees, such as 52.1234", maybe(check.degrees(90)), optional=True),
            Column("longitude", "in degrees, such as -1.2345", maybe(check.degrees(180)), optional=True),
        ),
        ("uprn",),
    ),
    "rounds": RecordKind(
        RoundRecord,
        (
            Column("round", "name of the collection round", check.words),
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
            Column("phone", "where residents call", check.words),
        ),
        ("ward", "name"),
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
            Column("latitude", "in degrees, such as 52.1234", check.degrees(90)),
            Column("longitude", "in degrees, such as -1.2345", check.degrees(180)),
            Column("phone", "where residents call", check.words),
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
            Column("description", "what is planned", check.words),
            Column("status", "such as being looked at, granted or refused", check.words),
            Column("decision_date", "when it was or will be decided", maybe(check.day), optional=True),
            Column("link", "its page, with https://", check.link),
        ),
        ("reference",),
    ),
}
