"""A form whose address is not ours, as far as we can tell: "oh is that not you", "so who do i ring"."""

from __future__ import annotations

import re

from rasa_sdk import Tracker
from rasa_sdk.events import ActiveLoop, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.addresses import FORGOTTEN
from actions.dialogue import Events
from actions.interrupted import go_back

_YOURS = r"(?:you|yours?|your (?:area|patch|lot))"
_ASKS_WHOSE = re.compile(
    rf"\b(?:(?:is|isn'?t|are|aren'?t) (?:that|this|it|there|they) (?:not )?{_YOURS}\b|not yours?\b|not you\b|"
    rf"(?:that|this|you)(?:'?s| is| are)? not {_YOURS}\b|you (?:don'?t|do not) (?:do|cover)\b|"
    r"who(?:'?s| is| are| do| does| should| shall| can| would)? (?:i |we |it |that )?(?:then )?(?:ring|call|contact|"
    r"phone|speak to|ask|tell|the council|council|responsible|deals? with)\b|(?:which|what|whose) (?:council|area)\b|"
    r"whose is it)",
    re.IGNORECASE,
)


def asks_whose(text: str, tracker: Tracker) -> bool:
    """Whether a resident whose address we do not have asks who else deals with it."""
    return bool(tracker.get_slot("tried_postcode") and _ASKS_WHOSE.search(text))


def leave_to_others(dispatcher: CollectingDispatcher, tracker: Tracker, *, form: str, title: str) -> Events:
    """Says how to find whose it is, and that this form is left; back to what it had interrupted."""
    dispatcher.utter_message(response="utter_whose_is_it", title=title)
    forgotten = [SlotSet(name, value) for name, value in FORGOTTEN.items()]
    return [*forgotten, *(go_back(dispatcher, tracker, form) or [ActiveLoop(None), SlotSet("requested_slot", None)])]
