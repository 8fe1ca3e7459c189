"""The one form of all errands, as Rasa runs it: before each answer, and to ask for the next."""

from __future__ import annotations

from dataclasses import replace
from itertools import takewhile
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import menus
from actions.addresses import AskAddress, AskPostcode
from actions.areas import say_whose
from actions.dialogue import PERSON, Events, Turn, read_turn, slots_set_since_message
from actions.errands import steps, wording
from actions.errands.asides import only_answers
from actions.errands.exchange import FROM_RECORDS, Exchange, lists_addresses
from actions.errands.progress import CLOSED, ask_again, begin, finish
from actions.errands.removed import say_generally
from actions.errands.spec import errands
from actions.errands.state import SLOT, State
from actions.fallback import offer_person
from actions.interrupted import ERRAND_FORM, go_back, goes_on, open_form, put_aside
from actions.records import RecordsDown
from language.intent_kinds import URGENT
from language.postcodes import find_postcode
from language.taxonomy import kind
from protocol.action_messages import ANSWERED


class ValidateErrandForm(Action):
    """Rasa runs it for each message while the form is open. Returning no event leaves the message to other rules,
    after which Rasa asks the form's question again."""

    def name(self) -> str:
        return "validate_errand_form"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        turn, state = read_turn(tracker.latest_message), State.of(tracker.get_slot(SLOT))
        try:
            if goes_on(tracker):  # one that was interrupted
                return ask_again(state) if state else _left(dispatcher, tracker)
            if state is None or open_form(tracker) != ERRAND_FORM:
                return await _begun(turn, dispatcher, tracker, domain=domain)
            if only_answers(turn, state.question):  # which the gateway would take for danger
                dispatcher.utter_message(json_message={ANSWERED: True})
                turn = replace(turn, intent="provide_details") if kind(turn.intent) == URGENT else turn
            return await steps.take(Exchange(_of_errand(turn, state), state, dispatcher, tracker, domain=domain))
        except RecordsDown:  # the errand that this one interrupted may do without
            dispatcher.utter_message(response="utter_records_down", buttons=[PERSON])
            return finish(dispatcher, tracker)


class AskErrandAnswer(Action):
    """Asks what the errand needs to know next."""

    def name(self) -> str:
        return "action_ask_errand_answer"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        state = State.of(tracker.get_slot(SLOT))
        question = state.question if state else None
        if state is None:
            return []
        state = _without_old_note(state, tracker).put_once_more()
        if question is not None and question.type in FROM_RECORDS:
            asker = AskAddress() if lists_addresses(tracker) else AskPostcode()
            return list(await asker.run(dispatcher, tracker, domain))
        if question is None:
            wording.confirm(dispatcher, state)
        elif not (question.type == "place" and await _is_elsewhere(dispatcher, tracker)):
            wording.ask(dispatcher, state, question)
        offer_person(dispatcher, tracker)
        return [SlotSet(SLOT, state.as_dict())]


def _without_old_note(state: State, tracker: Tracker) -> State:
    """Why it was asked again the last time is not said once more where another rule has answered this message."""
    since = takewhile(lambda event: event.get("event") != "user", reversed(tracker.events))
    spoke = any(event.get("event") == "bot" for event in since)
    answered = spoke and SLOT not in slots_set_since_message(tracker.events)
    return replace(state, note=None) if answered and state.note != "change" else state


async def _is_elsewhere(dispatcher: CollectingDispatcher, tracker: Tracker) -> bool:
    """Says whose the place is that the message names by a postcode, where it is another council's."""
    postcode = find_postcode(read_turn(tracker.latest_message).text)
    return postcode is not None and await say_whose(dispatcher, postcode, key="utter_errand_elsewhere")


async def _begun(turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker, *, domain: dict[str, Any]) -> Events:
    """The message begins an errand, unless the files describe it no more."""
    if turn.intent in errands():
        return await begin(turn, dispatcher, tracker)
    if open_form(tracker) == ERRAND_FORM:
        return _left(dispatcher, tracker)
    aside, _ = put_aside(tracker, ERRAND_FORM, turn.intent)
    return aside + (say_generally(dispatcher, tracker, turn, domain=domain) or finish(dispatcher, tracker))


def _left(dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
    """The errand that was open no longer exists: its file has changed since."""
    back = go_back(dispatcher, tracker, ERRAND_FORM)
    if not back:
        dispatcher.utter_message(response="utter_start_over", buttons=menus.buttons_for(menus.GENERAL))
    return back or CLOSED


def _of_errand(turn: Turn, state: State) -> Turn:
    """The turn without a sub-topic that is of another intent."""
    if turn.intent == state.intent:
        return turn
    return replace(turn, entities={name: value for name, value in turn.entities.items() if name != "subtopic"})
