"""The pages at short addresses: the chat, which works without JavaScript, and the widget's script."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.background import BackgroundTask

from connectors.base import Inbox
from connectors.messages import MAX_TEXT, CouncilFacts, Event, Standing
from connectors.webchat import incoming, thread, wording
from connectors.webchat.api import After, count_rejection, mark_seen, seen_through
from connectors.webchat.assets import Asset, Assets
from connectors.webchat.beginning import Beginning
from connectors.webchat.cookies import Cookies, FrameCookies
from connectors.webchat.errors import AnsweringRoute, NotValid, Refusal, TooFast, reading, saving
from connectors.webchat.links import linked
from connectors.webchat.sessions import Session, Sessions
from connectors.webchat.waits import Waits
from network.rate_limit import RateLimit
from network.security_headers import security_headers

TEMPLATES = Path(__file__).parent / "templates"

PageNumber = Annotated[int, Query(ge=0, lt=2**53, description="Of a page, so that its form is known again.")]
SAME_PAGE_SECONDS = 3600
SELDOM_SECONDS = 10
"""How often a page without scripts asks when it may not wait."""


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
    reference: str = ""


class SentAlready(NotValid):
    """The form of an earlier page was sent once more, and we have answered it."""

    status = 200

    def __init__(self) -> None:
        super().__init__("sent_already", "We have this already: it is in the chat. To send it again, change it.")


class Pages:
    """Everything a browser opens by address."""

    def __init__(
        self,
        inbox: Inbox,
        sessions: Sessions,
        cookies: Cookies,
        frames: FrameCookies,
        council: CouncilFacts,
        beginning: Beginning,
        messages: RateLimit,
        frame_ancestors: str,
        assets: Assets,
        script: Asset,
        waits: Waits,
    ) -> None:
        self.inbox, self.sessions, self.cookies, self.frames = inbox, sessions, cookies, frames
        self.council, self.beginning, self.messages, self.assets = council, beginning, messages, assets
        self.frame_ancestors, self.waits = frame_ancestors, waits
        self.script = script
        self.templates = Environment(
            loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True
        )

    def router(self) -> APIRouter:
        """The routes at the root of the site."""
        routes = APIRouter(route_class=AnsweringRoute, include_in_schema=False)
        routes.add_api_route("/widget.js", self.widget, methods=["GET"])
        routes.add_api_route("/chat", self.chat, methods=["GET"], response_class=HTMLResponse)
        routes.add_api_route("/chat", self.post, methods=["POST"], response_class=HTMLResponse)
        routes.add_api_route("/chat/messages", self.messages_page, methods=["GET"], response_class=HTMLResponse)
        routes.add_api_route("/chat/end", self.end, methods=["POST"], response_class=HTMLResponse)
        routes.add_api_route("/chat/transcript", self.transcript, methods=["GET"])
        return routes

    async def widget(self, request: Request) -> Response:
        """The one script that a site includes, also as a module, and on a page that is isolated from other origins."""
        answer = self.script.answer(request)
        answer.headers["Access-Control-Allow-Origin"] = "*"
        answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        return answer

    async def chat(self, request: Request, embed: bool = False, ended: bool = False, at: PageNumber = 0) -> Response:
        """The chat. `embed` is the widget's frame, whose session its script keeps; `at` tells a page from the next."""
        if embed:
            return await self._page(self.frames.read(request), Draft(), embed=True)
        return await self._page(self.cookies.read(request), Draft(reference=f"page-{at}" if at else ""), ended=ended)

    async def messages_page(self, request: Request, after: After = 0, still: bool = False) -> Response:
        """The messages alone: the frame in the page without scripts, which looks for new ones while the box beside it
        keeps what is being typed. It is sent when there is something after `after`, or after a while."""
        session = self.cookies.read(request)
        events, standing = await self._conversation(session) if session else ([], Standing())
        pause = 1
        if session and after and events and events[-1].number <= after and thread.awaits_reply(events, standing):
            pause = 1 if await self.waits.news(request, session, after) else SELDOM_SECONDS
            events, standing = await self._conversation(session)
        context = self._context(session or self.sessions.begin(), events, standing)
        refresh = 0 if still or not context["awaited"] else pause
        body = self.templates.get_template("messages.html").render(context, refresh=refresh, ended=False)
        page = _html(body, frame_ancestors="'self'")
        if refresh:
            again = f"/chat/messages?after={context['last']}&{_newest('').removeprefix('?')}"
            page.headers["Refresh"] = f"{refresh}; url={again}"
        return self._shown(page, session, events)

    async def post(self, request: Request) -> Response:
        """The form's message: saved, and back to the page at its newest message, with the answer if it comes soon."""
        fields: dict[str, str] = {}
        session = self.cookies.read(request)
        try:
            fields = incoming.form_fields(await incoming.read(request))
            session = await self._own_form(session, fields)
            await self._send(request, session, fields)
        except Refusal as refusal:
            draft = Draft(fields.get("text", ""), refusal.message, refusal.status, fields.get("reference", ""))
            return await self._page(session, draft)
        return RedirectResponse(_newest("/chat"), 303)

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
        """The same content from the same page is the same message, however often it is sent."""
        choice = fields.get("choice")
        text = None if choice is not None else fields.get("text", "")
        message = incoming.written(text, choice, _reference(fields))
        if wait := self.messages.take(session.address):
            raise TooFast("You are sending messages faster than we can take them.", wait)
        with saving():
            await self.beginning.admit(request, session)
            receipt = await self.inbox.receive(message.inbound(session))
        if not receipt.new and await self.waits.has_answer(session, receipt.number):
            raise SentAlready
        await self.waits.answer(session, receipt.number)

    async def _conversation(self, session: Session) -> tuple[list[Event], Standing]:
        """All of it: the inbox gives out a long history in parts."""
        events: list[Event] = []
        with reading():
            while part := await self.inbox.history(
                session.address, session.address, events[-1].number if events else 0
            ):
                events += part
            return events, await self.inbox.standing(session.address, session.address)

    async def _page(self, known: Session | None, draft: Draft, embed: bool = False, ended: bool = False) -> Response:
        """The chat as it stands. A browser without a session is given one, unless a script keeps it."""
        session = known or self.sessions.begin()
        events: list[Event] = []
        standing = Standing()
        if known is not None:
            try:
                events, standing = await self._conversation(known)
            except Refusal as refusal:
                problem, status = (draft.problem, draft.status) if draft.problem else (refusal.message, refusal.status)
                draft = replace(draft, problem=problem, status=status)
        context = self._context(session, events, standing)
        body = self.templates.get_template("chat.html").render(
            context, draft=draft, embed=embed, ended=ended, reference=draft.reference or context["reference"]
        )
        response = _html(body, draft.status, frame_ancestors=self.frame_ancestors)
        if known is None and not embed:
            self.cookies.keep(response, session)
        return self._shown(response, session, events)

    def _shown(self, response: Response, session: Session | None, events: list[Event]) -> Response:
        """Our messages are marked as seen once the page has gone out."""
        through = seen_through([event for event in events if event.kind == "message"])
        if session is not None and through:
            response.background = BackgroundTask(mark_seen, self.inbox, session, through)
        return response

    def _context(self, session: Session, events: list[Event], standing: Standing) -> dict[str, Any]:
        """What the template shows. A script takes over the form's conversation only where there is one."""
        now = datetime.now(UTC)
        return {
            "council": self.council,
            "static": self._static,
            "greeting": linked(wording.greeting(self.council)),
            "groups": thread.groups(events, standing, now),
            "newest": max((event.number for event in events if event.kind == "message"), default=0),
            "last": events[-1].number if events else 0,
            "who": wording.who_answers(standing),
            "standing": standing,
            "awaited": thread.awaits_reply(events, standing),
            "adopt": session.secret if events else "",
            "token": self.sessions.form_token(session),
            "reference": _opened_by_hand(events, now),
            "check": _newest("/chat/messages"),
            "most": MAX_TEXT,
        }

    @property
    def _static(self) -> str:
        return f"/channels/webchat/static/{self.assets.version}"


