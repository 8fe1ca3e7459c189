"""Requests that were rejected in the last day, for administrators: how many, where and why."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from bot.pages.auth import require
from bot.pages.context import PagesContext
from bot.pages.routing import page_router
from bot.staff import SignedIn
from bot.store import rejections
from connectors.discovery import all_connectors

Administrator = Annotated[SignedIn, Depends(require("administrator"))]
GATEWAY_REASONS = {
    "too many connections": "Too many connections at once",
    "not a request": "It was not HTTP",
    "head too large": "Its headers were too large",
    "head too slow": "Its headers came too slowly",
    "body too large": "It was too large",
    "body too slow": "It came too slowly",
    "answer not taken": "The other side stopped reading our answer",
}
"""The gateway's own reasons, whatever the address; each channel names its own."""


def routes(pages: PagesContext) -> APIRouter:
    """GET /desk/refused."""
    router = page_router(pages)
    connectors = all_connectors()
    titles = {"http": "Any address"} | {each.name: each.title for each in connectors}
    reasons = {"http": GATEWAY_REASONS} | {each.name: each.rejection_reasons for each in connectors}

    @router.get("/desk/refused")
    async def show(request: Request, me: Administrator) -> Response:
        found = await pages.context.database.read(partial(rejections.list_last_day, now=pages.context.now()))
        return pages.render(request, "rejections.html", me, rejections=found, titles=titles, reasons=reasons)

    return router
