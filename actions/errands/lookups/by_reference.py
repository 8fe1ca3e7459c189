"""Looks up whatever has the reference that a message consists of."""

from __future__ import annotations

from rasa_sdk.executor import CollectingDispatcher

from actions.dialogue import PERSON, Turn, button
from actions.errands.interpretation import reference_in
from actions.errands.lookups import case_status, planning_applications
from actions.errands.lookups.contract import Asked
from actions.errands.spec import errands
from actions.errands.state import State


async def by_reference(dispatcher: CollectingDispatcher, turn: Turn, sender: str) -> bool:
    """Answers a message that is only a reference, of whichever kind; False if it has none."""
    for kind in (planning_applications, case_status):
        errand = errands().get(kind.INTENT)
        for question in errand.questions if errand else ():
            found = reference_in(question, turn.text)
            if question.type == "reference" and found:
                asked = Asked(State(kind.INTENT, {"reference": found}), turn, slots={}, sender=sender)
                outcome = await kind.look_up(dispatcher, asked)
                if outcome.ask:
                    again = button("Type it again", kind.INTENT, answer="reference=wanted")
                    dispatcher.utter_message(response=f"utter_errand_{outcome.note}", buttons=[again, PERSON])
                return True
    return False
