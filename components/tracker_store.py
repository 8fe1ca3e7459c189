"""Keeps live dialogues in memory, and writes them behind to an SQLite file.

Rasa's own stores read every event of a conversation again for each message. Here a message costs one
look-up; a second later the conversation's latest turns and its slots are written, so that a half-filled
form survives a restart. After a kill that last second is lost and a question may be asked again. The
record of what was said is the gateway's database; this file only lets dialogues go on.
"""

import asyncio
import atexit
import json
import sqlite3
import time
from collections import OrderedDict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import deserialise_events
from rasa.shared.core.trackers import DialogueStateTracker

from components.conversation import Conversation

REMEMBERED_TURNS = 12
LIVE = 2000  # dialogues kept in memory
WRITE_AFTER_SECONDS = 1.0
KEEP_SECONDS = 7 * 24 * 3600  # the gateway closes a conversation after a day of silence

SCHEMA = """
CREATE TABLE IF NOT EXISTS dialogue (sender TEXT PRIMARY KEY, events TEXT NOT NULL, written REAL NOT NULL);
CREATE INDEX IF NOT EXISTS dialogue_written ON dialogue (written);
"""


class WriteBehindTrackerStore(TrackerStore):
    def __init__(
        self,
        domain: Domain | None,
        event_broker: EventBroker | None = None,
        path: str = "var/assistant/dialogues.sqlite",
        **kwargs: Any,
    ) -> None:
        super().__init__(domain, event_broker)
        self._live: OrderedDict[str, Conversation] = OrderedDict()
        self._unwritten: set[str] = set()
        self._writer: asyncio.Task[None] | None = None
        self._database = _open(Path(path))
        atexit.register(self.close)

    def init_tracker(self, sender_id: str) -> Conversation:
        return Conversation(sender_id, self.domain.slots, max_event_history=None)

    async def save(self, tracker: DialogueStateTracker) -> None:
        conversation = Conversation.of(tracker)
        conversation.forget_all_but(REMEMBERED_TURNS)
        self._live[tracker.sender_id] = conversation
        self._live.move_to_end(tracker.sender_id)
        self._unwritten.add(tracker.sender_id)
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write_later())

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """A copy, so that a message whose handling fails leaves no trace."""
        tracker = self._live.get(sender_id) or self._read(sender_id)
        return tracker.copy() if tracker else None

    async def keys(self) -> Iterable[str]:
        written = {sender for (sender,) in self._database.execute("SELECT sender FROM dialogue")}
        return written | self._live.keys()

    def close(self) -> None:
        """Write what is unwritten; when the process ends."""
        self._write(self._rows())
        self._database.close()

    async def _write_later(self) -> None:
        await asyncio.sleep(WRITE_AFTER_SECONDS)
        await asyncio.to_thread(self._write, self._rows())
        while len(self._live) > LIVE:
            oldest = next(iter(self._live))
            if oldest in self._unwritten:
                break
            del self._live[oldest]
        if self._unwritten:
            self._writer = asyncio.create_task(self._write_later())

    def _rows(self) -> list[tuple[str, str, float]]:
        now, senders = time.time(), list(self._unwritten)
        self._unwritten.clear()
        return [(sender, _as_text(self._live[sender]), now) for sender in senders]

    def _write(self, rows: list[tuple[str, str, float]]) -> None:
        with self._database:
            self._database.executemany("INSERT OR REPLACE INTO dialogue VALUES (?, ?, ?)", rows)

    def _read(self, sender_id: str) -> Conversation | None:
        row = self._database.execute("SELECT events FROM dialogue WHERE sender = ?", (sender_id,)).fetchone()
        if row is None:
            return None
        tracker = self.init_tracker(sender_id)
        for event in deserialise_events(json.loads(row[0])):
            tracker.update(event)
        return tracker


def _as_text(tracker: Conversation) -> str:
    return json.dumps([event.as_dict() for event in tracker.events])


def _open(path: Path) -> sqlite3.Connection:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    database = sqlite3.connect(path, check_same_thread=False, timeout=10)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = NORMAL")
    database.executescript(SCHEMA)
    with database:
        database.execute("DELETE FROM dialogue WHERE written < ?", (time.time() - KEEP_SECONDS,))
    return database
