"""E-mail addresses and phone numbers, taken whole or not at all. This module and language/dates.py need libraries."""

from __future__ import annotations

import re

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from language.normalise import normalise

_TOKEN = re.compile(r"[^\s<>()\[\]\"]+")
_AROUND = "'*,;:.!?"
_HOME = "GB"
_SPELLED = re.compile(r"\+?[\d\s()./-]{5,30}")
_RUN = re.compile(r"(?<![\w/])\+?\(?\d(?:[\s().-]{0,2}\d){8,13}(?![\w/])")
"""What may be a phone number among other words."""
_NATIONAL_DIGITS = 10
"""Of a British number that the library does not know, such as those kept for drama; a local part alone is shorter."""
_ENDINGS = frozenset(("uk", "com", "org", "net", "gov", "ac", "co", "example", "wales", "cymru", "scot", "eu"))
_LONGEST_CHARACTERS = 320
"""64 before the "@" and 255 after it (RFC 3696, section 3)."""


def is_email(text: str) -> bool:
    """Whether the whole text is an e-mail address as mail is sent to it; nobody is asked whether its domain exists."""
    if len(text) > _LONGEST_CHARACTERS:
        return False
    try:
        validate_email(text, check_deliverability=False, strict=True)
    except EmailNotValidError:
        return False
    return True


def mentions_email(text: str) -> bool:
    """Whether a text has something in it that is meant for an address."""
    return "@" in normalise(text)


def email_in(text: str) -> str | None:
    """The one address of a text. None where there is none, where there are several, and where what is there is no whole
    address: cut apart by a space, or with a sign that no address has."""
    tokens = _TOKEN.findall(normalise(text))
    at = [place for place, token in enumerate(tokens) if "@" in token]
    found = {_whole(tokens, place) for place in at}
    return found.pop() if len(found) == 1 else None


def _whole(tokens: list[str], place: int) -> str | None:
    """The address that a token is, without "mailto:" and the signs round it."""
    token = tokens[place]
    address = token.lstrip("'*").rstrip(_AROUND).rpartition(":")[2]
    before = tokens[place - 1] if place else ""
    after = tokens[place + 1] if place + 1 < len(tokens) else ""
    broken = before.endswith(("-", "_", "+", "&")) or after.startswith((".", "-", "_"))
    broken = broken or (token.endswith((".", ",")) and after.strip(_AROUND).casefold() in _ENDINGS)
    return address if is_email(address) and not broken else None


def is_phone(text: str) -> bool:
    """Whether the whole text is a phone number, British or with its country's code, however it is spaced."""
    spelled = normalise(text)
    if not _SPELLED.fullmatch(spelled):
        return False
    try:
        number = phonenumbers.parse(spelled, _HOME)
    except phonenumbers.NumberParseException:
        return False
    unknown = phonenumbers.is_possible_number(number) and len(str(number.national_number)) == _NATIONAL_DIGITS
    return phonenumbers.is_valid_number(number) or unknown


def without_phones(text: str) -> str:
    """The text with a space in the place of each phone number."""
    return _RUN.sub(lambda match: " " if is_phone(match[0]) else match[0], normalise(text))
