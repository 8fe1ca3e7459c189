"""Service requests, by queue: what the assistant gathered for the back office, and whether it is done."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from bot.pages.auth import require
from bot.pages.context import PagesContext
from bot.pages.desk import Number, Place
from bot.pages.routing import page_router
from bot.staff import SignedIn

Me = Annotated[SignedIn, Depends(require("officer"))]
PATH = "/desk/requests"


def routes(pages: PagesContext) -> APIRouter:
    """The list, and the two buttons of each line."""
    router = page_router(pages)

    @router.get(PATH)
    async def listed(
        request: Request, me: Me, queue: Annotated[str, Query(max_length=64)] = "", done: bool = False
    ) -> HTMLResponse:
        found = await pages.desk.requests(queue or None, done)
        queues = await pages.desk.queues()
        return pages.render(request, "requests.html", me, requests=found, queue=queue, done=done, queues=queues)

    @router.post(f"{PATH}/{{request_id}}/done")
    async def finish(me: Me, request_id: Number, queue: Annotated[str, Form()] = "") -> Response:
        await pages.desk.finish_request(request_id, me.officer)
        return _back(queue, False)

    @router.post(f"{PATH}/{{request_id}}/open")
    async def reopen(me: Me, request_id: Number, queue: Annotated[str, Form()] = "") -> Response:
        await pages.desk.finish_request(request_id, me.officer, done=False)
        return _back(queue, True)

    return router


def _back(queue: str, done: bool) -> Response:
    address = Place(queue=queue[:64]).link(PATH)
    if done:
        address += ("&" if "?" in address else "?") + "done=true"
    return RedirectResponse(address, 303)
