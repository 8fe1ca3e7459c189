"""council.toml as it is written: its tables, each checked as a whole."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, field_validator

from bot.council.opening_hours import DAYS, OpeningHours, parse_span
from bot.council.tiers import ServicesTable

TEXTS_A_DAY = 5000
"""For each account of a channel that costs: far more than a council of 100,000 homes sends on a snow day."""
DayOfYear = Annotated[str, Field(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")]
"""A month and a day of any year: "12-25"."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Hours(_Strict):
    """Spans such as ["08:30-12:30", "13:30-17:00"] for each weekday; a day left out is closed."""

    monday: list[str] = []
    tuesday: list[str] = []
    wednesday: list[str] = []
    thursday: list[str] = []
    friday: list[str] = []
    saturday: list[str] = []
    sunday: list[str] = []

    @field_validator(*DAYS)
    @classmethod
    def _readable(cls, spans: list[str]) -> list[str]:
        times = sorted(parse_span(span) for span in spans)
        if any(later[0] < earlier[1] for earlier, later in pairwise(times)):
            raise ValueError("two spans of a day overlap")
        return spans

    def opening(self, zone: ZoneInfo, holidays: frozenset[date]) -> OpeningHours:
        """As hours that can be counted."""
        spans = {number: tuple(sorted(parse_span(s) for s in getattr(self, day))) for number, day in enumerate(DAYS)}
        return OpeningHours(zone, spans, holidays)


class Facts(_Strict):
    """The [council] table."""

    name: str = Field(min_length=1)
    short_name: str
    gss_code: str | None = Field(None, pattern=r"^(E0[6-9]|W06|S12|N09)[0-9]{6}$")
    nation: Literal["england", "wales", "scotland", "northern-ireland"]
    timezone: str = "Europe/London"
    languages: list[str] = Field(["en"], min_length=1)
    website: str
    phone: str
    email: str
    address: str
    emergency_phone: str
    privacy_notice: str
    brand_colour: str = Field(pattern=r"^#[0-9a-fA-F]{6}$")

    @field_validator("timezone")
    @classmethod
    def _zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except Exception as error:
            raise ValueError(f"{name} is not a time zone") from error
        return name


class AssistantPatience(_Strict):
    """The [assistant] table, in seconds."""

    holding_seconds: float = Field(10, gt=0)
    patience_seconds: float = Field(60, gt=0)


class Conversations(_Strict):
    """The [conversations] table."""

    reopening_days: int = Field(5, ge=0)
    close_after_hours: float = Field(24, gt=0)


class Limits(_Strict):
    """The [limits] table: what no person writes. Beyond it the assistant is silent."""

    messages_a_minute: int = Field(20, ge=10)
    messages_an_hour: int = Field(100, ge=30)
    same_message: int = Field(4, ge=2)
    quiet_minutes: float = Field(30, gt=0)
    texts_a_day: dict[str, Annotated[int, Field(ge=1)]] = {}

    def texts(self, channel: str) -> int:
        """How many a channel that costs may send in a day."""
        return self.texts_a_day.get(channel, TEXTS_A_DAY)


class Targets(_Strict):
    """Seconds within which each clock should end; a queue (and a channel in it) may set its own."""

    assistant: float | None = Field(None, gt=0)
    first_human: float | None = Field(None, gt=0)
    next_human: float | None = Field(None, gt=0)
    claim: float | None = Field(None, gt=0)
    close: float | None = Field(None, gt=0)
    delivery: float | None = Field(None, gt=0)


class QueueTable(_Strict):
    """One [queues.<key>] table."""

    name: str = Field(min_length=1)
    topics: list[str] = []
    opening_hours: Hours | None = None
    targets: Targets = Targets()
    channel_targets: dict[str, Targets] = {}


class SeasonTable(_Strict):
    """One [[places.<key>.seasons]]: the days of each year, first and last included, that have hours of their own."""

    first_day: DayOfYear
    last_day: DayOfYear
    opening_hours: Hours

    def has(self, day: date) -> bool:
        """Whether a day is in it; one that begins after it ends goes over the new year."""
        in_year = f"{day:%m-%d}"
        if self.first_day <= self.last_day:
            return self.first_day <= in_year <= self.last_day
        return not self.last_day < in_year < self.first_day


class PlaceTable(_Strict):
    """One [places.<key>] table: a place that residents visit."""

    name: str = Field(min_length=1)
    address: str = Field(min_length=1)
    phone: str = ""
    opening_hours: Hours = Hours()
    open_on_bank_holidays: bool = False
    closed: list[DayOfYear] = []
    seasons: list[SeasonTable] = []


class CouncilFile(BaseModel):
    """The file as it is written. Tables that only answers read (contact, link, waste, …) may hold anything."""

    model_config = ConfigDict(extra="allow")

    council: Facts
    opening_hours: Hours = Hours()
    assistant: AssistantPatience = AssistantPatience()
    conversations: Conversations = Conversations()
    limits: Limits = Limits()
    targets: Targets = Targets()
    queues: dict[str, QueueTable] = Field(min_length=1)
    services: ServicesTable = ServicesTable()
    places: dict[Annotated[str, Field(pattern=r"^[a-z0-9_]+$")], PlaceTable] = {}
