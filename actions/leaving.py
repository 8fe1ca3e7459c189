"""Leaving what was open, whichever form it is."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import ActiveLoop, AllSlotsReset
from rasa_sdk.executor import CollectingDispatcher

from actions import menus
from actions.dialogue import Events
from actions.interrupted import go_back, interrupted, open_form


def leave(dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
    """Forgets what the open form had gathered; goes back to what that had interrupted."""
    form = open_form(tracker)
    if form and interrupted(tracker):
        dispatcher.utter_message(response="utter_errand_left")
        return go_back(dispatcher, tracker, form)
    dispatcher.utter_message(response="utter_start_over", buttons=menus.buttons_for(menus.GENERAL))
    return [ActiveLoop(None), AllSlotsReset()]
