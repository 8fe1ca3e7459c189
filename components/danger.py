"""How sure a sign of danger is: sure, possible, or none. Why the limits are what they are: docs/decisions/0033."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypedDict

from language.danger_words import names_danger

SHORT_WORDS = 6
"""A message of no more words than these may mean nothing by itself: "falls", "hes got autism"."""
IN_SUBJECT = 2.0
"""How many times the limits such a message has to reach where it fits what is being talked of."""


class Subject(TypedDict, total=False):
    """What a conversation is about, as the gateway sends it."""

    intent: str | None
    subtopic: str | None
    facet: str | None


@dataclass(frozen=True)
class Limits:
    """How likely a danger must be to be taken as sure, and as possible."""

    sure: float
    possible: float


@dataclass(frozen=True)
class Ranked:
    """An intent with its topic and how likely it is."""

    intent: str
    topic: str
    confidence: float


@dataclass(frozen=True)
class Grade:
    """How sure it is that somebody is in danger, and in which."""

    danger: Ranked | None = None
    how: Literal["sure", "possible", "none"] = "none"


def grade(
    dangers: Sequence[Ranked],
    others: Sequence[Ranked],
    text: str,
    *,
    limits: Limits,
    topic: str | None = None,
) -> Grade:
    """The grade of a text, from the urgent intents and the others, each likeliest first. `topic` is that of the
    conversation's subject. A plain word of danger makes sure of what would else be possible, wherever it is said."""
    if not dangers:
        return Grade()
    likeliest, named = dangers[0], names_danger(text)
    limits = limits if named or not _fits(text, others, topic) else _raised(limits)
    if likeliest.confidence < limits.possible:
        return Grade()
    return Grade(likeliest, "sure" if named or likeliest.confidence >= limits.sure else "possible")


def _fits(text: str, others: Sequence[Ranked], topic: str | None) -> bool:
    """Whether a few words may only go on about the subject: what they would be if not danger is of its topic."""
    return bool(topic and others) and len(text.split()) <= SHORT_WORDS and others[0].topic == topic


def _raised(limits: Limits) -> Limits:
    return Limits(min(limits.sure * IN_SUBJECT, 1.0), min(limits.possible * IN_SUBJECT, 1.0))
