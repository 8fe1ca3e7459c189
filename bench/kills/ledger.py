"""What the fakes saw against what the database holds: each message of a resident, each message to one."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bench.kills.traffic import Posted
from bot.database import Database
from bot.database.models import EventRow, Handoff, InboundRow, OutboxRow
from tests.fakes.twilio import FakeTwilio

ENDED = {"sent", "delivered", "read", "failed", "unknown"}
REPLY = "You said: "


@dataclass(frozen=True)
class Figures:
    """What the trial came to. `in_the_air`: unknown, and the provider was never asked: the gateway died between writing
    that it asks and asking."""

    acknowledged: int
    asked: int
    accepted: int
    passed_on: int
    unknown: int
    in_the_air: int


def outbox_id(callback: str) -> str:
    """Our id, which travels in the address of the callback."""
    return callback.rsplit("/", 1)[1]


class Ledger:
    """Read once, after everything has come to rest."""

    def __init__(self, database_url: str, twilio: FakeTwilio, posted: Sequence[Posted]) -> None:
        self._posted = posted
        self._asked = {outbox_id(form["StatusCallback"]) for form in twilio.requests}
        self._accepted = [(outbox_id(message.callback), message.to) for message in twilio.messages]
        database = Database(database_url)
        self._inbound, self._events, self._outbox, handoffs = database.read_now(_rows)
        self._passed_on = {row.conversation_id for row in handoffs}
        database.close()

    def figures(self) -> Figures:
        """The numbers of the trial."""
        unknown = {row.id for row in self._outbox if row.status == "unknown"}
        return Figures(
            acknowledged=len(self._posted),
            asked=len(self._asked),
            accepted=len(self._accepted),
            passed_on=len(self._passed_on),
            unknown=len(unknown),
            in_the_air=len(unknown - self._asked),
        )

    def faults(self) -> list[str]:
        """Everything that must not be, in words; empty when the trial was stood."""
        return [*self._lost(), *self._twice(), *self._unfinished(), *self._unanswered(), *self._out_of_order()]

    def _lost(self) -> Iterable[str]:
        kept = Counter((row.channel, row.reference) for row in self._inbound)
        for message in self._posted:
            if kept[message.channel, message.reference] != 1:
                times = kept[message.channel, message.reference]
                yield f"{message.channel} {message.reference} was acknowledged and is there {times} times"

    def _twice(self) -> Iterable[str]:
        times = Counter(row for row, _ in self._accepted)
        yield from (f"{row} was accepted {count} times" for row, count in times.items() if count > 1)
        settled = {row.id for row in self._outbox if row.status in ("sent", "delivered", "read")}
        never = settled - self._asked - {row.id for row in self._outbox if row.channel == "webchat"}
        yield from (f"{row} says that it was sent and was never asked for" for row in never)

    def _unfinished(self) -> Iterable[str]:
        yield from (f"message {row.id} still has something to do: {row.todo}" for row in self._inbound if row.todo)
        yield from (f"{row.id} is still {row.status}" for row in self._outbox if row.status not in ENDED)

    def _unanswered(self) -> Iterable[str]:
        """Each message has one answer, however often the assistant was asked for it; none only where the assistant was
        away so long, gateway after gateway, that the resident was passed on to people."""
        replies = Counter(event.text for event in self._events if event.text.startswith(REPLY))
        where = {(row.channel, row.reference): row.conversation_id for row in self._inbound}
        for message in self._posted:
            answers = replies[f"{REPLY}{message.text}"]
            passed_on = where.get((message.channel, message.reference)) in self._passed_on
            if answers > 1 or (answers == 0 and not passed_on):
                yield f"{message.channel} {message.reference} has {answers} answers"

    def _out_of_order(self) -> Iterable[str]:
        """What a resident wrote is numbered as it was posted; what was sent to one went out as it is numbered."""
        numbers = {(row.channel, row.reference): row.number for row in self._inbound}
        wrote: dict[str, list[int]] = defaultdict(list)
        for message in self._posted:
            wrote[message.resident].append(numbers.get((message.channel, message.reference), 0))
        rows = {row.id: (row.number, row.part) for row in self._outbox}
        got: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for row, to in self._accepted:
            got[to].append(rows[row])
        for resident, line in [*wrote.items(), *got.items()]:
            if line != sorted(line):
                yield f"a resident's messages are out of order: {line} ({resident[:4]}…)"


def _rows(session: Session) -> list[Sequence[Any]]:
    return [session.scalars(select(table)).all() for table in (InboundRow, EventRow, OutboxRow, Handoff)]
