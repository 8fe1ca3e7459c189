"""Answers an intent that gathers several errands: the one that was named, else all of them."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.dialogue import Events, read_turn

SUBTOPIC = "subtopic"


class AnswerSubtopic(Action):
    """Gives `utter_<intent>_<subtopic>`; where none was named, or it has no answer of its own, `utter_<intent>`."""

    def name(self) -> str:
        return "action_answer_subtopic"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        turn = read_turn(tracker.latest_message)
        own = f"utter_{turn.intent}_{turn.entities.get(SUBTOPIC, '')}"
        answered = own in (domain.get("responses") or {})
        dispatcher.utter_message(response=own if answered else f"utter_{turn.intent}")
        return []
