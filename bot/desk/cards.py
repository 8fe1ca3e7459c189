"""What the desk shows, as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.database.states import RequestState, State, Status

MOST_COUNTED = 1000
"""Nobody needs an exact number beyond this, and counting would take longer each year."""


@dataclass(frozen=True)
class Wait:
    """An answer that is owed. `seconds` counts against `target`: working seconds for people, clock seconds for the
    assistant; `clock_seconds` is what the resident feels."""

    kind: str
    since: datetime
    clock_seconds: float
    seconds: float
    target: float | None

    @property
    def left(self) -> float | None:
        """Seconds until the target is missed, negative once it is."""
        return None if self.target is None else self.target - self.seconds

    @property
    def share_left(self) -> float | None:
        """How much of the target is left, 1 to 0."""
        return None if self.left is None or not self.target else max(0.0, min(1.0, self.left / self.target))


@dataclass(frozen=True)
class Card:
    """One conversation in a list. `trouble`: one of our messages did not reach the resident, or may not have. `about`
    is the service that was asked for last, in words, `who` the resident's number or name where the channel has one,
    `preview` the resident's last message."""

    id: int
    channel: str
    state: State
    queue: str | None
    officer_id: int | None
    officer: str | None
    urgent: bool
    trouble: bool
    about: str
    who: str
    preview: str
    active_at: datetime
    last_number: int
    wait: Wait | None
    close_reason: str | None = None
    machine: str | None = None
    """Why a message in it was taken for an automatic one, if one was."""
    possible_danger: bool = False
    """Something in it may be a sign of danger; nothing is a sure one."""


@dataclass(frozen=True)
class Listing:
    """A list of cards and how many there are in all, counted up to MOST_COUNTED; the longest waits are shown."""

    cards: list[Card]
    total: int

    @property
    def amount(self) -> str:
        """The total as it is shown."""
        return f"{self.total:,}" if self.total < MOST_COUNTED else f"{MOST_COUNTED:,} or more"


@dataclass(frozen=True)
class QueueCard:
    """One queue at this moment. `waiting` counts conversations that nobody has claimed."""

    key: str
    name: str
    waiting: int
    urgent: int
    longest_seconds: float | None
    open: bool
    opens_at: datetime | None
    requests: int


@dataclass(frozen=True)
class Delivery:
    """How far a message has got: the state of the worst of its `parts`."""

    status: Status
    error: str | None
    parts: int


@dataclass(frozen=True)
class Understood:
    """What the assistant made of a resident's message."""

    intent: str
    confidence: float
    decision: str
    """What followed; empty if the text was only read, because a person has the conversation."""
    urgent: bool
    facet: str = ""
    """What was asked of the service, in words: "what it costs"."""
    follows: bool = False
    """It names no service itself: it was read in the light of what the conversation was about."""
    also: tuple[str, ...] = ()
    """What the same message asked for besides."""


@dataclass(frozen=True)
class Entry:
    """One event of a thread. A message or a note has `text`; everything else is a single `line`."""

    number: int
    kind: str
    author: str
    name: str
    text: str
    at: datetime
    line: str = ""
    understood: Understood | None = None
    delivery: Delivery | None = None
    choices: tuple[str, ...] = ()
    extras: tuple[str, ...] = ()


@dataclass(frozen=True)
class Earlier:
    """Another conversation of the same resident on this channel."""

    id: int
    state: State
    opened_at: datetime
    queue: str | None
    close_reason: str | None


@dataclass(frozen=True)
class Request:
    """A service request and what was gathered for it."""

    id: int
    reference: str
    kind: str
    queue: str
    state: RequestState
    fields: dict[str, Any]
    at: datetime
    done_at: datetime | None
    done_by: str | None
    conversation: int
    number: str | None = None
    """The back office's own."""
    error: str | None = None
    """Why it is for staff, or why it has not gone out yet."""
    notes: str | None = None
    """What the back office said about it last."""
    sendable: bool = False
    """Whether an officer may send it (again)."""
    lgsl: str = ""
    """Its service's codes in the services list."""


@dataclass(frozen=True)
class About:
    """The service that a conversation asked for last, and its codes in the services list; `elsewhere`: another
    council's."""

    title: str
    lgsl: str
    elsewhere: bool


@dataclass(frozen=True)
class Thread:
    """One conversation as the desk shows it. `blocked` says why nothing can be sent, if so."""

    card: Card
    entries: list[Entry]
    earlier_entries: int
    seen: int
    reason: str | None
    address: str
    language: str
    opened_at: datetime
    closed_at: datetime | None
    others: list[Earlier]
    requests: list[Request]
    opted_out: bool
    blocked: str | None
    can_reopen: bool
    mark: str
    about: About | None = None
