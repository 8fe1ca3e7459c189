"""What a resident has said before an errand began that answers its questions, so that nobody is asked for it twice.

Read are the latest turns since they last started over, except those of other errands (what was open when they came, or
began with them). Which of an errand's questions a turn may answer goes by what the turn was about: one about this very
errand may answer all of them; a bare detail ("14 Mill Lane", "the 6th") those of its own type; anything else none.
What is taken is said back before anything is sent.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from rasa_sdk import Tracker

from actions.dialogue import Events, Turn, read_turn
from actions.errands import fitting, interpretation, places
from actions.errands.spec import Question
from actions.records import records
from language.dates import days
from language.postcodes import find_postcode
from language.times import only_says_when

MOST_TURNS = 12
"""So far back that a resident still takes it for said."""
LIKELIEST = 2
"""An errand among so many of the likeliest of a turn is what that may have been about."""
_ADDRESS_TYPES = ("postcode", "address")
_MOST_DETAIL_WORDS = 14


@dataclass(frozen=True)
class Earlier:
    """One turn before this errand. `about` it, or a bare detail."""

    turn: Turn
    about: bool


def earlier(tracker: Tracker, intent: str) -> list[Earlier]:
    """The turns that may answer questions of the errand, the latest first."""
    found = [Earlier(turn, is_about(turn, intent)) for turn in reversed(turns_outside_forms(tracker.events))]
    return [each for each in found if each.about or is_detail(each.turn)]


def turns_outside_forms(events: Events) -> list[Turn]:
    """The resident's turns before this one, since they last started over, that neither came while a form was open nor
    began one."""
    found: list[Turn | None] = []
    form: str | None = None
    for event in events:
        kind = event.get("event")
        if kind == "reset_slots":
            found, form = [], None
        elif kind == "active_loop":
            form = event.get("name")
            if form and found:
                found[-1] = None
        elif kind == "user":
            turn = read_turn(event.get("parse_data") or {})
            found.append(None if form else turn)
    return [turn for turn in found[:-1][-MOST_TURNS:] if turn is not None and turn.text and not turn.pressed]


def is_about(turn: Turn, intent: str) -> bool:
    """Whether a turn was about what the errand is about, as far as was understood."""
    return turn.errand == intent or intent in turn.ranking[:LIKELIEST]


def is_detail(turn: Turn) -> bool:
    """Whether it is no more than a detail, which was given before it was asked for."""
    short = len(turn.text.split()) <= _MOST_DETAIL_WORDS
    return turn.unspecific and short and not turn.asks and not fitting.says_nothing(turn)


async def recalled(questions: tuple[Question, ...], said: list[Earlier], today: Any) -> dict[str, Any]:
    """What the earlier turns answer, the latest mention of each."""
    found: dict[str, Any] = {}
    for each in said:
        for question in questions:
            if question.field not in found and (value := await _value(question, each, today)) is not None:
                found[question.field] = value
    return found


async def _value(question: Question, each: Earlier, today: Any) -> Any:
    if question.type in _ADDRESS_TYPES:  # the shared slots have them
        return None
    if question.type == "place":
        return await _place(each)
    if each.about or _is_of_its_type(question, each.turn, today):
        return interpretation.volunteered(question, each.turn, today)
    return None


async def _place(each: Earlier) -> dict[str, Any] | None:
    """A place that was named plainly; of a bare detail also the whole."""
    found = await interpretation.place_volunteered(each.turn)
    if found is not None or each.about or fitting.is_no_place(each.turn) or places.is_vague(each.turn.text):
        return found
    if not (places.names_a_landmark(each.turn.text) or find_postcode(each.turn.text)):
        return None
    return await places.resolved(each.turn.text, records(), each.turn.restored)


def _is_of_its_type(question: Question, turn: Turn, today: Any) -> bool:
    """Whether a bare detail has what the question is about: a date for a date, and so on."""
    match question.type:
        case "date":
            return bool(days(turn.text, today))
        case "time":
            return only_says_when(turn.text)
        case "reference":
            return interpretation.reference_in(question, turn.text) is not None
        case "words":
            return bool(question.pattern)
        case _:
            return False


def told_before(turn: Turn, said: list[Earlier], enough_words: int) -> str:
    """What the resident wrote first about it, for whoever reads the report: this message, or one before where this is
    only a "yes please" or a detail."""
    spoken = [turn, *(each.turn for each in said if each.about)]
    first = next((each for each in reversed(spoken) if len(each.text.split()) >= enough_words), None)
    return first.written if first else ""


def without_words(turn: Turn) -> Turn:
    """The turn where its words say nothing to the errand: a "yes please" that began it."""
    return replace(turn, text="") if fitting.is_courtesy(turn.text) else turn