def _html(body: str, status: int = 200, *, frame_ancestors: str) -> HTMLResponse:
    """A page asks where residents are when they press for it. Other sites are not told its address."""
    headers = security_headers(
        frame_ancestors=frame_ancestors, frame_src="'self'", geolocation="self", referrer="no-referrer"
    )
    return HTMLResponse(body, status, headers | {"Cache-Control": "no-store"})


def _newest(path: str) -> str:
    """A page at its newest message; never the address that the browser is at, or it would not ask again."""
    return f"{path}?at={time.time_ns() // 1_000_000}#newest"


def _opened_by_hand(events: list[Event], now: datetime) -> str:
    """The reference of a page whose address has no number: the same one for an hour, counted from the resident's first
    message and not by the clock on the wall, so that going back soon after it leads to the same page."""
    since = (now - events[0].at).total_seconds() if events else 0
    return f"opened-{max(0, int(since // SAME_PAGE_SECONDS))}"


def _reference(fields: dict[str, str]) -> str | None:
    """Of the message: the page's, with what was sent from it. Other words from the same page are another message."""
    page = fields.get("reference")
    content = "\0".join((fields.get("choice", ""), fields.get("text", "")))
    return page and f"{page}-{hashlib.sha256(content.encode()).hexdigest()[:16]}"
