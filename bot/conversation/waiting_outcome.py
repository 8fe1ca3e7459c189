"""What a resident who waits for a person is told on writing again: decided from what they wrote, what the assistant
makes of it and what they were told before, and nothing else (decision 0036)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from language.waiting import Writes

OFTEN_SECONDS = 60.0
MOST_CARE = 3
"""As often is something warm said to whoever may harm themselves, each time in other words."""
MOST_OFTEN = 2
"""Their place and the wait are said to whoever asks, but no more often than this within OFTEN_SECONDS."""


class Told(StrEnum):
    """What we said to a resident while they waited (`while_waiting` in the log)."""

    ANSWER = "answer"
    """The assistant's answer to a question, which ends no wait."""
    PLACE = "place"
    """Their place in the queue and the wait as measured, because they asked."""
    QUEUED = "queued"
    """That they are in the queue for a person already, with their place."""
    HOURS = "hours"
    """Until when the team is there, or when it opens."""
    NEXT = "next"
    """What happens next."""
    NUMBER = "number"
    """The number of the team, in case they are cut off."""
    HELP = "help"
    """Whom they may ask for help until then."""
    NO_MONEY = "no_money"
    """That we are sorry that there is too little money, and what help there is with that."""
    TROUBLE = "trouble"
    """That we are sorry about what they told."""
    SORRY = "sorry"
    """That they need not be."""
    WISH = "wish"
    """Which other service we saw in what they wrote, and where it can be done now."""
    KEPT = "kept"
    """Once in a wait: that the officer will read it, with the place and the wait."""
    KEPT_QUESTION = "kept_question"
    """The same of a question, in other words each time and without the place."""
    KEPT_DETAILS = "kept_details"
    """The same of a call-back number, a time for a call or an address, and of what else they tell."""
    DANGER = "danger"
    """Whom to call, once more, for a sign of a danger that they were told of before."""
    CARE = "care"
    """To somebody who may harm themselves: that they matter, and in short whom to call."""


MOST: Mapping[Told, int] = {
    Told.DANGER: 3,
    Told.HOURS: 2,
    Told.NUMBER: 2,
    Told.HELP: 1,
    Told.NO_MONEY: 2,
    Told.TROUBLE: 2,
    Told.SORRY: 1,
    Told.KEPT: 1,
    Told.KEPT_QUESTION: 5,
    Told.KEPT_DETAILS: 4,
}
"""How often each is said in a wait: as often as there are other words for it."""
SAID_OF: Mapping[Writes, Sequence[Told]] = {
    Writes.NUMBER: (Told.NUMBER, Told.KEPT_QUESTION),
    Writes.HOURS: (Told.HOURS,),
    Writes.NO_MONEY: (Told.NO_MONEY, Told.TROUBLE, Told.KEPT_DETAILS),
    Writes.TROUBLE: (Told.TROUBLE, Told.KEPT_DETAILS),
    Writes.SORRY: (Told.SORRY,),
    Writes.DETAILS: (Told.KEPT_DETAILS,),
    Writes.WISH: (Told.KEPT, Told.KEPT_DETAILS),
    Writes.QUESTION: (Told.KEPT, Told.KEPT_QUESTION),
    Writes.TOLD: (Told.KEPT, Told.KEPT_DETAILS),
    Writes.OTHER: (Told.KEPT,),
}
"""What is said to what the assistant has no answer for: the first that may still be said."""


MOST_OF_THE_SAME = 2
"""So often does the same text, word for word, draw anything but their place: who repeats it oftener is a machine."""
PLAINLY_ASKED = frozenset({Writes.HOW_LONG, Writes.HOURS, Writes.WHAT_NEXT, Writes.NUMBER, Writes.DETAILS})
"""What has its own answer, also for whoever may harm themselves."""
MAY_BE_A_WISH = frozenset({Writes.QUESTION, Writes.TROUBLE, Writes.WISH, Writes.TOLD, Writes.OTHER})


