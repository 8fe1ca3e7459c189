"""Looks up what depends on where somebody lives: their councillors, and where they vote."""

from __future__ import annotations

from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from actions.dialogue import PERSON, button
from actions.errands.looking import ANSWERED, Asked, Outcome, general
from actions.records import records

Row = dict[str, Any]


async def councillors(dispatcher: CollectingDispatcher, asked: Asked) -> Outcome:
    """Who sits for a postcode; where it lies in two wards, for both."""
    postcode = asked.slots.get("postcode")
    found = await records().councillors(postcode or "", asked.slots.get("uprn") or "")
    if not found["kept"]:
        return general(dispatcher, asked)
    if not postcode:
        return Outcome(ask="postcode")
    wards: list[Row] = [row for row in found["wards"] if row["councillors"]]
    if not wards:
        return general(dispatcher, asked)
    key = "utter_councillors" if len(wards) == 1 else "utter_councillors_of_two_wards"
    dispatcher.utter_message(
        response=key,
        postcode=postcode,
        ward=" and ".join(row["ward"] for row in wards),
        lines="\n".join(_sitting(row, named=len(wards) > 1, form="{name}, {party}: {email}, {phone}") for row in wards),
        short_lines="\n".join(_sitting(row, named=len(wards) > 1, form="{name}: {phone}") for row in wards),
        buttons=[button("Look up another postcode", asked.state.intent, uprn="other")],
    )
    return ANSWERED


def _sitting(ward: Row, *, named: bool, form: str) -> str:
    """A line for each councillor; a seat that nobody has is said as that."""
    lines = [form.format(**person) if person["phone"] else "One seat is vacant." for person in ward["councillors"]]
    return "\n".join([f"{ward['ward']}:", *lines] if named else lines)


async def polling_place(dispatcher: CollectingDispatcher, asked: Asked) -> Outcome:
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
