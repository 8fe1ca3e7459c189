"""Words that name danger plainly, and those that only somebody who may be in it would use."""

from __future__ import annotations

import re

from language.normalise import fold

_PLAIN = (
    r"hits?|hitting|beat(?:s|en|ing)? (?:me|us|my|him|her|them)|hurt(?:s|ing)? (?:me|us|my|him|her|them)|afraid|scared|"
    r"frightened|terrified|kill\w*|suicid\w*|die|dying|fire(?! (?:station|hydrant))|gas(?! ?works)|attack\w*|threat\w*|"
    r"rap(?:e|ed|ist)|abus\w*|violen\w*|knife|gun|overdos\w*|bleed\w*|unconscious|collapsed?|breathe|breathing|999|"
    r"ambulance(?! station)|unsafe|not safe|homeless|evict\w*|(?:kick(?:ed)?|chuck(?:ed)?|throw[ns]?|threw) "
    r"(?:me|us|him|her|out)|starving|live wires?"
)
_CRY = r"help|beat(?:s|en|ing)?|nowhere|sleeping|no (?:food|heating|money)"
PLAIN = re.compile(rf"\b(?:{_PLAIN})\b")
CRY = re.compile(rf"\b(?:{_PLAIN}|{_CRY})\b")


def names_danger(text: str) -> bool:
    """Whether a text has a word that says plainly what the danger is."""
    return bool(PLAIN.search(fold(text)))


def may_cry_for_help(text: str) -> bool:
    """Whether a text has a word of somebody in danger, which others use as well: "help", "nowhere"."""
    return bool(CRY.search(fold(text)))
