"""Missed bin: which bin at which address, whether it can be reported now, said back before it is passed on."""

from datetime import date
from typing import Any, ClassVar

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.days import say_day
from actions.dialogue import PERSON, Events, Turn, button, last_buttons, slots_set_since_message
from actions.errands.asides import is_aside
from actions.fallback import offer_person
from actions.interrupted import go_back
from actions.records import records
from actions.waste import steering
from actions.waste.bins import NAMES, bin_meant, bins_before
from actions.waste.form import OVER, WasteForm
from actions.waste.rounds import Calendar, Missed
from language.taxonomy import intents
from language.yes_no import Said
from protocol.action_messages import SERVICE_REQUEST, ServiceRequest

INTENT, FORM = "missed_bin_report", "missed_bin_form"
AFTERWARDS = [button("Report another bin", INTENT), PERSON]
REPORT = ("missed_bin", "missed_day", "confirmed")  # what belongs to one report; the address outlives it


class ValidateMissedBinForm(WasteForm):
    """Each message of the form that reports a missed bin."""

    intent: ClassVar[str] = INTENT

    def name(self) -> str:
        return "validate_missed_bin_form"

    @property
    def steps(self) -> steering.Steps:
        return steering.Steps("a missed bin", ("postcode", "uprn", "missed_bin", "confirmed"), ("missed_bin",))

    async def understand(self, turn: Turn, tracker: Tracker, dispatcher: CollectingDispatcher) -> dict[str, Any]:
        requested = tracker.get_slot("requested_slot")
        about_form = turn.unspecific or turn.intent == self.intent
        changes = await self.find_address(turn, tracker) | _bin(turn, tracker, about_form)
        now = tracker.slots | changes
        if changes.keys() & {"uprn", "missed_bin"} or (requested is None and now.get("uprn")):
            return await self._checked(now, changes, dispatcher)
        if requested == "confirmed" and not changes and turn.said is Said.YES:
            # a yes to "What should we change?" is not clear: what we would report is read back once more
            return {"note": None} if _asked_what_to_change(tracker) else {"confirmed": True}
        if requested == "confirmed" and not changes and turn.said is Said.NO and not is_aside(turn, None, self.intent):
            return {"note": "change"}
        return changes

    def is_answer(self, turn: Turn, tracker: Tracker) -> bool:
        """A yes with a doubt or a condition to what was said back, whatever it was classified as."""
        confirming = tracker.get_slot("requested_slot") == "confirmed" and turn.said is not None
        return confirming and not is_aside(turn, None, self.intent)

    async def _checked(
        self, now: dict[str, Any], changes: dict[str, Any], dispatcher: CollectingDispatcher
    ) -> dict[str, Any]:
        """Looks the round up: which bins there are, and whether this one can be reported; if not, says why."""
        if not now.get("uprn"):
            return changes
        calendar = Calendar.read(await records().collections(now["uprn"]))
        changes = changes | {"bins_here": calendar.bins, "missed_day": None}
        if not now.get("missed_bin"):
            return changes
        found = calendar.missed(now["missed_bin"])
        if found.standing == "open" and found.due:
            return changes | {"missed_day": found.due.day.isoformat()}
        say_why_not(dispatcher, found, now)
        return changes | {"note": OVER}


def _bin(turn: Turn, tracker: Tracker, about_form: bool) -> dict[str, Any]:
    """The bin, where this message names another one than we had or asks to change it."""
    if turn.entities.get("bin") == "other":
        return {"missed_bin": None}
    named = bin_meant(turn, about_form)
    if named is None and tracker.get_slot("requested_slot") is None and not tracker.get_slot("missed_bin"):
        before = bins_before(tracker.events, INTENT)
        named = before[0] if len(before) == 1 else None
    return {"missed_bin": named} if named and named != tracker.get_slot("missed_bin") else {}


def say_why_not(dispatcher: CollectingDispatcher, found: Missed, now: dict[str, Any]) -> None:
    """Why this bin cannot be reported as missed now, and what to do."""
    facts = {"bin": NAMES[now["missed_bin"]], "address": now["address"]}
    if found.standing == "today":
        dispatcher.utter_message(response="utter_missed_bin_today", **facts)
    elif found.due and found.following:
        due, following = say_day(found.due.day), say_day(found.following.day)
        dispatcher.utter_message(
            response="utter_missed_bin_too_late", due=due, following=following, buttons=AFTERWARDS, **facts
        )
    elif found.following:
        following = say_day(found.following.day)
        dispatcher.utter_message(response="utter_missed_bin_not_yet", following=following, buttons=AFTERWARDS, **facts)
    else:
        dispatcher.utter_message(response="utter_bin_not_collected", buttons=AFTERWARDS, **facts)


class AskMissedBin(Action):
    """Asks which of the address's bins it was."""

    def name(self) -> str:
        return "action_ask_missed_bin"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        collected = tracker.get_slot("bins_here") or NAMES
        here = [name for name in NAMES if name in collected]
        missed = slots_set_since_message(tracker.events).get("note") == "missed"
        dispatcher.utter_message(
            response="utter_ask_missed_bin_again" if missed else "utter_ask_missed_bin",
            buttons=[button(NAMES[name].capitalize(), "provide_details", bin=name) for name in here],
        )
        offer_person(dispatcher, tracker)
        return []


class AskConfirmed(Action):
    """Says back what was understood and asks whether it is right."""

    def name(self) -> str:
        return "action_ask_confirmed"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        note = slots_set_since_message(tracker.events).get("note")
        if note == "change":
            dispatcher.utter_message(response="utter_what_to_change", buttons=_changes())
            return []
        if note == "missed":
            dispatcher.utter_message(response="utter_errand_unclear")
        dispatcher.utter_message(
            response="utter_confirm_missed_bin",
            buttons=[button("Yes, report it", "affirm"), button("No, change something", "deny")],
            **said_back(tracker),
        )
        offer_person(dispatcher, tracker)
        return []


def said_back(tracker: Tracker) -> dict[str, str]:
    """The report in words."""
    slots = tracker.slots
    due = say_day(date.fromisoformat(slots["missed_day"]))
    return {"bin": NAMES[slots["missed_bin"]], "address": slots["address"], "due": due}


def _asked_what_to_change(tracker: Tracker) -> bool:
    return last_buttons(tracker.events) == _changes()


def _changes() -> list[dict[str, str]]:
    return [
        button("The address", "provide_details", uprn="other"),
        button("Which bin", "provide_details", bin="other"),
        button("Leave it, do not report", "start_over"),
    ]


class ReportMissedBin(Action):
    """Asks the gateway for the service request; the gateway adds its reference to what is said here."""

    def name(self) -> str:
        return "action_report_missed_bin"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        slots = tracker.slots
        if not slots.get("confirmed"):  # the form ended another way and has said so
            return go_back(dispatcher, tracker, FORM)
        request: ServiceRequest = {
            "kind": "missed_bin",
            "topic": "waste",
            "intent": INTENT,
            "lgsl": intents()[INTENT].lgsl,
            "fields": {
                "uprn": slots["uprn"],
                "address": slots["address"],
                "postcode": slots["postcode"],
                "bin": slots["missed_bin"],
                "due": slots["missed_day"],
            },
        }
        dispatcher.utter_message(response="utter_missed_bin_reported", **said_back(tracker))
        dispatcher.utter_message(json_message={SERVICE_REQUEST: request})
        return [*(SlotSet(name, None) for name in REPORT), *go_back(dispatcher, tracker, FORM)]
