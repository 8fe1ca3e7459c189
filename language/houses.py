"""A home that is told by its house number and street, without a postcode: "im at 6 high st marlow"."""

from __future__ import annotations

import re

from language.normalise import fold
from language.postcodes import without_postcode

_SHORT = {
    "st": "street",
    "rd": "road",
    "ln": "lane",
    "ave": "avenue",
    "av": "avenue",
    "cl": "close",
    "dr": "drive",
    "cres": "crescent",
    "gdns": "gardens",
    "pl": "place",
    "ct": "court",
    "sq": "square",
    "terr": "terrace",
}
_OTHERS = """
    way hill walk row grove park green view rise mews parade yard end fold gate meadow meadows bank path cottages wharf
    quay croft heath common
"""
_KINDS = frozenset(_SHORT.values()) | frozenset(_OTHERS.split())
_LONGEST_STREET_WORDS = 4
_READ_CHARACTERS = 300
_HOUSE = re.compile(r"(?<![\w.,/:-])(\d{1,4}[a-z]?) ((?:[a-z][a-z']*[ ,]+){0,6}[a-z][a-z']*)")
_WORD = re.compile(r"[\w']+")


def house_and_street(text: str) -> str | None:
    """ "6 high street": the first house with its street that a text names; None where it names none."""
    said = fold(without_postcode(text[:_READ_CHARACTERS]))
    for match in _HOUSE.finditer(said):
        words = _words(match[2])
        end = next((at for at, word in enumerate(words[:_LONGEST_STREET_WORDS]) if at and word in _KINDS), None)
        if end is not None:
            return " ".join([match[1], *words[: end + 1]])
    return None


def is_at(address: str, house: str) -> bool:
    """Whether an address of the records begins with this house and street."""
    words, wanted = _words(fold(address)), house.split()
    return words[: len(wanted)] == wanted


def _words(text: str) -> list[str]:
    return [_SHORT.get(word, word) for word in _WORD.findall(text)]
