"""What a resident who waits for a person is told on writing again: decided from what they wrote, what the assistant
makes of it and what they were told before, and nothing else (decision 0036)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from language.waiting import Writes

OFTEN_SECONDS = 60.0
MOST_OFTEN = 2
"""Their place and the wait are said to whoever asks, but no more often than this within OFTEN_SECONDS."""


class Told(StrEnum):
    """What we said to a resident while they waited (`while_waiting` in the log)."""

    ANSWER = "answer"
    """The assistant's answer to a question, which ends no wait."""
    PLACE = "place"
    """Their place in the queue and the wait as measured, because they asked."""
    NEXT = "next"
    """What happens next."""
    KEPT = "kept"
    """Once in a wait: that the officer will read it, with the place and the wait."""
    KEPT_QUESTION = "kept_question"
    """The same of a question, once more and without the place."""
    KEPT_DETAILS = "kept_details"
    """The same of a call-back number or an address."""


@dataclass(frozen=True)
class WaitingFacts:
    """What is known when a waiting resident's message has been read."""

    writes: Writes
    has_answer: bool
    """The assistant has an answer of which it is sure."""
    told: Sequence[tuple[Told, float]] = ()
    """What they were told since the wait began, and how many seconds ago."""
    may_be_told: bool = True
    """Something can be sent to them, and a person probably wrote."""
    is_from_before: bool = False
    """It was written before the wait began, and being told of the wait has acknowledged it."""
    is_danger: bool = False
    """The message is a sign of danger, of which they were told before whom to call: no other answer is for that."""


def decide_waiting(facts: WaitingFacts) -> Told | None:
    """What to say; None where the message is quietly kept for the officer."""
    if not facts.may_be_told or (facts.writes == Writes.THANKS and not facts.is_danger):
        return None
    if facts.is_from_before:
        return Told.ANSWER if facts.has_answer and not facts.is_danger else None
    if facts.writes == Writes.WHAT_NEXT and not _was_told(facts, Told.NEXT):
        return Told.NEXT
    if facts.writes in (Writes.HOW_LONG, Writes.WHAT_NEXT):
        return None if _is_told_often(facts) else Told.PLACE
    if facts.has_answer and not facts.is_danger:
        return Told.ANSWER
    if facts.writes == Writes.DETAILS:
        return _once(facts, Told.KEPT_DETAILS)
    if facts.writes == Writes.QUESTION and _was_told(facts, Told.KEPT):
        return _once(facts, Told.KEPT_QUESTION)
    return _once(facts, Told.KEPT)


def _once(facts: WaitingFacts, told: Told) -> Told | None:
    return None if _was_told(facts, told) else told


def _was_told(facts: WaitingFacts, what: Told) -> bool:
    return any(told == what for told, _ in facts.told)


def _is_told_often(facts: WaitingFacts) -> bool:
    lately = [told for told, ago in facts.told if told in (Told.PLACE, Told.NEXT) and ago < OFTEN_SECONDS]
    return len(lately) >= MOST_OFTEN
