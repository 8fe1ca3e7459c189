"""Days as residents write them: "next tues", "the 6th", "a week on friday", "3/12", "last night".

A phrase is found by a grammar of our own, because a parser that looks for dates anywhere finds them in house numbers
too. What dateparser reads well (dates with a month, "2 weeks ago") is read by it; weekdays and days of the month as
they are meant in Britain are worked out here.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

import dateparser

from language.date_words import DAY, MONTH, SUFFIX
from language.normalise import normalise

Tense = Literal["past", "future", "either"]

_WEEKDAYS = (
    r"mon(?:day)?|tue(?:s|sday|day)?|tuseday|wed(?:s|nesday|nsday)?|wensday|wendsday|wedensday|thu(?:r|rs|rsday|"
    r"sday)?|thrusday|"
    r"fri(?:day)?|sat(?:urday|erday|day)?|sun(?:day)?"
)
_LONG_WEEKDAYS = (
    r"monday|tues|tuesday|tueday|tuseday|weds|wednesday|wednsday|wensday|wendsday|wedensday|thur|thurs|thursday|"
    r"thusday|"
    r"thrusday|fri|friday|saturday|saterday|satday|sunday"
)
"""Those that are no other word; "sat", "sun", "wed" and "mon" count after a word that leads to a day, or alone."""
_UNITS = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"]
_TEENS = [
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
]
_TWENTIES = ["twentieth", *(f"twenty {unit}" for unit in _UNITS)]
_ORDINALS = [*_UNITS, *_TEENS, *_TWENTIES, "thirtieth", "thirty first"]
_IN_WORDS = re.compile(rf"\b(?:{'|'.join(sorted(_ORDINALS, key=len, reverse=True))})\b", re.IGNORECASE)
_YEAR = r"(?:,?\s(?:20|19)\d\d|,?\s'\d\d|\s[23]\d(?!\s?(?::|am|pm|[ap]\.m|st|nd|rd|th)|\d))"
_COUNT = r"(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|\d{1,3})"
_UNIT = r"(?:days?|weeks?|fortnights?|months?|years?|yrs?)"
_LEAD = r"(?:on|by|from|since|until|till|before|after|for|about|around|it's|its|is|was|of|and|to)"
_ANOTHER_THING = (
    r"(?!\s(?:floor|avenue|ave|street|st|road|rd|lane|time|one|house|door|flat|party|hand|class|year|bin|report|lamp|"
    r"light|left|right|scouts?|class|of\b(?!\s" + MONTH + r")))"
)

_OF_THE_PAST = re.compile(
    r"\b(?:since|ago|already|(?:i|we|he|she|they|it)(?:'ve|'s| have| has| had)? (?:just )?"
    r"(?:moved|left|died|passed|started|began|bought|sold|was|were|had|did|came|went)|"
    r"(?:\A|\bjust |[.,;] ?|\band )(?:moved|left|bought|sold))\b",
    re.IGNORECASE,
)
_SAYS_NOTHING = re.compile(rf"(?<=\d){SUFFIX}\b|\bthe\b|\bof\b|[,.'](?!\d)|(?<=\s)'", re.IGNORECASE)
_HAS_A_YEAR = re.compile(r"\d{4}|'\d\d|[/.-]\d{1,2}[/.-]\d\d|\s[23]\d\Z")
_AGO = re.compile(r"\b(?:ago|back)\b")
_READ_CHARACTERS = 600
"""Of the longest message, where a day is said."""
_CORRECTS = re.compile(r"\b(?:not|no|sorry|i mean|i meant|actually|rather|instead)\b", re.IGNORECASE)
Reader = Callable[[re.Match[str], date, Tense], date | None]


@dataclass(frozen=True)
class Day:
    """A day that a text names: where, and which. None for one that is not a single day ("next month") or is none at
    all ("31 February")."""

    start: int
    end: int
    day: date | None
    exact: bool = True
    """Whether it claims to be one day."""


def days(text: str, today: date, tense: Tense = "either") -> list[Day]:
    """Every day that a text names, in its order."""
    read, found = normalise(text[:_READ_CHARACTERS]), list[Day]()
    if tense == "either" and _OF_THE_PAST.search(read):
        tense = "past"
    for pattern, reader in _GRAMMAR:
        for match in pattern.finditer(read):
            if any(match.start() < each.end and each.start < match.end() for each in found):
                continue
            named = None if reader is None else reader(match, today, tense)
            found.append(Day(match.start(), match.end(), named, reader is not None))
    return sorted(found, key=lambda each: each.start)


def days_meant(text: str, today: date, tense: Tense = "either") -> list[date]:
    """The days that a text means, each once; where it corrects itself ("not the 5th, the 6th") the last. None where one
    that it names is no day at all ("31 February")."""
    exact = [each.day for each in days(text, today, tense) if each.exact]
    named = list(dict.fromkeys(day for day in exact if day))
    if len(named) > 1 and _CORRECTS.search(text):
        return named[-1:]
    return named if all(exact) else []


def say_day_of(day: date, today: date) -> str:
    """ "Tuesday 1 December", with the year where it is another than this."""
    return f"{day:%A} {day.day} {day:%B}" + ("" if day.year == today.year else f" {day.year}")


def _parsed(match: re.Match[str], today: date, tense: Tense) -> date | None:
    """A date with a month; the year that it does not say is the one that suits."""
    counted = _IN_WORDS.sub(lambda word: str(_ORDINALS.index(word[0].casefold()) + 1), match[0])
    words = _SAYS_NOTHING.sub(" ", counted)
    base = datetime.combine(today, time(12))
    found: datetime | None = dateparser.parse(
        _TYPOS.sub(lambda typo: typo[0][:3], " ".join(words.split())),
        languages=["en"],
        settings={
            "RELATIVE_BASE": base,
            "DATE_ORDER": "DMY",
            "PREFER_DATES_FROM": "current_period",
            "REQUIRE_PARTS": ["day", "month"],
        },
    )
    if found is None:
        return None
    if _HAS_A_YEAR.search(match[0].strip()):
        return found.date()
    return _of_year(found.date(), today, tense)


def _of_year(day: date, today: date, tense: Tense) -> date | None:
    """The day in the year that is meant: the next, the last, or whichever is nearer."""
    years = [_in_year(day, today.year + n) for n in (-1, 0, 1)]
    known = [each for each in years if each]
    fits = {"future": [d for d in known if d >= today], "past": [d for d in known if d <= today]}.get(tense, known)
    return min(fits or known, key=lambda each: abs(each - today), default=None)


def _in_year(day: date, year: int) -> date | None:
    try:
        return day.replace(year=year)
    except ValueError:
        return None


def _ago_or_ahead(match: re.Match[str], today: date, tense: Tense) -> date | None:
    """ "2 weeks ago", "in 3 days", "a fortnight from now"."""
    words = match[0].casefold().replace("fortnights", "fortnight")
    count = match["count"] or "1"
    number = {"a": 1, "an": 1, **{word: n for n, word in enumerate(_NUMBERS, 1)}}.get(count.casefold()) or int(count)
    unit = match["unit"].casefold()
    if unit.startswith("fortnight"):
        number, unit = number * 2, "weeks"
    unit = {"y": "years", "m": "months", "w": "weeks", "d": "days"}[unit[0]]
    said = f"{number} {unit} ago" if _AGO.search(words) else f"in {number} {unit}"
    settings = {"RELATIVE_BASE": datetime.combine(today, time(12))}
    found: datetime | None = dateparser.parse(said, languages=["en"], settings=settings)
    return found.date() if found else None


_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_TYPOS = re.compile(
    r"\b(?:janurary|janaury|feburary|febuary|septmber|septembre|novemeber|novemebr|decmber|decemeber)\b", re.IGNORECASE
)


def _of_month(match: re.Match[str], today: date, tense: Tense) -> date | None:
    """ "The 6th": this month's, or the next or last that there is."""
    day = int(match["day"])
    first = today.replace(day=1)
    months = (
        [first + timedelta(days=31 * n) for n in range(3)]
        if tense != "past"
        else [first - timedelta(days=27 * n) for n in range(3)]
    )
    fits = [each for month in months if (each := _with_day(month, day))]
    ahead = [each for each in fits if (each <= today if tense == "past" else each >= today)]
    return min(ahead, key=lambda each: abs(each - today), default=None)


