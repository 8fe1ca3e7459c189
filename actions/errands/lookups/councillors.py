"""Looks up the councillors of a postcode."""

from __future__ import annotations

from rasa_sdk.executor import CollectingDispatcher

from actions.dialogue import button
from actions.errands.lookups.contract import ANSWERED, Asked, Outcome, Row, general
from actions.records import records


async def look_up(dispatcher: CollectingDispatcher, asked: Asked) -> Outcome:
    """The councillors for a postcode; if it is in two wards, for both."""
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
