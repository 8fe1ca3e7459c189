"""The dialogues that this engine is in the middle of, in memory only.

Rasa's own stores read every event of a conversation again for each message, and keep what the gateway keeps already
(components/dialogues.py): here a message costs one look-up, and nothing is lost when the engine ends.
"""

from collections import OrderedDict
from collections.abc import Iterable
from typing import Any

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker

from components.tracker import LightTracker

REMEMBERED_TURNS = 12
LIVE_DIALOGUES = 2000
"""One that is needed again later comes with its message."""


class LiveDialogues(TrackerStore):
    def __init__(self, domain: Domain | None, event_broker: EventBroker | None = None, **kwargs: Any) -> None:
        super().__init__(domain, event_broker)
        self._live: OrderedDict[str, LightTracker] = OrderedDict()

    def init_tracker(self, sender_id: str) -> LightTracker:
        return LightTracker(sender_id, self.domain.slots, max_event_history=None)

    async def save(self, tracker: DialogueStateTracker) -> None:
        light = LightTracker.of(tracker)
        light.forget_all_but(REMEMBERED_TURNS)
        self._live[tracker.sender_id] = light
        self._live.move_to_end(tracker.sender_id)
        while len(self._live) > LIVE_DIALOGUES:
            self._live.popitem(last=False)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """A copy, so that a message whose handling fails leaves no trace."""
        tracker = self._live.get(sender_id)
        return tracker.copy() if tracker else None

    async def delete(self, sender_id: str) -> None:
        self._live.pop(sender_id, None)

    async def keys(self) -> Iterable[str]:
        return list(self._live)
