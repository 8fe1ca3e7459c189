"""Records as plain data for the assistant's actions. `kept` says whether the council has any of that kind at all."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.council.opening_hours import DAYS
from bot.database.models import Base
from bot.records import lookups
from bot.records.tables import CouncillorRecord, PlanningRecord, PollingPlaceRecord

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
