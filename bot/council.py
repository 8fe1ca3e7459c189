"""council.toml: the council's facts, opening hours, queues, targets. Read once, checked whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

import tomllib
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from bot.errors import CouncilFileError
from bot.opening_hours import DAYS, OpeningHours, parse_span
from bot.services import Services, ServicesTable
from bot.taxonomy import TOPICS, Intent, load_taxonomy, load_titles
from connectors.messages import CouncilFacts

CALL = "call"
"""The table of facts that depend on the hour; council.toml has none of that name."""
DIVISIONS = {
    "england": "england-and-wales",
    "wales": "england-and-wales",
    "scotland": "scotland",
    "northern-ireland": "northern-ireland",
}


TEXTS_A_DAY = 5000
"""On each account of a channel that costs: many more than a council of 100,000 homes sends on a day of snow."""


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
        """As moments that can be reckoned with."""
        spans = {number: tuple(sorted(parse_span(s) for s in getattr(self, day))) for number, day in enumerate(DAYS)}
        return OpeningHours(zone, spans, holidays)


class Facts(_Strict):
    """The [council] table."""

    name: str = Field(min_length=1)
    short_name: str
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


@dataclass(frozen=True)
class Queue:
    """One staff queue: its key in tables and addresses, its name on screen, its hours and targets."""

    key: str
    name: str
    topics: tuple[str, ...]
    hours: OpeningHours


class Council:
    """What the rest of the gateway asks of council.toml."""

    def __init__(self, file: CouncilFile, raw: dict[str, Any], holidays: frozenset[date]) -> None:
        self.facts = file.council
        self.assistant = file.assistant
        self.conversations = file.conversations
        self.limits = file.limits
        self.zone = ZoneInfo(file.council.timezone)
        self.holidays = holidays
        self.hours = file.opening_hours.opening(self.zone, holidays)
        self.intents: dict[str, Intent] = load_taxonomy()
        self.services = Services(file.services, self.intents)
        self._raw = raw
        self._targets = file.targets
        self._tables = file.queues
        self.queues = {
            key: Queue(
                key,
                table.name,
                tuple(table.topics),
                table.opening_hours.opening(self.zone, holidays) if table.opening_hours else self.hours,
            )
            for key, table in file.queues.items()
        }
        self._by_topic = {topic: queue.key for queue in self.queues.values() for topic in queue.topics}

    @property
    def first_queue(self) -> str:
        """Where a conversation goes that belongs to no topic."""
        return self._by_topic.get("conversation", next(iter(self.queues)))

    def queue_for(self, topic: str | None) -> str:
        """The key of the topic's queue."""
        return self._by_topic.get(topic or "", self.first_queue)

    def queue_hours(self, queue: str | None) -> OpeningHours:
        """The opening hours of a queue; the contact centre's for one that is no longer in the file."""
        return self.queues[queue].hours if queue in self.queues else self.hours

    def queue_name(self, queue: str | None) -> str:
        """The name on screen; the key itself for a queue that is no longer in the file."""
        return self.queues[queue].name if queue in self.queues else (queue or "")

    def team(self, queue: str | None) -> str:
        """Who answers there, as a sentence to a resident begins."""
        return f"Our {self.queue_name(queue)} team"

    def service_title(self, intent: str | None) -> str:
        """What residents call a service; the key itself for one that is no longer in the taxonomy."""
        return load_titles().get(intent or "", intent or "")

    def target(self, kind: str, queue: str | None, channel: str | None = None) -> float | None:
        """Target seconds for a clock, the narrowest that is set: queue and channel, queue, council; None if none is."""
        table = self._tables.get(queue or "")
        if table is not None:
            for targets in (table.channel_targets.get(channel or "", Targets()), table.targets):
                value: float | None = getattr(targets, kind, None)
                if value is not None:
                    return value
        return getattr(self._targets, kind, None)

    def fact(self, path: str, now: datetime | None = None) -> str | None:
        """The value at a dotted path such as `contact.waste.phone`, for answers; None if there is none. The page of a
        service that another council runs is that council's, so that [link] need not have it. `call.waste` is whom to
        call at `now` if it cannot wait: the emergency line alone while that team is closed."""
        table, _, name = path.partition(".")
        if table == CALL:
            return self._call(name, now)
        if table == "link" and (page := self.services.page_of_link(name)):
            return page
        node: Any = self._raw
        for part in path.split("."):
            if not isinstance(node, dict) or part not in node:
                return None
            node = node[part]
        return None if isinstance(node, dict | list) else str(node)

    def _call(self, topic: str, now: datetime | None) -> str | None:
        phone, emergency = self.fact(f"contact.{topic}.phone"), self.facts.emergency_phone
        if phone is None:
            return None
        hours = self.queue_hours(self.queue_for(topic))
        if now is not None and hours.known and not hours.is_open(now):
            return emergency
        return f"{phone}, or {emergency} when we are closed"

    def fact_names(self) -> list[str]:
        """Every dotted path that `fact` knows, in the file's order, then whom to call about each topic."""
        return [*_leaves(self._raw), *(f"{CALL}.{topic}" for topic in self._raw.get("contact", {}))]

    def setting(self, path: str, default: Any) -> Any:
        """A value of a table that only one topic reads, as it is written."""
        node: Any = self._raw
        for part in path.split("."):
            node = node.get(part) if isinstance(node, dict) else None
        return default if node is None else node

    def channel_facts(self) -> CouncilFacts:
        """What connectors may say about the council."""
        f = self.facts
        return CouncilFacts(
            f.name,
            f.short_name,
            f.phone,
            f.emergency_phone,
            f.website,
            f.privacy_notice,
            f.languages[0],
            f.brand_colour,
        )


def _leaves(table: Mapping[str, Any], before: str = "") -> Iterator[str]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _leaves(value, f"{before}{name}.")
        elif not isinstance(value, list):
            yield before + name


def bank_holidays(nation: str) -> frozenset[date]:
    """GOV.UK's bank holidays of the nation, from the package that ships them (no network)."""
    from govuk_bank_holidays.bank_holidays import BankHolidays  # loads its file when imported

    held = BankHolidays(use_cached_holidays=True).get_holidays(division=DIVISIONS[nation])
    return frozenset(holiday["date"] for holiday in held)


def load_council(path: Path) -> Council:
    """Read and check council.toml; raises CouncilFileError that names each setting that is wrong."""
    try:
        raw = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError as error:
        raise CouncilFileError(f"{path} is not there. Copy the demonstration council's and edit it.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CouncilFileError(f"{path}: {error}") from error
    try:
        file = CouncilFile.model_validate(raw)
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(str(p) for p in e['loc'])}: {e['msg']}" for e in error.errors())
        raise CouncilFileError(f"{path}: {wrong}") from error
    _check_topics(path, file)
    try:
        return Council(file, raw, bank_holidays(file.council.nation))
    except ValueError as error:
        raise CouncilFileError(f"{path}: {error}") from error


def _check_topics(path: Path, file: CouncilFile) -> None:
    seen: dict[str, str] = {}
    for key, queue in file.queues.items():
        for topic in queue.topics:
            if topic not in TOPICS:
                raise CouncilFileError(f"{path}: queues.{key}: {topic} is not a topic; topics are {', '.join(TOPICS)}")
            if topic in seen:
                raise CouncilFileError(f"{path}: topic {topic} is in two queues, {seen[topic]} and {key}")
            seen[topic] = key
    missing = [topic for topic in TOPICS if topic not in seen]
    if missing:
        raise CouncilFileError(f"{path}: no queue takes {', '.join(missing)}")
