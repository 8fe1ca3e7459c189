"""Looks up a planning application by its number."""

from __future__ import annotations

from datetime import date

from rasa_sdk.executor import CollectingDispatcher

from actions.days import say_date
from actions.dialogue import button
from actions.errands.lookups.contract import ANSWERED, Asked, Outcome, Row, general
from actions.errands.wording import shortened
from actions.records import records

INTENT = "planning_search_comment"


async def look_up(dispatcher: CollectingDispatcher, asked: Asked) -> Outcome:
    """An application by its number. Who has none gets the search page, and may still give one."""
    reference = asked.answers.get("reference", "")
    found = await records().planning(reference)
    if not found["kept"] or reference == "none":
        return general(dispatcher, asked)
    if not reference:
        number = button("I have its number", asked.state.intent, answer="reference=wanted")
        return general(dispatcher, asked, buttons=[number])
    if reference == "wanted":
        return Outcome(ask="reference")
    if found["applications"]:
        _tell_application(dispatcher, asked, found["applications"][0])
        return ANSWERED
    if asked.told("unknown_application"):
        return general(dispatcher, asked)
    return Outcome(ask="reference", note="unknown_application")


def _tell_application(dispatcher: CollectingDispatcher, asked: Asked, row: Row) -> None:
    decided = row["decision_date"]
    dispatcher.utter_message(
        response="utter_planning_application",
        reference=row["reference"],
        description=shortened(row["description"]),
        address=row["address"],
        status=row["status"],
        decision=f" Decision date: {say_date(date.fromisoformat(decided))}." if decided else "",
        page=row["link"],
        buttons=[button("Another application", asked.state.intent, answer="reference=wanted")],
    )