@dataclass(frozen=True)
class WaitingFacts:
    """What is known when a waiting resident's message has been read."""

    writes: Writes
    has_answer: bool
    """The assistant has an answer of which it is sure."""
    told: Sequence[tuple[Told, float]] = ()
    """What they were told since the wait began, and how many seconds ago."""
    times_written: int = 0
    """How often they wrote these very words before."""
    may_be_told: bool = True
    """Something can be sent to them, and a person probably wrote."""
    is_from_before: bool = False
    """It was written before the wait began, and being told of the wait has acknowledged it."""
    names_a_service: bool = False
    """It is about another service, which has not been named back to them yet."""
    is_danger: bool = False
    """The message is a sign of danger, of which they were told before whom to call: no other answer is for that."""
    may_harm_themselves: bool = False
    """They were told whom to call because they might."""


def decide_waiting(facts: WaitingFacts) -> Told | None:
    """What to say; None where the message is quietly kept for the officer."""
    if not facts.may_be_told:
        return None
    if _needs_care(facts):
        return Told.CARE
    if facts.is_danger and _goes_on(facts):
        return Told.DANGER
    if facts.times_written >= MOST_OF_THE_SAME:
        asks_for_place = facts.writes in (Writes.HOW_LONG, Writes.HOW_LONG_OF_EITHER, Writes.PERSON)
        return Told.PLACE if asks_for_place and not _is_told_often(facts) else None
    if facts.writes == Writes.THANKS and not facts.is_danger:
        return None
    if facts.is_from_before:
        return Told.ANSWER if facts.has_answer and not facts.is_danger else None
    if facts.writes == Writes.WHAT_NEXT and not _was_told(facts, Told.NEXT):
        return Told.NEXT
    if facts.writes in (Writes.HOW_LONG, Writes.WHAT_NEXT):
        return None if _is_told_often(facts) else Told.PLACE
    if facts.writes == Writes.PERSON and not facts.is_danger:
        told = Told.PLACE if _was_told(facts, Told.QUEUED) else Told.QUEUED
        return None if _is_told_often(facts) else told
    if facts.writes == Writes.NUMBER and not facts.is_danger and not _was_told(facts, Told.NUMBER):
        return Told.NUMBER
    if facts.writes == Writes.HOURS and not facts.is_danger:
        return _first(facts, SAID_OF[Writes.HOURS])
    if facts.is_danger:
        return _first(facts, (Told.KEPT_DETAILS if facts.writes == Writes.DETAILS else Told.DANGER, Told.KEPT))
    if facts.has_answer and not (facts.writes == Writes.HELP and _was_told(facts, Told.NO_MONEY)):
        return Told.ANSWER
    if facts.writes == Writes.HOW_LONG_OF_EITHER:
        return None if _is_told_often(facts) else Told.PLACE
    if facts.names_a_service and facts.writes in MAY_BE_A_WISH:
        return Told.WISH
    if facts.writes == Writes.HELP:
        with_what = Told.NO_MONEY if _was_told(facts, Told.NO_MONEY) else Told.HELP
        return _first(facts, (with_what, Told.KEPT_QUESTION))
    return _first(facts, SAID_OF.get(facts.writes, ()))


def _goes_on(facts: WaitingFacts) -> bool:
    """Whether whom to call is said once more: also to the very same words, which are a cry for help before they are a
    machine's, but in all no oftener than there are words for it."""
    said = _times(facts, Told.DANGER) + _times(facts, Told.CARE)
    return facts.writes not in PLAINLY_ASKED and not facts.is_from_before and said < MOST[Told.DANGER]


def _needs_care(facts: WaitingFacts) -> bool:
    """ "No one cares", "sorry": nobody who may harm themselves is left with the queue's words, or none."""
    asks_for_something = facts.writes in PLAINLY_ASKED or facts.has_answer
    if not facts.may_harm_themselves or facts.is_from_before or (asks_for_something and not facts.is_danger):
        return False
    return _times(facts, Told.CARE) < MOST_CARE


def _first(facts: WaitingFacts, possible: Sequence[Told]) -> Told | None:
    return next((told for told in possible if _times(facts, told) < MOST[told]), None)


def _times(facts: WaitingFacts, what: Told) -> int:
    return sum(told == what for told, _ in facts.told)


def _was_told(facts: WaitingFacts, what: Told) -> bool:
    return _times(facts, what) > 0


def _is_told_often(facts: WaitingFacts) -> bool:
    lately = [told for told, ago in facts.told if told in (Told.PLACE, Told.QUEUED, Told.NEXT) and ago < OFTEN_SECONDS]
    return len(lately) >= MOST_OFTEN
