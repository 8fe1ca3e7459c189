"""Waiting for news on pages without scripts: the page is held back until there is news, which saves a click."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import cast

import structlog
from fastapi import Request

from connectors.messages import Event
from connectors.webchat.context import ChatContext, source
from connectors.webchat.errors import reading
from connectors.webchat.sessions import Session
from network.concurrency_limit import LimitReached

log = structlog.get_logger()


class LongPoll:
    """Holds an answer back for a while. One that is held for long takes a stream's place."""

    def __init__(self, chat: ChatContext, *, answer_seconds: float, news_seconds: float) -> None:
        self.chat, self.inbox = chat, chat.inbox
        self.answer_seconds, self.news_seconds = answer_seconds, news_seconds

    async def has_answer(self, session: Session, number: int) -> bool:
        """Whether something of ours follows the resident's message of this number."""
        with reading():
            events = await self.inbox.history(session.address, session.address, number)
        return any(event.author != "resident" for event in events)

    async def answer(self, session: Session, number: int) -> None:
        """Until something of ours follows the resident's message of this number; not at all while staff answer, who
        take longer. The message is saved: what cannot be read now is read by the page."""
        try:
            standing = await self.inbox.standing(session.address, session.address)
        except Exception as error:
            log.warning("conversation.not_read", channel="webchat", error=type(error).__name__)
            return
        if standing.state not in ("waiting", "officer"):
            await self._arrival(session, number, self.answer_seconds)

    async def news(self, request: Request, session: Session, after: int) -> bool:
        """Until something follows the entry of this number; False when there was no place to wait in."""
        try:
            with self.chat.streams.held(source(request)):
                await self._arrival(session, after, self.news_seconds)
        except LimitReached:
            return False
        return True

    async def _arrival(self, session: Session, after: int, seconds: float) -> None:
        arrival = asyncio.ensure_future(self._next_of_ours(session, after))
        closed = asyncio.ensure_future(self.chat.closing.wait())
        try:
            await asyncio.wait({arrival, closed}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for each in (arrival, closed):
                each.cancel()
            await asyncio.gather(arrival, closed, return_exceptions=True)
        if not arrival.cancelled() and (error := arrival.exception()):
            # What there is, is shown: a page that cannot wait is only less convenient.
            log.warning("events.not_read", channel="webchat", error=type(error).__name__)

    async def _next_of_ours(self, session: Session, after: int) -> None:
        events = cast(AsyncGenerator[list[Event]], self.inbox.events(session.address, session.address, after))
        async with aclosing(events) as batches:
            async for batch in batches:
                if any(event.author != "resident" for event in batch):
                    return
