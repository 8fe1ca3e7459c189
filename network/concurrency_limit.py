"""How many of a thing may be open at once, for each source and in all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager


class LimitReached(Exception):
    """No more may be open; `everywhere` says whether for all or only for this source."""

    def __init__(self, *, everywhere: bool) -> None:
        super().__init__("as many are open as may be" if everywhere else "as many of this source are open as may be")
        self.everywhere = everywhere


class ConcurrencyLimit:
    """Places that are taken for as long as something is open. For one event loop."""

    def __init__(self, *, each: int, in_all: int) -> None:
        self.each, self.in_all = each, in_all
        self._taken: Counter[str] = Counter()

    @property
    def taken(self) -> int:
        """How many are taken by everybody together."""
        return self._taken.total()

    def check(self, source: str) -> None:
        """Raise LimitReached when this source could not take a place now."""
        if self.taken >= self.in_all:
            raise LimitReached(everywhere=True)
        if self._taken[source] >= self.each:
            raise LimitReached(everywhere=False)

    @contextmanager
    def held(self, source: str) -> Iterator[None]:
        """Hold a place. Raises LimitReached."""
        self.check(source)
        self._taken[source] += 1
        try:
            yield
        finally:
            self._taken[source] -= 1
            if not self._taken[source]:
                del self._taken[source]
