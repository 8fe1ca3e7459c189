"""The pages at short addresses: the chat, which works without JavaScript, its messages alone, and a copy to keep."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from connectors.messages import Standing
from connectors.webchat import thread
from connectors.webchat.context import ChatContext
from connectors.webchat.errors import AnsweringRoute
from connectors.webchat.long_poll import LongPoll
from connectors.webchat.rendering import Draft, Renderer
from connectors.webchat.schemas import After

PageNumber = Annotated[int, Query(ge=0, lt=2**53, description="Of a page, so that its form is known again.")]
SOON_SECONDS = 1
SELDOM_SECONDS = 10
"""How often a page without scripts asks when it may not wait."""


class Pages:
    """What a browser opens by address. form.py has what its form posts."""

    def __init__(self, chat: ChatContext, renderer: Renderer, long_poll: LongPoll) -> None:
        self.chat, self.renderer, self.long_poll = chat, renderer, long_poll

    def router(self) -> APIRouter:
        """The routes at the root of the site."""
        routes = APIRouter(route_class=AnsweringRoute, include_in_schema=False)
        routes.add_api_route("/chat", self.page, methods=["GET"], response_class=HTMLResponse)
        routes.add_api_route("/chat/messages", self.messages, methods=["GET"], response_class=HTMLResponse)
        routes.add_api_route("/chat/transcript", self.transcript, methods=["GET"])
        return routes

    async def page(self, request: Request, embed: bool = False, ended: bool = False, *, at: PageNumber = 0) -> Response:
        """The chat. `embed` is the widget's frame, whose session its script keeps; `at` tells a page from the next."""
        if embed:
            return await self.renderer.page(self.chat.frame_cookie.read(request), Draft(), embed=True)
        draft = Draft(reference=f"page-{at}" if at else "")
        return await self.renderer.page(self.chat.page_cookie.read(request), draft, ended=ended)

    async def messages(self, request: Request, after: After = 0, still: bool = False) -> Response:
        """The messages alone: the frame in the page without scripts, which looks for new ones while the box beside it
        keeps what is being typed. It is sent when there is something after `after`, or after a while."""
        session = self.chat.page_cookie.read(request)
        events, standing = await self.chat.conversation(session) if session else ([], Standing())
        pause = SOON_SECONDS
        if session and after and events and events[-1].number <= after and thread.awaits_reply(events, standing):
            pause = SOON_SECONDS if await self.long_poll.news(request, session, after) else SELDOM_SECONDS
            events, standing = await self.chat.conversation(session)
        return self.renderer.messages(session, events, standing, refresh_seconds=0 if still else pause)

    async def transcript(self, request: Request) -> Response:
        """The conversation as a text file to keep."""
        session = self.chat.page_cookie.read(request)
        if session is None:
            return RedirectResponse("/chat", 303)
        events, standing = await self.chat.conversation(session)
        council = self.chat.council
        text = thread.transcript(events, standing, council=council.name, now=datetime.now(council.zone))
        headers = {"Content-Disposition": 'attachment; filename="chat.txt"', "Cache-Control": "no-store"}
        return Response(text, media_type="text/plain; charset=utf-8", headers=headers)
