"""The desk's own page: queues and lists, the thread with its reply box, the resident. Parts of it for our scripts."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import HTMLResponse

from bot.database.states import Author
from bot.desk import CLOSE_REASONS, Thread
from bot.errors import TownclerkError
from bot.pages.auth import require
from bot.pages.context import PagesContext
from bot.pages.routing import page_router
from bot.staff import SignedIn

VIEWS = {
    "waiting": "Waiting",
    "colleagues": "With colleagues",
    "assistant": "With the assistant",
    "closed": "Closed",
    "machines": "Automatic",
}
EMPTY = {
    "waiting": "Nobody is waiting.",
    "colleagues": "No colleague has a conversation now.",
    "assistant": "The assistant has no conversation now.",
    "closed": "No conversation has been closed yet.",
    "machines": "No message was taken for an automatic one.",
}

View = Literal["waiting", "colleagues", "assistant", "closed", "machines"]
Me = Annotated[SignedIn, Depends(require("officer"))]
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]


@dataclass(frozen=True)
class Place:
    """Which list the officer looks at; it stays the same from page to page."""

    view: View = "waiting"
    queue: str = ""

    def link(self, path: str, view: str | None = None, queue: str | None = None) -> str:
        """An address in the same place, or in another one."""
        asked = {"view": view or self.view, "queue": self.queue if queue is None else queue}
        kept = {name: value for name, value in asked.items() if value and value != "waiting"}
        return f"{path}?{urlencode(kept)}" if kept else path


@dataclass(frozen=True)
class Unsent:
    """What went wrong with an action, and what the officer had written, which is never lost."""

    error: TownclerkError | None = None
    text: str = ""
    seen: int | None = None
    box: str = "reply"


def place(view: View = "waiting", queue: Annotated[str, Query(max_length=64)] = "") -> Place:
    """A FastAPI dependency."""
    return Place(view, queue)


Where = Annotated[Place, Depends(place)]


def routes(pages: PagesContext) -> APIRouter:
    """The page with and without a conversation."""
    router = page_router(pages)

    @router.get("/desk")
    async def lists(request: Request, me: Me, where: Where, *, part: str = "") -> HTMLResponse:
        return await draw(pages, request, me, where=where, conversation=None, part=part)

    @router.get("/desk/conversations/{conversation}")
    async def conversation(
        request: Request,
        me: Me,
        where: Where,
        *,
        conversation: Number,
        part: str = "",
        whole: bool = False,
        again: Annotated[int, Query(le=2**31 - 1)] = 0,
    ) -> HTMLResponse:
        return await draw(
            pages, request, me, where=where, conversation=conversation, part=part, whole=whole, again=again
        )

    return router


async def draw(
    pages: PagesContext,
    request: Request,
    me: SignedIn,
    *,
    where: Place,
    conversation: int | None,
    part: str = "",
    whole: bool = False,
    again: int = 0,
    unsent: Unsent | None = None,
) -> HTMLResponse:
    """The whole page, or for our scripts its `list` or its `thread`. A problem is shown with the status it has."""
    here = f"/desk/conversations/{conversation}" if conversation else "/desk"
    values: dict[str, Any] = {"where": where, "conversation": conversation, "here": here}
    if part != "thread":
        values |= await _lists(pages, me, where)
    thread = None
    if conversation is not None and part != "list":
        thread = await pages.desk.thread(conversation, whole)
    unsent = unsent or Unsent(text=_text_of(thread, again))
    values |= {
        "thread": thread,
        "unsent": unsent,
        "close_reasons": CLOSE_REASONS,
        "all_queues": pages.context.council.queues,
        "reference": secrets.token_urlsafe(16),
        "mine": thread is not None and thread.card.state == "officer" and thread.card.officer_id == me.officer.id,
    }
    template = {"list": "desk/list.html", "thread": "desk/parts.html"}.get(part, "desk/page.html")
    return pages.render(request, template, me, status=unsent.error.status if unsent.error else 200, **values)


async def _lists(pages: PagesContext, me: SignedIn, where: Place) -> dict[str, Any]:
    mark = await pages.desk.mark()
    return {
        "list_mark": mark,
        "queues": await pages.desk.queues(),
        "texts": [texts for texts in await pages.desk.texts() if texts.nearly],
        "own": await pages.desk.listing("mine", me.officer),
        "listing": await pages.desk.listing(where.view, me.officer, where.queue or None),
        "views": VIEWS,
        "empty": EMPTY[where.view],
    }


def _text_of(thread: Thread | None, number: int) -> str:
    """An officer's own message that did not arrive, to send again on purpose."""
    if thread is None or not number:
        return ""
    return next((e.text for e in thread.entries if e.number == number and e.author == Author.OFFICER), "")
