"""Server-sent events: the conversation as it continues, resumable by number."""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from typing import Any

import structlog
from anyio import CancelScope
from pydantic import BaseModel

from connectors.base import Inbox
from connectors.messages import Event, Standing
from connectors.webchat.schemas import Message, Whereabouts
from connectors.webchat.sessions import Session
from network.concurrency_limit import ConcurrencyLimit, LimitReached
from network.event_stream import HEARTBEAT, HEARTBEAT_SECONDS, UNBUFFERED

LONGEST_SECONDS = 900.0
"""Then the stream ends and the page resumes it: a device asleep takes what we write for ever and reads nothing."""
HEADERS = {"Content-Type": "text/event-stream; charset=utf-8", "Cache-Control": "no-store"} | UNBUFFERED

log = structlog.get_logger()


async def held(streams: ConcurrencyLimit, source: str, stream: AsyncGenerator[str]) -> AsyncGenerator[str]:
    """A stream that holds its place while it is open. Whoever came at the same moment may have taken the last one: then
    it ends, and the page asks again."""
    try:
        with streams.held(source):
            async with aclosing(stream) as frames:
                async for text in frames:
                    yield text
    except LimitReached:
        return


async def follow(
    inbox: Inbox, session: Session, after: int, *, closing: asyncio.Event, heartbeat: float = HEARTBEAT_SECONDS
) -> AsyncGenerator[str]:
    """The stream of one page, until the page goes, the inbox ends it or the server closes."""
    shown, quiet = Shown(), Quiet(heartbeat)
    batches = inbox.events(session.address, session.address, after)
    try:
        yield "retry: 2000\n\n"
        async for batch in _with_heartbeat(batches, closing, quiet):
            if batch is None:
                quiet.broken()
                yield HEARTBEAT
                continue
            standing = await inbox.standing(session.address, session.address)
            if frames := "".join(shown.frames(batch, standing)):
                quiet.broken()
                yield frames
            # The frames above went out: a page that reads them has seen them.
            ours = [event.number for event in batch if event.kind == "message" and event.author != "resident"]
            if ours:
                await inbox.seen(session.address, session.address, max(ours))
    except Exception as error:
        # Nothing can be answered in the middle of a stream: it ends, and the page resumes after its last number.
        log.warning("stream.broken", channel="webchat", error=type(error).__name__)


async def _with_heartbeat(
    batches: AsyncIterator[list[Event]], closing: asyncio.Event, quiet: Quiet
) -> AsyncGenerator[list[Event] | None]:
    """The batches, and None where the page has heard nothing for long, however many batches had nothing for it.
    Waiting for a batch is not broken off by a heartbeat."""
    closed = asyncio.ensure_future(closing.wait())
    upcoming: asyncio.Future[list[Event]] | None = None
    try:
        while not quiet.too_long():
            upcoming = upcoming or asyncio.ensure_future(anext(batches))
            waited: set[asyncio.Future[Any]] = {upcoming, closed}
            await asyncio.wait(waited, timeout=quiet.left(), return_when=asyncio.FIRST_COMPLETED)
            if closed.done():
                return
            if not quiet.left():
                yield None
            if not upcoming.done():
                continue
            ready, upcoming = upcoming, None
            try:
                batch = ready.result()
            except StopAsyncIteration:
                return
            yield batch
    finally:
        closed.cancel()
        await _stop(batches, upcoming)


async def _stop(batches: AsyncIterator[list[Event]], upcoming: asyncio.Future[list[Event]] | None) -> None:
    """Let the inbox's iterator clean up, also when the page's request was cancelled."""
    with CancelScope(shield=True):
        if upcoming is not None:
            upcoming.cancel()
            await asyncio.wait({upcoming})
            if not upcoming.cancelled():
                upcoming.exception()  # read, so that it is not reported as forgotten
        if isinstance(batches, AsyncGenerator):
            await batches.aclose()


class Quiet:
    """Since when nothing was written to one page, and for how long its stream has been open."""

    def __init__(self, heartbeat: float) -> None:
        self._heartbeat = heartbeat
        self._spoke = time.monotonic()
        self._ends = self._spoke + LONGEST_SECONDS * random.uniform(0.8, 1.2)  # noqa: S311 - not all pages at once

    def broken(self) -> None:
        """Something is written now: the next sign of life is due a heartbeat later."""
        self._spoke = time.monotonic()

    def left(self) -> float:
        """Seconds until a sign of life is due; 0 when it is."""
        return max(0.0, self._spoke + self._heartbeat - time.monotonic())

    def too_long(self) -> bool:
        """Whether the page should open another stream."""
        return time.monotonic() > self._ends


class Shown:
    """What one page was told last, so that only changes are sent."""

    def __init__(self) -> None:
        self.whereabouts: Whereabouts | None = None
        self.typing = False
        self.begun = False

    def frames(self, batch: list[Event], standing: Standing) -> list[str]:
        """The frames for a batch and for what else changed; after the first batch always who answers now."""
        now = Whereabouts.of(standing)
        frames = [self._event(event, now) for event in batch]
        if self.whereabouts != now or not self.begun:
            frames.append(frame("state", now))
            self.whereabouts, self.begun = now, True
        if self.typing != standing.typing:
            frames.append(frame("typing", {"typing": standing.typing}))
            self.typing = standing.typing
        return frames

    def _event(self, event: Event, now: Whereabouts) -> str:
        if event.kind == "message":
            return frame("message", Message.of(event), event.number)
        then = Whereabouts.then(event)
        self.whereabouts = now if (then.state, then.officer) == (now.state, now.officer) else then
        return frame("state", self.whereabouts, event.number)


def frame(kind: str, data: BaseModel | dict[str, bool], number: int | None = None) -> str:
    """One event. Its data is one line: JSON escapes line ends."""
    body = data.model_dump_json() if isinstance(data, BaseModel) else json.dumps(data)
    name = f"id: {number}\n" if number is not None else ""
    return f"{name}event: {kind}\ndata: {body}\n\n"
