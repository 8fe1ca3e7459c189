"""A place that is told in several messages: a street and then the house, a shared position and words beside it."""

from __future__ import annotations

import re
from typing import Any

from actions.errands import places
from language.cleaning import one_line
from language.postcodes import find_postcode

_DETAIL = re.compile(
    r"\A\W*(?:(?:ok|yes|yeah|oh|sorry|actually|also|and|well|it'?s|it is|thats|that'?s|its like|just|right|about|"
    r"i think|"
    r"i mean|more like|exactly|to be exact|near enough)\b[\s,.:-]*)*"
    r"(?P<where>(?:outside|near|nearby|by|opposite|behind|beside|next to|in front of|across from|round the back of|"
    r"close to|just (?:past|before|after|outside|by|off)|past|between|under|over|on the (?:corner|left|right|"
    r"bridge|path|"
    r"grass|pavement|verge|road|bend|roundabout)|at the (?:end|top|bottom|corner|junction|back|front|side|far end|"
    r"entrance)|"
    r"(?:the )?(?:top|bottom|end|middle|far end|corner) (?:of|end)|half ?way|towards|(?:lamp ?)?(?:post|column|"
    r"pole) (?:number|no|nr)?|number|no\.?|nr|flat|"
    r"house)\b.+?)\W*",
    re.IGNORECASE | re.DOTALL,
)
_HAS_A_MARK = re.compile(
    r"\d|\b(?:bend|corner|end|top|bottom|middle|side|left|right|bridge|pavement|verge|grass|path|bin|bench|post ?box|"
    r"phone box|lamp ?post|lights|gate|entrance|house|houses|flats|bungalow|bungalows|hill|field|fence|wall|drive|"
    r"steps|"
    r"stop|sign|crossing|farm|clinic|dentist|chemist|pharmacy|chip shop|hotel|cafe|bank|gym|nursery|college|office)\b",
    re.IGNORECASE,
)
_LANDMARK_ALONE = re.compile(
    r"\A\W*(?:(?:it'?s|it is|thats|that'?s|ok|oh|sorry)\b[\s,.:-]*)*"
    r"(?P<where>(?:the|in|at|by|near|outside|opposite|behind|under|on|next to|between|inside|corner of)\s.+)",
    re.IGNORECASE | re.DOTALL,
)
_LONGEST_LANDMARK_WORDS = 8
_POLITE = "actually really please pls thanks ta sorry mate though tho"
_SAYS_NOTHING_AT_THE_END = frozenset(_POLITE.split())
_TAKES_BACK = re.compile(r"\b(?:not|wrong|instead|no(?!\W*\d)|nope|meant)\b", re.IGNORECASE)
_LONGEST_WORDS = 14
_SHARED = "the place you shared"
_WORD = re.compile(r"[\w']+")


def detail_in(text: str) -> str | None:
    """ "It's by number 12 actually": where exactly, of a place that is known. None for anything else."""
    match = _DETAIL.fullmatch(text) if len(text.split()) <= _LONGEST_WORDS and "?" not in text else None
    if match is None:
        return None
    words = match["where"].split()
    while words and words[-1].strip(",.").casefold() in _SAYS_NOTHING_AT_THE_END:
        words.pop()
    where = " ".join(words).rstrip(",. ")
    return where if places.names_a_landmark(where) or _HAS_A_MARK.search(where) else None


def landmark_alone(text: str) -> str | None:
    """ "The underpass by the station": a place by what many places have, where nothing else is said. What has a
    postcode is looked up: it may not be ours."""
    short = len(text.split()) <= _LONGEST_LANDMARK_WORDS and "?" not in text and find_postcode(text) is None
    match = _LANDMARK_ALONE.fullmatch(text) if short and places.names_a_landmark(text) else None
    return match["where"].rstrip(" .,!") if match else None


def combined(known: dict[str, Any] | None, found: dict[str, Any], text: str) -> dict[str, Any]:
    """A place that was named, in the light of the one that is known: it adds to that, or takes its place.

    Words add to a shared position, and a street to "outside number 12". A street in the place of another, or a "no",
    corrects.
    """
    if not known or _TAKES_BACK.search(text) or _same(known, found):
        return found
    if "latitude" in found:
        return {**found, "words": known["words"]} if _SHARED in found["words"] else found
    at = {name: known[name] for name in ("latitude", "longitude") if name in known}
    if at and _SHARED in known["words"]:
        return found | at
    if _is_in(known["words"], found["words"]):
        return known | found | at
    if names_a_street(known) and not names_a_street(found):
        return more_exact(known, detail_in(text) or found["words"])
    if not names_a_street(known) and names_a_street(found):
        return found | at | {"words": one_line(f"{known['words']}, {found['words']}")}
    return found | at


def more_exact(known: dict[str, Any], detail: str) -> dict[str, Any]:
    """The known place with where exactly it is there."""
    if _is_in(detail, known["words"]):
        return known
    first = _SHARED in known["words"]
    return known | {"words": f"{detail}, {known['words']}" if first else f"{known['words']}, {detail}"}


def names_a_street(place: dict[str, Any]) -> bool:
    """Whether anybody could find it: a street or a postcode, and not only a house number or a shop."""
    return bool(place.get("postcode") or find_postcode(place["words"]) or places.names_a_street(place["words"]))


def _same(known: dict[str, Any], found: dict[str, Any]) -> bool:
    return bool(known["words"].casefold() == found["words"].casefold())


def _is_in(part: str, whole: str) -> bool:
    return set(_WORD.findall(part.casefold())) <= set(_WORD.findall(whole.casefold()))
