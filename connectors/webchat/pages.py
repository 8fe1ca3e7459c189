"""The pages at short addresses: the chat, which works without JavaScript, and the demonstration council's own page."""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.background import BackgroundTask

from connectors.base import Inbox
from connectors.messages import MAX_TEXT, CouncilFacts, Event, Standing
from connectors.webchat import incoming, thread, words
from connectors.webchat.api import count_rejection, mark_seen, seen_through
from connectors.webchat.assets import Asset, Assets
from connectors.webchat.beginning import Beginning
from connectors.webchat.cookies import Cookies
from connectors.webchat.errors import AnsweringRoute, NotValid, Refusal, TooFast, reading, saving
from connectors.webchat.links import linked
from connectors.webchat.sessions import Session, Sessions
from network.buckets import Buckets

TEMPLATES = Path(__file__).parent / "templates"
BASE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'"
)
PERMISSIONS = "camera=(), microphone=(), geolocation=(self)"
"""A page asks for the resident's place only when they press for it."""


class NotFromOurPage(NotValid):
    """A form without our token: the cookie has run out, or another site posted it."""

    status = 403

    def __init__(self) -> None:
        super().__init__(
            "old_page", "This page was too old to send from. Your message is still in the box: send it again."
        )


@dataclass(frozen=True)
class Draft:
    """What goes back into the form when a message could not be taken."""

    text: str = ""
    problem: str = ""
    status: int = 200


