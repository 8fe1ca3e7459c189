"""Looks after waiting residents: a holding message, then a person, and back to the assistant when it has recovered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from sqlalchemy.orm import Session

from bot import ownership
from bot.assistant import Assistant
from bot.context import Context
from bot.conversation.unanswered import UNANSWERED, hand_over_unanswered
from bot.database.group_commit import after_commit
from bot.database.models import Conversation, Handoff
from bot.database.states import OWED_KINDS, Author, ClockCause, CloseReason, HandoffReason
from bot.errors import TownclerkError
from bot.live import DESK, OUTBOX, WORK, resident_topic
from bot.outbox import post
from bot.response_log import Moment
from bot.store import dialogues, turns
from bot.workers import Worker

HANDOFFS_AN_HOUR = 2
"""An assistant that keeps failing must not send a resident back and forth: after this many times they stay in the
queue."""
MOST_FAILURES = 2
"""What the assistant failed to answer goes back to it once: a second failure is probably caused by the message."""

Place = tuple[str, str, str]
"""A resident's channel, account and address."""

log = structlog.get_logger()


class Patience(Worker):
    """Looks once a second. Each look is a few indexed queries; nothing is kept between them."""

    name = "patience"

    def __init__(self, context: Context, assistant: Assistant) -> None:
        super().__init__(context.live)
        self._context = context
        self._assistant = assistant

    async def look(self) -> bool:
        """Everybody who waits. If a step fails the others are still taken, and each failure is logged."""
        failed = 0
        for step in (self._hold, self._hand_over, self._return, self._close_silent):
            try:
                await self._take(step)
            except Exception:
                log.exception("patience.failed", step=step.__name__.lstrip("_"))
                failed += 1
        if failed:
            raise TownclerkError(f"{failed} of the four steps failed; see above.")
        return False

    async def _take(self, step: Callable[[Session], list[Place]]) -> None:
        touched = await self._context.database.write(step)
        if touched:
            topics = [resident_topic(channel, account, address) for channel, account, address in touched]
            self._context.live.wake(OUTBOX, WORK, DESK, *topics)

    def _hold(self, session: Session) -> list[Place]:
        now = self._context.now()
        before = now - timedelta(seconds=self._context.council.assistant.holding_seconds)
        touched = []
        for conversation, _ in turns.lock_late(session, before, not_held=True):
            conversation.held_number = conversation.last_number  # once for all that waits now
            rendered = self._context.answers.render("utter_gateway_holding", {}, conversation.channel)
            post(session, self._context, conversation, text=rendered.text, author=Author.SYSTEM, at=now)
            touched.append(_where(conversation))
        return touched

    def _hand_over(self, session: Session) -> list[Place]:
        now = self._context.now()
        before = now - timedelta(seconds=self._context.council.assistant.patience_seconds)
        touched = []
        for conversation, _ in turns.lock_late(session, before):
            after_commit(session, log.warning, "assistant.too_slow", conversation=conversation.id)
            slow = self._assistant.engine_for(conversation.id).is_ready
            why = HandoffReason.ASSISTANT_FAILED if slow else HandoffReason.ASSISTANT_DOWN
            hand_over_unanswered(session, self._context, conversation, why=why, moment=Moment(now, Author.SYSTEM))
            touched.append(_where(conversation))
        return touched

    def _return(self, session: Session) -> list[Place]:
        now = self._context.now()
        touched = []
        for conversation, handoff in turns.lock_unclaimed(session, UNANSWERED):
            if self._may_return(session, conversation, handoff, now=now):
                ownership.give_to_assistant(session, conversation, Moment(now, Author.SYSTEM))
                dialogues.carry_over(session, conversation)  # nobody has answered since: a form goes on where it was
                touched.append(_where(conversation))
        return touched

    def _may_return(self, session: Session, conversation: Conversation, handoff: Handoff, *, now: datetime) -> bool:
        """To an engine that is ready and, if it was too slow for this resident, now answers others in time."""
        engine = self._assistant.engine_for(conversation.id)
        if not engine.is_ready or engine.slow:
            return False
        if handoff.reason == HandoffReason.ASSISTANT_FAILED:
            rested = now - handoff.at >= timedelta(seconds=self._context.council.assistant.patience_seconds)
            return (
                rested
                and turns.count_handoffs(session, conversation.id, HandoffReason.ASSISTANT_FAILED) < MOST_FAILURES
            )
        lately = turns.count_handoffs(
            session, conversation.id, HandoffReason.ASSISTANT_DOWN, since=now - timedelta(hours=1)
        )
        return lately < HANDOFFS_AN_HOUR

    def _close_silent(self, session: Session) -> list[Place]:
        now = self._context.now()
        before = now - timedelta(hours=self._context.council.conversations.close_after_hours)
        touched = []
        for conversation in turns.lock_silent(session, before, [kind.value for kind in OWED_KINDS]):
            ownership.close(
                session, conversation, ClockCause.CLOSED, reason=CloseReason.SILENCE, moment=Moment(now, Author.SYSTEM)
            )
            touched.append(_where(conversation))
        return touched


def _where(conversation: Conversation) -> Place:
    return conversation.channel, conversation.account, conversation.address
