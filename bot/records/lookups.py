"""Looks things up in the records."""

from __future__ import annotations

import re
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.council.opening_hours import DAYS
from bot.records.columns import postcode
from bot.records.kinds import KINDS
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
from language.houses import house_and_street, is_at
from language.normalise import normalise


def list_addresses(session: Session, wanted: str) -> list[AddressRecord]:
    """The homes at a postcode, in the order of their addresses; ValueError if it is not a postcode."""
    query = select(AddressRecord).where(AddressRecord.postcode == postcode(wanted))
    return sorted(session.scalars(query), key=lambda row: _natural(row.address))


def list_addresses_at(session: Session, text: str) -> list[AddressRecord]:
    """The homes with the house number and street that a text names, of whichever place; none where it names none."""
    house = house_and_street(text)
    if house is None:
        return []
    begins = func.lower(AddressRecord.address).startswith(" ".join(house.split()[:2]), autoescape=True)
    found = [row for row in session.scalars(select(AddressRecord).where(begins)) if is_at(row.address, house)]
    return sorted(found, key=lambda row: _natural(row.address))


def list_rounds(session: Session, uprn: str) -> list[RoundRecord]:
    """The rounds that call at an address. An import refuses one whose first date is not on its weekday; one from before
    that was checked counts as unknown, so that nobody is told a wrong day."""
    query = select(RoundRecord).join(AddressRecord, AddressRecord.round == RoundRecord.round)
    found = session.scalars(query.where(AddressRecord.uprn == uprn))
    return [row for row in found if DAYS[date.fromisoformat(row.first_date).weekday()] == row.weekday]


def list_round_changes(session: Session) -> list[RoundChange]:
    """Every moved collection day."""
    return list(session.scalars(select(RoundChange).order_by(RoundChange.original_date)))


def count_by_kind(session: Session) -> dict[str, int]:
    """How many rows there are of each kind."""
    return {name: session.scalar(select(func.count()).select_from(spec.table)) or 0 for name, spec in KINDS.items()}


def list_areas(session: Session, wanted: str, uprn: str | None, *, area: str) -> list[str]:
    """The wards (`area` is "ward") or polling districts that a postcode, or one address of it, lies in; ValueError if
    it is not a postcode."""
    rows = [row for row in list_addresses(session, wanted) if uprn in (None, row.uprn)]
    return sorted({found for row in rows if (found := getattr(row, area))})


def list_councillors(session: Session, wards: list[str]) -> list[CouncillorRecord]:
    """Everybody who sits for these wards."""
    query = select(CouncillorRecord).where(CouncillorRecord.ward.in_(wards))
    return list(session.scalars(query.order_by(CouncillorRecord.ward, CouncillorRecord.name)))


def list_polling_places(session: Session, districts: list[str]) -> list[PollingPlaceRecord]:
    """Where these districts vote."""
    query = select(PollingPlaceRecord).where(PollingPlaceRecord.polling_district.in_(districts))
    return list(session.scalars(query.order_by(PollingPlaceRecord.polling_district)))


def list_terms(session: Session) -> list[TermRecord]:
    """Every stretch of school, the earliest first."""
    return list(session.scalars(select(TermRecord).order_by(TermRecord.first_day)))


def list_libraries(session: Session) -> list[LibraryRecord]:
    """Every library, by name."""
    return list(session.scalars(select(LibraryRecord).order_by(LibraryRecord.name)))


def get_middle_of_postcode(session: Session, wanted: str) -> tuple[float, float] | None:
    """The middle of a postcode's homes as latitude and longitude, where any has them; ValueError if it is not a
    postcode."""
    rows = list_addresses(session, wanted)
    found = [(r.latitude, r.longitude) for r in rows if r.latitude is not None and r.longitude is not None]
    return (sum(a for a, _ in found) / len(found), sum(b for _, b in found) / len(found)) if found else None


def get_planning_application(session: Session, reference: str) -> PlanningRecord | None:
    """The application with this number however it is spaced; without its letters, where only one has the digits."""
    wanted = re.sub(r"[^0-9A-Z]", "", normalise(reference).upper())
    bare = func.replace(func.replace(func.replace(func.upper(PlanningRecord.reference), "/", ""), "-", ""), " ", "")
    exact = session.scalars(select(PlanningRecord).where(bare == wanted)).first()
    digits = re.match(r"\A[A-Z]*[0-9]+", wanted)
    if exact or digits is None:
        return exact
    alike = session.scalars(select(PlanningRecord).where(bare.startswith(digits[0], autoescape=True)))
    found = [row for row in alike if not re.sub(r"[^0-9A-Z]", "", row.reference)[len(digits[0]) :][:1].isdigit()]
    return found[0] if len(found) == 1 else None


def _natural(address: str) -> list[tuple[int, int | str]]:
    return [(0, int(part)) if part.isdigit() else (1, part) for part in re.split(r"(\d+)", address) if part]
