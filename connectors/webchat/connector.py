"""The web chat as a channel: it shows the conversation from our own log, so there is nobody to send to."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Annotated, ClassVar

from fastapi import APIRouter, Path, Request, Response
from pydantic_settings import BaseSettings

from connectors.base import Connector, Inbox
from connectors.messages import Asking, CouncilFacts, Outbound
from connectors.webchat.api import Api
from connectors.webchat.assets import Assets
from connectors.webchat.context import ChatContext
from connectors.webchat.cookies import FrameCookie, PageCookie
from connectors.webchat.form import Form
from connectors.webchat.long_poll import LongPoll
from connectors.webchat.new_chats import NewChats
from connectors.webchat.pages import Pages
from connectors.webchat.rendering import Renderer
from connectors.webchat.resuming import Resuming
from connectors.webchat.sessions import Sessions
from connectors.webchat.settings import WebChatSettings
from connectors.webchat.widget import widget_script
from network.concurrency_limit import ConcurrencyLimit
from network.rate_limit import RateLimit

DEFAULT_STREAMS = 512
"""Until the server says how many connections it has room for."""

ANSWER_SECONDS = 2.0
NEWS_SECONDS = 20.0
"""How long a page without scripts is held back for the answer to what was just sent, and for what staff write."""


class WebChat(Connector):
    """`routes` goes to /channels/webchat; `pages` to the root, for the addresses that people type."""

    name: ClassVar[str] = "webchat"
    title: ClassVar[str] = "Web chat"
    Settings: ClassVar[type[BaseSettings]] = WebChatSettings
    takes: ClassVar[frozenset[str]] = frozenset({"location"})
    durable_page: ClassVar[bool] = True
    rejection_reasons: ClassVar[Mapping[str, str]] = {
        "unknown session": "The chat’s session was not one of ours, or too old",
        "form token": "The form was not one of ours, or too old",
        "new chats of one address": "Too many new chats from one network address",
        "streams of one address": "Too many open pages at one network address. They check from time to time instead",
        "too many streams": "Too many open pages in all. They check from time to time instead",
    }

    def __init__(self, settings: BaseSettings, public_base_url: str, secret_key: str, *, council: CouncilFacts) -> None:
        super().__init__(settings, public_base_url, secret_key, council=council)
        self.own = settings if isinstance(settings, WebChatSettings) else WebChatSettings()
        secure = self.public_base_url.startswith("https://")
        self.sessions = Sessions(secret_key, self.own.session_days)
        self.page_cookie = PageCookie(self.sessions, secure)
        self.frame_cookie = FrameCookie(self.sessions, secure)
        self.new_chat_rate = RateLimit(self.own.sessions_per_minute)
        self.message_rate = RateLimit(self.own.messages_per_minute)
        self.streams = ConcurrencyLimit(each=self.own.streams_per_address, in_all=DEFAULT_STREAMS)
        self.assets = Assets()
        self.script = widget_script(council, self.public_base_url)
        self.closing = asyncio.Event()
        self.answer_seconds, self.news_seconds = ANSWER_SECONDS, NEWS_SECONDS

    def routes(self, inbox: Inbox) -> APIRouter:
        """The JSON API and the static files."""
        chat = self._context(inbox)
        api = Api(chat)
        routes = api.router()
        routes.include_router(Resuming(chat, api.asked_by).router())
        routes.add_api_route("/static/{name:path}", self.static, methods=["GET"], include_in_schema=False)
        return routes

    def pages(self, inbox: Inbox) -> APIRouter:
        """The chat page, its form and the widget's script."""
        chat = self._context(inbox)
        renderer = Renderer(
            chat,
            static=f"/channels/{self.name}/static/{self.assets.version}",
            frame_ancestors=self.own.frame_ancestors,
        )
        long_poll = LongPoll(chat, answer_seconds=self.answer_seconds, news_seconds=self.news_seconds)
        routes = APIRouter(include_in_schema=False)
        routes.include_router(Pages(chat, renderer, long_poll).router())
        routes.include_router(Form(chat, renderer, long_poll).router())
        routes.add_api_route("/widget.js", self.widget, methods=["GET"])
        return routes

    def _context(self, inbox: Inbox) -> ChatContext:
        return ChatContext(
            inbox=inbox,
            council=self.council,
            sessions=self.sessions,
            page_cookie=self.page_cookie,
            frame_cookie=self.frame_cookie,
            new_chats=NewChats(inbox, self.new_chat_rate),
            message_rate=self.message_rate,
            streams=self.streams,
            closing=self.closing,
        )

    async def widget(self, request: Request) -> Response:
        """The one script that a site includes, also as a module, and on a page that is isolated from other origins."""
        answer = self.script.answer(request)
        answer.headers["Access-Control-Allow-Origin"] = "*"
        answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        return answer

    async def static(self, request: Request, name: Annotated[str, Path(max_length=200)]) -> Response:
        """One of our own scripts or style sheets."""
        return self.assets.serve(request, name)

    def limit_streams(self, in_all: int) -> None:
        """No more pages than this follow their chats; further ones ask from time to time."""
        self.streams.in_all = in_all

    async def send(self, message: Outbound, asking: Asking) -> str:
        """A saved reply is readable by the page, which is all that sending means here."""
        return message.id

    async def stop(self) -> None:
        """End the open streams, so that the server can."""
        self.closing.set()
