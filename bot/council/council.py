"""What the rest of the gateway asks of council.toml: facts, queues, hours, targets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.council.file import CouncilFile, Targets
from bot.council.hours_in_words import say_week
from bot.council.opening_hours import OpeningHours
from bot.council.places import places
from bot.council.tiers import Services
from connectors.messages import CouncilFacts
from language import taxonomy
from language.intent_kinds import CONVERSATION
from language.taxonomy import Intent

CALL = "call"
PLACE = "place"
"""The tables of facts that depend on the hour; council.toml has none of these names."""
HOURS = "hours"
"""The table of when a topic's team answers, which is worked out too."""
AT_ANY_HOUR = "at any hour"


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
        self.intents: dict[str, Intent] = taxonomy.intents()
        self.services = Services(file.services, self.intents)
        self._places = places(file.places, self.zone, holidays)
        self._raw = raw
        self._targets = file.targets
        self._tables = file.queues
        self.queues = {
            key: Queue(
                key=key,
                name=table.name,
                topics=tuple(table.topics),
                hours=table.opening_hours.opening(self.zone, holidays) if table.opening_hours else self.hours,
            )
            for key, table in file.queues.items()
        }
        self._by_topic = {topic: queue.key for queue in self.queues.values() for topic in queue.topics}

    @property
    def first_queue(self) -> str:
        """Where a conversation goes that belongs to no topic."""
        return self._by_topic.get(CONVERSATION, next(iter(self.queues)))

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
        return taxonomy.titles().get(intent or "", intent or "")

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
        call at `now` if it cannot wait: the emergency line alone while that team is closed. `place.town_hall.today` is
        whether a place is open. `hours.waste` is when that team answers: "Monday to Friday 9am to 5pm"."""
        table, _, name = path.partition(".")
        if table == CALL:
            return self._call(name, now)
        if table == PLACE:
            return self._place(name, now)
        if table == HOURS:
            return self._hours(name)
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

    def _hours(self, topic: str) -> str | None:
        if topic not in self._raw.get("contact", {}):
            return None
        hours = self.queue_hours(self.queue_for(topic))
        return say_week(hours) if hours.known else AT_ANY_HOUR

    def _place(self, path: str, now: datetime | None) -> str | None:
        key, _, name = path.partition(".")
        place = self._places.get(key)
        return place.fact(name, now or datetime.now(UTC)) if place else None

    def fact_names(self) -> list[str]:
        """Every dotted path that `fact` knows, in the file's order, then whom to call about each topic and when, then
        what there is to say of each place."""
        written = {table: held for table, held in self._raw.items() if table != "places"}
        calls = [f"{table}.{topic}" for table in (CALL, HOURS) for topic in self._raw.get("contact", {})]
        said = (f"{PLACE}.{key}.{name}" for key, place in self._places.items() for name in place.fact_names())
        return [*_leaves(written), *calls, *said]

    def setting(self, path: str, default: Any) -> Any:
        """A value of a table that only one topic reads, as it is written."""
        node: Any = self._raw
        for part in path.split("."):
            node = node.get(part) if isinstance(node, dict) else None
        return default if node is None else node

    def channel_facts(self) -> CouncilFacts:
        """What connectors may say about the council."""
        facts = self.facts
        return CouncilFacts(
            name=facts.name,
            short_name=facts.short_name,
            phone=facts.phone,
            emergency_phone=facts.emergency_phone,
            website=facts.website,
            privacy_notice=facts.privacy_notice,
            language=facts.languages[0],
            brand_colour=facts.brand_colour,
            zone=self.zone,
        )


def _leaves(table: Mapping[str, Any], before: str = "") -> Iterator[str]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _leaves(value, f"{before}{name}.")
        elif not isinstance(value, list):
            yield before + name
