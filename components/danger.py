"""How sure a sign of danger is: sure, possible, or none. Why the limits are what they are: docs/decisions/0033."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypedDict

from language.danger_words import may_cry_for_help, names_danger, says_danger
from language.figures import plainly
from language.intent_kinds import CONVERSATION
from language.questions import asks

SHORT_WORDS = 6
"""A message of no more words than these may mean nothing by itself: "falls", "hes got autism"."""
IN_SUBJECT = 1.5
"""How many times the limits such a message has to reach where it fits what is being talked of."""
MOST = 0.95
"""Beyond which it is danger whatever is being talked of."""
ANSWER_WORDS = 20
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


ELSEWHERE, IN_PASSING, IN_A_QUESTION = Limits(0.4, 0.2), Limits(0.55, 0.45), Limits(0.8, 0.65)
"""How likely danger must be in itself, and not only beside what else a message may mean, where no word in it is a sign
of danger: at first, in a conversation about something that is none, and in a question about that. Next to what is
like nothing taught, little is much: "am i going to end up in a hostel" was 0.28 and more than anything else."""


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
    calm: bool = False,
) -> Grade:
    """The grade of a text, from the urgent intents and the others, each likeliest first. `topic` is that of the
    conversation's subject; `answering` says that it only answers a question of ours, or asks one about the subject;
    `calm` that the conversation is about something that is no danger."""
    if not dangers:
        return Grade()
    chance, text = chance_of_danger(dangers, others), plainly(text)
    cries = may_cry_for_help(text)
    alone, least = sum(each.confidence for each in dangers), Limits(0, 0) if cries else _least(text, calm)
    if answering and len(text.split()) <= ANSWER_WORDS and not cries:
        limits = Limits(MOST, limits.possible * IN_SUBJECT)
    elif _fits(text, others, topic):
        limits = Limits(min(limits.sure * IN_SUBJECT, MOST), min(limits.possible * IN_SUBJECT, MOST))
    if (chance < limits.possible or alone < least.possible) and not says_danger(text):
        return Grade()
    return Grade(dangers[0], "sure" if chance >= limits.sure and alone >= least.sure else "possible")


def _least(text: str, calm: bool) -> Limits:
    """How likely danger must be in itself where no word is a sign of it."""
    if not calm:
        return ELSEWHERE
    return IN_A_QUESTION if only_asks(text) else IN_PASSING


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
