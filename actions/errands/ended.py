"""An errand that ended with a link a moment ago: a day or a home that is told after it changes the link."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker

from actions.dialogue import Turn
from actions.errands import interpretation
from actions.errands.state import SLOT, State
from actions.records import today

MOST_TURNS = 2
"""So many messages later it is still what a bare detail is told for."""
MOST_WORDS = 10


async def told_after(turn: Turn, tracker: Tracker) -> State | None:
    """The errand as it ended, with what a bare detail adds to it; None where the message is none, or nothing ended."""
    state = _latest(tracker)
    if state is None or state.errand.request or len(turn.text.split()) > MOST_WORDS or turn.asks:
        return None
    found: dict[str, Any] = {}
    day = await today()
    for question in state.errand.questions:
        if question.type == "date" or question.reads:
            value = interpretation.volunteered(question, turn, day)
            known = str(state.answers.get(question.field, ""))
            if value is not None:
                found[question.field] = known if str(value) in known else value
    return state.with_answers(found) if found else None


def _latest(tracker: Tracker) -> State | None:
    """The state in which the latest errand ended."""
    turns = 0
    for event in reversed(tracker.events):
        turns += event.get("event") == "user"
        if turns > MOST_TURNS or event.get("event") == "reset_slots":
            return None
        if event.get("event") == "slot" and event.get("name") == SLOT and event.get("value"):
            return State.of(event["value"])
    return None
