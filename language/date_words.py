"""How residents write a date, and whether a text is one and no more. Which day it is, dates.py reads."""

from __future__ import annotations

import re

MONTH = (
    r"(?:jan(?:uary|urary|aury)?|feb(?:ruary|uary|urary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sep(?:t|tember|tmber|tembre)?|oct(?:ober)?|nov(?:ember|emeber|emebr)?|dec(?:ember|mber|emeber|ember)?)"
)
DAY = r"(?:3[01]|[12]\d|0?[1-9])"
SUFFIX = r"(?:st|nd|rd|th)"
_YEAR = r"(?:,? ?(?:20|19)\d\d)?"
_ONLY_A_DATE = re.compile(
    r"\A\W*(?:(?:its|it's|on|by|from|for|since|yes|yeah|ok|about|around|the) )*"
    rf"(?:{DAY}{SUFFIX}?(?: of)? {MONTH}{_YEAR}|{MONTH} (?:the )?{DAY}{SUFFIX}?{_YEAR}|{DAY}{SUFFIX}|"
    rf"{DAY}[/.-](?:1[0-2]|0?[1-9])(?:[/.-](?:20)?\d\d)?)"
    r"(?: (?:please|pls|thanks|ta|x))*\W*\Z",
    re.IGNORECASE,
)


def is_only_a_date(text: str) -> bool:
    """Whether it is the date of one day and nothing else: "14th march", "on the 6th". "Sunday" may be a question."""
    return bool(_ONLY_A_DATE.match(text))
