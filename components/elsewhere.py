"""Services that another council runs: the dialogue says whose they are instead of beginning them."""

from collections.abc import Collection
from typing import Any

from rasa.shared.core.events import ActionExecuted, ActionExecutionRejected, ActiveLoop, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

OTHER_COUNCIL = "other_council"
"""The intent of the rule that answers for all of them. It is never taught and never in the taxonomy."""


def redirect(parsed: dict[str, Any], understanding: dict[str, Any], elsewhere: Collection[str]) -> None:
    """Put OTHER_COUNCIL in the place of an intent that is `elsewhere`; danger stays what it is.

    The understanding keeps what was asked, and so does the dialogue (`instead_of`), which may pass it to a person.
    """
    asked = parsed["intent"]["name"]
    if asked in elsewhere and not understanding["urgent"]:
        parsed["intent"] = parsed["intent"] | {"name": OTHER_COUNCIL, "instead_of": asked}
        understanding["elsewhere"] = True


def taken_by_form(tracker: DialogueStateTracker, forms: Collection[str]) -> bool:
    """Whether the latest message answered an open form's question, whatever else it might have meant."""
    first_action = None
    for event in reversed(tracker.events):
        if isinstance(event, UserUttered):
            break
        if isinstance(event, ActionExecutionRejected) or (isinstance(event, ActiveLoop) and event.name):
            return False
        if isinstance(event, ActionExecuted):
            first_action = event.action_name
    return first_action in forms
