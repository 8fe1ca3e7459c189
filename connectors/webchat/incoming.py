"""What a resident sent, checked: read up to a limit, made safe to store, exactly one of text, choice and location."""

from __future__ import annotations

import json
import unicodedata
import uuid
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

from fastapi import Request

from connectors.messages import MAX_TEXT, Inbound, Location
from connectors.webchat.errors import NotValid, TooLong
from connectors.webchat.sessions import Session
from language.cleaning import one_kind_of_line_break, storable
from network.request_body import MAX_BODY_BYTES, BodyTooLarge, read_body

MAX_REFERENCE = 200
MAX_CHOICE = 200
LOCATION_DECIMALS = 6
"""Of a degree: a tenth of a metre. A browser gives more than its place is good for."""
UNSEEN_CATEGORIES = {"Cc", "Cf", "Zs", "Zl", "Zp"}


@dataclass(frozen=True)
class Written:
    """One message: a text, the id of a choice or a place, and the reference that makes a repeat harmless."""

    text: str | None
    choice: str | None
    reference: str
    location: Location | None = None

    def inbound(self, session: Session) -> Inbound:
        """As the inbox takes it. A session is both our side and theirs."""
        ours = theirs = session.address
        return Inbound(
            channel="webchat",
            account=ours,
            reference=self.reference,
            address=theirs,
            text=self.text,
            choice=self.choice,
            location=self.location,
        )


async def read(request: Request) -> bytes:
    """The body; TooLong for more than we take."""
    try:
        return await read_body(request.headers, request.stream())
    except BodyTooLarge:
        message = f"The request is larger than {MAX_BODY_BYTES // 1024} KiB."
        raise TooLong("request_too_large", message) from None


def from_json(body: bytes) -> Written:
    """A message posted as JSON; fields that we do not know are ignored."""
    try:
        fields = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise NotValid("invalid_json", "The request is not JSON.") from error
    if not isinstance(fields, dict):
        raise NotValid("invalid_json", "The request is not a JSON object.")
    text, choice, reference = (_string(fields, name) for name in ("text", "choice", "reference"))
    location = _location(fields.get("location"))
    return written(text=text, choice=choice, reference=reference, location=location)


def form_fields(body: bytes) -> dict[str, str]:
    """The fields of a posted form, made safe to store."""
    try:
        pairs = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True, errors="replace", max_num_fields=20)
    except ValueError as error:
        raise NotValid("invalid_form", "The form could not be read.") from error
    return {name: _field(values[-1]) for name, values in pairs.items()}


def written(
    *, text: str | None, choice: str | None, reference: str | None, location: Location | None = None
) -> Written:
    """Exactly one of text, choice and location, none of them empty or too long."""
    if [text, choice, location].count(None) != 2:
        raise NotValid("text_or_choice", "Send one of these: a text, a choice or a location.")
    if text is not None and not _visible(text):
        raise NotValid("empty_text", "Write a message first.")
    if text is not None and len(text) > MAX_TEXT:
        too_long = (
            f"Your message has {len(text):,} characters. Messages can have at most {MAX_TEXT:,}: please shorten it."
        )
        raise TooLong("text_too_long", too_long)
    if choice is not None and not 0 < len(choice) <= MAX_CHOICE:
        raise NotValid("unknown_choice", "That is not one of the choices.")
    if reference is not None and not 0 < len(reference) <= MAX_REFERENCE:
        raise NotValid("invalid_reference", f"A reference has 1 to {MAX_REFERENCE} characters.")
    return Written(text, choice, reference or str(uuid.uuid4()), location)


def _field(text: str) -> str:
    """What can be stored of it, with one kind of line break."""
    return one_kind_of_line_break(storable(text, surrogate="\ufffd"))


def _string(fields: dict[str, Any], name: str) -> str | None:
    value = fields.get(name)
    if value is not None and not isinstance(value, str):
        raise NotValid("invalid_request", f"{name}: must be a string.")
    return None if value is None else _field(value)


def _location(value: Any) -> Location | None:
    """Whatever else a client puts beside the two numbers is left aside."""
    if value is None:
        return None
    given = value if isinstance(value, dict) else {}
    latitude, longitude = (_degrees(given.get(name), most) for name, most in (("latitude", 90), ("longitude", 180)))
    if latitude is None or longitude is None:
        limits = "a latitude from -90 to 90 and a longitude from -180 to 180, both numbers"
        raise NotValid("invalid_location", f"A location has {limits}.")
    return Location(latitude, longitude)


def _degrees(value: Any, most: int) -> float | None:
    """None for anything that is not a number or is out of range; NaN compares as out of range."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return round(float(value), LOCATION_DECIMALS) if is_number and -most <= value <= most else None


def _visible(text: str) -> bool:
    """Whether there is anything to read: spaces and direction marks alone are not a message."""
    return any(char == "\ufffd" or unicodedata.category(char) not in UNSEEN_CATEGORIES for char in text)
