"""Dialogues as the gateway keeps them: each message brings its own, and its answer takes the next one back.

The gateway saves a dialogue in the transaction that saves the answer (docs/decisions/0024). So any engine can go on
with any dialogue, and a message whose answer never arrived is handled again from where the dialogue was.
"""

import base64
import json
import zlib
from collections import OrderedDict
from hashlib import sha256

from rasa.core.agent import Agent
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActiveLoop, SlotSet, deserialise_events
from rasa.shared.core.trackers import DialogueStateTracker

from components.tracker import LightTracker
from components.tracker_store import LIVE_DIALOGUES

ADDRESS = ("postcode", "uprn", "address", "addresses", "address_page")
"""Shared by all forms: an errand that had none yet goes on with the one given since."""
FORMS = {"bin_day_form": "bin_collection_day", "missed_bin_form": "missed_bin_report"}
"""The intents of the forms that are of one errand."""


class Dialogues:
    """What this engine has in memory, and which state of each dialogue that is."""

    def __init__(self) -> None:
        self._held: OrderedDict[str, bytes] = OrderedDict()

    async def open(self, agent: Agent, sender: str, kept: str | None, *, returned: bool = False) -> None:
        """Go on where `kept` left off, or from the beginning. What is in memory counts only if it is the very same. A
        dialogue that is `returned` by a person goes on with what was interrupted before they had it."""
        held = self._held.pop(sender, None)
        same = kept is not None and not returned and held == _digest(kept)
        if same and await agent.tracker_store.retrieve(sender) is not None:
            return
        tracker = unpacked(sender, kept, agent.domain)
        if returned and not take_up_interrupted(tracker):
            tracker = unpacked(sender, None, agent.domain)
        await agent.tracker_store.save(tracker)

    async def close(self, agent: Agent, sender: str) -> dict[str, str | None]:
        """The dialogue as it is now, and the errand that it is in the middle of, for the gateway to keep."""
        tracker = await agent.tracker_store.retrieve(sender)
        if tracker is None:
            raise LookupError("the dialogue was not saved")
        kept = packed(tracker)
        self._held[sender] = _digest(kept)
        while len(self._held) > LIVE_DIALOGUES:
            self._held.popitem(last=False)
        return {"dialogue": kept, "open_errand": open_errand(tracker)}


def take_up_interrupted(tracker: DialogueStateTracker) -> bool:
    """Open the form of the latest errand that another one interrupted (actions/interrupted.py), with the slots of then;
    what a person had is theirs. False where there is none."""
    entries = tracker.get_slot("interrupted")
    if not entries:
        return False
    entry = entries[-1]
    without_address = entry["slots"].get("postcode") is None
    slots = {name: value for name, value in entry["slots"].items() if not (without_address and name in ADDRESS)}
    slots |= {"interrupted": entries[:-1] or None, "requested_slot": entry["asked"]}
    for event in (*(SlotSet(name, value) for name, value in slots.items()), ActiveLoop(entry["form"])):
        tracker.update(event)
    return True


def open_errand(tracker: DialogueStateTracker) -> str | None:
    """The intent of the form that is open."""
    form = tracker.active_loop_name
    if form is None:
        return None
    errand = tracker.get_slot("errand")
    return FORMS.get(form) or (errand.get("intent") if isinstance(errand, dict) else None)


def packed(tracker: DialogueStateTracker) -> str:
    """The events as text, compressed."""
    events = json.dumps([event.as_dict() for event in tracker.events], separators=(",", ":"))
    return base64.b64encode(zlib.compress(events.encode(), 1)).decode()


def unpacked(sender: str, kept: str | None, domain: Domain) -> LightTracker:
    """The dialogue again; raises ValueError where the text is none."""
    tracker = LightTracker(sender, domain.slots, max_event_history=None)
    if kept is None:
        return tracker
    try:
        events = json.loads(zlib.decompress(base64.b64decode(kept, validate=True)))
    except zlib.error as error:
        raise ValueError("not a dialogue of ours") from error
    for event in deserialise_events(events):
        tracker.update(event)
    return tracker


def _digest(kept: str) -> bytes:
    return sha256(kept.encode()).digest()
