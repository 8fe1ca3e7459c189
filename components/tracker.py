"""A dialogue's state that is cheap to keep: copied without replaying, and free of its distant past."""

import copy
from collections import deque
from collections.abc import Iterable
from typing import Any

from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    AllSlotsReset,
    Event,
    Restarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker


class LightTracker(DialogueStateTracker):
    """Rasa's tracker, which Rasa copies before every action by replaying all events."""

    @classmethod
    def of(cls, tracker: DialogueStateTracker) -> "LightTracker":
        """The same state; Rasa makes a new dialogue's tracker itself."""
        if isinstance(tracker, cls):
            return tracker
        light = cls.__new__(cls)
        light.__dict__.update(tracker.__dict__)
        return light

    def copy(self) -> "LightTracker":
        """Without replaying anything."""
        twin = copy.copy(self)
        twin.events = deque(self.events)
        twin.slots = {name: copy.copy(slot) for name, slot in self.slots.items()}
        twin.active_loop = copy.copy(self.active_loop)
        return twin

    def update(self, event: Event, domain: Any = None) -> None:
        """Only the latest message keeps its ranking: all events travel with every call of an action."""
        if isinstance(event, UserUttered) and self.latest_message:
            self.latest_message.parse_data.pop("intent_ranking", None)
        super().update(event, domain)

    def forget_all_but(self, turns: int) -> None:
        """Keep the events of the latest turns, and the slots."""
        start = beginning(self.events, turns)
        if start:
            events = list(self.events)
            self.events = deque([*last_values(events[:start]), *events[start:]])


def latest_part(tracker: DialogueStateTracker, turns: int) -> DialogueStateTracker:
    """A tracker of the latest turns alone, with the slots as they stood when these began."""
    start = beginning(tracker.events, turns)
    if not start:
        return tracker
    events = list(tracker.events)
    part = DialogueStateTracker(tracker.sender_id, tracker.slots.values())
    for slot in part.slots.values():
        slot.reset()
    for event in [*last_values(events[:start]), *events[start:]]:
        part.update(event)
    return part


def beginning(events: Iterable[Event], turns: int) -> int:
    """Where the shortest part with the latest `turns` turns begins: while listening, outside of any form."""
    events = list(events)
    in_form, places = False, set()
    for place, event in enumerate(events):
        if isinstance(event, ActiveLoop):
            in_form = bool(event.name)
        elif isinstance(event, ActionExecuted) and event.action_name == ACTION_LISTEN_NAME and not in_form:
            places.add(place)
    said = 0
    for place in reversed(range(len(events))):
        said += isinstance(events[place], UserUttered)
        if said >= turns and place in places:
            return place
    return 0


def last_values(events: Iterable[Event]) -> list[Event]:
    """One event for each slot that stands."""
    latest: dict[str, Event] = {}
    for event in events:
        if isinstance(event, SlotSet):
            latest[event.key] = event
        elif isinstance(event, (AllSlotsReset, Restarted)):
            latest.clear()
    return list(latest.values())
