"""Service requests, by queue: what staff have to deal with, what the back office has, and what is done."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from bot import casework
from bot.pages.auth import require
from bot.pages.context import PagesContext
from bot.pages.desk import Number, Place
from bot.pages.routing import page_router
from bot.staff import SignedIn

Me = Annotated[SignedIn, Depends(require("officer"))]
PATH = "/desk/requests"


def routes(pages: PagesContext) -> APIRouter:
    """The list, and the buttons of each line."""
    router = page_router(pages)

    @router.get(PATH)
    async def listed(
        request: Request,
        me: Me,
        *,
        queue: Annotated[str, Query(max_length=64)] = "",
        done: bool = False,
        sent: bool = False,
    ) -> HTMLResponse:
        values: dict[str, Any] = {
            "requests": await pages.desk.requests(queue or None, done, sent),
            "queues": await pages.desk.queues(),
            "queue": queue,
            "view": "done" if done else "sent" if sent else "",
            "connected": bool(pages.context.back_office),
            "longest_notes": casework.MOST_NOTES_CHARACTERS,
        }
        return pages.render(request, "requests.html", me, **values)

    @router.post(f"{PATH}/{{request_id}}/done")
    async def finish(
        me: Me, request_id: Number, *, queue: Annotated[str, Form()] = "", notes: Annotated[str, Form()] = ""
    ) -> Response:
        await casework.finish(pages.context, request_id, me.officer.id, done=True, notes=notes)
        return _back(queue, False)

    @router.post(f"{PATH}/{{request_id}}/open")
    async def reopen(me: Me, request_id: Number, queue: Annotated[str, Form()] = "") -> Response:
        await casework.finish(pages.context, request_id, me.officer.id, done=False)
        return _back(queue, True)

    @router.post(f"{PATH}/{{request_id}}/send")
    async def send(me: Me, request_id: Number, queue: Annotated[str, Form()] = "") -> Response:
        await casework.send_again(pages.context, request_id, me.officer.id)
        return _back(queue, False)

    return router


def _back(queue: str, done: bool) -> Response:
    address = Place(queue=queue[:64]).link(PATH)
    if done:
        address += ("&" if "?" in address else "?") + "done=true"
    return RedirectResponse(address, 303)
