"""What a column of a records file may hold: each check returns the value as kept, or says what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from bot.opening_hours import DAYS, parse_span

POSTCODE = re.compile(r"^([A-Z]{1,2}[0-9][A-Z0-9]?) ?([0-9][A-Z]{2})$")
EMAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]+$")

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
    """The same, where nothing may stand as well."""
    return lambda value: check(value) if value else None


def postcode(value: str) -> str:
    """ "fb11aa" → "FB1 1AA"."""
    match = POSTCODE.match(re.sub(r"\s+", " ", value.strip().upper()))
    if match is None:
        raise ValueError(f'"{value}" is not a UK postcode')
    return f"{match[1]} {match[2]}"


def uprn(value: str) -> str:
    """A unique property reference number."""
    if not (value.isascii() and value.isdigit() and len(value) <= 12):
        raise ValueError(f'"{value}" is not a UPRN (up to 12 digits)')
    return value


def day(value: str) -> str:
    """A date."""
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        raise ValueError(f'"{value}" is not a date written as 2026-12-25') from None


def weekday(value: str) -> str:
    """ "Monday" → "monday"."""
    if value.lower() not in DAYS:
        raise ValueError(f'"{value}" is not a weekday such as monday')
    return value.lower()


def weeks(value: str) -> int:
    """How many weeks apart."""
    if value not in ("1", "2", "3", "4"):
        raise ValueError(f'"{value}" is not a number of weeks from 1 to 4')
    return int(value)


def bin_name(value: str) -> str:
    """One of the bins that the assistant knows."""
    if value not in ("refuse", "recycling", "garden", "food"):
        raise ValueError(f'"{value}" is not a bin: refuse, recycling, garden or food')
    return value


def words(value: str) -> str:
    """Anything that can be printed."""
    if len(value) > 300:
        raise ValueError("is longer than 300 characters")
    if not value.isprintable():
        raise ValueError("holds characters that cannot be printed")
    return value


def short(value: str) -> str:
    """A name or number that other records refer to."""
    if len(value) > 64:
        raise ValueError("is longer than 64 characters")
    return words(value)


def email(value: str) -> str:
    """An e-mail address."""
    if not EMAIL.match(words(value)):
        raise ValueError(f'"{value}" is not an email address')
    return value


def link(value: str) -> str:
    """A page that residents are sent to."""
    if not re.match(r"https://[^\s/]+\.", words(value)):
        raise ValueError(f'"{value}" is not an address that begins with https://')
    return value


def degrees(limit: int) -> Check:
    """Latitude or longitude in decimal degrees."""

    def check(value: str) -> float:
        try:
            found = float(value)
        except ValueError:
            found = float("nan")
        if not -limit <= found <= limit:
            raise ValueError(f'"{value}" is not in degrees such as 52.1234')
        return found

    return check


def hours(value: str) -> str:
    """ "09:30-12:30, 13:30-17:00" in the order of the day, or "closed"."""
    if value.lower() == "closed":
        return "closed"
    try:
        spans = [parse_span(part) for part in value.split(",")]
    except ValueError:
        raise ValueError(f'"{value}" is not "closed" or hours such as 09:30-17:00') from None
    if any(later[0] < earlier[1] for earlier, later in pairwise(spans)):
        raise ValueError(f'"{value}" has hours that overlap')
    return ", ".join("-".join(part.strip() for part in span.split("-")) for span in value.split(","))