def _with_day(month: date, day: int) -> date | None:
    try:
        return month.replace(day=day)
    except ValueError:
        return None


def _weekday(match: re.Match[str], today: date, tense: Tense) -> date | None:
    """ "Friday", "this friday", "next tues" (of the calendar week after this), "last monday"."""
    wanted, which = _number_of(match["weekday"]), (match["which"] or "").casefold()
    ahead = today + timedelta(days=(wanted - today.weekday()) % 7)
    if which.startswith("next"):
        return today + timedelta(days=7 - today.weekday() + wanted)
    if which in ("last", "past") or (tense == "past" and not which):
        return ahead - timedelta(days=7) if which or ahead > today else ahead
    return ahead


def _week_on(match: re.Match[str], today: date, tense: Tense) -> date | None:
    """ "A week on friday", "friday week", "two weeks tomorrow"."""
    anchor = (match["anchor"] or "").casefold()
    base = today + timedelta(days=1 if anchor.startswith("tom") or anchor in ("tmrw", "2moro") else 0)
    if anchor[:3] in _STARTS:
        base = today + timedelta(days=(_number_of(anchor) - today.weekday()) % 7)
    weeks = {"f": 2, "t": 2, "2": 2, "3": 3}.get(match["weeks"][0].casefold(), 1)
    weeks += match["weeks"].casefold().startswith("three")
    return base + timedelta(weeks=weeks)


