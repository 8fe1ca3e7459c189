"""Whether somebody says that their home is another council's: "its in ashdale not fernley", "we're over the border"."""

from __future__ import annotations

import re

_LIVES = r"(?:live|lives|living|house|home|flat|place|based|im|i'?m|i am|we'?re|we are|its|it'?s|is|address)"
_NO_PLACE = (
    r"(?!(?:an?|the|my|our|your|his|her|their|this|that|it|one|ones|home|work|bed|hospital|school|sure|yet|able|allowed|"
    r"there|paid|well|too|very|being|been|getting|going|working|happy|ours|mine|private|council|rented|debt|arrears|"
    r"receipt|pain|use|time|full|date|order)\b)"
)
_ELSEWHERE = re.compile(
    rf"\b{_LIVES} (?:\w+ )?in {_NO_PLACE}[a-z]+(?: [a-z]+){{0,2}},? (?:and |but )?(?:thats |which is )?not (?:in )?"
    rf"{_NO_PLACE}[a-z]+\b|"
    r"\b(?:not|isn'?t|outside|out of) (?:in )?(?:your|ur) (?:area|patch|council|borough|district)\b|"
    r"\b(?:a |under |with )?(?:different|another|other|neighbouring) council(?:'?s area)?\b|"
    r"\b(?:just )?(?:over|across) the (?:border|boundary)\b|"
    r"\b(?:live|lives|living|house is|flat is|home is|based|im|i'?m|i am|we'?re) in (?!your|ur\b)[a-z][a-z' ]{2,30}?,? "
    r"(?:so )?(?:is|are) (?:that|it|this|they) (?:you|u|ur area|your area|yours|ok)\b",
    re.IGNORECASE,
)
_ANOTHER_COUNCIL = re.compile(
    r"\b(?P<name>(?!(?:the|your|ur|my|our|this|that|a|any|which|what|whose|local|parish|town|other|another|different|"
    r"its|it|is|was|under|by|from|with|for|of|in|at|to|and|or|not|pay|have|district|borough|city|county)\b)[a-z][a-z'-]{1,24}"
    r"(?: (?!(?:district|borough|city|county|metropolitan)\b)[a-z][a-z'-]{1,24})?) "
    r"(?P<kind>(?:metropolitan )?(?:district|borough|city|county)) council\b",
    re.IGNORECASE,
)


def says_elsewhere(text: str) -> bool:
    """Whether it says that a home is not in the area of the council that is written to. `text` is normalised."""
    return bool(_ELSEWHERE.search(text))


def council_named(text: str) -> str | None:
    """ "Ashdale District Council": the council that a text calls by its whole name, as a title; None for none."""
    match = _ANOTHER_COUNCIL.search(text)
    if match is None:
        return None
    words = match["name"].split()
    while words and words[0].lower() in _NO_NAME:
        words.pop(0)
    return " ".join([*words, match["kind"], "council"]).title() if words else None


_NO_NAME = frozenset(
    {"its", "it's", "im", "in", "under", "live", "with", "by", "the", "border", "say", "says", "think"}
)
