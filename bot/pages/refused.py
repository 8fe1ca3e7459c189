"""Requests that were refused in the last day, for administrators: how many, where and why."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from bot.pages.auth import require
from bot.pages.context import PagesContext
from bot.pages.routing import page_router
from bot.staff import SignedIn
from bot.store import rejections

Administrator = Annotated[SignedIn, Depends(require("administrator"))]
CHANNELS = {"http": "Any address", "webchat": "Web chat", "sms": "SMS"}
CAUSES = {
    "signature": "The provider’s signature was missing or wrong",
    "path_key": "The secret part of the address was wrong",
    "account": "It was for another account at the provider",
    "content_type": "It was not a form",
    "malformed": "It named no message, sender or number",
    "too_large": "It was too large",
    "unknown session": "The chat’s session was not one of ours, or too old",
    "form token": "The form was not one of ours, or too old",
    "new chats of one address": "Too many new chats from one network address",
    "streams of one address": "Too many open pages at one network address. They check from time to time instead",
    "too many streams": "Too many open pages in all. They check from time to time instead",
    "too many connections": "Too many connections at once",
    "not a request": "It was not HTTP",
    "head too large": "Its headers were too large",
    "head too slow": "Its headers came too slowly",
    "body too large": "It was too large",
    "body too slow": "It came too slowly",
    "answer not taken": "The other side stopped reading our answer",
}
"""In a person's words; a cause of a channel that is not named here is shown as it is."""


def routes(pages: PagesContext) -> APIRouter:
    """GET /desk/refused."""
    router = page_router(pages)

    @router.get("/desk/refused")
    async def show(request: Request, me: Administrator) -> Response:
        found = await pages.context.database.read(partial(rejections.list_last_day, now=pages.context.now()))
        return pages.render(request, "refused.html", me, refused=found, channels=CHANNELS, causes=CAUSES)

    return router