_STARTS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def _number_of(weekday: str) -> int:
    said = {"tus": "tue", "wen": "wed", "thr": "thu"}.get(weekday.casefold()[:3], weekday.casefold()[:3])
    return _STARTS.index(said)


def _near(days_on: int) -> Reader:
    return lambda match, today, tense: today + timedelta(days=days_on)


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_TOMORROW = r"(?:tomorrow|tomorow|tommorow|tommorrow|tomorro|tomoz|tmrw|tmr|tomoro|2moro|2morrow)"
_GRAMMAR: tuple[tuple[re.Pattern[str], Reader | None], ...] = (
    (
        _compiled(
            rf"(?<![\w/.-]){DAY}{SUFFIX}?(?:\s?{MONTH})?\s?(?:-|to|and|or|until|till)\s?(?:the\s)?{DAY}{SUFFIX}?"
            rf"(?:\sof)?\s?{MONTH}\b{_YEAR}?"
        ),
        None,
    ),  # from one to another
    (_compiled(r"(?<![\w/.-])(?:19|20)\d\d-\d\d-\d\d(?![\w-])"), _parsed),
    (
        _compiled(
            rf"(?<![\w/.-])(?!24/7){DAY}(?:/(?:1[0-2]|0?[1-9])(?:/(?:20\d\d|\d\d))?|(?P<sign>[.-])(?:1[0-2]|"
            rf"0?[1-9])(?P=sign)(?:20\d\d|\d\d))(?![\w/-]|\.\d)"
        ),
        _parsed,
    ),
    (
        _compiled(
            rf"(?<![\w/.-])(?:the\s)?(?:{DAY}\s?{SUFFIX}?|"
            rf"{_IN_WORDS.pattern})\s?(?:of\s)?{MONTH}\b{_YEAR}?"
        ),
        _parsed,
    ),
    (_compiled(rf"\b{MONTH}\s(?:the\s)?{DAY}{SUFFIX}?(?![\w:/]|\s?[ap]m\b){_YEAR}?"), _parsed),
    (
        _compiled(
            rf"\b(?:(?:an?\s|in\sa\s)?(?P<weeks>week|fortnight|(?:two|three|[23])\sweeks))\s(?:(?:on|from|after)\s)?"
            rf"(?P<anchor>{_WEEKDAYS}|{_TOMORROW}|today)\b"
        ),
        _week_on,
    ),
    (_compiled(rf"\b(?P<anchor>{_WEEKDAYS}|{_TOMORROW}|today)\s(?P<weeks>week|fortnight)\b"), _week_on),
    (_compiled(r"\b(?:the\s)?day\safter\s" + _TOMORROW + r"\b"), _near(2)),
    (_compiled(r"\b(?:the\s)?day\sbefore\syesterday\b|\bnight\sbefore\slast\b"), _near(-2)),
    (_compiled(rf"\b{_TOMORROW}\b"), _near(1)),
    (_compiled(r"\byest(?:e?rday|arday)\b|\blast\snight\b"), _near(-1)),
    (_compiled(r"\b(?:today|tonight|tonite|2day|2nite|this\s(?:morning|afternoon|evening))\b"), _near(0)),
    (
        _compiled(rf"\b(?:the\s)?(?P<which>next|last|this(?:\scoming)?|coming|past)\s(?P<weekday>{_WEEKDAYS})\b"),
        _weekday,
    ),
    (
        _compiled(
            rf"(?:\b{_LEAD}\s|\A\W*(?:the\s)?)(?P<which>)(?P<weekday>{_WEEKDAYS})(?=\W*\Z|\s(?:morning|afternoon|"
            rf"evening|night|at|the|please|pls)\b)"
        ),
        _weekday,
    ),
    (
        _compiled(
            rf"(?<!every\s)(?<!each\s)(?<!\w)(?P<which>)(?P<weekday>{_LONG_WEEKDAYS})\b(?!s|\s(?:to|and|or|-)\s)"
        ),
        _weekday,
    ),
    (
        _compiled(
            rf"\b(?:(?:in|after)\s)?(?P<count>{_COUNT})\s(?P<unit>{_UNIT})(?:'?\stime|\s(?:ago|back|from\s(?:now|"
            rf"today)))\b"
        ),
        _ago_or_ahead,
    ),
    (_compiled(rf"\bin\s(?P<count>{_COUNT})\s(?P<unit>{_UNIT})\b"), _ago_or_ahead),
    (_compiled(rf"(?:\b{_LEAD}\s(?:the\s)?|\bthe\s|\A\W*)(?P<day>{DAY}){SUFFIX}\b{_ANOTHER_THING}"), _of_month),
    (
        _compiled(
            rf"\b(?:(?:the\s)?(?:end|start|beginning|middle|first|last\sday)\sof\s(?:next\s|this\s|last\s|"
            rf"the\s)?(?:week|month|year|{MONTH})"
            rf"|(?:next|last|this|the\sother|the\sfirst|the\ssame)\s(?:week(?:end)?|month|year|summer|winter|"
            rf"spring|autumn|day)"
            rf"|(?:in|since|from|until|till|by|early|late|mid|last|next|this)[\s-]{MONTH}(?:\s(?:19|20)\d\d)?"
            rf"|{MONTH}\s(?:19|20)\d\d|(?:in|since|from)\s(?:19|20)\d\d"
            rf"|(?:a\s)?(?:few|couple(?:\sof)?|several)\s{_UNIT}(?:\s(?:ago|back))?"
            rf"|(?:at\s|over\s|since\s|before\s|after\s)?(?:christmas|xmas|easter|new\syear'?s?(?:\s(?:day|eve))?|"
            rf"boxing\sday))\b"
        ),
        None,
    ),
)
"""Phrases, the most telling first, and what reads each; None for what is a time but no single day."""
