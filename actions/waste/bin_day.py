"""Bin collection day: the next three collections at an address."""

from typing import Any, ClassVar

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.days import say_day
from actions.dialogue import PERSON, Events, Turn, button
from actions.interrupted import go_back, interrupted
from actions.records import RecordsDown, records
from actions.waste import steering
from actions.waste.bins import NAMES, bins_before, bins_named
from actions.waste.form import WasteForm
from actions.waste.rounds import Calendar, Collection

FORM = "bin_day_form"
DAYS_SHOWN = 3


class ValidateBinDayForm(WasteForm):
    """Each message of the form that looks up a collection day."""

    intent: ClassVar[str] = "bin_collection_day"

    def name(self) -> str:
        return "validate_bin_day_form"

    @property
    def steps(self) -> steering.Steps:
        return steering.Steps("your bin day", ("postcode", "uprn"), ("asked_bin",))

    async def understand(self, turn: Turn, tracker: Tracker, dispatcher: CollectingDispatcher) -> dict[str, Any]:
        changes = await self.find_address(turn, tracker)
        named = bins_named(turn.text)
        beginning = tracker.get_slot("requested_slot") is None
        if turn.intent == self.intent and (named or beginning):
            named = named or bins_before(tracker.events, self.intent)
            changes["asked_bin"] = named[0] if len(named) == 1 else None
        return changes


class BinDays(Action):
    """Says the dates, from the records."""

    def name(self) -> str:
        return "action_bin_days"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        uprn, address = tracker.get_slot("uprn"), tracker.get_slot("address")
        if not uprn:  # the form ended another way: with a person, or with records that were down
            return go_back(dispatcher, tracker, FORM)
        try:
            calendar = Calendar.read(await records().collections(uprn))
        except RecordsDown:
            dispatcher.utter_message(response="utter_records_down", buttons=[PERSON])
            return go_back(dispatcher, tracker, FORM)
        asked = tracker.get_slot("asked_bin")
        days = calendar.next_days(DAYS_SHOWN, only=asked if asked in calendar.bins else None)
        if asked and asked not in calendar.bins:
            dispatcher.utter_message(response="utter_bin_not_collected", bin=NAMES[asked], address=address)
        if days:
            lines = "\n".join(say_collections(day) for day in days)
            choices = [] if interrupted(tracker) else _what_next()
            dispatcher.utter_message(response="utter_bin_days", address=address, collections=lines, buttons=choices)
        else:
            dispatcher.utter_message(response="utter_no_collections", address=address, buttons=[PERSON])
        return [SlotSet("asked_bin", None), *go_back(dispatcher, tracker, FORM)]


def say_collections(day: list[Collection]) -> str:
    """One line for one day: "Tuesday 24 November: black bin (rubbish) and food caddy"."""
    collected = {visit.bin for visit in day}
    names = [name for bin_name, name in NAMES.items() if bin_name in collected]
    bins = " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
    notes = list(dict.fromkeys(visit.note for visit in day if visit.note))
    return f"{say_day(day[0].day)}: {bins}" + (f" ({'; '.join(notes)})" if notes else "")


def _what_next() -> list[dict[str, str]]:
    return [
        button("Report a missed bin", "missed_bin_report"),
        button("Look up another address", "bin_collection_day", uprn="other"),
    ]
