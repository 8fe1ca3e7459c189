"""Which of a list is meant by its place in it: "the first one", "2nd", "number 3", "the last", "none of these"."""

from __future__ import annotations

import re

from language.plain_words import plain_words

_WORDS = (
    ("1", "first", "1st", "one", "top", "cyntaf"),
    ("2", "second", "2nd", "two", "ail"),
    ("3", "third", "3rd", "three", "trydydd"),
    ("4", "fourth", "4th", "four"),
    ("5", "fifth", "5th", "five"),
    ("6", "sixth", "6th", "six"),
    ("7", "seventh", "7th", "seven"),
    ("8", "eighth", "8th", "eight"),
    ("9", "ninth", "9th", "nine"),
)
_PLACE = {word: place for place, words in enumerate(_WORDS, 1) for word in words}
_FROM_THE_END = {
    "last": 1,
    "bottom": 1,
    "final": 1,
    "olaf": 1,
    "second last": 2,
    "second to last": 2,
    "last but one": 2,
}
_ANY = "|".join(sorted([*_PLACE, *_FROM_THE_END], key=len, reverse=True))
_BEFORE = (
    r"(?:(?:um|er|erm|oh|ok|okay|yes|yeah|yep|no|sorry|actually|hi|so|well|then|probably|maybe|id say|i think|"
    r"i guess|"
    r"i mean|i meant|its|it is|thats|that is|that would be|thatd be|it was|its the|ill have|ill take|ill go for|"
    r"go for|go with|ill go with|i want|i choose|i pick|choose|pick|select|can i have|just|definitely|mine is|"
    r"im|im in|we are) )*"
)
_AFTER = (
    r"(?: (?:one|option|choice|address|answer|on the list|in the list|of them|of those|of these|please|pls|"
    r"thanks|thank you|ta|mate|then|there|i think|down))*"
)
_CHOSEN = re.compile(
    rf"\A{_BEFORE}(?:the )?(?P<named>(?:option|number|num|no|nr|choice|answer|"
    rf"item) )?(?:the )?(?P<place>{_ANY}){_AFTER}"
)
_BARE = frozenset({"one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "top", "bottom", "final"})
"""Alone these say how many, or where, as often as which."""
_LEADS_TO_ONE = re.compile(r"\b(?:the|option|number|choice|one|on the list|of them|of these|of those)\b")
_NONE = re.compile(
    rf"\A{_BEFORE}(?:(?:none|neither|not any|not one|no one|nothing|isnt any|is not any|"
    rf"not one)(?: (?:of (?:these|those|them|the above|it|the list)|"
    r"here|there|listed|fits?|apply|applies|on the list|is mine|are mine|are right))*|(?:my (?:address|house|"
    r"flat|one|place)|mine|it|im|i am|were)"
    r"(?:s| is|)? ?(?:not|isnt|aint) (?:there|here|listed|on (?:the|that|your) list|one of (?:these|those|them)|"
    r"in (?:the|that|your) list|any of (?:these|those|them))|"
    r"i (?:cant|dont|cannot|can not|do not) (?:see|find) (?:it|mine|my (?:address|house|flat|one)|"
    r"ours)(?: (?:there|here|listed|on (?:the|that|your) list))?|"
    r"not (?:there|here|listed|on (?:the|that|your) list)|(?:something|somewhere) else|dim un|yr un)"
    r"(?: (?:sorry|please|thanks|im afraid|unfortunately|there|here))*"
)
_BY_NUMBER = re.compile(r"\A(?:[a-z ]{0,40}\b(?:number|num|no|nr) )?\d+(?: (?:please|pls|thanks|ta))*")
_LONGEST_CHARACTERS = 80


def place_in_list(text: str, count: int) -> int | None:
    """Which of so many is meant, counted from 1; None where the text says something else, or there are not so "
    "many."""
    if len(text) > _LONGEST_CHARACTERS:
        return None
    said = plain_words(text)
    match = _CHOSEN.fullmatch(said)
    if match is None or (said in _BARE and said not in ("top", "bottom")):
        return None
    place = match["place"]
    if place in _BARE and not match["named"] and not _LEADS_TO_ONE.search(said):
        return None
    number = _PLACE.get(place) or count + 1 - _FROM_THE_END[place]
    return number if 1 <= number <= count else None


def by_number(text: str) -> bool:
    """Whether the place is said by a bare number, which may be that of a house as well: "3", "number 3"."""
    return _BY_NUMBER.fullmatch(plain_words(text[:_LONGEST_CHARACTERS])) is not None


def none_of_them(text: str) -> bool:
    """Whether it says that nothing in the list is meant."""
    return len(text) <= _LONGEST_CHARACTERS and _NONE.fullmatch(plain_words(text)) is not None
