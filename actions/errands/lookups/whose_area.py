"""Looks up whose area a place is in: somebody lives elsewhere, or asks whether a place is ours."""

from __future__ import annotations

from rasa_sdk.executor import CollectingDispatcher

from actions import menus
from actions.areas import say_other_council
from actions.errands.lookups.contract import ANSWERED, Asked, Outcome
from actions.records import records
from language.other_places import says_elsewhere
from language.postcodes import find_postcode

NAMED_WITHIN_CHARACTERS = 300
"""Of a message, where a place is looked for."""


async def look_up(dispatcher: CollectingDispatcher, asked: Asked) -> Outcome:
    """Of the postcode in the message, else of the town or council that it names, else of the postcode that is known. A
    postcode is asked for where there is none, and the government's finder is named where our records cannot tell."""
    typed = find_postcode(asked.turn.text)
    text = asked.turn.text[:NAMED_WITHIN_CHARACTERS]
    found = await (records().whose(postcode=typed) if typed else records().whose(text=text))
    known = asked.slots.get("postcode")
    if found.get("council"):
        say_other_council(dispatcher, found["council"])
    elif found.get("ours") or (known and not typed):
        choices = menus.buttons_for(menus.GENERAL)
        dispatcher.utter_message(response="utter_our_area", place=found.get("place") or known, buttons=choices)
    elif found.get("councils") and not typed and not says_elsewhere(text):
        return Outcome(ask="postcode")
    else:
        dispatcher.utter_message(response="utter_council_ward_find_area")
    return ANSWERED
