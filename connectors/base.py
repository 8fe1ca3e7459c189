"""The contract for a channel: what a connector provides, and all that it is given.

A channel whose settings are all absent is off; one with some but not all of them stops the start (`ChannelSettings`).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Mapping
from typing import Any, ClassVar, Protocol, Self

from fastapi import APIRouter
from pydantic import ModelWrapValidatorHandler, ValidationError, model_validator
from pydantic_settings import BaseSettings

from connectors.messages import Asking, CouncilFacts, Event, Inbound, Outbound, Receipt, Standing, Status


class Inbox(Protocol):
    """All of the gateway that a connector sees."""

    async def receive(self, message: Inbound) -> Receipt:
        """Save the message and return; everything else happens later. Raises MessageRefused for one we never take
        and any other exception when it could not be saved (answer 503, so that the provider tries again)."""

    async def delivery(self, reference: str, status: Status, error: str | None) -> bool:
        """Record a receipt for our outbox id. Receipts never go backwards. False when no such message was sent."""

    async def seen(self, account: str, address: str, through: int) -> None:
        """A page of ours has shown every message up to this number (for channels that show the conversation)."""

    async def opt_out(self, account: str, address: str, word: str, *, confirm: bool = False) -> None:
        """Send the resident nothing more here. `confirm`: we tell them so, as the provider does not."""

    async def opt_in(self, account: str, address: str, word: str, *, confirm: bool = False) -> None:
        """Send the resident messages again."""

    async def rejected(self, reason: str) -> None:
        """A request failed its check: counted by channel and reason in memory, shown to administrators and warned about
        when it is many. Costs nothing and never fails. The reason is a constant of yours, never what was sent."""

    async def history(self, account: str, address: str, after: int) -> list[Event]:
        """The events numbered above `after`, in order, for channels that show the conversation themselves."""

    async def standing(self, account: str, address: str) -> Standing:
        """Who answers now, and the measured wait."""

    async def leave(self, account: str, address: str) -> None:
        """The resident ends the chat: it closes, with the cause `resident_left` where an answer was owed."""

    def events(self, account: str, address: str, after: int) -> AsyncIterator[list[Event]]:
        """Batches of events numbered above `after`, for ever, the first at once; an empty batch means that something
        else may have changed (typing, the place in the queue) or that a few seconds have passed."""


class ChannelMisconfigured(Exception):
    """Some of a channel's settings are given, but they cannot work; the text names them and never their values."""


class ChannelSettings(BaseSettings):
    """Base for a channel that needs settings: `Settings()` raises ValidationError when none of them is set (the channel
    is off) and ChannelMisconfigured when some are, but one is missing or wrong (the gateway must not start)."""

    @model_validator(mode="wrap")
    @classmethod
    def _all_or_nothing(cls, values: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        try:
            return handler(values)
        except ValidationError as error:
            known = {name for field, info in cls.model_fields.items() for name in (field, info.validation_alias)}
            if known.isdisjoint(values):
                raise
            faults = [f"{_variable(cls, fault['loc'])}: {fault['msg']}" for fault in error.errors()]
            raise ChannelMisconfigured("; ".join(faults)) from None


def _variable(settings: type[BaseSettings], location: tuple[int | str, ...]) -> str:
    prefix = settings.model_config.get("env_prefix", "")
    return prefix + ".".join(map(str, location)).upper().removeprefix(prefix)


def at_the_last_moment(asking: Asking) -> dict[str, Any]:
    """httpx's `extensions` for the request that carries a message: `asking` is awaited when the connection stands,
    before the first byte of the request (https://www.python-httpx.org/advanced/extensions/#trace)."""

    async def trace(event: str, _info: object) -> None:
        if event.endswith(".send_request_headers.started"):
            await asking()

    return {"trace": trace}


class Connector(ABC):
    """One channel. `Settings` has its own environment prefix; when required settings are absent, the channel is off."""

    name: ClassVar[str]
    title: ClassVar[str]
    """What staff read for it on their pages."""
    Settings: ClassVar[type[BaseSettings]]
    takes: ClassVar[frozenset[str]] = frozenset()
    """What residents can send here besides words, and may be asked for: "location", "photo"."""
    durable_page: ClassVar[bool] = False
    """True when the channel shows our own stored events (web chat), so that a saved reply is a sent one."""
    pause_seconds: ClassVar[float] = 0.0
    """How long residents pause here between messages that belong together: an answer waits until they have been quiet
    for that long. 0 where one message says it, as on a page."""
    text_limit: ClassVar[int | None] = None
    """Characters beyond which an answer's words are too long for this channel; None where it has no such bar."""
    rejection_reasons: ClassVar[Mapping[str, str]] = {}
    """Each reason that it gives to `Inbox.rejected`, and what administrators read for it."""

    def __init__(self, settings: BaseSettings, public_base_url: str, secret_key: str, *, council: CouncilFacts) -> None:
        self.settings = settings
        self.council = council
        self.public_base_url = public_base_url.rstrip("/")
        self.secret_key = secret_key

    @abstractmethod
    def routes(self, inbox: Inbox) -> APIRouter:
        """The channel's routes, mounted at /channels/<name>."""

    def pages(self, inbox: Inbox) -> APIRouter:
        """Pages of the channel's own at addresses that people type, such as /chat. By default none."""
        return APIRouter()

    @abstractmethod
    async def send(self, message: Outbound, asking: Asking) -> str:
        """Send one provider message and return the provider's reference; raise one of the three delivery errors.

        Await `asking()` at the last moment before the provider may get the message, after every wait (a limit of the
        provider's, a token, a connection), and let through what it raises. With httpx that is
        `extensions=at_the_last_moment(asking)`.
        """

    @classmethod
    def split(cls, message: Outbound) -> list[Outbound]:
        """Cut a reply into what the provider takes, in order. By default as it is. Needs no settings, so that staff can
        preview what a channel sends before it is switched on."""
        return [message]

    @classmethod
    def parts(cls, text: str) -> int | None:
        """How many parts the provider charges for a message with this text; None where length costs nothing."""
        return None

    def limit_streams(self, in_all: int) -> None:
        """Called once before the port opens: at most this many connections may stay open for unknown visitors who wait
        for updates. A channel without streams has nothing to do."""
        return None

    async def start(self) -> None:
        """Called once before the first message. A provider that is down must not stop the gateway from starting."""
        return None

    async def stop(self) -> None:
        """Called once when the gateway ends: give connections back, end open streams."""
        return None
