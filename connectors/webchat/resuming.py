"""Finding a chat again: whether the browser keeps it for the page that shows it, and the link for where it does not."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from urllib.parse import quote

from fastapi import APIRouter, Request, Response

from connectors.webchat import incoming
from connectors.webchat.context import ChatContext, from_our_page
from connectors.webchat.errors import AnsweringRoute, Refusal
from connectors.webchat.sessions import Session

AskedBy = Callable[[Request], Awaitable[Session]]
"""The session of whoever asks; raises NoSession."""


class LinkRunOut(Refusal):
    """A link that we did not give out, or too long ago."""

    status = 404

    def __init__(self) -> None:
        super().__init__("unknown_link", "This link has run out. A new message starts a new chat.")


class Resuming:
    """Routes for our own page's script."""

    def __init__(self, chat: ChatContext, asked_by: AskedBy) -> None:
        self.chat, self.asked_by = chat, asked_by

    def router(self) -> APIRouter:
        """Below /channels/webchat; no part of the API that programs rely on."""
        routes = APIRouter(route_class=AnsweringRoute, include_in_schema=False)
        routes.add_api_route("/kept", self.kept, methods=["GET"])
        routes.add_api_route("/link", self.link, methods=["POST"])
        routes.add_api_route("/again", self.again, methods=["POST"])
        return routes

    async def kept(self, request: Request) -> dict[str, bool]:
        """Whether a cookie of ours came back, so that the next page finds this chat."""
        session = await self.asked_by(request)
        found = (self.chat.page_cookie.read(request), self.chat.frame_cookie.read(request))
        return {"kept": any(each is not None and each.address == session.address for each in found)}

    async def link(self, request: Request) -> dict[str, str]:
        """The address that takes the chat up again. What follows a # is sent to nobody and stands in no log."""
        return {"path": f"/chat#again={quote(self.chat.sessions.link_token(await self.asked_by(request)))}"}

    async def again(self, request: Request, response: Response) -> dict[str, str]:
        """The chat that a link leads to, for the page that was opened with it."""
        session = self.chat.sessions.by_link((await incoming.read(request)).decode("ascii", "replace"))
        if session is None:
            raise LinkRunOut
        if from_our_page(request):
            self.chat.page_cookie.keep(response, session)
        return {"session": session.secret}
