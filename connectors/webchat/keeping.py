"""Finding a chat again: whether the browser keeps it for the page that shows it, and the link for where it does not."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from urllib.parse import quote

from fastapi import APIRouter, Request, Response

from connectors.webchat import incoming
from connectors.webchat.cookies import Cookies, FrameCookies
from connectors.webchat.errors import AnsweringRoute, Refusal
from connectors.webchat.sessions import Session, Sessions

Asking = Callable[[Request], Awaitable[Session]]
"""The session of whoever asks; raises NoSession."""


class LinkRunOut(Refusal):
    """A link that we did not give out, or too long ago."""

    status = 404

    def __init__(self) -> None:
        super().__init__("unknown_link", "This link has run out. A new message starts a new chat.")


class Keeping:
    """Routes for our own page's script."""

    def __init__(self, sessions: Sessions, cookies: Cookies, frames: FrameCookies, asking: Asking) -> None:
        self.sessions, self.cookies, self.frames, self.asking = sessions, cookies, frames, asking

    def router(self) -> APIRouter:
        """Below /channels/webchat; no part of the API that programs rely on."""
        routes = APIRouter(route_class=AnsweringRoute, include_in_schema=False)
        routes.add_api_route("/kept", self.kept, methods=["GET"])
        routes.add_api_route("/link", self.link, methods=["POST"])
        routes.add_api_route("/again", self.again, methods=["POST"])
        return routes

    async def kept(self, request: Request) -> dict[str, bool]:
        """Whether a cookie of ours came back, so that the next page finds this chat."""
        session = await self.asking(request)
        found = (self.cookies.read(request), self.frames.read(request))
        return {"kept": any(each is not None and each.address == session.address for each in found)}

    async def link(self, request: Request) -> dict[str, str]:
        """The address that takes the chat up again. What follows a # is sent to nobody and stands in no log."""
        return {"path": f"/chat#again={quote(self.sessions.link_token(await self.asking(request)))}"}

    async def again(self, request: Request, response: Response) -> dict[str, str]:
        """The chat that a link leads to, for the page that was opened with it."""
        session = self.sessions.by_link((await incoming.read(request)).decode("ascii", "replace"))
        if session is None:
            raise LinkRunOut
        if request.headers.get("sec-fetch-site") == "same-origin":
            self.cookies.keep(response, session)
        return {"session": session.secret}
