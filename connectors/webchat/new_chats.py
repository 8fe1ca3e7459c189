"""New chats, limited by network address. A chat begins with its first message, whichever way that came: what a page or
a program is given before is a signature that is stored nowhere and costs nothing."""

from __future__ import annotations

import asyncio

from connectors.base import Inbox
from connectors.webchat.errors import TooFast
from connectors.webchat.sessions import Session
from network.rate_limit import RateLimit

CAUSE = "new chats of one address"
SAME_MOMENT_SECONDS = 0.5


class NewChats:
    """Lets a first message in, or says when to try again."""

    def __init__(self, inbox: Inbox, rate: RateLimit) -> None:
        self._inbox, self._rate = inbox, rate
        self._decisions: dict[str, asyncio.Task[float]] = {}

    async def admit(self, source: str, session: Session) -> None:
        """Raises TooFast when this message would begin a chat and its address has begun too many. Going on with one
        is never held up here."""
        wait = await asyncio.shield(self._decision(source, session.address))
        if wait:
            await self._inbox.rejected(CAUSE)
            raise TooFast("Many new chats were started at your address. Your message is still in the box.", wait)

    def _decision(self, source: str, address: str) -> asyncio.Task[float]:
        """One for all messages that come at the same moment: together they begin one chat."""
        decision = self._decisions.get(address)
        if decision is None:
            decision = self._decisions[address] = asyncio.create_task(self._decide(source, address))
            asyncio.get_running_loop().call_later(SAME_MOMENT_SECONDS, self._decisions.pop, address, None)
        return decision

    async def _decide(self, source: str, address: str) -> float:
        standing = await self._inbox.standing(address, address)
        goes_on = standing.last_number and standing.state != "closed"
        return 0.0 if goes_on else self._rate.take(source)
