"""What stands before what somebody means who waits: "while im here what bin is it", "its about my cafe"."""

from __future__ import annotations

import re

_ASIDE = re.compile(
    r"\A\W*(?:(?:and|but|oh|ok|okay|so|also|just|quickly|hi|hello|sorry)\b\W*)*"
    r"(?:(?:while|whilst|as|since|seeing as|now|meantime) (?:i ?a?m|im|i'm|we'?re|we are|ur|you'?re|youre|you are|i) "
    r"(?:still )?(?:just )?(?:here|at it|on (?:here|this)|waiting|wait|in the queue|there|stuck here)"
    r"(?: (?:for (?:you|someone|somebody|a person)|anyway|now))?|"
    r"in the mean ?time|meanwhile|btw|by the way|(?:one|just one) (?:more|other|last) (?:thing|question|q)|"
    r"another (?:thing|question)|(?:a )?quick question|different (?:thing|question)|on another note|unrelated)"
    r"(?:\W+(?:but|and|also|though|tho|if that'?s ok|please|pls)\b)*\W*",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"\A\W*(?:(?:ok|okay|yes|yeah|hi|hello|so|well|right|oh|basically|sorry|sure)\b\W*)*"
    r"(?:(?:it is|it'?s|its|this is|this'?s|i'?m (?:writing|asking|here)|im (?:writing|asking|here)) "
    r"(?:all |just |only )?(?:about|regarding|re|to do with|concerning|in regards? to|with regards? to)|"
    r"about|regarding|re:|to do with|concerning)\b\W*",
    re.IGNORECASE,
)


def without_aside(text: str) -> str:
    """The text behind "while im waiting" or "btw"; all of it where nothing stands behind. `text` is normalised."""
    return _ASIDE.sub("", text, count=1).strip() or text


def is_aside(text: str) -> bool:
    """Whether it says itself that it is beside what they wait about."""
    return without_aside(text) != text.strip()


def says_what_about(text: str) -> str | None:
    """What they say their matter is, behind "its about"; None where they do not."""
    found = _ABOUT.match(text)
    return text[found.end() :].strip() or None if found else None
