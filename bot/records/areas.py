"""Whose area a place is in: by its postcode, or by the name of a council or of a town in a resident's words."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.records.columns import postcode
from bot.records.tables import CouncilAreaRecord, CouncilRecord
from language.cleaning import one_line
from language.normalise import fold
from language.other_places import council_named

FINDER = "https://www.gov.uk/find-local-council"
"""Tells anybody in the United Kingdom which council is theirs."""
THERE = "that address"
"""The place in a sentence where only a council was named."""
_KINDS_OF_COUNCIL = re.compile(
    r"\b(?:metropolitan|district|borough|city|county|town|council|corporation|combined|unitary|authority|"
    r"(?:royal|london) borough of|city of|county of|of the)\b|,",
    re.IGNORECASE,
)
_SAYS_COUNCIL = re.compile(r"\b(?:council|corporation|comhairle)\b", re.IGNORECASE)
_STREET_AFTER = re.compile(
    r" (?:road|rd|street|st|lane|ln|avenue|ave|close|drive|way|walk|court|crescent|grove|gardens|terrace|place|square|"
    r"hill|rise|row|view|mews|park|school|primary|academy|library|station|surgery|church|house|hall|pub|arms|hotel|tip)"
    r"\b"
)
"""After a town's name these make something else of it: Westbury Road may be in any town."""
_NOT_BEFORE = re.compile(r"\bnot (?:in |from )?\Z")
_NOT_CHARACTERS = 12


@dataclass(frozen=True)
class Whose:
    """A council, what it is called in a sentence, and its page, or where to find that."""

    gss_code: str
    council: str
    page: str
    place: str
    """What the resident named, as the records write it: a postcode, a town or the council."""


def get_by_postcode(session: Session, wanted: str) -> Whose | None:
    """The council of a postcode by its narrowest row: the postcode's own, its sector's ("FB9 1"), its district's
    ("FB9"). ValueError if it is not a postcode."""
    whole = postcode(wanted)
    district, _, inward = whole.partition(" ")
    rows = session.execute(
        select(CouncilAreaRecord.area, CouncilRecord)
        .join(CouncilRecord, CouncilRecord.gss_code == CouncilAreaRecord.gss_code)
        .where(CouncilAreaRecord.area.in_([whole, f"{district} {inward[0]}", district]))
    ).all()
    narrowest = max(rows, key=lambda row: len(row[0]), default=None)
    return _whose(narrowest[1], whole) if narrowest else None


def _named_at(text: str, name: str) -> int | None:
    """Where a text names a place first: whole, not after "not", and not as part of a street's name."""
    start = text.find(name)
    while start >= 0:
        before, after = text[:start], text[start + len(name) :]
        whole = not before[-1:].isalnum() and not after[:1].isalnum()
        if whole and not _NOT_BEFORE.search(before[-_NOT_CHARACTERS:]) and not _STREET_AFTER.match(after):
            return start
        start = text.find(name, start + 1)
    return None


def list_named(session: Session, text: str) -> list[Whose]:
    """The councils that a text names, by their own name or that of a town in their area, in the text's order; but not
    what it says is not meant ("not Fernley"), nor a street or a building of that name."""
    read = fold(text)
    found: list[tuple[int, int, Whose]] = []
    rows = session.scalars(select(CouncilRecord)).all()
    for row in rows:
        for name in (_bare(row.name), *filter(None, (place.strip() for place in (row.places or "").split(",")))):
            start = _named_at(read, fold(name)) if name else None
            if start is not None:
                found.append((start, -len(name), _whose(row, name)))
    at: dict[str, Whose] = {}
    taken_to = -1
    for start, minus_length, whose in sorted(found, key=lambda each: each[:2]):
        if start >= taken_to:  # "West Fernshire" is not "Fernshire"
            at.setdefault(whose.gss_code, whose)
            taken_to = start - minus_length
    return list(at.values()) or (_called_by_name(text) if rows else [])


def _called_by_name(text: str) -> list[Whose]:
    """A council that a text calls by its whole name and our table does not have: not ours, which it would have. The
    finder knows its page."""
    name = council_named(text)
    return [Whose("", name, FINDER, THERE)] if name else []


def called(name: str) -> str:
    """ "Cambridge" → "Cambridge council", "Bristol, City of" → "City of Bristol council"; "Westbury District Council"
    stays."""
    town, _, before = name.partition(", ")
    turned = f"{before} {town}" if before.lower().endswith(" of") else name
    return turned if _SAYS_COUNCIL.search(turned) else f"{turned} council"


def _whose(row: CouncilRecord, place: str) -> Whose:
    return Whose(row.gss_code, called(row.name), row.website or FINDER, place)


def _bare(name: str) -> str:
    """The place in a council's name: "Westbury" of "Westbury District Council"."""
    return one_line(_KINDS_OF_COUNCIL.sub(" ", name))
