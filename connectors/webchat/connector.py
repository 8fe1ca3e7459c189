"""The web chat as a channel: it shows the conversation from our own log, so there is nobody to send to."""

from __future__ import annotations

import asyncio
from typing import Annotated, ClassVar

from fastapi import APIRouter, Path, Request, Response
from pydantic_settings import BaseSettings

from connectors.base import Connector, Inbox
from connectors.messages import Asking, CouncilFacts, Outbound
from connectors.webchat.api import Api
from connectors.webchat.assets import Assets
from connectors.webchat.beginning import Beginning
from connectors.webchat.cookies import Cookies, FrameCookies
from connectors.webchat.keeping import Keeping
from connectors.webchat.pages import Pages
from connectors.webchat.sessions import Sessions
from connectors.webchat.settings import WebChatSettings
from connectors.webchat.waits import Waits
from connectors.webchat.widget import widget_script
from network.concurrency_limit import ConcurrencyLimit
from network.rate_limit import RateLimit

STREAMS = 512
"""Until the server says how many connections it has room for."""

ANSWER_SECONDS = 2.0
NEWS_SECONDS = 20.0
"""How long a page without scripts is held back for the answer to what was just sent, and for what staff write."""


class WebChat(Connector):
    """`routes` goes to /channels/webchat; `pages` to the root, for the addresses that people type."""

    name: ClassVar[str] = "webchat"
    Settings: ClassVar[type[BaseSettings]] = WebChatSettings
    takes: ClassVar[frozenset[str]] = frozenset({"location"})
    durable_page: ClassVar[bool] = True

    def __init__(self, settings: BaseSettings, public_base_url: str, secret_key: str, council: CouncilFacts) -> None:
        super().__init__(settings, public_base_url, secret_key, council)
        self.own = settings if isinstance(settings, WebChatSettings) else WebChatSettings()
        self.sessions = Sessions(secret_key, self.own.session_days)
        self.cookies = Cookies(self.sessions, secure=self.public_base_url.startswith("https://"))
        self.frames = FrameCookies(self.sessions, secure=self.cookies.secure)
        self.new_chats = RateLimit(self.own.sessions_per_minute)
        self.new_messages = RateLimit(self.own.messages_per_minute)
        self.streams = ConcurrencyLimit(each=self.own.streams_per_address, in_all=STREAMS)
        self.assets = Assets()
        self.script = widget_script(council, self.public_base_url)
        self.closing = asyncio.Event()
        self.answer_seconds, self.news_seconds = ANSWER_SECONDS, NEWS_SECONDS

    def routes(self, inbox: Inbox) -> APIRouter:
        """The JSON API and the static files."""
        beginning = Beginning(inbox, self.new_chats)
        api = Api(
            inbox,
            self.sessions,
            self.cookies,
            self.frames,
            self.council,
            beginning,
            self.new_messages,
            self.streams,
            self.closing,
        )
        routes = api.router()
        routes.include_router(Keeping(self.sessions, self.cookies, self.frames, api.asked_by).router())
        routes.add_api_route("/static/{name:path}", self.static, methods=["GET"], include_in_schema=False)
        return routes

    def pages(self, inbox: Inbox) -> APIRouter:
        """The chat page and the widget's script."""
        beginning = Beginning(inbox, self.new_chats)
        return Pages(
            inbox,
            self.sessions,
            self.cookies,
            self.frames,
            self.council,
            beginning,
            self.new_messages,
            self.own.frame_ancestors,
            self.assets,
            self.script,
            self.waits(inbox),
        ).router()

    def waits(self, inbox: Inbox) -> Waits:
        """For pages without scripts."""
        return Waits(inbox, self.streams, self.closing, answer=self.answer_seconds, news=self.news_seconds)

    async def static(self, request: Request, name: Annotated[str, Path(max_length=200)]) -> Response:
        """One of our own scripts or style sheets."""
        return self.assets.serve(request, name)

    def limit_streams(self, in_all: int) -> None:
        """See Connector."""
        self.streams.in_all = in_all

    async def send(self, message: Outbound, asking: Asking) -> str:
        """A saved reply is readable by the page, which is all that sending means here."""
        return message.id

    async def stop(self) -> None:
        """End the open streams, so that the server can."""
        self.closing.set()
