"""How fast one source may go on: token buckets, in this process."""

from __future__ import annotations

import time
from collections.abc import Callable

MOST_SOURCES = 10_000


class RateLimit:
    """For each source a bucket that holds a minute's tokens and fills evenly. The sources that were quiet for longest
    are forgotten when there are too many: their buckets have filled most."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.capacity = float(per_minute)
        self.rate = per_minute / 60
        self._clock = clock
        self._levels: dict[str, tuple[float, float]] = {}

    def take(self, source: str) -> float:
        """Take a token; 0 when there was one, else the seconds until there is."""
        now = self._clock()
        level = self._level(source, now)
        if level < 1:
            return (1 - level) / self.rate
        self._levels.pop(source, None)
        self._levels[source] = (level - 1, now)
        if len(self._levels) > MOST_SOURCES:
            del self._levels[next(iter(self._levels))]
        return 0.0

    def _level(self, source: str, now: float) -> float:
        level, at = self._levels.get(source, (self.capacity, now))
        return min(self.capacity, level + (now - at) * self.rate)
