"""Whether a request is Twilio's: its signature over our public address and every value exactly as it was posted."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from urllib.parse import parse_qsl, urlencode, urlsplit

from twilio.request_validator import RequestValidator, add_port, remove_port

from connectors.sms.settings import SmsSettings
from language.cleaning import storable

HEADER = "X-Twilio-Signature"
FORM = "application/x-www-form-urlencoded"
MAX_FIELDS = 500
"""Twilio posts some thirty; the signature's cost grows with the square of them."""


class Form:
    """A posted form: every value in order, untrimmed, empty ones too, for the signature covers them all.

    Bytes that are not UTF-8 become U+FFFD, so that no lone surrogate gets further than this.
    """

    def __init__(self, body: bytes) -> None:
        """Raises ValueError for more fields than MAX_FIELDS."""
        self.fields = parse_qsl(
            body.decode("utf-8", "replace"), keep_blank_values=True, errors="replace", max_num_fields=MAX_FIELDS
        )

    def getlist(self, name: str) -> list[str]:
        """Every value of a name; this is how twilio's validator reads a form."""
        return [value for key, value in self.fields if key == name]

    def get(self, name: str) -> str:
        """The first value, as it can be stored; empty when there is none."""
        return storable(next(iter(self.getlist(name)), ""))

    def __iter__(self):  # type: ignore[no-untyped-def]
        return iter({name: None for name, _ in self.fields})

    def __len__(self) -> int:
        return len(self.fields)


def sign(token: str, url: str, form: Form) -> str:
    """The signature that Twilio makes with an account's token (HMAC-SHA1, base64):
    https://www.twilio.com/docs/usage/security#validating-requests."""
    signature: str = RequestValidator(token).compute_signature(url, form)
    return signature


def is_signed(tokens: Sequence[str], url: str, form: Form, *, signature: str | None) -> bool:
    """Whether the signature was made with one of the tokens.

    The algorithm is ours to choose: `X-Twilio-Webhooks-Signature-Settings` is written by whoever sends the request and
    is not read. The port may be in the signed address or not (twilio's own validator tries both).
    """
    given = (signature or "").strip().encode("utf-8", "replace")
    parts = urlsplit(url)
    addresses = {url, add_port(parts), remove_port(parts)}
    return any(
        hmac.compare_digest(sign(token, address, form).encode(), given) for token in tokens for address in addresses
    )


def signed_request(
    settings: SmsSettings, public_base_url: str, *, text: str, from_: str, sid: str
) -> tuple[str, dict[str, str], bytes]:
    """Address, headers and body of the webhook that Twilio would send for this SMS to our number."""
    url = f"{public_base_url.rstrip('/')}/channels/sms/{settings.path_key.get_secret_value()}"
    fields = {
        "ToCountry": "GB",
        "SmsMessageSid": sid,
        "NumMedia": "0",
        "SmsSid": sid,
        "SmsStatus": "received",
        "Body": text,
        "FromCountry": "GB",
        "To": settings.sender,
        "NumSegments": "1",
        "MessageSid": sid,
        "AccountSid": settings.account_sid,
        "From": from_,
        "ApiVersion": "2010-04-01",
    }
    body = urlencode(fields).encode()
    headers = {"Content-Type": f"{FORM}; charset=UTF-8", HEADER: sign(settings.tokens[0], url, Form(body))}
    return url, headers, body