class Pages:
    """Everything a browser opens by address."""

    def __init__(
        self,
        inbox: Inbox,
        sessions: Sessions,
        cookies: Cookies,
        council: CouncilFacts,
        beginning: Beginning,
        messages: Buckets,
        frame_ancestors: str,
        assets: Assets,
        script: Asset,
    ) -> None:
        self.inbox, self.sessions, self.cookies = inbox, sessions, cookies
        self.council, self.beginning, self.messages, self.assets = council, beginning, messages, assets
        self.frame_ancestors = frame_ancestors
        self.script = script
        self.templates = Environment(
            loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True
        )

    def router(self) -> APIRouter:
        """The routes at the root of the site."""
        routes = APIRouter(route_class=AnsweringRoute, include_in_schema=False)
        routes.add_api_route("/", self.council_page, methods=["GET"], response_class=HTMLResponse)
        routes.add_api_route("/widget.js", self.widget, methods=["GET"])
        routes.add_api_route("/chat", self.chat, methods=["GET"], response_class=HTMLResponse)
        routes.add_api_route("/chat", self.post, methods=["POST"], response_class=HTMLResponse)
        routes.add_api_route("/chat/end", self.end, methods=["POST"], response_class=HTMLResponse)
        routes.add_api_route("/chat/transcript", self.transcript, methods=["GET"])
        return routes

    async def council_page(self) -> Response:
        """The demonstration council's page, with the widget on it."""
        body = self.templates.get_template("council.html").render(council=self.council, static=self._static)
        return self._html(body, 200, f"{BASE_POLICY}; frame-src 'self'; frame-ancestors 'none'")

    async def widget(self, request: Request) -> Response:
        """The one script that a site includes, also as a module, and on a page that is isolated from other origins."""
        answer = self.script.answer(request)
        answer.headers["Access-Control-Allow-Origin"] = "*"
        answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        return answer

    async def chat(self, request: Request, embed: bool = False, ended: bool = False, still: bool = False) -> Response:
        """The chat. `embed` is the widget's frame, whose session its script keeps; `still` does not refresh itself."""
        if embed:
            return await self._page(None, Draft(), embed=True)
        return await self._page(self.cookies.read(request), Draft(), ended=ended, still=still)

    async def post(self, request: Request) -> Response:
        """The form's message: saved, and back to the page at its newest message."""
        fields: dict[str, str] = {}
        session = self.cookies.read(request)
        try:
            fields = incoming.form_fields(await incoming.read(request))
            session = await self._own_form(session, fields)
            await self._send(request, session, fields)
        except Refusal as refusal:
            draft = Draft(fields.get("text", ""), refusal.message, refusal.status)
            return await self._page(session, draft)
        return RedirectResponse(_newest(), 303)

    async def end(self, request: Request) -> Response:
        """The form's "End this chat"."""
        session = self.cookies.read(request)
        try:
            session = await self._own_form(session, incoming.form_fields(await incoming.read(request)))
            with saving():
                await self.inbox.leave(session.address, session.address)
        except Refusal as refusal:
            return await self._page(session, Draft(problem=refusal.message, status=refusal.status))
        gone = RedirectResponse("/chat?ended=1", 303)
        self.cookies.drop(gone)
        return gone

    async def transcript(self, request: Request) -> Response:
        """The conversation as a text file to keep."""
        session = self.cookies.read(request)
        if session is None:
            return RedirectResponse("/chat", 303)
        events, standing = await self._conversation(session)
        text = thread.transcript(events, standing, self.council.name, datetime.now(UTC))
        headers = {"Content-Disposition": 'attachment; filename="chat.txt"', "Cache-Control": "no-store"}
        return Response(text, media_type="text/plain; charset=utf-8", headers=headers)

    async def _own_form(self, session: Session | None, fields: dict[str, str]) -> Session:
        if session is None or not self.sessions.form_token_fits(session, fields.get("token", "")):
            await count_rejection(self.inbox, "form token")
            raise NotFromOurPage
        return session

    async def _send(self, request: Request, session: Session, fields: dict[str, str]) -> None:
        choice = fields.get("choice")
        text = None if choice is not None else fields.get("text", "")
        message = incoming.written(text, choice, fields.get("reference") or None)
        if wait := self.messages.take(session.address):
            raise TooFast("You are sending messages faster than we can take them.", wait)
        with saving():
            await self.beginning.admit(request, session)
            await self.inbox.receive(message.inbound(session))

    async def _conversation(self, session: Session) -> tuple[list[Event], Standing]:
        """All of it: the inbox gives out a long history in parts."""
        events: list[Event] = []
        with reading():
            while part := await self.inbox.history(
                session.address, session.address, events[-1].number if events else 0
            ):
                events += part
            return events, await self.inbox.standing(session.address, session.address)

    async def _page(
        self, known: Session | None, draft: Draft, embed: bool = False, ended: bool = False, still: bool = False
    ) -> Response:
        """The chat as it stands. A browser without a session is given one, unless a script keeps it."""
        session = known or self.sessions.begin()
        events: list[Event] = []
        standing = Standing()
        if known is not None:
            try:
                events, standing = await self._conversation(known)
            except Refusal as refusal:
                draft = Draft(
                    draft.text, draft.problem or refusal.message, draft.status if draft.problem else refusal.status
                )
        context = self._context(session, events, standing)
        body = self.templates.get_template("chat.html").render(
            context, draft=draft, embed=embed, ended=ended, refresh=not still and context["awaited"] and not draft.text
        )
        policy = f"{BASE_POLICY}; frame-ancestors {self.frame_ancestors}"
        response = self._html(body, draft.status, policy)
        if known is None and not embed:
            self.cookies.keep(response, session)
        if through := seen_through([event for event in events if event.kind == "message"]):
            response.background = BackgroundTask(mark_seen, self.inbox, session, through)
        return response

    def _context(self, session: Session, events: list[Event], standing: Standing) -> dict[str, Any]:
        """What the template shows. A script takes over the form's conversation only where there is one."""
        now = datetime.now(UTC)
        return {
            "council": self.council,
            "static": self._static,
            "greeting": linked(words.greeting(self.council)),
            "groups": thread.groups(events, standing, now),
            "newest": events[-1].number if events else 0,
            "who": words.who_answers(standing, now),
            "standing": standing,
            "awaited": thread.awaits_reply(events, standing),
            "adopt": session.secret if events else "",
            "token": self.sessions.form_token(session),
            "reference": str(uuid.uuid4()),
            "check": _newest(),
            "most": MAX_TEXT,
        }

    @property
    def _static(self) -> str:
        return f"/channels/webchat/static/{self.assets.version}"

    def _html(self, body: str, status: int, policy: str) -> HTMLResponse:
        headers = {
            "Content-Security-Policy": policy,
            "Permissions-Policy": PERMISSIONS,
            "Cache-Control": "no-store",
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
        }
        return HTMLResponse(body, status, headers)


def _newest() -> str:
    """The page at its newest message; never the address that the browser is at, or it would not ask again."""
    return f"/chat?at={time.time_ns() // 1_000_000}#newest"
