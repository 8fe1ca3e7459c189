"""What follows from a turn: decided from the assistant's answer and the state of the conversation, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from bot.assistant import Answer
from bot.conversation import stopping
from bot.conversation.quick_messages import UNFINISHED, Arrivals, seconds_to_wait
from bot.database.states import HandoffReason
from bot.ownership import HandoffRequest


@dataclass(frozen=True)
class Facts:
    """The state of the conversation when the answer comes."""

    text: str
    """What the resident wrote."""
    is_choice: bool
    """They pressed a button of ours."""
    still_asked: bool
    """Nobody else has taken the conversation, or dealt with the message, since the assistant was asked."""
    has_words: bool
    """There is something to say to the resident, or a report to file."""
    can_be_stopped: bool
    """The channel sends messages to people who are not looking at a page of ours."""
    opted_out: bool
    """The resident wants no messages on this channel."""
    more_owed: bool
    """The resident has written more, which is not answered yet."""
    is_told: bool = False
    """In this conversation they have been told whom to call in the danger that the message is a sign of."""
    arrivals: Arrivals = field(default_factory=Arrivals)


class Then(StrEnum):
    """Who has the conversation afterwards."""

    ASSISTANT = "assistant"
    ASSISTANT_OWES_MORE = "assistant_owes_more"
    QUEUE = "queue"
    NOBODY = "nobody"  # it is closed


class Says(StrEnum):
    """What the resident is told."""

    ANSWER = "answer"
    ANSWER_AND_HELP = "answer_and_help"
    """A line on whom to call stands below it."""
    SIGNPOST = "signpost"
    """Whom to call in danger, in place of the answer, whose form did not notice. Its reports are filed."""
    NOTHING = "nothing"
    """The signpost was said before: what is said of the queue is enough."""


@dataclass(frozen=True)
class Dropped:
    """The conversation has changed hands: nothing is said."""


@dataclass(frozen=True)
class WaitsForMore:
    """Nothing is said yet: the resident has gone on, or is likely to, and all of it is asked as one."""

    seconds: float


@dataclass(frozen=True)
class Stopped:
    """The resident wants no more messages: we do that and confirm it instead."""


@dataclass(frozen=True)
class NothingToSay:
    """It gave no answer: treated as if the assistant had failed."""


@dataclass(frozen=True)
class Answered:
    """The answer is said, what it carries is done, and somebody has the conversation then."""

    then: Then
    handoff: HandoffRequest | None = None
    """Why it goes to a queue."""
    says: Says = Says.ANSWER
    is_errand: bool = True
    """What was understood counts as what the resident asked for."""
    possible_danger: str | None = None
    """The urgent intent that staff see the conversation marked with."""

    @property
    def is_urgent(self) -> bool:
        """Whether the resident may be in danger."""
        return _is_urgent(self.handoff)

    @property
    def settles(self) -> bool:
        """Whether the resident's message is answered. What was not sent answers nothing."""
        return self.handoff is None or self.handoff.reason != HandoffReason.TEXTS_SPENT


Outcome = Dropped | WaitsForMore | Stopped | NothingToSay | Answered


def decide(answer: Answer, facts: Facts) -> Outcome:
    """The whole decision."""
    if not facts.still_asked:
        return Dropped()
    seconds = _seconds_to_wait(answer, facts)
    if seconds is not None:
        return WaitsForMore(seconds)
    if facts.can_be_stopped and stopping.assistant_understood_stop(answer, facts.text):
        return Stopped()
    if _is_unnoticed_danger(answer, facts):
        says = Says.NOTHING if facts.is_told else Says.SIGNPOST
        return _answered(answer, facts, _about(answer, HandoffReason.URGENT), says=says)
    if not facts.has_words and answer.handoff is None:
        return NothingToSay()
    return _answered(answer, facts, answer.handoff, says=_says(answer, facts))


def decide_unsent(answer: Answer, facts: Facts) -> Answered:
    """Nobody gets what was said, because the day's texts are used up (known only once it is said): people take over."""
    return _answered(answer, facts, _about(answer, HandoffReason.TEXTS_SPENT))


def _seconds_to_wait(answer: Answer, facts: Facts) -> float | None:
    """Danger never waits, nor does a choice of ours, which says all."""
    if facts.is_choice or answer.understanding.urgent or _is_urgent(answer.handoff):
        return None
    said = [reply.key for reply in answer.replies if reply.key or reply.text]
    return seconds_to_wait(facts.arrivals, is_unfinished=bool(said) and UNFINISHED.issuperset(said))


def _is_unnoticed_danger(answer: Answer, facts: Facts) -> bool:
    """The dialogue did not act on an urgent sign, because a form was open. A choice of ours is never danger."""
    acted_on = answer.handoff is not None or answer.only_answered
    return answer.understanding.urgent and not acted_on and not facts.is_choice


def _about(answer: Answer, reason: HandoffReason) -> HandoffRequest:
    return HandoffRequest(reason, answer.understanding.topic, answer.understanding.intent)


def _says(answer: Answer, facts: Facts) -> Says:
    """Whom to call is said once in a conversation, be it the whole answer or a line below it."""
    if _is_urgent(answer.handoff) and facts.is_told and not facts.is_choice:
        return Says.NOTHING
    return Says.ANSWER_AND_HELP if _possible_danger(answer) and not facts.is_told else Says.ANSWER


def _possible_danger(answer: Answer) -> str | None:
    """None where the message only answered a form's question."""
    return None if answer.only_answered else answer.understanding.possible_danger


def _answered(answer: Answer, facts: Facts, handoff: HandoffRequest | None, *, says: Says = Says.ANSWER) -> Answered:
    return Answered(
        _then(handoff, facts),
        handoff,
        says,
        is_errand=not answer.only_answered,
        possible_danger=_possible_danger(answer),
    )


def _then(handoff: HandoffRequest | None, facts: Facts) -> Then:
    """An answer to somebody who has opted out reaches nobody; only a danger still goes to people, who may find another
    way."""
    if facts.opted_out and not _is_urgent(handoff):
        return Then.NOBODY
    if handoff is not None:
        return Then.QUEUE
    return Then.ASSISTANT_OWES_MORE if facts.more_owed else Then.ASSISTANT


def _is_urgent(handoff: HandoffRequest | None) -> bool:
    return handoff is not None and handoff.reason == HandoffReason.URGENT
