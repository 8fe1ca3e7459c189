"""The watch on waiting residents: a holding message, then a person, and back to the assistant when it has recovered."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import structlog
from sqlalchemy.orm import Session

from bot import ownership
from bot.assistant import Assistant
from bot.context import Context
from bot.live import DESK, OUTBOX, WORK, conversation_topic, resident_topic
from bot.models import Conversation
from bot.outbox import post
from bot.ownership import ASSISTANT_DOWN, Reason
from bot.response_log import Cause, Moment
from bot.store import turns

TICK_SECONDS = 1.0
RETURNS_AN_HOUR = 3
"""An assistant that comes and goes must not toss a resident to and fro: after this they stay with the queue."""

log = structlog.get_logger()


class Patience:
    """Looks once a second. Each look is a few indexed queries; nothing is kept between them."""

    def __init__(self, context: Context, assistant: Assistant) -> None:
        self._context = context
        self._assistant = assistant

    async def run(self) -> None:
        """Watch until cancelled."""
        while True:
            try:
                await self.look()
            except Exception:
                log.exception("patience.stumbled")
            await asyncio.sleep(TICK_SECONDS)

    async def look(self) -> None:
        """One look at everybody who waits."""
        steps = [self._hold, self._hand_over, self._close_silent]
        if self._assistant.state == "ready":
            steps.append(self._return)
        for step in steps:
            touched = await self._context.database.write(step)
            if touched:
                topics = [resident_topic(channel, account, address) for _, channel, account, address in touched]
                threads = [conversation_topic(number) for number, *_ in touched]
                self._context.live.wake(OUTBOX, WORK, DESK, *topics, *threads)

    def _hold(self, session: Session) -> list[tuple[int, str, str, str]]:
        now = self._context.now()
        before = now - timedelta(seconds=self._context.council.assistant.holding_seconds)
        touched = []
        for conversation, inbound in turns.late(session, before, unheld_only=True):
            conversation.held_number = inbound.number
            rendered = self._context.answers.render("utter_gateway_holding", {}, conversation.channel)
            post(session, self._context, conversation, rendered.text, "system", now)
            touched.append(_where(conversation))
        return touched

    def _hand_over(self, session: Session) -> list[tuple[int, str, str, str]]:
        now = self._context.now()
        before = now - timedelta(seconds=self._context.council.assistant.patience_seconds)
        touched = []
        for conversation, _ in turns.late(session, before, unheld_only=False):
            log.warning("assistant.out_of_patience", conversation=conversation.id)
            rendered = self._context.answers.render("utter_gateway_assistant_down", {}, conversation.channel)
            post(session, self._context, conversation, rendered.text, "system", now)
            ownership.hand_over(session, self._context, conversation, Reason(ASSISTANT_DOWN), Moment(now, "system"))
            touched.append(_where(conversation))
        return touched

    def _return(self, session: Session) -> list[tuple[int, str, str, str]]:
        now = self._context.now()
        touched = []
        for conversation in turns.unclaimed(session, ASSISTANT_DOWN):
            hour_ago = now - timedelta(hours=1)
            if turns.handoffs_since(session, conversation.id, ASSISTANT_DOWN, hour_ago) >= RETURNS_AN_HOUR:
                continue
            ownership.give_to_assistant(session, conversation, Moment(now, "system"), answer_waiting=True)
            touched.append(_where(conversation))
        return touched

    def _close_silent(self, session: Session) -> list[tuple[int, str, str, str]]:
        now = self._context.now()
        before = now - timedelta(hours=self._context.council.conversations.close_after_hours)
        touched = []
        for conversation in turns.silent(session, before, ["assistant", "officer"]):
            if ownership.owes_answer(session, conversation):
                continue
            ownership.close(session, conversation, Cause.CLOSED, "silence", Moment(now, "system"))
            touched.append(_where(conversation))
        return touched


def _where(conversation: Conversation) -> tuple[int, str, str, str]:
    return conversation.id, conversation.channel, conversation.account, conversation.address
