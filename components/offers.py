"""What we offered last, and what the resident asked for besides, which is offered when the rest is done."""

from __future__ import annotations

from typing import Any

from rasa.shared.core.events import BotUttered, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

from language.normalise import normalise
from language.taxonomy import titles
from language.yes_no import Said, yes_or_no
from protocol.action_messages import HANDOFF

WISHES = "wishes"
"""The slot: what a message asked for besides, as {"intent", "subtopic"}, in the order in which it is offered."""
ALSO_ASKED = "utter_also_asked"
NO_OFFERS = frozenset({"deny", "speak_to_person", "start_over", "provide_details", "nlu_fallback", "help_menu"})
"""Buttons that a "yes" never means."""

Wish = dict[str, Any]
Message = dict[str, Any]


def accepted(tracker: DialogueStateTracker, text: str) -> str | None:
    """The payload of the one thing that we offered last, where the text says yes to it, or of its refusal, where that
    carries more than a no."""
    said = yes_or_no(normalise(text))
    if tracker.active_loop_name is not None or said not in (Said.YES, Said.NO):
        return None
    payloads = [button["payload"] for button in last_buttons(tracker)]
    if said is Said.NO:
        payloads = [payload for payload in payloads if payload.startswith("/deny{")]
    else:
        payloads = [payload for payload in payloads if payload.lstrip("/").partition("{")[0] not in NO_OFFERS]
    return payloads[0] if len(payloads) == 1 else None


def last_buttons(tracker: DialogueStateTracker) -> list[dict[str, str]]:
    """The choices under our last message."""
    said = (event for event in reversed(tracker.events) if isinstance(event, BotUttered))
    latest = next(said, None)
    return list((latest.data or {}).get("buttons") or ()) if latest else []


def keep_wishes(tracker: DialogueStateTracker, also: list[Wish]) -> None:
    """For later, after what is waiting already."""
    if also:
        tracker.update(SlotSet(WISHES, [*_kept(tracker), *also]))


def offer_next(tracker: DialogueStateTracker, intent: str, said: list[Message]) -> Message | None:
    """The next wish as a message to the resident, once nothing else is open; None where there is none. `said` is what
    this turn says already, in answer to `intent`. A person who takes over sees the whole message."""
    handed_over = any(HANDOFF in (message["custom"] or {}) for message in said)
    left = [wish for wish in _kept(tracker) if wish["intent"] in titles() and wish["intent"] != intent]
    if not left or handed_over or tracker.active_loop_name is not None:
        return None
    wish, *rest = left
    named = f'{{"subtopic": "{wish["subtopic"]}"}}' if wish.get("subtopic") else ""
    buttons = [
        {"title": "Yes, go on", "payload": f"/{wish['intent']}{named}"},
        {"title": "No, leave it", "payload": "/deny"},
    ]
    tracker.update(BotUttered(data={"buttons": buttons}))
    tracker.update(SlotSet(WISHES, rest or None))
    values = {"about": titles()[wish["intent"]]}
    return {"text": None, "utter_action": ALSO_ASKED, "values": values, "buttons": buttons, "custom": None}


def _kept(tracker: DialogueStateTracker) -> list[Wish]:
    found: list[Wish] | None = tracker.get_slot(WISHES)
    return list(found or ())
