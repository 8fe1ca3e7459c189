"""Records as plain data for the assistant's actions. `kept` says whether the council has any of that kind at all."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.council.opening_hours import DAYS
from bot.database.models import Base
from bot.records import areas, lookups
from bot.records.areas import Whose
from bot.records.tables import AddressRecord, CouncillorRecord, CouncilRecord, PlanningRecord, PollingPlaceRecord

Reply = dict[str, Any]


def councillors(session: Session, postcode: str, uprn: str | None) -> Reply:
    """The wards of a postcode, or of one address of it, each with its councillors."""
    wards = _areas(session, postcode, uprn, area="ward")
    rows = lookups.list_councillors(session, wards)
    people = {w: [_row(r, "name", "party", "email", "phone") for r in rows if r.ward == w] for w in wards}
    found = [{"ward": ward, "councillors": sitting} for ward, sitting in people.items()]
    return {"kept": _any(session, CouncillorRecord), "wards": found}


def polling(session: Session, postcode: str, uprn: str | None) -> Reply:
    """The polling places of a postcode, or of one address of it."""
    districts = _areas(session, postcode, uprn, area="polling_district")
    rows = lookups.list_polling_places(session, districts)
    places = [_row(row, "polling_district", "name", "address", "note") for row in rows]
    return {"kept": _any(session, PollingPlaceRecord), "places": places}


def terms(session: Session) -> Reply:
    """All stretches of school, the earliest first."""
    rows = lookups.list_terms(session)
    return {"terms": [_row(row, "school_year", "term", "first_day", "last_day", "note") for row in rows]}


def libraries(session: Session, postcode: str) -> Reply:
    """All libraries with the hours of each weekday from Monday on, and where the postcode is, if that is known."""
    columns = ("name", "address", "postcode", "latitude", "longitude", "phone", "page")
    rows = [
        _row(row, *columns) | {"hours": [getattr(row, day) for day in DAYS]} for row in lookups.list_libraries(session)
    ]
    try:
        at = lookups.get_middle_of_postcode(session, postcode)
    except ValueError:
        at = None
    return {"libraries": rows, "at": at}


def whose(session: Session, ours: str | None, *, postcode: str, text: str) -> Reply:
    """Whose area a postcode is in, or a place that a text names. ours: that it is this council's, by an address or by
    the table of councils, where `ours` is its code; council: the other council's name and page, if one is known; kept:
    whether there are addresses at all, so that one which is not among them tells something; councils: whether there is
    a table of them."""
    try:
        found = _places(session, postcode, text)
        home = bool(postcode and lookups.list_addresses(session, postcode))
    except ValueError:
        found, home = [], False
    mine = [each for each in found if each.gss_code == ours]
    others = [] if home else [each for each in found if each.gss_code != ours]
    council = {"name": others[0].council, "page": others[0].page, "place": others[0].place} if others else None
    return {
        "ours": not others and (home or bool(mine)),
        "place": mine[0].place if mine else postcode,
        "council": council,
        "kept": _any(session, AddressRecord),
        "councils": _any(session, CouncilRecord),
    }


def _places(session: Session, postcode: str, text: str) -> list[Whose]:
    if not postcode:
        return areas.list_named(session, text)
    found = areas.get_by_postcode(session, postcode)
    return [found] if found else []


def planning(session: Session, reference: str) -> Reply:
    """The planning application with this number, if there is one."""
    row = lookups.get_planning_application(session, reference)
    columns = ("reference", "address", "description", "status", "decision_date", "link")
    return {"kept": _any(session, PlanningRecord), "applications": [_row(row, *columns)] if row else []}


def _areas(session: Session, postcode: str, uprn: str | None, *, area: str) -> list[str]:
    try:
        return lookups.list_areas(session, postcode, uprn, area=area)
    except ValueError:
        return []


def _any(session: Session, table: type[Base]) -> bool:
    return session.execute(select(table).limit(1)).first() is not None


def _row(row: Base, *columns: str) -> Reply:
    return {name: getattr(row, name) for name in columns}
