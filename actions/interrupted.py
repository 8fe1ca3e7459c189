"""What the resident was in the middle of when another errand came: kept in order, and gone back to one after the other.

Errands of every form are kept alike, in the slot `interrupted`, the latest last: what the form knows of its errand,
the address it is about, and the question that was open. Whichever way an errand ends, its form asks `go_back` what
comes next.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import ActiveLoop, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.addresses import FORGOTTEN
from actions.dialogue import Events
from actions.errands.spec import errands
from actions.errands.state import SLOT as ERRAND

SLOT = "interrupted"
MOST_KEPT = 5
"""Errands kept. Of more than these the first is let go: nobody remembers it either."""
ERRAND_FORM = "errand_form"
OWN = {
    ERRAND_FORM: (ERRAND,),
    "missed_bin_form": ("missed_bin", "missed_day", "confirmed", "bins_here"),
    "bin_day_form": ("asked_bin",),
}
"""What belongs to one errand of each form."""
TITLES = {"missed_bin_form": "a missed bin", "bin_day_form": "your bin day"}
ADDRESS = tuple(FORGOTTEN)
"""Shared by all forms; an errand that had none yet uses the one given since."""


@dataclass(frozen=True)
class Interrupted:
    """One errand: its form, the slots as they were, and the slot that was asked for."""

    form: str
    slots: dict[str, Any]
    asked: str | None = None

    @property
    def title(self) -> str | None:
        """What it is called; None if there is no longer a form or an errand of that kind."""
        state = self.slots.get(ERRAND) or {}
        errand = errands().get(state.get("intent", "")) if self.form == ERRAND_FORM else None
        return errand.title if errand else TITLES.get(self.form)

    def is_of(self, form: str, intent: str) -> bool:
        """Whether it is the form's errand with this intent."""
        return self.form == form and (form != ERRAND_FORM or self.slots[ERRAND].get("intent") == intent)


def open_form(tracker: Tracker) -> str | None:
    """The form that the resident was in the middle of when their message came. In the turn that begins a form, Rasa
    already names that one as the open one."""
    earlier = False
    for event in reversed(tracker.events):
        if event.get("event") == "user":
            earlier = True
        elif earlier and event.get("event") == "active_loop":
            return event["name"] if event.get("name") in OWN else None
    return None


def goes_on(tracker: Tracker) -> bool:
    """Whether a form ended in this turn, so that the one that runs now continues instead of beginning."""
    for event in reversed(tracker.events):
        if event.get("event") == "user":
            return False
        if event.get("event") == "active_loop" and event.get("name") is None:
            return True
    return False


def interrupted(tracker: Tracker) -> list[Interrupted]:
    """All of them, the latest last; those that are no longer there left out."""
    kept = [Interrupted(entry["form"], entry["slots"], entry.get("asked")) for entry in tracker.get_slot(SLOT) or []]
    return [entry for entry in kept if entry.title]


def put_aside(tracker: Tracker, form: str, intent: str) -> tuple[Events, bool]:
    """`form` begins an errand of this intent: what is open is kept for later. If that errand was itself interrupted
    before, it comes along, to go on with. On clean ground what was kept for later is forgotten. The tracker has these
    slots from now on, for whoever looks at it in this turn."""
    before = open_form(tracker)
    entries = interrupted(tracker) if before else []
    again = next((entry for entry in reversed(entries) if entry.is_of(form, intent)), None)
    entries = [entry for entry in entries if entry is not again]
    if before and (before != ERRAND_FORM or tracker.get_slot(ERRAND)):
        slots = {name: tracker.get_slot(name) for name in (*OWN[before], *ADDRESS)}
        if before == ERRAND_FORM:
            slots[ERRAND] = slots[ERRAND] | {"note": None}
        entries.append(Interrupted(before, slots, tracker.get_slot("requested_slot")))
    own = again.slots if again else {}
    fresh = [SlotSet(name, own.get(name)) for name in OWN[form]]
    events = [_kept(entries), *fresh, *(_address(again) if again else [])]
    now = {event["name"]: event["value"] for event in events}
    tracker.slots.update(now | {"requested_slot": None})  # which may still be the question of the form before
    return events, again is not None


def say_aside(dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
    """After `put_aside`: that what was open is kept and comes next, so that nobody takes it for lost."""
    entries = interrupted(tracker)
    if open_form(tracker) and entries:
        dispatcher.utter_message(response="utter_errand_aside", title=entries[-1].title)


def go_back(dispatcher: CollectingDispatcher, tracker: Tracker, form: str) -> Events:
    """An errand of this form is over. Back to the latest that it interrupted, saying so; no events where there is none.

    Within the same form it continues at once; another form runs next, with the question that was open.
    """
    entries = interrupted(tracker)
    if not entries:
        return []
    entry = entries.pop()
    dispatcher.utter_message(response="utter_errand_back", title=entry.title)
    back = [_kept(entries), *(SlotSet(name, entry.slots.get(name)) for name in OWN[entry.form]), *_address(entry)]
    if entry.form == form == ERRAND_FORM:
        return back
    left = [SlotSet(name, None) for name in OWN[form] if name not in OWN[entry.form]]
    return [*back, *left, ActiveLoop(None), SlotSet("requested_slot", None), FollowupAction(entry.form)]


def _kept(entries: list[Interrupted]) -> dict[str, Any]:
    event: dict[str, Any] = SlotSet(SLOT, [asdict(entry) for entry in entries[-MOST_KEPT:]] or None)
    return event


def _address(entry: Interrupted) -> Events:
    """The address that the errand was about, where it had one."""
    had_one = entry.slots.get("postcode") is not None
    return [SlotSet(name, entry.slots.get(name)) for name in ADDRESS] if had_one else []
