"""One client's connection, with limits of our own on what it may send, how long it may take and how many there may be:
uvicorn waits for ever for a client that sends a byte at a time, and keeps headers without end."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from bot.gateway.middleware import body_limit
from network import retry_after
from network.rejection_counts import RejectionCounts

CHANNEL = "http"
"""Under which rejections of connections are counted, beside those of the channels."""
RETRY_SECONDS = 10
"""Given to a client whose connection we refuse or close."""
_FIELDS = {"connection": "close", "content-length": "0"} | retry_after.header(RETRY_SECONDS)
REFUSAL_HEADERS = "".join(f"{name.lower()}: {value}\r\n" for name, value in _FIELDS.items()).encode() + b"\r\n"


@dataclass(frozen=True)
class Limits:
    """How much one client may send, how slowly, and how many clients there may be."""

    connections: int
    head_bytes: int = 32 * 1024
    head_seconds: float = 10.0
    body_seconds: float = 20.0
    idle_seconds: int = 30
    """Between two requests; the first has to begin within `head_seconds`."""
    write_seconds: float = 20.0
    """Within which a client has to take what we send."""


class Phase(Enum):
    """What is expected next on a connection."""

    IDLE = "idle"
    HEAD = "head"
    BODY = "body"
    ANSWER = "answer"


@dataclass
class Connections:
    """All that are open, and among them those that wait for a request to become whole, the longest waiting first."""

    limits: Limits
    rejection_counts: RejectionCounts
    open: set[Connection] = field(default_factory=set)
    waiting: dict[Connection, None] = field(default_factory=dict)

    def protocol(self, **given: Any) -> Connection:
        """A new one, as uvicorn makes it."""
        return Connection(self, **given)

    def make_room(self, newest: Connection) -> None:
        """When there are too many, the one that has waited longest goes: a real request is whole at once."""
        if len(self.open) <= self.limits.connections:
            return
        self.rejection_counts.count(CHANNEL, "too many connections")
        oldest = next((waiting for waiting in self.waiting if waiting is not newest), None)
        if oldest is not None:
            oldest.cut()
        else:
            newest.refuse(503)


class Connection(HttpToolsProtocol):
    """uvicorn's, which counts bytes and seconds."""

    def __init__(self, all_of_them: Connections, **given: Any) -> None:
        super().__init__(**given)
        self._all, self._limits = all_of_them, all_of_them.limits
        self._phase, self._size, self._most = Phase.IDLE, 0, 0
        self._deadline: asyncio.TimerHandle | None = None
        self._writing: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A client has come, and has to say something soon."""
        super().connection_made(transport)
        self._all.open.add(self)
        self._enter(Phase.IDLE, self._limits.head_seconds)
        self._all.make_room(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """The client has gone, or we have let it go."""
        self._all.open.discard(self)
        self._all.waiting.pop(self, None)
        for timer in (self._deadline, self._writing):
            if timer is not None:
                timer.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Feed the parser no more than what the phase has room for, so that nothing grows without end."""
        if self._phase is Phase.IDLE:
            self._enter(Phase.HEAD, self._limits.head_seconds)
        while data and self.parser is not None and not self.transport.is_closing():
            room = max(1, self._most - self._size)
            piece, data = data[:room], data[room:]
            phase, self._size = self._phase, self._size + len(piece)
            super().data_received(piece)
            if self._phase is phase and self._size >= self._most:
                self._all.rejection_counts.count(CHANNEL, f"{phase.value} too large")
                self.refuse(413 if phase is Phase.BODY else 431)

    def on_message_begin(self) -> None:
        """The first byte of a request, perhaps behind another one."""
        super().on_message_begin()
        self._enter(Phase.HEAD, self._limits.head_seconds)

    def on_header(self, name: bytes, value: bytes) -> None:
        """What comes after the body (trailers) is of no use to us and not kept."""
        if self._phase is Phase.HEAD:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """The head is whole: a route may be asked, and reads the body. Chunks come with some bytes around each."""
        super().on_headers_complete()
        self._enter(Phase.BODY, self._limits.body_seconds)
        self._most = 2 * body_limit(self.scope["path"]) + self._limits.head_bytes

    def on_message_complete(self) -> None:
        """The request is whole: no more time limit until it has been answered."""
        super().on_message_complete()
        self._enter(Phase.ANSWER)
        self._rest()

    def on_response_complete(self) -> None:
        """Our answer is out: the connection waits for the next request."""
        super().on_response_complete()
        self._rest()

    def _rest(self) -> None:
        if self._phase is Phase.ANSWER and self.cycle.response_complete:
            self._enter(Phase.IDLE)

    def _enter(self, phase: Phase, seconds: float | None = None) -> None:
        self._phase, self._size, self._most = phase, 0, self._limits.head_bytes
        self._all.waiting.pop(self, None)
        if phase in (Phase.IDLE, Phase.HEAD) and self in self._all.open:
            self._all.waiting[self] = None
        if self._deadline is not None:
            self._deadline.cancel()
        self._deadline = self.loop.call_later(seconds, self._too_slow) if seconds is not None else None

    def _too_slow(self) -> None:
        if self._phase is Phase.IDLE:
            self.cut()
            return
        self._all.rejection_counts.count(CHANNEL, f"{self._phase.value} too slow")
        self.refuse(408)

    def refuse(self, status: int) -> None:
        """Answer why, if no other answer is under way, and close."""
        if self.cycle is None or self.cycle.response_complete or not self.cycle.response_started:
            head = STATUS_LINE[status] + REFUSAL_HEADERS
            if not self.transport.is_closing():
                self.transport.write(head)
        self.cut()

    def cut(self) -> None:
        """Close; what the client does not take is not kept for it."""
        self._all.waiting.pop(self, None)
        if self.transport.get_write_buffer_size():
            self.transport.abort()
        else:
            self.transport.close()

    def send_400_response(self, msg: str) -> None:
        """Not HTTP. Counted and not logged: a stranger could fill the log with it."""
        self._all.rejection_counts.count(CHANNEL, "not a request")
        super().send_400_response(msg)

    def _unsupported_upgrade_warning(self) -> None:
        """Answered as if it had not been asked for, and not worth a line."""

    def pause_writing(self) -> None:
        """The client does not take what we send."""
        super().pause_writing()
        self._writing = self.loop.call_later(self._limits.write_seconds, self._left_lying)

    def resume_writing(self) -> None:
        """It has taken enough of what we sent."""
        super().resume_writing()
        if self._writing is not None:
            self._writing.cancel()
            self._writing = None

    def _left_lying(self) -> None:
        self._all.rejection_counts.count(CHANNEL, "answer not taken")
        self.transport.abort()
