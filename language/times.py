"""Whether a text says when something happens: "all day every day", "most nights from 11 till 3", "since yesterday"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from language.normalise import fold, normalise

_TIMES = """
    monday mondays mon tuesday tuesdays tue tues wednesday wednesdays wed weds thursday thursdays thu thur thurs friday
    fridays fri saturday saturdays sat sunday sundays sun weekday weekdays weekend weekends weekly daily nightly hourly
    day days night nights nite morning mornings afternoon afternoons evening evenings eve week weeks fortnight
    fortnights
    month months monthly year years hour hours hr hrs minute minutes min mins today tonight tonite tomorrow tomoz tmrw
    yesterday am pm oclock midnight midday noon lunchtime teatime bedtime dusk dawn sunrise sunset january february
    march
    april june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec
    christmas
    xmas easter summer winter spring autumn always constantly continuously continuous constant nonstop often sometimes
    occasionally regularly rarely ages forever 24/7 24-7 247 ago since daytime nighttime nightime overnight 24hrs 24h
    recently lately whenever
"""
_WITH_THEM = """
    a about after all almost an and another any around at before between both but by couple can could do does each
    early earlier end even every everyday few first for from full goes going half happens happening happened has had
    have i i'd id in is it it's its just last late later least less like long lot lots mainly maybe middle mostly
    most more my next non not now of off on once one only or other over part past per quarter really right roughly
    round same say second several so solid some start started starting starts still stop stopped stopping stops straight
    that the there these they they're theyre then this those through till time times to twice two three four five six
    seven eight nine ten eleven twelve un until up usually very was we well were when will with without you ish never
    think guess probably normally really non-stop gone been be being keeps keep don't doesn't doesnt dont didn't didnt
    if kept on-going ongoing and/or sort kind out go
"""
_ALL_TIME = re.compile(
    r"\b(?:all|every|the whole|most of the)\s?(?:the\s)?(?:time|day|night|hours?|week|weekend)\b|\bnon[ -]?stop\b|"
    r"\b24\s?[/-]\s?7\b|"
    r"\b(?:never|doesn'?t|does not|won'?t) (?:ever )?(?:stops?|ends?)\b|\bon and off\b|\bonce or twice\b",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"\b(?:[01]?\d|2[0-3])(?:[:.]\d\d)?\s?(?:[ap]\.?m\b\.?|o'?\s?clock\b|ish\b)|\b(?:[01]?\d|2[0-3])[:.][0-5]\d\b|"
    r"\b(?:half past|quarter (?:past|to)) \w+",
    re.IGNORECASE,
)
_HOURS = re.compile(
    r"\b(?:after|before|from|until|till) (?:[01]?\d|2[0-3])\b|\b(?:[01]?\d|2[0-3]) ?(?:-|to|till|"
    r"until) ?(?:[01]?\d|2[0-3])\b",
    re.IGNORECASE,
)
_NAMES_A_TIME = re.compile(
    r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?|week(?:end|day)s?|(?:at|in|all|every|most|last|each|"
    r"during|late|some|other|long) "
    r"(?:the )?(?:days?|nights?|mornings?|afternoons?|evenings?|weeks?|hours?)|midnight|midday|noon|nightly|daily|"
    r"constantly|continuously|always|overnight|yesterday|tonight|today|tomorrow|since \w+|\d+ (?:hours?|days?|"
    r"weeks?|months?|mins?|"
    r"minutes?|times?)|(?:weeks?|months?|years?|days?|hours?) (?:ago|now)|when(?:ever)? (?:it|he|she|they|the|we|"
    r"there|you|i))\b",
    re.IGNORECASE,
)
_KNOWN, _WITH = frozenset(_TIMES.split()), frozenset(_WITH_THEM.split())
_TOKEN = re.compile(r"[\w'/-]+")
_NUMBER = re.compile(r"\d{1,4}(?:st|nd|rd|th|am|pm|ish|hrs?|h|mins?)?|\d{1,2}[/-]\d{1,2}(?:[/-]\d{2,4})?(?:am|pm)?")
_BEFORE = """
    about after all almost any around at before between both during each early every everyday few first from last late
    later mainly most mostly next once on other over since some the this till twice until usually when whenever
"""
_LEADS = frozenset(_BEFORE.split())
"""With which a time begins, among other words."""
_AFTER = """
    a an and another any at but by can could do does for from had has have i i'd id in is it it's its just me my not of
    off on once one or other out part past so that the there they this to too up was we well were when whenever with you
"""
_HANGS = frozenset(_AFTER.split())
"""With which it does not end."""
_TO_AN_HOUR = frozenset({"till", "until", "to", "from", "after", "before", "past"})
_LONGEST_CHARACTERS = 200


def only_says_when(text: str) -> bool:
    """Whether there is nothing in it but a time, in whatever words."""
    read = fold(text[:_LONGEST_CHARACTERS])
    if len(text) > _LONGEST_CHARACTERS:
        return False
    rest = _HOURS.sub(" am ", _CLOCK.sub(" am ", _ALL_TIME.sub(" always ", read)))
    tokens = [token.strip("'-/") for token in _TOKEN.findall(rest)]
    tokens = [token for token in tokens if token]
    known = [token for token in tokens if token in _KNOWN]
    return bool(known) and all(token in _KNOWN or token in _WITH or _NUMBER.fullmatch(token) for token in tokens)


def says_when(text: str) -> bool:
    """Whether a time is named in it, among other words too."""
    return only_says_when(text) or any(p.search(text) for p in (_ALL_TIME, _CLOCK, _NAMES_A_TIME))


def when_in(text: str) -> str | None:
    """The words of a longer text that say when: "barks all day every day, number 14" has "all day every day"."""
    told = [_trimmed(run) for run in _runs(normalise(text[:_LONGEST_CHARACTERS]))]
    return max((run for run in told if run and _tells(run)), key=len, default=None)


def _runs(text: str) -> Iterator[list[str]]:
    """Words that belong to a time, one after the other."""
    run: list[str] = []
    for word in [*text.split(), "."]:
        if _belongs(_bare(word)):
            run.append(word)
        if run and (not _belongs(_bare(word)) or word.endswith((".", ";", "!", "?"))):
            yield run
            run = []


def _belongs(word: str) -> bool:
    return word in _KNOWN or word in _WITH or bool(_NUMBER.fullmatch(word) or _CLOCK.fullmatch(word))


def _tells(run: str) -> bool:
    return any(pattern.search(run) for pattern in (_ALL_TIME, _CLOCK, _NAMES_A_TIME))


def _trimmed(run: list[str]) -> str:
    """Without the small words round it: "is on all night and it" is "all night"."""
    words = list(run)
    while words and not _begins(words[0]):
        words.pop(0)
    while words and (_bare(words[-1]) in _HANGS or (words[-1].isdigit() and _bare(words[-2:][0]) not in _TO_AN_HOUR)):
        words.pop()
    return " ".join(words).strip(" ,.;!?")


def _begins(word: str) -> bool:
    said = _bare(word)
    return said in _KNOWN or said in _LEADS or bool(_NUMBER.fullmatch(said))


def _bare(word: str) -> str:
    return word.strip(",;.!?'-").casefold()
