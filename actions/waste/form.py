"""What both waste forms do with each message: take the answer, or notice a miss, or leave it to the other rules."""

from abc import ABC, abstractmethod
from typing import Any, ClassVar

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActiveLoop, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.addresses import find_address
from actions.dialogue import PERSON, Events, Turn, read_turn
from actions.fallback import next_step, steps_taken
from actions.interrupted import goes_on, open_form, put_aside, say_aside
from actions.not_ours import asks_whose, leave_to_others
from actions.records import RecordsDown, records
from actions.waste import steering

OVER = "said"  # the note of a form that has said all there is to say
NOTHING_SAID = Turn(text="", intent="", ranking=(), entities={})
# Rasa takes a turn that sets no slot of the form's own for a rejected one, even when it ends the form: hence the note.
CLOSED = [SlotSet("note", OVER), ActiveLoop(None), SlotSet("requested_slot", None)]


class WasteForm(Action, ABC):
    """Rasa runs it as `validate_<form>` for each message while the form is open.

    Returning no slot at all rejects the form's turn: Rasa's rules then answer the message as anything else
    (or hand over, or cancel) and come back to the form's question.
    """

    intent: ClassVar[str]  # the errand's own

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        turn = read_turn(tracker.latest_message)
        aside: Events = []
        if goes_on(tracker):  # what was said ended the errand that interrupted this one
            turn = NOTHING_SAID
        elif open_form(tracker) != self.form:
            aside, _ = put_aside(tracker, self.form, self.intent)
            say_aside(dispatcher, tracker)
        return aside + await self._run(turn, tracker, dispatcher)

    @property
    def form(self) -> str:
        """Rasa's name of the form."""
        return str(self.name()).removeprefix("validate_")

    async def _run(self, turn: Turn, tracker: Tracker, dispatcher: CollectingDispatcher) -> Events:
        try:
            steered = await self.steered(turn, tracker, dispatcher)
            if steered is not None:
                return steered
            changes = await self.understand(turn, tracker, dispatcher)
        except RecordsDown:
            dispatcher.utter_message(response="utter_records_down", buttons=[PERSON])
            changes = {"note": OVER, "uprn": None}  # or the form's last step would answer for an older address
        if changes:
            closing = CLOSED if changes.get("note") == OVER else []
            return [SlotSet(name, value) for name, value in changes.items()] + closing
        resumed = tracker.get_slot("requested_slot") is None  # another form has ended and this one continues
        if (turn.unspecific or self.is_answer(turn, tracker)) and not resumed:
            return self._missed(turn, dispatcher, tracker)
        return [SlotSet("note", None)] if resumed or turn.intent == self.intent else []

    async def steered(self, turn: Turn, tracker: Tracker, dispatcher: CollectingDispatcher) -> Events | None:
        """A wish about the form itself; None where the message is about anything else."""
        requested = tracker.get_slot("requested_slot")
        if requested is None or turn.pressed:
            return None
        if asks_whose(turn.text, tracker):
            left = leave_to_others(dispatcher, tracker, form=self.form, title=self.steps.title)
            return [SlotSet("note", OVER), *left]
        events = steering.take(self.steps, turn, tracker, dispatcher=dispatcher)
        if events is not None or not steering.asks_about_it(turn.text):
            return events
        dispatcher.utter_message(response="utter_errand_why")
        return [SlotSet("note", None)]

    @property
    @abstractmethod
    def steps(self) -> steering.Steps:
        """What this form asks, and how it says back what it knows."""

    @abstractmethod
    async def understand(self, turn: Turn, tracker: Tracker, dispatcher: CollectingDispatcher) -> dict[str, Any]:
        """The slots this message changes, none where it is not for this form; with the note OVER the form ends."""

    def is_answer(self, turn: Turn, tracker: Tracker) -> bool:
        """Whether a message that changes nothing answers the question all the same, in a way that is asked again."""
        return False

    async def find_address(self, turn: Turn, tracker: Tracker) -> dict[str, Any]:
        """The address slots this message changes."""
        about_form = turn.unspecific or turn.intent == self.intent
        asked = tracker.get_slot("requested_slot")
        return await find_address(turn, tracker, about_form=about_form, records=records(), asked=asked)

    def _missed(self, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """Ask the question again in other words, twice at most without the offer of a person."""
        step = next_step(turn.intent, steps_taken(tracker.events))
        if step == "ask":
            dispatcher.utter_message(response="utter_person_instead")
        at_start = tracker.get_slot("requested_slot") == "postcode"
        return [SlotSet("fallback_step", step), SlotSet("note", "offer" if step == "offer" and at_start else "missed")]
