"""The chat as HTML: the whole page, and the messages alone."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from fastapi import Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.background import BackgroundTask

from connectors.messages import MAX_TEXT, Event, Standing
from connectors.webchat import thread, wording
from connectors.webchat.context import ChatContext, newest_of_ours
from connectors.webchat.errors import Refusal
from connectors.webchat.links import linked
from connectors.webchat.sessions import Session
from network.security_headers import security_headers

TEMPLATES = Path(__file__).parent / "templates"
SAME_PAGE_SECONDS = 3600


@dataclass(frozen=True)
class Draft:
    """What goes back into the form when a message could not be taken."""

    text: str = ""
    problem: str = ""
    status: int = 200
    reference: str = ""


class Renderer:
    """Draws what a chat is now. `static` is where its scripts and style sheets are."""

    def __init__(self, chat: ChatContext, *, static: str, frame_ancestors: str) -> None:
        self.chat, self.static, self.frame_ancestors = chat, static, frame_ancestors
        self.templates = Environment(
            loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True
        )

    async def page(self, known: Session | None, draft: Draft, *, embed: bool = False, ended: bool = False) -> Response:
        """The chat as it stands. A browser without a session is given one, unless a script keeps it."""
        session = known or self.chat.sessions.begin()
        events: list[Event] = []
        standing = Standing()
        if known is not None:
            try:
                events, standing = await self.chat.conversation(known)
            except Refusal as refusal:
                problem, status = (draft.problem, draft.status) if draft.problem else (refusal.message, refusal.status)
                draft = replace(draft, problem=problem, status=status)
        values = self._values(session, events, standing)
        body = self.templates.get_template("chat.html").render(
            values, draft=draft, embed=embed, ended=ended, reference=draft.reference or values["reference"]
        )
        response = _html(body, draft.status, frame_ancestors=self.frame_ancestors)
        if known is None and not embed:
            self.chat.page_cookie.keep(response, session)
        return self._marking_seen(response, session, events)

    def messages(
        self, session: Session | None, events: list[Event], standing: Standing, *, refresh_seconds: int
    ) -> Response:
        """The messages, which the browser requests again after this many seconds (0: never) while a reply is awaited
        (https://html.spec.whatwg.org/multipage/document-lifecycle.html#the-refresh-header)."""
        values = self._values(session or self.chat.sessions.begin(), events, standing)
        refresh = refresh_seconds if values["awaited"] else 0
        body = self.templates.get_template("messages.html").render(values, refresh=refresh, ended=False)
        page = _html(body, frame_ancestors="'self'")
        if refresh:
            again = f"/chat/messages?after={values['last']}&{newest('').removeprefix('?')}"
            page.headers["Refresh"] = f"{refresh}; url={again}"
        return self._marking_seen(page, session, events)

    def _marking_seen(self, response: Response, session: Session | None, events: list[Event]) -> Response:
        """Our messages are marked as seen once the page has gone out."""
        through = newest_of_ours(events)
        if session is not None and through:
            response.background = BackgroundTask(self.chat.mark_seen, session, through)
        return response

    def _values(self, session: Session, events: list[Event], standing: Standing) -> dict[str, Any]:
        """What the templates show. A script takes over the form's conversation only where there is one."""
        now = datetime.now(self.chat.council.zone)
        return {
            "council": self.chat.council,
            "static": self.static,
            "greeting": linked(wording.greeting(self.chat.council)),
            "groups": thread.groups(events, standing, now),
            "newest": max((event.number for event in events if event.kind == "message"), default=0),
            "last": events[-1].number if events else 0,
            "who": wording.who_answers(standing),
            "standing": standing,
            "awaited": thread.awaits_reply(events, standing),
            "adopt": session.secret if events else "",
            "token": self.chat.sessions.form_token(session),
            "reference": _opened_by_hand(events, now),
            "check": newest("/chat/messages"),
            "most": MAX_TEXT,
        }


def newest(path: str) -> str:
    """A page at its newest message; never the address that the browser is at, or it would not ask again."""
    return f"{path}?at={time.time_ns() // 1_000_000}#newest"


def _html(body: str, status: int = 200, *, frame_ancestors: str) -> HTMLResponse:
    """A page asks where residents are when they press for it. Other sites are not told its address."""
    headers = security_headers(
        frame_ancestors=frame_ancestors, frame_src="'self'", geolocation="self", referrer="no-referrer"
    )
    return HTMLResponse(body, status, headers | {"Cache-Control": "no-store"})


def _opened_by_hand(events: list[Event], now: datetime) -> str:
    """The reference of a page whose address has no number: the same one for an hour, counted from the resident's first
    message and not by the clock on the wall, so that going back soon after it leads to the same page."""
    since = (now - events[0].at).total_seconds() if events else 0
    return f"opened-{max(0, int(since // SAME_PAGE_SECONDS))}"
