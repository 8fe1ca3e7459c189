"""Twilio's two webhooks, incoming SMS and receipts: verify, save, answer."""

from __future__ import annotations

import hmac
import re

import structlog
from fastapi import APIRouter, HTTPException, Request, Response

from connectors.base import Inbox
from connectors.messages import Inbound, MessageRefused, Status
from connectors.sms.inbound import carrier_knows, message_of, start_word, stop_word
from connectors.sms.receipts import OPTED_OUT, STATUSES, reason
from connectors.sms.settings import SmsSettings
from connectors.sms.signature import FORM, HEADER, Form, is_signed
from network.request_body import BodyTooLarge, read_body

REJECTION_REASONS = {
    "signature": "The provider’s signature was missing or wrong",
    "path_key": "The secret part of the address was wrong",
    "account": "It was for another account at the provider",
    "content_type": "It was not a form",
    "malformed": "It named no message, sender or number",
    "too_large": "It was too large",
}
_OUR_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
log = structlog.get_logger()


class Webhooks:
    """The routes, and the one gate in front of both."""

    def __init__(self, settings: SmsSettings, public_base_url: str, inbox: Inbox) -> None:
        self.settings = settings
        self.public_base_url = public_base_url
        self.inbox = inbox

    def router(self) -> APIRouter:
        """Below an address that cannot be guessed."""
        router = APIRouter()
        router.add_api_route("/{path_key}", self.incoming, methods=["POST"], include_in_schema=False)
        router.add_api_route("/{path_key}/status/{outbox_id}", self.receipt, methods=["POST"], include_in_schema=False)
        return router

    async def incoming(self, path_key: str, request: Request) -> Response:
        """An SMS or MMS. 503 when it could not be saved, so that Twilio tries again or uses its fallback address."""
        form = await self._verified(path_key, request)
        message = message_of(form)
        if message is None:
            raise await self._refusal(400, "malformed", "The request names no message, sender or number.")
        try:
            await self._take(message, form)
        except MessageRefused as refusal:
            log.info("sms.refused", reference=message.reference, code=refusal.code)
        except Exception as error:
            # Without the trace: a database's error quotes the row, and that is the resident's text and number.
            log.error("sms.not_saved", reference=message.reference, error=type(error).__name__)
            raise HTTPException(503, "The message could not be saved. Please send it again.") from None
        return Response('<?xml version="1.0" encoding="UTF-8"?><Response/>', media_type="text/xml")

    async def _take(self, message: Inbound, form: Form) -> None:
        """A stop or a start is recorded and goes no further. Twilio answers the words that it knows; we the others."""
        if word := stop_word(form):
            await self.inbox.opt_out(message.account, message.address, word, confirm=not carrier_knows(form))
            log.info("sms.opted_out", reference=message.reference)
        elif word := start_word(form):
            await self.inbox.opt_in(message.account, message.address, word, confirm=not carrier_knows(form))
            log.info("sms.opted_in", reference=message.reference)
        else:
            receipt = await self.inbox.receive(message)
            log.info("sms.received", reference=message.reference, new=receipt.new)

    async def receipt(self, path_key: str, outbox_id: str, request: Request) -> Response:
        """How far one of our messages came. They arrive out of order and more than once; the inbox sorts that out."""
        form = await self._verified(path_key, request)
        status = STATUSES.get(form.get("MessageStatus") or form.get("SmsStatus"))
        if status is None:
            return Response(status_code=204)
        try:
            known = bool(_OUR_ID.fullmatch(outbox_id)) and await self._record(outbox_id, status, form)
        except Exception as error:
            log.error("sms.receipt_not_saved", outbox=outbox_id, error=type(error).__name__)
            raise HTTPException(503, "The receipt could not be saved.") from None
        if not known:
            raise HTTPException(404, "There is no such message.")
        return Response(status_code=204)

    async def _record(self, outbox_id: str, status: Status, form: Form) -> bool:
        code = form.get("ErrorCode")
        known = await self.inbox.delivery(outbox_id, status, reason(code) if code or status is Status.FAILED else None)
        if known and code == str(OPTED_OUT):
            await self.inbox.opt_out(form.get("From"), form.get("To"), code)
        return known

    async def _verified(self, path_key: str, request: Request) -> Form:
        """The form, if Twilio sent it for our account: else 404, 415, 413 or 403, each of them counted."""
        ours = self.settings.path_key.get_secret_value().encode()
        if not hmac.compare_digest(ours, path_key.encode("utf-8", "replace")):
            raise await self._refusal(404, "path_key", "There is nothing here.")
        if request.headers.get("content-type", "").split(";")[0].strip().lower() != FORM:
            raise await self._refusal(415, "content_type", "A form is expected here.")
        try:
            form = Form(await read_body(request.headers, request.stream()))
        except BodyTooLarge:
            raise await self._refusal(413, "too_large", "The request is too large.") from None
        except ValueError:
            raise await self._refusal(403, "signature", "The form has too many fields.") from None
        if not is_signed(self.settings.tokens, self._address(request), form, signature=request.headers.get(HEADER)):
            raise await self._refusal(403, "signature", "The request is not signed by Twilio for this address.")
        if form.get("AccountSid") != self.settings.account_sid:
            raise await self._refusal(403, "account", "The request is for another account.")
        return form

    def _address(self, request: Request) -> str:
        """The address that Twilio signed: ours as configured, never as the request's Host says, path and query raw."""
        path: bytes = request.scope.get("raw_path") or request.scope["path"].encode()
        query: bytes = request.scope["query_string"]
        return self.public_base_url + (path + (b"?" + query if query else b"")).decode("latin-1")

    async def _refusal(self, status: int, cause: str, words: str) -> HTTPException:
        await self.inbox.rejected(cause)
        return HTTPException(status, words)
