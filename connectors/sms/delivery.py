"""Sends one SMS through Twilio's API, and says in which of three ways it failed."""

from __future__ import annotations

import asyncio
from contextvars import ContextVar
from typing import Any

import httpx
from twilio.base.exceptions import TwilioRestException, TwilioServiceException
from twilio.http import AsyncHttpClient
from twilio.http.response import Response
from twilio.rest import Client

from connectors.base import at_the_last_moment
from connectors.messages import Asking, DeliveryDelayed, DeliveryFailed, DeliveryUnknown, Outbound
from connectors.sms.receipts import OPTED_OUT, QUEUE_FULL, reason
from connectors.sms.settings import SmsSettings
from network import retry_after

TIMEOUT = httpx.Timeout(connect=5, write=10, read=20, pool=5)
DEADLINE_SECONDS = 25.0
"""For one message, however slowly the bytes come: less than the outbox waits, so that we give the reason."""
NOT_AUTHENTICATED = 20003
UNAVAILABLE = 20503
"""https://www.twilio.com/docs/api/errors/20003 and /20503, where Twilio says to try again."""

_asking: ContextVar[Asking] = ContextVar("asking")
"""Of the message that this task sends: Twilio's client carries nothing of ours through to its HTTP client."""

_NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)


class TwilioSender:
    """Twilio's client, once for each token: while tokens are changed over, only one of them may work."""

    def __init__(
        self, settings: SmsSettings, timeout: httpx.Timeout = TIMEOUT, deadline: float = DEADLINE_SECONDS
    ) -> None:
        self.settings = settings
        self.deadline = deadline
        self.http = _Http(timeout)
        self.clients = [self._client(token) for token in settings.tokens]

    async def send(self, message: Outbound, callback: str, asking: Asking) -> str:
        """Twilio's reference of the message, which it has accepted for sending."""
        _asking.set(asking)
        for client in self.clients:
            try:
                async with asyncio.timeout(self.deadline):
                    return await self._create(client, message, callback)
            except TimeoutError:
                raise DeliveryUnknown("Twilio took too long to answer") from None
            except (TwilioRestException, TwilioServiceException) as error:
                if error.status != 401:
                    raise _refusal(error.status, error.code) from None
        # Not the message's fault: it waits until the account's settings are put right.
        raise DeliveryDelayed(reason(NOT_AUTHENTICATED))

    async def close(self) -> None:
        """Give the connections back."""
        await self.http.client.aclose()

    async def _create(self, client: Client, message: Outbound, callback: str) -> str:
        sender = self.settings.sender
        service = sender if sender.startswith("MG") else None
        origin = {"messaging_service_sid": service} if service else {"from_": message.account or sender}
        try:
            sent = await client.messages.create_async(
                to=message.address, body=message.text, status_callback=callback, **origin
            )
        except (ValueError, TypeError, AttributeError):
            raise DeliveryUnknown("Twilio's answer could not be read") from None
        if not sent.sid:
            raise DeliveryUnknown("Twilio's answer named no message")
        return str(sent.sid)

    def _client(self, token: str) -> Client:
        client = Client(self.settings.account_sid, token, http_client=self.http)
        if self.settings.api_base_url:
            client.api.base_url = self.settings.api_base_url
        client.messages  # noqa: B018 - twilio loads its account API at the first mention, which takes half a second
        return client


def _refusal(status: int, code: int | None) -> DeliveryDelayed | DeliveryFailed | DeliveryUnknown:
    """What an error of Twilio's means for the message."""
    if code in QUEUE_FULL:
        return DeliveryDelayed(reason(code))
    if 400 <= status < 500:
        return DeliveryFailed(reason(code, f"refused with status {status}"), opted_out=code == OPTED_OUT)
    return DeliveryUnknown(f"Twilio answered with status {status}")


class _Http(AsyncHttpClient):  # type: ignore[misc]
    """Twilio's client on httpx. Its own async one hides `Retry-After`, and waits for ever:
    https://github.com/twilio/twilio-python/issues/925."""

    def __init__(self, timeout: httpx.Timeout) -> None:
        self.is_async = True
        self.client = httpx.AsyncClient(timeout=timeout)

    async def request(  # the parameters are those of twilio's own client
        self,
        method: str,
        uri: str,
        params: dict[str, object] | None = None,
        data: dict[str, object] | None = None,
        headers: dict[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,
        allow_redirects: bool = False,
    ) -> Response:
        """One request and no second one: only the outbox may try again."""
        fields: dict[str, Any] = data or {}
        moment = at_the_last_moment(_asking.get())
        try:
            answer = await self.client.request(method, uri, data=fields, headers=headers, auth=auth, extensions=moment)
        except _NEVER_SENT as error:
            raise DeliveryDelayed(f"Twilio could not be reached ({type(error).__name__})") from None
        except (httpx.UnsupportedProtocol, httpx.InvalidURL):
            raise DeliveryFailed("SMS_API_BASE_URL is not an address that can be called") from None
        except httpx.HTTPError as error:
            raise DeliveryUnknown(f"The connection to Twilio broke ({type(error).__name__})") from None
        if answer.status_code == 429 or (answer.status_code == 503 and _is_unavailable(answer)):
            wait = retry_after.read(answer.headers)
            raise DeliveryDelayed(f"Twilio asks us to wait (status {answer.status_code})", wait)
        return Response(answer.status_code, answer.text, answer.headers)


def _is_unavailable(answer: httpx.Response) -> bool:
    """Twilio's own refusal. Any other 503 is a proxy's: the message may have gone past it."""
    try:
        content = answer.json()
    except ValueError:
        return False
    return isinstance(content, dict) and content.get("code") == UNAVAILABLE
