"""Saves from time to time how many requests were rejected, by channel and cause, and warns if there are many."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping

import structlog
from sqlalchemy.orm import Session

from bot.context import Context
from bot.store import rejections
from bot.workers import Worker
from network.rejection_counts import Key

UNUSUAL_A_MINUTE = 60
"""On one channel. A provider whose token has changed sends this many, and so does somebody who guesses keys."""
WARN_AGAIN_SECONDS = 600.0

log = structlog.get_logger()


class Rejections(Worker):
    """A rejected request never uses the database itself, so that a flood of them costs nothing and a 403 stays a 403
    while the database is away; a crash loses ten seconds of counts."""

    name = "rejections"
    interval_seconds = 10.0

    def __init__(self, context: Context) -> None:
        super().__init__(context.live)
        self._context = context
        self._written = time.monotonic()
        self._warned: dict[str, float] = {}

    async def look(self) -> bool:
        """Add what was counted since the last time to the hour's counts. What cannot be written is kept for later."""
        counts = self._context.rejection_counts.take()
        self._log(counts)
        now = self._context.now()

        def step(session: Session) -> None:
            for (channel, cause), many in sorted(counts.items()):
                rejections.add(session, channel, cause, now=now, many=many)

        try:
            if counts:
                await self._context.database.write(step)
        except Exception as error:
            log.warning("rejections.not_saved", error=type(error).__name__)
            for (channel, cause), many in counts.items():
                self._context.rejection_counts.count(channel, cause, many)
        return False

    def _log(self, counts: Mapping[Key, int]) -> None:
        """One line for each cause, whatever the number of requests."""
        started, self._written = self._written, time.monotonic()
        minutes = max(self.interval_seconds, self._written - started) / 60
        by_channel: Counter[str] = Counter()
        for (channel, cause), many in sorted(counts.items()):
            log.warning("request.rejected", channel=channel, reason=cause, count=many)
            by_channel[channel] += many
        for channel, many in by_channel.items():
            if many / minutes > UNUSUAL_A_MINUTE and self._written >= self._warned.get(channel, 0):
                self._warned[channel] = self._written + WARN_AGAIN_SECONDS
                log.error("rejections.many", channel=channel, per_minute=round(many / minutes))
