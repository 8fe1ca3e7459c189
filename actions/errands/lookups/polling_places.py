"""Looks up where somebody votes."""

from __future__ import annotations

from rasa_sdk.executor import CollectingDispatcher

from actions.dialogue import PERSON, button
from actions.errands.lookups.contract import ANSWERED, Asked, Outcome, Row, general
from actions.records import records


async def look_up(dispatcher: CollectingDispatcher, asked: Asked) -> Outcome:
    """Where somebody votes: by postcode where all its homes vote at one place, else by address. Who asks something
    else about elections gets the general answer, and may ask for this."""
    postcode, uprn = asked.slots.get("postcode"), asked.slots.get("uprn")
    found = await records().polling(postcode or "", uprn or "")
    if not found["kept"]:
        return general(dispatcher, asked)
    if not asked.answers.get("what"):
        where = button("Find where you vote", asked.state.intent, subtopic="where")
        return general(dispatcher, asked, buttons=[where])
    if not postcode:
        return Outcome(ask="postcode")
    places: list[Row] = found["places"]
    if len({row["name"] for row in places}) > 1 and not uprn:
        return Outcome(ask="address")
    if not places:
        return general(dispatcher, asked, buttons=[PERSON])
    dispatcher.utter_message(
        response="utter_polling_place",
        address=asked.slots["address"] if uprn else postcode,
        place=f"{places[0]['name']}, {places[0]['address']}",
        note=f" {places[0]['note']}" if places[0]["note"] else "",
        buttons=[button("Look up another address", asked.state.intent, uprn="other", subtopic="where")],
    )
    return ANSWERED
