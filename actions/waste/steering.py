"""What a resident says about a waste form and not to its question: what it has so far, back, again, skip, a change."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.addresses import FORGOTTEN
from actions.dialogue import Events, Turn
from actions.leaving import leave
from actions.waste.bins import NAMES
from language.steering import Steer, steer

_CHANGES = re.compile(
    r"\A\W*(?:(?:no|wait|sorry|oh|actually|ok|please|can|could|i|we|you|want|need|like|to|id|i'd|let|me)\b[\s,.!-]*)*"
    r"(?:chang\w*|correct|edit|amend|fix|update)\s(?:the\s|my\s|which\s)?(?P<what>[\w ]{3,30})\W*\Z|"
    r"\A\W*(?:no\W+)?(?:(?:the\s)?wrong\s(?P<wrong>\w+)|(?:the|my|that)\s(?P<named>\w+)\s(?:is|was)\s(?:wrong|"
    r"not right))\W*\Z",
    re.IGNORECASE,
)
_OF_AN_ADDRESS = re.compile(r"\b(?:address|postcode|post code|street|road|house|flat|number|place)\b", re.IGNORECASE)
_OF_A_BIN = re.compile(r"\b(?:bins?|colou?r|caddy)\b", re.IGNORECASE)
_WHY = re.compile(r"\bwhy (?:do|would|are) (?:you|u|we)\b.{0,20}\b(?:need|want|ask\w*)\b|\A\W*why\W*\Z", re.IGNORECASE)


@dataclass(frozen=True)
class Steps:
    """A waste form: its errand in words, the slots that it asks for in their order, and its own among them."""

    title: str
    asks: tuple[str, ...]
    own: tuple[str, ...]


def asks_about_it(text: str) -> bool:
    """Whether it asks why we ask."""
    return bool(_WHY.search(text))


def take(steps: Steps, turn: Turn, tracker: Tracker, *, dispatcher: CollectingDispatcher) -> Events | None:
    """What becomes of a wish about the form; None where the message is none."""
    requested, slots = tracker.get_slot("requested_slot"), tracker.slots
    match steer(turn.text):
        case Steer.SO_FAR:
            if requested != "confirmed":
                _say_so_far(steps, slots, dispatcher)
            return _asked_again()
        case Steer.BACK:
            return _back(steps, requested, slots, dispatcher=dispatcher)
        case Steer.RESTART:
            dispatcher.utter_message(response="utter_errand_restarted")
            return _set(FORGOTTEN | dict.fromkeys(steps.own) | {"note": None})
        case Steer.SKIP if requested != "confirmed":
            dispatcher.utter_message(response="utter_errand_needed")
            return _asked_again("missed")
        case Steer.SEND if requested != "confirmed":
            dispatcher.utter_message(response="utter_errand_not_yet")
            return _asked_again("missed")
        case Steer.LEAVE if requested != "confirmed" and turn.intent != "start_over":
            return leave(dispatcher, tracker)
    return _changed(steps, turn.text)


def _say_so_far(steps: Steps, slots: dict[str, Any], dispatcher: CollectingDispatcher) -> None:
    bin_name = next((NAMES[slots[name]] for name in steps.own if slots.get(name) in NAMES), "")
    known = {"Bin": bin_name, "Postcode": slots.get("postcode") or "", "Address": slots.get("address") or ""}
    lines = "\n".join(f"{label}: {value}" for label, value in known.items() if value)
    key = "utter_errand_so_far" if lines else "utter_errand_nothing_yet"
    dispatcher.utter_message(response=key, title=steps.title, lines=lines)


def _back(steps: Steps, requested: str | None, slots: dict[str, Any], *, dispatcher: CollectingDispatcher) -> Events:
    """The question before is open again: which bin, or the address."""
    at = steps.asks.index(requested) if requested in steps.asks else 0
    before = [name for name in steps.asks[:at] if slots.get(name) is not None]
    if not before:
        dispatcher.utter_message(response="utter_errand_first_question")
        return _asked_again()
    return _set(({before[-1]: None} if before[-1] in steps.own else FORGOTTEN) | {"note": None})


def _changed(steps: Steps, text: str) -> Events | None:
    """ "Change the street", "wrong bin": that is asked again."""
    match = _CHANGES.match(text)
    what = next(filter(None, match.groups()), "") if match else ""
    if _OF_A_BIN.search(what) and "missed_bin" in steps.own:
        return _set({"missed_bin": None, "note": None})
    return _set(FORGOTTEN | {"note": "new_address"}) if _OF_AN_ADDRESS.search(what) else None


def _asked_again(note: str | None = None) -> Events:
    return _set({"note": note})


def _set(slots: dict[str, Any]) -> Events:
    return [SlotSet(name, value) for name, value in slots.items()]
