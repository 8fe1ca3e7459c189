"""What every step of the flow is given: where rows, facts, words, channels and wake-ups are, and what time it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol

from bot.answers import Answers
from bot.council import Council
from bot.database import Database
from bot.live import Live
from connectors.messages import Asking, Outbound
from network.rejection_counts import RejectionCounts


class Channel(Protocol):
    """The sending half of a connector, as far as the flow knows it (connectors.base.Connector)."""

    @property
    def takes(self) -> frozenset[str]:
        """What residents can send here besides words: location, photo."""

    @property
    def durable_page(self) -> bool:
        """Whether a saved reply is already readable by the resident."""

    @property
    def pause_seconds(self) -> float:
        """How long residents pause here between messages that belong together: an answer waits for that."""

    def split(self, message: Outbound) -> list[Outbound]:
        """Cut a reply into provider messages."""

    async def send(self, message: Outbound, asking: Asking) -> str:
        """Send one provider message, `asking` at the last moment; returns the provider's reference or raises a delivery
        error."""


def utc_now() -> datetime:
    """Now, aware."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Context:
    """Shared by all steps of one gateway."""

    database: Database
    council: Council
    answers: Answers
    channels: Mapping[str, Channel]
    live: Live = field(default_factory=Live)
    rejection_counts: RejectionCounts = field(default_factory=RejectionCounts)
    """Requests that failed a check, until `inbox.Rejections` writes them down."""
    now: Callable[[], datetime] = utc_now
    back_office: Mapping[str, str] = field(default_factory=dict)
    """Which service of the back office takes a kind of request or an intent; empty without a back office."""

    def __post_init__(self) -> None:
        """On SQLite there is one gateway: it wakes its own pages for every change there is."""
        self.live.hears_all = self.database.is_sqlite
