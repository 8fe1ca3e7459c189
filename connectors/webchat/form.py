"""The form on the chat's page, for browsers without JavaScript: send a message, end the chat."""

from __future__ import annotations

import hashlib

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from connectors.webchat import incoming
from connectors.webchat.context import ChatContext
from connectors.webchat.errors import AnsweringRoute, NotValid, Refusal
from connectors.webchat.long_poll import LongPoll
from connectors.webchat.rendering import Draft, Renderer, newest
from connectors.webchat.sessions import Session


class NotFromOurPage(NotValid):
    """A form without our token: the cookie has run out, or another site posted it."""

    status = 403

    def __init__(self) -> None:
        super().__init__(
            "old_page", "This page was too old to send from. Your message is still in the box: send it again."
        )


class SentAlready(NotValid):
    """The form of an earlier page was sent once more, and we have answered it."""

    status = 200

    def __init__(self) -> None:
        super().__init__("sent_already", "We have this already: it is in the chat. To send it again, change it.")


class Form:
    """What the page's form posts: back to the page, with the problem and what was written if it could not be taken."""

    def __init__(self, chat: ChatContext, renderer: Renderer, long_poll: LongPoll) -> None:
        self.chat, self.renderer, self.long_poll = chat, renderer, long_poll

    def router(self) -> APIRouter:
        """The routes at the root of the site."""
        routes = APIRouter(route_class=AnsweringRoute, include_in_schema=False)
        routes.add_api_route("/chat", self.send, methods=["POST"], response_class=HTMLResponse)
        routes.add_api_route("/chat/end", self.end, methods=["POST"], response_class=HTMLResponse)
        return routes

    async def send(self, request: Request) -> Response:
        """The form's message: saved, and back to the page at its newest message, with the answer if it comes soon."""
        fields: dict[str, str] = {}
        session = self.chat.page_cookie.read(request)
        try:
            fields = incoming.form_fields(await incoming.read(request))
            session = await self._checked(session, fields)
            await self._send(request, session, fields)
        except Refusal as refusal:
            draft = Draft(
                text=fields.get("text", ""),
                problem=refusal.message,
                status=refusal.status,
                reference=fields.get("reference", ""),
            )
            return await self.renderer.page(session, draft)
        return RedirectResponse(newest("/chat"), 303)

    async def end(self, request: Request) -> Response:
        """The form's "End this chat"."""
        session = self.chat.page_cookie.read(request)
        try:
            session = await self._checked(session, incoming.form_fields(await incoming.read(request)))
            await self.chat.leave(session)
        except Refusal as refusal:
            return await self.renderer.page(session, Draft(problem=refusal.message, status=refusal.status))
        gone = RedirectResponse("/chat?ended=1", 303)
        self.chat.page_cookie.drop(gone)
        return gone

    async def _checked(self, session: Session | None, fields: dict[str, str]) -> Session:
        """The session, if the form is one of ours that was drawn for it."""
        if session is None or not self.chat.sessions.form_token_fits(session, fields.get("token", "")):
            await self.chat.count_rejection("form token")
            raise NotFromOurPage
        return session

    async def _send(self, request: Request, session: Session, fields: dict[str, str]) -> None:
        """The same content from the same page is the same message, however often it is sent."""
        choice = fields.get("choice")
        text = None if choice is not None else fields.get("text", "")
        message = incoming.written(text=text, choice=choice, reference=_reference(fields))
        receipt = await self.chat.receive(request, session, message)
        if not receipt.new and await self.long_poll.has_answer(session, receipt.number):
            raise SentAlready
        await self.long_poll.answer(session, receipt.number)


def _reference(fields: dict[str, str]) -> str | None:
    """Of the message: the page's, with what was sent from it. Other words from the same page are another message."""
    page = fields.get("reference")
    content = "\0".join((fields.get("choice", ""), fields.get("text", "")))
    return page and f"{page}-{hashlib.sha256(content.encode()).hexdigest()[:16]}"
