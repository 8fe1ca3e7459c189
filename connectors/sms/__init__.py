"""SMS through Twilio: signed webhooks in, the REST API out, receipts by status callback."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, cast

import structlog
from fastapi import APIRouter
from pydantic_settings import BaseSettings

from connectors.base import Connector, Inbox
from connectors.messages import Asking, CouncilFacts, Outbound
from connectors.sms import segments, wording
from connectors.sms.settings import SmsSettings
from connectors.sms.signature import signed_request
from connectors.sms.webhook import REJECTION_REASONS, Webhooks

if TYPE_CHECKING:
    from connectors.sms.delivery import TwilioSender

__all__ = ["CONNECTOR", "Sms", "SmsSettings", "signed_request"]

log = structlog.get_logger()


class Sms(Connector):
    """One number, or one Messaging Service, of one Twilio account."""

    name: ClassVar[str] = "sms"
    title: ClassVar[str] = "Text message"
    Settings: ClassVar[type[BaseSettings]] = SmsSettings
    pause_seconds: ClassVar[float] = 3.0
    """A thought comes in several texts, and each answer costs one."""
    text_limit: ClassVar[int | None] = 320
    """Characters, of two segments on their own: beyond it an answer costs more and is read less."""
    rejection_reasons: ClassVar[Mapping[str, str]] = REJECTION_REASONS

    def __init__(self, settings: BaseSettings, public_base_url: str, secret_key: str, *, council: CouncilFacts) -> None:
        super().__init__(settings, public_base_url, secret_key, council=council)
        self.sms = cast(SmsSettings, settings)
        self._sender: asyncio.Task[TwilioSender] | None = None

    def routes(self, inbox: Inbox) -> APIRouter:
        """Twilio's webhook and its receipts."""
        return Webhooks(self.sms, self.public_base_url, inbox).router()

    async def start(self) -> None:
        """Begins to load Twilio's client, which makes no call yet."""
        logging.getLogger("twilio").setLevel(logging.WARNING)
        if not self.public_base_url.startswith("https://"):
            log.warning("sms.public_address_not_https")
        self._loading()

    async def stop(self) -> None:
        """Gives back the connections to Twilio."""
        if self._sender is not None:
            sender, self._sender = await self._sender, None
            await sender.close()

    async def send(self, message: Outbound, asking: Asking) -> str:
        """One SMS, perhaps of several segments; Twilio's SID of it."""
        sender = await asyncio.shield(self._loading())
        return await sender.send(message, self.callback(message), asking)

    @classmethod
    def split(cls, message: Outbound) -> list[Outbound]:
        """Choices become numbered lines, and each part is one that Twilio takes."""
        return wording.split(message)

    @classmethod
    def parts(cls, text: str) -> int | None:
        """Twilio charges for each segment: https://www.twilio.com/docs/glossary/what-sms-character-limit."""
        return segments.segments(text)

    def callback(self, message: Outbound) -> str:
        """Where Twilio reports on this message: our id in it settles a message whose sending is left unknown."""
        key = self.sms.path_key.get_secret_value()
        return f"{self.public_base_url}/channels/sms/{key}/status/{message.id}"

    def _loading(self) -> asyncio.Task[TwilioSender]:
        if self._sender is None:
            self._sender = asyncio.create_task(asyncio.to_thread(_load, self.sms))
        return self._sender


def _load(settings: SmsSettings) -> TwilioSender:
    """Twilio's REST client takes up to a second to import: in a thread, and not before SMS is known to be on."""
    from connectors.sms.delivery import TwilioSender

    return TwilioSender(settings)


CONNECTOR = Sms
