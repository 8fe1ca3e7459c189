"""Server-sent events for the desk: marks that change when a list or a thread does. The page then fetches that part."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import StreamingResponse

from bot.live import DESK, RECHECK_SECONDS
from bot.pages.auth import require, token_of
from bot.pages.context import HEADERS, PagesContext
from bot.pages.routing import page_router
from bot.staff import SignedIn

SESSION_CHECK_SECONDS = 3.0
HEARTBEAT_SECONDS = 15.0
CLOSEST_SECONDS = 0.1
RETRY = "retry: 1000\n\n"

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
        stream = _stream(pages, pulse, token_of(pages, request), conversation)
        return StreamingResponse(stream, media_type="text/event-stream", headers={**HEADERS, "X-Accel-Buffering": "no"})

    return router


async def _stream(pages: PagesContext, pulse: Pulse, token: str, conversation: int) -> AsyncIterator[str]:
    """Marks as they change; `signed-out` and the end once the session is over."""
    live, told = pages.context.live, {"list": "", "thread": ""}
    checked = spoke = time.monotonic()
    yield RETRY
    with live.watch(DESK) as watch:
        while not live.closing:
            for name, mark in (
                ("list", await pulse.read()),
                ("thread", await pages.desk.mark(conversation) if conversation else ""),
            ):
                if mark != told[name]:
                    told[name], spoke = mark, time.monotonic()
                    yield f"event: {name}\ndata: {json.dumps(mark)}\n\n"
            if time.monotonic() - checked > SESSION_CHECK_SECONDS:
                checked = time.monotonic()
                if await pages.sign_in.current(token, background=True) is None:
                    yield "event: signed-out\ndata: {}\n\n"
                    return
            if time.monotonic() - spoke > HEARTBEAT_SECONDS:
                spoke = time.monotonic()
                yield ": still here\n\n"
            await watch.changed(RECHECK_SECONDS)
