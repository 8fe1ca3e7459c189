"""The records' tables. A row is replaced with its whole kind, so none refers to another by a key of the database."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Double, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.database.models import Base


class RecordImport(Base):
    """Where a kind's rows came from last: the demonstration, or the council (also when it emptied the kind)."""

    __tablename__ = "record_imports"

    kind: Mapped[str] = mapped_column(String(32), primary_key=True)
    source: Mapped[str] = mapped_column(String(16))
    rows: Mapped[int]
    at: Mapped[datetime]


class AddressRecord(Base):
    """A home, from `townclerk records import addresses`."""

    __tablename__ = "record_addresses"

    uprn: Mapped[str] = mapped_column(String(16), primary_key=True)
    address: Mapped[str]
    postcode: Mapped[str] = mapped_column(String(8), index=True)
    round: Mapped[str] = mapped_column(String(64))
    ward: Mapped[str | None] = mapped_column(String(64))
    polling_district: Mapped[str | None] = mapped_column(String(64))
    latitude: Mapped[float | None] = mapped_column(Double)
    longitude: Mapped[float | None] = mapped_column(Double)


class RoundRecord(Base):
    """One bin on one collection round: which weekday, how many weeks apart, counted from `first_date`."""

    __tablename__ = "record_rounds"

    round: Mapped[str] = mapped_column(String(64), primary_key=True)
    bin: Mapped[str] = mapped_column(String(32), primary_key=True)
    weekday: Mapped[str] = mapped_column(String(16))
    every_weeks: Mapped[int]
    first_date: Mapped[str] = mapped_column(String(10))


class RoundChange(Base):
    """A collection that moves: every round due on `original_date` is collected on `new_date`."""

    __tablename__ = "record_round_changes"

    original_date: Mapped[str] = mapped_column(String(10), primary_key=True)
    new_date: Mapped[str] = mapped_column(String(10))
    note: Mapped[str] = mapped_column(Text, default="")


class CouncillorRecord(Base):
    """A councillor of a ward."""

    __tablename__ = "record_councillors"

    ward: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    party: Mapped[str]
    email: Mapped[str]
    phone: Mapped[str]


class PollingPlaceRecord(Base):
    """Where a polling district votes."""

    __tablename__ = "record_polling_places"

    polling_district: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str]
    address: Mapped[str]
    note: Mapped[str] = mapped_column(Text, default="")


class TermRecord(Base):
    """A stretch of school without a holiday: half a term."""

    __tablename__ = "record_term_dates"

    school_year: Mapped[str] = mapped_column(String(64), primary_key=True)
    term: Mapped[str] = mapped_column(String(64), primary_key=True)
    first_day: Mapped[str] = mapped_column(String(10))
    last_day: Mapped[str] = mapped_column(String(10))
    note: Mapped[str] = mapped_column(Text, default="")


class LibraryRecord(Base):
    """A library; its hours are "closed" or spans such as "09:30-17:00"."""

    __tablename__ = "record_libraries"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    address: Mapped[str]
    postcode: Mapped[str] = mapped_column(String(8))
    latitude: Mapped[float] = mapped_column(Double)
    longitude: Mapped[float] = mapped_column(Double)
    phone: Mapped[str]
    page: Mapped[str]
    monday: Mapped[str]
    tuesday: Mapped[str]
    wednesday: Mapped[str]
    thursday: Mapped[str]
    friday: Mapped[str]
    saturday: Mapped[str]
    sunday: Mapped[str]


class PlanningRecord(Base):
    """A planning application."""

    __tablename__ = "record_planning_applications"

    reference: Mapped[str] = mapped_column(String(64), primary_key=True)
    address: Mapped[str]
    description: Mapped[str]
    status: Mapped[str]
    decision_date: Mapped[str | None] = mapped_column(String(10))
    link: Mapped[str]


class CouncilRecord(Base):
    """A council, ours or another, by its code of the Government Statistical Service. `places`: its towns and villages,
    with commas between them."""

    __tablename__ = "record_councils"

    gss_code: Mapped[str] = mapped_column(String(9), primary_key=True)
    name: Mapped[str] = mapped_column(String(128))
    website: Mapped[str | None]
    places: Mapped[str | None] = mapped_column(Text)


class CouncilAreaRecord(Base):
    """Whose a postcode, a sector ("FB9 1") or a whole postcode district ("FB9") is."""

    __tablename__ = "record_council_areas"

    area: Mapped[str] = mapped_column(String(8), primary_key=True)
    gss_code: Mapped[str] = mapped_column(String(9))
