"""What errands look up in the council's records once they know enough, and how it is said."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from rasa_sdk.executor import CollectingDispatcher

LookUp = Callable[[CollectingDispatcher, dict[str, Any], dict[str, Any]], Awaitable[None]]
"""Takes the answers by field and the shared slots; raises RecordsDown."""

LOOKUPS: dict[str, LookUp] = {}
