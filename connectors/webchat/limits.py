"""How fast one address or one session may go: token buckets, in this process."""

from __future__ import annotations

import time
from collections.abc import Callable
from ipaddress import ip_address, ip_network

MOST_KEYS = 10_000


class Buckets:
    """For each key a bucket of a minute's tokens, filled evenly."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.capacity = float(per_minute)
        self.rate = per_minute / 60
        self._clock = clock
        self._levels: dict[str, tuple[float, float]] = {}

    def take(self, key: str) -> float:
        """Take a token; 0 when there was one, else the seconds until there is."""
        now = self._clock()
        level = self._level(key, now)
        if level < 1:
            return (1 - level) / self.rate
        self._levels[key] = (level - 1, now)
        if len(self._levels) > MOST_KEYS:
            self._forget_full(now)
        return 0.0

    def _level(self, key: str, now: float) -> float:
        level, at = self._levels.get(key, (self.capacity, now))
        return min(self.capacity, level + (now - at) * self.rate)

    def _forget_full(self, now: float) -> None:
        """A full bucket is as good as none."""
        self._levels = {key: kept for key, kept in self._levels.items() if self._level(key, now) < self.capacity}


def network_of(host: str | None) -> str:
    """What counts as one address: an IPv4 address, or the /64 that one IPv6 customer is given."""
    try:
        address = ip_address(host or "")
    except ValueError:
        return host or "unknown"
    return str(ip_network(f"{address}/64", strict=False)) if address.version == 6 else str(address)
