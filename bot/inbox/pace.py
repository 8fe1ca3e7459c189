"""How often somebody writes, and how much alike: counted on the conversation's row, and carried over to the next
one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from language.likeness import alike

MINUTE_SECONDS, HOUR_SECONDS, DAY_SECONDS = 60.0, 3600.0, 86400.0
REMEMBERED_MESSAGES = 24
"""This many of the latest messages are compared, so that a machine that rotates six texts is found too."""


class Pace:
    """The counts of one address: two numbers for a sliding count of each span, and checksums of words, no texts."""

    def __init__(self, kept: Mapping[str, Any] | None) -> None:
        kept = kept or {}
        self._spans: dict[str, list[float]] = {name: list(kept.get(name) or (0.0, 0, 0)) for name in ("minute", "hour")}
        self._said: list[list[Any]] = list(kept.get("said") or ())
        self._echoes: list[float] = list(kept.get("echoes") or ())
        self._told = float(kept.get("told") or 0.0)

    def kept(self) -> dict[str, Any]:
        """What the row keeps of it."""
        return {**self._spans, "said": self._said, "echoes": self._echoes, "told": self._told}

    def note(self, at: float, said: Sequence[str]) -> None:
        """One more message, with the checksums of its words."""
        for name, seconds in (("minute", MINUTE_SECONDS), ("hour", HOUR_SECONDS)):
            self._spans[name] = _counted(self._spans[name], at, seconds)
        self._said = [*self._said, [round(at), "".join(said)]][-REMEMBERED_MESSAGES:]

    def a_minute(self, at: float) -> float:
        """About how many there were in the last minute."""
        return _sliding(self._spans["minute"], at, MINUTE_SECONDS)

    def an_hour(self, at: float) -> float:
        """About how many there were in the last hour."""
        return _sliding(self._spans["hour"], at, HOUR_SECONDS)

    def alike(self, at: float, said: Sequence[str]) -> int:
        """How many others within the last hour were like this one."""
        lately = [_parts(words) for when, words in self._said[:-1] if at - when <= HOUR_SECONDS]
        return sum(1 for earlier in lately if alike(earlier, said))

    def echo(self, at: float) -> int:
        """One more that repeats our own words; returns how many there were within the hour."""
        self._echoes = [*(when for when in self._echoes if at - when <= HOUR_SECONDS), round(at)][-REMEMBERED_MESSAGES:]
        return len(self._echoes)

    def tell(self, at: float) -> bool:
        """Whether it is time to say that we have stopped answering: once a day."""
        due = at - self._told > DAY_SECONDS
        self._told = round(at) if due else self._told
        return due


def _parts(words: str) -> list[str]:
    return [words[at : at + 3] for at in range(0, len(words), 3)]


def _counted(span: Sequence[float], at: float, seconds: float) -> list[float]:
    began, now, before = span
    if at - began >= 2 * seconds:
        began, now, before = round(at), 0, 0
    elif at - began >= seconds:
        began, now, before = began + seconds, 0, now
    return [began, now + 1, before]


def _sliding(span: Sequence[float], at: float, seconds: float) -> float:
    """This span's count, and the part of the previous span that the last `seconds` reach into."""
    began, now, before = span
    return now + before * max(0.0, 1 - (at - began) / seconds)
