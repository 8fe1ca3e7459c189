"""What a column of a records file may hold: each check returns the value as kept, or says what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from email.utils import parseaddr
from itertools import pairwise

from bot.council.opening_hours import DAYS, parse_span, say_span
from language import postcodes
from language.normalise import normalise

DAY_CHARACTERS = 3
""" "mon", "tues", "weds"."""
NAME_CHARACTERS = 64
WORDS_CHARACTERS = 300
TEXT_CHARACTERS = 2000
UPRN_DIGITS = 12
"""A unique property reference number has up to twelve digits (geoplace.co.uk); leading zeros mean nothing."""
POSTCODE_AREA = re.compile(r"([A-Z]{1,2}\d[A-Z\d]?)(?: (\d))?")
GSS_CODE = re.compile(r"(?:E0[6-9]|W06|S12|N09)\d{6}")
"""Codes of the Government Statistical Service for councils of England, Wales, Scotland and Northern Ireland."""
EMAIL = re.compile(r"[^@\s,;<>()]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}", re.IGNORECASE)
LINK = re.compile(r"https://[^\s/?#]+\.[^\s/?#]+[^\s]*")
PHONE = re.compile(r"(?:\+44|0044|0)[1-9]\d{8,9}|0800\d{4,6}|08454647|1\d\d|999|1\d{5}")
"""A number with its area, or one of the short ones: 0800 1111, 101, 111, 116123."""
ZERO_LOST = re.compile(r"[1-37-9]\d{8,9}")
SEVERAL = re.compile(r"\s*(?:/|,|;|\bor\b)\s*", re.IGNORECASE)
EXTENSION = re.compile(r"(?:\b(?:ext|extension|option|opt|x)\b\.?:? ?\d{1,6}|\([^()\d]*\)|[a-z :'-]+)$", re.IGNORECASE)
SIGNS = re.compile(r"[\s().-]")
WHOLE_NUMBER = re.compile(r"\.0+$")

Check = Callable[[str], object]


@dataclass(frozen=True)
class Column:
    """One column of a records file: its name, what it holds (for the documentation), and its check, which returns the
    value as it is kept or raises ValueError with words for the person who made the file."""

    name: str
    holds: str
    check: Check
    optional: bool = False


def maybe(check: Check) -> Check:
    """The same, where the cell may also be empty."""
    return lambda value: check(value) if value else None


def postcode(value: str) -> str:
    """ "fb11aa", "FB1-1AA" → "FB1 1AA"; ValueError for anything that is more or less than one postcode."""
    found = postcodes.postcodes(value) if len(value) <= NAME_CHARACTERS and value.isascii() else []
    if len(found) != 1 or re.search(r"\w", normalise(value[: found[0].start] + value[found[0].end :])):
        raise ValueError(f'"{value[:NAME_CHARACTERS]}" is not a UK postcode')
    return found[0].value


def postcode_area(value: str) -> str:
    """A postcode, or the beginning of one: "fb9" → "FB9", "FB9 1" for its sector; ValueError for anything else."""
    found = POSTCODE_AREA.fullmatch(normalise(value).upper())
    if found is None:
        return postcode(value)
    return f"{found[1]} {found[2]}" if found[2] else found[1]


def gss_code(value: str) -> str:
    """The code of a council: E06 to E09, W06, S12 or N09 and six digits."""
    if not GSS_CODE.fullmatch(value.upper()):
        raise ValueError(
            f'"{value[:NAME_CHARACTERS]}" is not a council\'s code such as E07000999, W06000099 or S12000099'
        )
    return value.upper()


def uprn(value: str) -> str:
    """A unique property reference number, without the leading zeros that some people write."""
    digits = WHOLE_NUMBER.sub("", value)
    if not (digits.isascii() and digits.isdigit() and 0 < len(digits.lstrip("0")) <= UPRN_DIGITS):
        raise ValueError(f'"{value}" is not a UPRN (up to {UPRN_DIGITS} digits)')
    return digits.lstrip("0")


def day(value: str) -> str:
    """A date."""
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        raise ValueError(f'"{value}" is not a date written as 2026-12-25') from None


def weekday(value: str) -> str:
    """ "Monday" or "Mon" → "monday"."""
    begins = value.lower().rstrip(".s")
    found = [
        name for name in DAYS if name == value.lower() or (len(begins) >= DAY_CHARACTERS and name.startswith(begins))
    ]
    if len(found) != 1:
        raise ValueError(f'"{value}" is not a weekday such as monday')
    return found[0]


def weeks(value: str) -> int:
    """How many weeks apart."""
    if WHOLE_NUMBER.sub("", value) not in ("1", "2", "3", "4"):
        raise ValueError(f'"{value}" is not a number of weeks from 1 to 4')
    return int(value[0])


def bin_name(value: str) -> str:
    """One of the bins that the assistant knows."""
    if value.lower() not in ("refuse", "recycling", "garden", "food"):
        raise ValueError(f'"{value}" is not a bin: refuse, recycling, garden or food')
    return value.lower()


def _printed(value: str, longest: int) -> str:
    if len(value) > longest:
        raise ValueError(f"is longer than {longest} characters")
    if not value.isprintable():
        raise ValueError("holds characters that cannot be printed")
    return value


def words(value: str) -> str:
    """A line that can be printed."""
    return _printed(value, WORDS_CHARACTERS)


def text(value: str) -> str:
    """Some sentences, such as what is planned: answers cut them to what a channel takes."""
    return _printed(value, TEXT_CHARACTERS)


def short(value: str) -> str:
    """A name or number that other records refer to."""
    return _printed(value, NAME_CHARACTERS)


def email(value: str) -> str:
    """An e-mail address, without the "mailto:" or the name that address books put before it."""
    found = parseaddr(re.sub(r"^mailto:", "", normalise(words(value)), flags=re.IGNORECASE).partition("?")[0])[1]
    if not EMAIL.fullmatch(found):
        raise ValueError(f'"{value}" is not an email address')
    return found


def phone(value: str) -> str:
    """One or more phone numbers as residents read them: with the 0 that a spreadsheet removes, and never cut."""
    return _put_back(words(value)) or _as_written(value)


def _put_back(value: str) -> str | None:
    """The number of a cell that holds one and has lost its 0."""
    digits = WHOLE_NUMBER.sub("", normalise(value)).replace(" ", "")
    return f"0{digits}" if ZERO_LOST.fullmatch(digits) and not PHONE.fullmatch(digits) else None


def _as_written(value: str) -> str:
    for number in SEVERAL.split(normalise(value)):
        bare = SIGNS.sub("", EXTENSION.sub("", number).replace("(0)", ""))
        if not PHONE.fullmatch(bare):
            raise ValueError(f'"{value}" is not a phone number such as 01632 960 001')
    return value


def link(value: str) -> str:
    """A page that residents are sent to."""
    if not LINK.fullmatch(words(value)):
        raise ValueError(f'"{value}" is not an address that begins with https://')
    return value


def degrees(limit: int, lowest: float, highest: float) -> Check:
    """Latitude or longitude in decimal degrees, within the United Kingdom."""

    def check(value: str) -> float:
        try:
            found = float(value)
        except ValueError:
            found = float("nan")
        if not -limit <= found <= limit:
            raise ValueError(f'"{value}" is not in degrees such as 52.1234')
        if not lowest <= found <= highest:
            raise ValueError(f'"{value}" is not in the United Kingdom ({lowest:g} to {highest:g})')
        return found

    return check


latitude = degrees(90, 49.8, 60.9)
longitude = degrees(180, -8.7, 1.8)
"""From Scilly to Shetland, from Fermanagh to Lowestoft."""


def hours(value: str) -> str:
    """ "9:30-12:30, 13:30-17:00" in the order of the day → "09:30-12:30, 13:30-17:00"; or "closed"."""
    written = normalise(value)
    if written.lower() == "closed":
        return "closed"
    try:
        spans = [parse_span(part) for part in written.split(",")]
    except ValueError:
        raise ValueError(f'"{value}" is not "closed" or hours such as 09:30-17:00') from None
    if any(later[0] < earlier[1] for earlier, later in pairwise(spans)):
        raise ValueError(f'"{value}" has hours that overlap')
    return ", ".join(say_span(*span) for span in spans)
