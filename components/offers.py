"""What we offered last, and what the resident asked for besides, which is offered when the rest is done."""

from __future__ import annotations

from typing import Any

from rasa.shared.core.events import BotUttered, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

from components.decision import HANDED_OVER
from language.normalise import normalise
from language.taxonomy import kind, titles
from language.yes_no import Said, yes_or_no
from protocol.action_messages import HANDOFF

WISHES = "wishes"
"""The slot: what a message asked for besides, as {"intent", "subtopic"}, in the order in which it is offered."""
ALSO_ASKED = "utter_also_asked"
FOR_THE_PERSON, FOR_LATER = "utter_also_for_person", "utter_also_for_later"
"""What becomes of the other wishes where the first one needs a person, or begins a form."""
YES = "Yes, go on"
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
        payloads = [payload for payload in payloads if _intent(payload) not in NO_OFFERS]
    if len(payloads) != 1 or (said is Said.YES and not _is_asked(tracker, payloads[0])):
        return None
    return payloads[0]


def _is_asked(tracker: DialogueStateTracker, payload: str) -> bool:
    """Whether "yes" means it: a choice that ends with a person stands below many answers for whom it may concern."""
    titles_of = {button["payload"]: button["title"] for button in last_buttons(tracker)}
    return kind(_intent(payload)) not in HANDED_OVER or titles_of[payload] == YES


def _intent(payload: str) -> str:
    return payload.lstrip("/").partition("{")[0]


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
        {"title": YES, "payload": f"/{wish['intent']}{named}"},
        {"title": "No, leave it", "payload": "/deny"},
    ]
    tracker.update(BotUttered(data={"buttons": buttons}))
    tracker.update(SlotSet(WISHES, rest or None))
    values = {"about": titles()[wish["intent"]]}
    return {"text": None, "utter_action": ALSO_ASKED, "values": values, "buttons": buttons, "custom": None}


def with_others_named(tracker: DialogueStateTracker, also: list[Wish], said: list[Message]) -> list[Message]:
    """What is said, with the message's other wishes named where they cannot be offered yet: a person is to answer, who
    reads them as well, or a form has begun, after which they come."""
    wanted = [wish for wish in also if wish["intent"] in titles()]
    handed_over = any(HANDOFF in (message["custom"] or {}) for message in said)
    if not wanted or not (handed_over or tracker.active_loop_name is not None):
        return said
    key = FOR_THE_PERSON if handed_over else FOR_LATER
    values = {"about": "; ".join(titles()[wish["intent"]] for wish in wanted)}
    named = {"text": None, "utter_action": key, "values": values, "buttons": [], "custom": None}
    return [*said, named] if handed_over else [named, *said]


def _kept(tracker: DialogueStateTracker) -> list[Wish]:
    found: list[Wish] | None = tracker.get_slot(WISHES)
    return list(found or ())
