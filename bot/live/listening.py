"""Hears on PostgreSQL what other gateways changed: one connection a process that listens and does nothing else."""

from __future__ import annotations

import asyncio
import random
import time

import psycopg
import structlog

from bot.database import Database
from bot.live.waking import Live

CHANNEL = "townclerk"
QUIET_SECONDS = 10.0
"""After so long without a notification we ask whether the connection is still there."""
ANSWER_SECONDS = 5.0
CLOSE_SECONDS = 1.0
PAUSES_SECONDS = (0.2, 1.0, 2.0, 5.0)
CATCHING_UP_SECONDS = 2.0

log = structlog.get_logger()


class Listener:
    """Passes the database's notifications on as wake-ups, until cancelled. On SQLite there is one gateway, and nothing
    to hear.

    Triggers send them with the commit that changed a row, so that no code can forget to. What this process wrote it has
    woken by itself, and skips.
    """

    def __init__(self, database: Database, live: Live) -> None:
        self._database, self._live = database, live

    async def run(self) -> None:
        """Listen until cancelled. While the connection is lost pages read again more often."""
        failures = 0
        while not self._database.is_sqlite:
            started = time.monotonic()
            try:
                await self._listen()
            except (psycopg.Error, OSError, TimeoutError) as error:
                failures = 0 if time.monotonic() - started > QUIET_SECONDS else failures + 1
                log.warning("listening.lost", error=type(error).__name__)
            finally:
                self._live.hears_all = False
            pause = PAUSES_SECONDS[min(failures, len(PAUSES_SECONDS) - 1)]
            await asyncio.sleep(pause * random.uniform(0.5, 1.5))  # noqa: S311 - it only spreads the load

    async def _listen(self) -> None:
        async with asyncio.timeout(ANSWER_SECONDS):
            connection = await psycopg.AsyncConnection.connect(**self._database.connect_args(), autocommit=True)
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                await connection.execute(f"LISTEN {CHANNEL}")
            self._live.hears_all = True
            self._live.wake_all(CATCHING_UP_SECONDS)  # what changed before we listened
            log.info("listening.started")
            while True:
                async for notice in connection.notifies(timeout=QUIET_SECONDS):
                    if not self._database.is_ours(notice.pid):
                        self._live.wake(*notice.payload.split())
                async with asyncio.timeout(ANSWER_SECONDS):
                    await connection.execute("SELECT 1")
        finally:
            await _close(connection)


async def _close(connection: psycopg.AsyncConnection) -> None:
    """Without waiting for a server that may be frozen."""
    try:
        async with asyncio.timeout(CLOSE_SECONDS):
            await connection.close()
    except (psycopg.Error, OSError, TimeoutError) as error:
        log.info("listening.not_closed", error=type(error).__name__)
