"""How sure a sign of danger is: sure, possible, or none. Why the limits are what they are: docs/decisions/0033."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypedDict

from language.danger_words import may_cry_for_help, names_danger
from language.figures import plainly
from language.intent_kinds import CONVERSATION
from language.questions import asks

SHORT_WORDS = 6
"""A message of no more words than these may mean nothing by itself: "falls", "hes got autism"."""
IN_SUBJECT = 1.5
"""How many times the limits such a message has to reach where it fits what is being talked of."""
MOST = 0.95
"""Beyond which it is danger whatever is being talked of."""
ANSWER_WORDS = 14
"""An answer to a question of ours has no more words than these: "the wall at the end of dairy lane"."""

QUESTION_WORDS = 10
"""A question about the service that is talked of has no more words than these: "will he know it was me"."""
STAYS = 3.0
"""How many times as likely another danger has to be than the one that is talked of, to be another."""


class Subject(TypedDict, total=False):
    """What a conversation is about, as the gateway sends it."""

    intent: str | None
    subtopic: str | None
    facet: str | None
    answering: bool
    """Whether a question of ours is open, which most messages answer."""


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
    """How sure it is that somebody is in danger, and in which most likely."""

    danger: Ranked | None = None
    how: Literal["sure", "possible", "none"] = "none"


def grade(
    dangers: Sequence[Ranked],
    others: Sequence[Ranked],
    text: str,
    *,
    limits: Limits,
    topic: str | None = None,
    answering: bool = False,
) -> Grade:
    """The grade of a text, from the urgent intents and the others, each likeliest first. `topic` is that of the
    conversation's subject; `answering` says that it only answers a question of ours, or asks one about the subject."""
    if not dangers:
        return Grade()
    chance, text = chance_of_danger(dangers, others), plainly(text)
    if answering and len(text.split()) <= ANSWER_WORDS and not may_cry_for_help(text):
        limits = Limits(MOST, limits.possible * IN_SUBJECT)
    elif _fits(text, others, topic):
        limits = Limits(min(limits.sure * IN_SUBJECT, MOST), min(limits.possible * IN_SUBJECT, MOST))
    if chance < limits.possible:
        return Grade()
    return Grade(dangers[0], "sure" if chance >= limits.sure else "possible")


def only_asks(text: str) -> bool:
    """Whether it is no more than a question: few are a cry for help, and those have its words."""
    return len(text.split()) <= QUESTION_WORDS and asks(text)


def same_danger(likeliest: Ranked, dangers: Sequence[Ranked], told: str | None) -> Ranked:
    """The danger that the conversation is about already, where a message that goes on about it may be of that as well:
    "always crying, saw bruises on his arm" is of the child that was told of, and of no adult."""
    same = next((each for each in dangers if each.intent == told), None)
    return same if same is not None and same.confidence * STAYS >= likeliest.confidence else likeliest


def chance_of_danger(dangers: Sequence[Ranked], others: Sequence[Ranked]) -> float:
    """The share of all dangers together in what the text may mean, however strange it is: somebody in danger says what
    nobody has said before, and two dangers that are hard to tell apart are one to the resident."""
    danger = sum(each.confidence for each in dangers)
    return danger / (danger + sum(each.confidence for each in others) or 1.0)


def _fits(text: str, others: Sequence[Ranked], topic: str | None) -> bool:
    """Whether a few words that name no danger may only go on about the subject: what else they would be is of its
    topic, or an answer and the like."""
    short = bool(topic and others) and len(text.split()) <= SHORT_WORDS
    return short and others[0].topic in (topic, CONVERSATION) and not names_danger(text)
