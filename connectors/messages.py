"""Plain data that crosses between a channel's connector and the flow."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

MAX_TEXT = 4000
"""In characters, of one resident's message that we take. A connector that can answer refuses a longer one with a clear
error; one that cannot (SMS) is cut here, and the event is marked so that staff see it."""


@dataclass(frozen=True)
class Choice:
    """One of the answers that we offer. `id` is what the channel sends back; `title` is what the resident reads."""

    id: str
    title: str


@dataclass(frozen=True)
class Location:
    """A shared position in WGS 84 degrees; `label` is what the provider calls the place, for officers."""

    latitude: float
    longitude: float
    label: str | None = None


@dataclass(frozen=True)
class Attachment:
    """A file at the provider's: `url` is where it is kept, never fetched without an allow-list; `name` is the file's,
    for officers, where the provider gives one."""

    url: str
    content_type: str
    name: str | None = None


@dataclass(frozen=True)
class Inbound:
    """What a resident sent.

    `account` is our side of the channel (our number, our bot; for web chat the session), `address` the resident's side,
    an opaque string, and `reference` the provider's id of this message: (channel, account, reference) is saved once.
    Exactly one of `text`, `choice`, `location` or `attachments` is what was sent; an attachment may come with a text.
    `language` is a tag such as "cy" where the provider knows it; without it the council's first language is assumed.
    """

    channel: str
    account: str
    reference: str
    address: str
    text: str | None = None
    choice: str | None = None
    location: Location | None = None
    attachments: tuple[Attachment, ...] = ()
    language: str | None = None


@dataclass(frozen=True)
class Outbound:
    """One provider message to a resident. `id` is our outbox id: it travels in the callback's address."""

    id: str
    account: str
    address: str
    text: str
    choices: tuple[Choice, ...] = ()


class Status(StrEnum):
    """How far an outbound message has come. `unknown`: the provider may or may not have it."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Receipt:
    """Answer to `Inbox.receive`: `number` is the event's number in its conversation; `new` is false for a repeat."""

    conversation: int
    number: int
    new: bool


@dataclass(frozen=True)
class Event:
    """One entry of a conversation's numbered log, as a channel may show it.

    `kind` is message or state. `author` is resident, assistant, officer or system. `data` holds, for a state event,
    {"state": assistant|waiting|officer|closed, "officer": first name or null}; for an assistant's message {"wants":
    [...]}, what of the channel's `takes` answers it too; for a resident's {"location": {"latitude", "longitude"}}.
    """

    number: int
    kind: str
    author: str
    text: str
    choices: tuple[Choice, ...]
    at: datetime
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Waiting:
    """What a waiting resident is told: `position` from 1, `typical_seconds` measured (None: no figure yet),
    `opens_at` when the queue is closed now. `said` is all of it in one sentence, which a page shows as it is."""

    position: int
    typical_seconds: float | None
    opens_at: datetime | None
    said: str = ""


@dataclass(frozen=True)
class Standing:
    """Where a resident's conversation stands: who answers, and what a page may say about it."""

    state: str = "assistant"
    officer: str | None = None
    waiting: Waiting | None = None
    typing: bool = False
    last_number: int = 0


@dataclass(frozen=True)
class CouncilFacts:
    """What a channel may say about the council on its own pages and in its own messages (from council.toml)."""

    name: str
    short_name: str
    phone: str
    emergency_phone: str
    website: str
    privacy_notice: str
    language: str
    zone: ZoneInfo
    brand_colour: str = "#1b5e57"


class DeliveryError(Exception):
    """Raised by `Connector.send` as one of the three below."""


class DeliveryFailed(DeliveryError):
    """Will never work: do not retry. `opted_out` is set when the provider says that the resident opted out."""

    def __init__(self, reason: str, opted_out: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.opted_out = opted_out


class DeliveryDelayed(DeliveryError):
    """Was not accepted: retry after `retry_after` seconds (None: the outbox's own backoff)."""

    def __init__(self, reason: str, retry_after: float | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retry_after = retry_after


class DeliveryUnknown(DeliveryError):
    """May have been accepted (timed out after sending): never sent again by itself."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Withdrawn(Exception):
    """Raised by `asking`: the message must no longer go out. A connector does not catch it."""


Asking = Callable[[], Awaitable[None]]
"""What `Connector.send` awaits at the last moment before the provider may get the message. It writes down, durably,
that the message is going out, so that after a crash it is known which messages the provider can have at all."""


class MessageRefused(Exception):
    """The inbox will not take this message; `reason` is for the resident, `code` for a client."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason
