"""What the API and the pages of the web chat are given, and what both do with a chat alike."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import structlog
from fastapi import Request

from connectors.base import Inbox
from connectors.messages import CouncilFacts, Event, Receipt, Standing
from connectors.webchat.cookies import FrameCookie, PageCookie
from connectors.webchat.errors import TooFast, reading, saving
from connectors.webchat.incoming import Written
from connectors.webchat.new_chats import NewChats
from connectors.webchat.sessions import Session, Sessions
from network.addresses import source_of
from network.concurrency_limit import ConcurrencyLimit
from network.rate_limit import RateLimit

log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True)
class ChatContext:
    """Shared by all routes of one inbox."""

    inbox: Inbox
    council: CouncilFacts
    sessions: Sessions
    page_cookie: PageCookie
    frame_cookie: FrameCookie
    new_chats: NewChats
    message_rate: RateLimit
    """In one chat."""
    streams: ConcurrencyLimit
    """Pages that follow their chats."""
    closing: asyncio.Event
    """Set when the server ends."""

    async def receive(self, request: Request, session: Session, message: Written) -> Receipt:
        """Save a resident's message. Raises a Refusal."""
        if wait := self.message_rate.take(session.address):
            raise TooFast("You are sending messages faster than we can take them.", wait)
        with saving():
            await self.new_chats.admit(source(request), session)
            return await self.inbox.receive(message.inbound(session))

    async def leave(self, session: Session) -> None:
        """End the chat. Raises a Refusal."""
        with saving():
            await self.inbox.leave(session.address, session.address)

    async def conversation(self, session: Session) -> tuple[list[Event], Standing]:
        """All of it, for the inbox gives out a long history in parts. Raises NotRead."""
        events: list[Event] = []
        ours = theirs = session.address
        with reading():
            while part := await self.inbox.history(ours, theirs, events[-1].number if events else 0):
                events += part
            return events, await self.inbox.standing(ours, theirs)

    async def count_rejection(self, reason: str) -> None:
        """Counted where it can be; the request is refused either way."""
        try:
            await self.inbox.rejected(reason)
        except Exception as error:
            log.warning("rejection.not_counted", channel="webchat", error=type(error).__name__)

    async def mark_seen(self, session: Session, through: int) -> None:
        """After the answer has gone out. A mark that fails comes with the next one: marks cover all that is before."""
        try:
            await self.inbox.seen(session.address, session.address, through)
        except Exception as error:
            log.warning("message.not_marked_seen", channel="webchat", error=type(error).__name__)


def source(request: Request) -> str:
    """The network address that limits go by."""
    return source_of(request.client.host if request.client else None)


def newest_of_ours(events: list[Event]) -> int:
    """The highest number of a message of ours that a page is about to show; 0 when there is none."""
    return max((event.number for event in events if event.kind == "message" and event.author != "resident"), default=0)


def from_our_page(request: Request) -> bool:
    """Whether a script of our own page asks, which shares its session with the page's form by a cookie
    (https://www.w3.org/TR/fetch-metadata/#sec-fetch-site-header)."""
    return request.headers.get("sec-fetch-site") == "same-origin"
