"""How many requests failed a check, in memory until somebody writes it down: a rejected request costs an addition."""

from __future__ import annotations

from collections import Counter

MOST_CAUSES = 500
OTHER = "other"

Key = tuple[str, str]
"""A channel and a cause, both in words of our own."""


class RejectionCounts:
    """Counts by channel and cause. For one event loop."""

    def __init__(self) -> None:
        self._counts: Counter[Key] = Counter()

    def count(self, channel: str, cause: str, many: int = 1) -> None:
        """So many more. What would make one cause too many is counted as another."""
        key = (channel, cause)
        if key not in self._counts and len(self._counts) >= MOST_CAUSES:
            key = (channel, OTHER)
        self._counts[key] += many

    def take(self) -> dict[Key, int]:
        """What was counted since the last time."""
        taken, self._counts = dict(self._counts), Counter()
        return taken
