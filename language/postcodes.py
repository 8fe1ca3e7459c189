"""Finds UK postcodes however they were typed, and writes them the official way.

The shape only: whether a postcode exists is for the records to say, and a demonstration's need not be possible ones.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from language.normalise import Normalised, align

_TIGHT = re.compile(r"(?<!\w)([A-Z]{1,2}\d[A-Z\d]?|[A-Z]0\d\d)[\s.-]{0,3}([\dO][A-Z]{2})(?!\w)", re.IGNORECASE)
"""As most people type it: in one piece, or with a gap in the middle. The O of the inward part is a 0."""
_AREA_APART = re.compile(r"(?<!\w)([A-Z]{1,2})[ .-](\d[A-Z\d]?)[ .-]{0,3}([\dO])([A-Z]{2})(?!\w)", re.IGNORECASE)
""" "fb 12cd", "fb 1 2cd": among other words only where it does not read as those words do: "by 10 5pm"."""
_NOT_AREAS = """
    a am an as at be bn by do gt go he hi i if in is it ma me mr ms my no of ok on or p pm re so st to up us we x
"""
_NO_AREA = frozenset(_NOT_AREAS.split())
_UNITS = "ad am bc cl cm ft ga gb hr hz kg km lb mb ml mm mp nd pm rd st th tv yd"
_NO_INWARD = frozenset(_UNITS.split())
"""Letters after a number that make it a time, a place in a row or a measure."""
_LEADS = re.compile(
    r"(?:(?:my|our|new|old|post|code|postcode|is|was|its|it's|it|that's|thats|sorry|no|yes|oh|hi|hello|um|ok|"
    r"actually|i|mean|meant|live|at|in)\b[\s:,.!-]*)*",
    re.IGNORECASE,
)
_TRAILS = re.compile(r"[\s,.!-]*(?:(?:please|pls|thanks|thank you|ta|cheers|sorry|mate)\b[\s,.!]*)*", re.IGNORECASE)
_LETTER_FIRST = re.compile(r"[A-Z][ .-]+[A-Z]\d", re.IGNORECASE)
""" "f b1 2cd", where "b1 2cd" would be a postcode too."""
_SIGN = re.compile(r"[\s.,_/-]+")
_WHOLE = re.compile(r"([A-Z]{1,2}\d[A-Z\d]?|[A-Z]0\d\d)(\d[A-Z]{2})")
_LONGEST_ALONE_CHARACTERS = 60
"""A message that is no more than a postcode, spaced out, with a few words round it."""


@dataclass(frozen=True)
class Postcode:
    """One postcode, and where it stands in the text as written."""

    value: str
    start: int
    end: int


def postcodes(text: str | Normalised) -> list[Postcode]:
    """Every postcode of a text, in its order."""
    read = align(text) if isinstance(text, str) else text
    if _LETTER_FIRST.match(read.text) and (spaced := _alone(read)):
        return spaced
    found = [_found(read, *match.span(), outward=match[1], inward=match[2]) for match in _TIGHT.finditer(read.text)]
    if not found:
        found = [
            _found(read, *match.span(), outward=match[1] + match[2], inward=match[3] + match[4])
            for match in _AREA_APART.finditer(read.text)
            if match[1].casefold() not in _NO_AREA and match[4].casefold() not in _NO_INWARD
        ]
    return found or _alone(read)


def find_postcode(text: str) -> str | None:
    """The last postcode in the text as "FB1 2CD": in "not FB1 2CD but FB1 2CE" the last one is meant."""
    found = postcodes(text)
    return found[-1].value if found else None


def without_postcode(text: str) -> str:
    """The text with a space in the place of each postcode."""
    return with_postcode(text, " ")


def with_postcode(text: str, stand_in: str) -> str:
    """The text with this in the place of each postcode."""
    kept, at = [], 0
    for found in postcodes(text):
        kept += [text[at : found.start], stand_in]
        at = found.end
    return "".join([*kept, text[at:]])


def _found(read: Normalised, start: int, end: int, *, outward: str, inward: str) -> Postcode:
    first, last = read.span(start, end)
    return Postcode(_proper(outward.upper(), inward.upper()), first, last)


def _proper(outward: str, inward: str) -> str:
    """With the O or the 0 where only one of them can stand: no district of two digits begins with a 0."""
    if outward[-1] == "O":
        outward = f"{outward[:-1]}0"
    if len(outward) > 2 and outward[1] == "0" and outward[2].isdigit():
        outward = f"{outward[0]}O{outward[2:]}"
    return f"{outward} {inward.replace('O', '0', 1) if inward[0] == 'O' else inward}"


def _alone(read: Normalised) -> list[Postcode]:
    """The postcode of a message that says nothing else, with spaces, dots and the O or the 0 anywhere."""
    if len(read.text) > _LONGEST_ALONE_CHARACTERS:
        return []
    bounds = [(0, len(read.text)), _inner(read.text)]
    for start, end in bounds:
        compact = _SIGN.sub("", read.text[start:end]).upper()
        match = _WHOLE.fullmatch(compact) or _WHOLE.fullmatch(_corrected(compact))
        if match and sum(c.isdigit() for c in compact) and match[2][1:].casefold() not in _NO_INWARD:
            return [_found(read, start, end, outward=match[1], inward=match[2])]
    return []


def _inner(text: str) -> tuple[int, int]:
    """Without the small words before and after: "my postcode is … thanks"."""
    lead = _LEADS.match(text)
    start = lead.end() if lead else 0
    end = next((at for at in range(start, len(text)) if _TRAILS.fullmatch(text, at)), len(text))
    return start, end


def _corrected(compact: str) -> str:
    """With a 0 for an O where only a number can stand, and the other way round."""
    if not 5 <= len(compact) <= 7 or sum(c.isdigit() for c in compact) < 2:
        return compact
    outward, inward = compact[:-3], compact[-3:]
    outward = outward[0].replace("0", "O") + outward[1:-1] + outward[-1].replace("O", "0")
    return outward + inward[0].replace("O", "0") + inward[1:].replace("0", "O")
