"""Server-sent events for the desk: marks that change when a list or a thread does. The page then fetches that part."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import StreamingResponse

from bot.live import DESK
from bot.pages.auth import require, token_of
from bot.pages.context import HEADERS, PagesContext
from bot.pages.routing import page_router
from bot.staff import SignedIn
from bot.staff.presence import CONNECTED_SECONDS
from network.event_stream import HEARTBEAT, HEARTBEAT_SECONDS, UNBUFFERED

SESSION_CHECK_SECONDS = 3.0
CLOSEST_SECONDS = 0.1
RETRY = "retry: 1000\n\n"
SIGNED_OUT = "event: signed-out\ndata: {}\n\n"

Me = Annotated[SignedIn, Depends(require("officer"))]
Open = Annotated[int, Query(ge=0, le=2**31 - 1)]


class Pulse:
    """The lists' mark, read once for all the open pages however many there are."""

    def __init__(self, pages: PagesContext) -> None:
        self._desk = pages.desk
        self._lock = asyncio.Lock()
        self._started = float("-inf")
        self._mark = ""

    async def read(self) -> str:
        """The mark as it was after this call began."""
        called = time.monotonic()
        async with self._lock:
            if self._started <= called:
                await asyncio.sleep(max(0.0, self._started + CLOSEST_SECONDS - time.monotonic()))
                self._started = time.monotonic()
                self._mark = await self._desk.mark()
            return self._mark


def routes(pages: PagesContext) -> APIRouter:
    """One stream for each open page."""
    router = page_router(pages)
    pulse = Pulse(pages)

    @router.get("/desk/events")
    async def events(request: Request, me: Me, conversation: Open = 0) -> StreamingResponse:
        stream = _stream(pages, pulse, token=token_of(pages, request), conversation=conversation)
        return StreamingResponse(stream, media_type="text/event-stream", headers=HEADERS | UNBUFFERED)

    return router


async def _stream(pages: PagesContext, pulse: Pulse, *, token: str, conversation: int) -> AsyncIterator[str]:
    """Marks as they change; `signed-out` and the end once the session is over."""
    live, page = pages.context.live, _Page(pages, pulse, token=token, conversation=conversation)
    yield RETRY
    with live.watch(DESK) as watch:
        while not live.closing:
            for frame in await page.news():
                yield frame
            if page.over:
                return
            if await watch.changed(page.patience()):
                page.woken()


class _Page:
    """One open page: what we sent it, and when we next check for changes and send something."""

    def __init__(self, pages: PagesContext, pulse: Pulse, *, token: str, conversation: int) -> None:
        self._pages, self._pulse, self._token, self._conversation = pages, pulse, token, conversation
        self._told = {"list": "", "thread": ""}
        self._spoke = self._checked = time.monotonic()
        self._read_at, self._check_at = self._spoke, self._spoke + SESSION_CHECK_SECONDS
        self._there_at = self._spoke
        self.over = False

    def woken(self) -> None:
        """Something changed at the desk: perhaps a list, perhaps who may see it."""
        self._read_at = time.monotonic()
        self._check_at = min(self._check_at, self._checked + SESSION_CHECK_SECONDS)

    def patience(self) -> float:
        """For how many seconds there is nothing to do unless something changes."""
        due = min(self._read_at, self._check_at, self._there_at, self._spoke + HEARTBEAT_SECONDS)
        return max(0.0, due - time.monotonic())

    async def news(self) -> list[str]:
        """The frames that are due now."""
        now = time.monotonic()
        if now >= self._there_at:
            self._there_at = now + CONNECTED_SECONDS
            await self._pages.presence.connected(self._token)
        frames = await self._marks() if now >= self._read_at else []
        if now >= self._check_at:
            self._checked, self._check_at = now, now + self._pages.context.live.reread_seconds()
            self.over = await self._pages.sign_in.current(self._token, background=True) is None
            frames += [SIGNED_OUT] if self.over else []
        if not frames and now >= self._spoke + HEARTBEAT_SECONDS:
            frames = [HEARTBEAT]
        self._spoke = now if frames else self._spoke
        return frames

    async def _marks(self) -> list[str]:
        self._read_at = time.monotonic() + self._pages.context.live.reread_seconds()
        thread = await self._pages.desk.mark(self._conversation) if self._conversation else ""
        marks = {"list": await self._pulse.read(), "thread": thread}
        changed = [name for name, mark in marks.items() if mark != self._told[name]]
        self._told = marks
        return [f"event: {name}\ndata: {json.dumps(marks[name])}\n\n" for name in changed]
