"""Who is there. The conversations of officers who have signed out or closed the desk go back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy.orm import Session

from bot import ownership
from bot.context import Context
from bot.database.states import Author
from bot.live import DESK, resident_topic
from bot.response_log import Moment
from bot.staff.people import Officer
from bot.staff.sessions import SignedIn, hash_of
from bot.store import staff_accounts, staff_sessions
from bot.workers import Worker

AWAY = timedelta(minutes=5)
CONNECTED_SECONDS = 30.0
"""How often an open page of the desk says that it is there."""


class Presence:
    """Kept with the sessions in the database, so that it outlives a gateway and is the same for all of them.

    A browser whose pages follow the desk counts as closed `away` after the last of them was connected. One without
    scripts cannot report: there the end of the session decides.
    """

    def __init__(self, context: Context, away: timedelta = AWAY) -> None:
        self._context, self._away = context, away

    async def connected(self, token: str) -> None:
        """A page of this session is open now."""
        now, name = self._context.now(), hash_of(token)
        before = now - timedelta(seconds=CONNECTED_SECONDS / 2)
        await self._context.database.write(
            lambda session: staff_sessions.set_connected(session, name, now, before=before)
        )

    async def would_return(self, signed_in: SignedIn) -> int:
        """How many conversations a sign-out of this browser would give back: none while another one is signed in."""
        now, officer = self._context.now(), signed_in.officer.id

        def step(session: Session) -> int:
            if staff_sessions.count_live(session, officer, now) > 1:
                return 0
            return staff_accounts.count_held(session).get(officer, 0)

        return await self._context.database.read(step)

    async def go_off_duty(self, officer: Officer) -> int:
        """Signed out: if no other browser of theirs is signed in, their conversations go back. Returns how many."""
        now = self._context.now()

        def step(session: Session) -> list[str]:
            if staff_sessions.count_live(session, officer.id, now):
                return []
            return return_conversations(session, officer.id, Moment(now, Author.OFFICER, officer.id))

        return await self._return(step)

    async def return_unattended(self) -> int:
        """Conversations of people of whom no browser is there go back to their queues. Returns how many."""
        now = self._context.now()

        def step(session: Session) -> list[str]:
            gone = staff_sessions.list_absent_holders(session, now, now - self._away)
            return [
                topic for staff in gone for topic in return_conversations(session, staff, Moment(now, Author.SYSTEM))
            ]

        return await self._return(step)

    async def _return(self, step: Callable[[Session], list[str]]) -> int:
        topics = await self._context.database.write(step)
        self._context.live.wake(DESK, *topics)
        return len(topics)


class Absences(Worker):
    """Gives back the conversations of officers who are no longer there. After a start, or a time when the database
    could not be reached, everybody's pages first have a minute to report that they are there."""

    name = "absences"
    interval_seconds = 60.0

    def __init__(self, context: Context, away: timedelta = AWAY) -> None:
        super().__init__(context.live)
        self._context, self._presence = context, Presence(context, away)

    async def look(self) -> bool:
        """Check that the database can be reached; from the next time on, give back."""
        if self.looked_at is None or self.failures:
            await self._context.database.read(staff_accounts.count_held)
        else:
            await self._presence.return_unattended()
        return False


def return_conversations(session: Session, staff_id: int, moment: Moment) -> list[str]:
    """Back to their queues with their original clock; returns the topics to wake, one for each."""
    topics = []
    for conversation in staff_accounts.lock_held(session, staff_id):
        ownership.release(session, conversation, moment)
        topics.append(resident_topic(conversation.channel, conversation.account, conversation.address))
    return topics
