"""The worker that gives each waiting message to the assistant and saves the answer."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import structlog

from bot.assistant import Answer, Assistant, Understanding
from bot.context import Context
from bot.conversation import answering, taking, turn_endings, while_waiting
from bot.conversation.taking import Turn
from bot.conversation.turn_transaction import AT_ONCE
from bot.database.states import Todo
from bot.errors import AssistantDown, AssistantFailed
from bot.live import DESK, OUTBOX, WORK
from bot.store import turns
from bot.workers import Worker

LATE_SECONDS = 0.01
"""Timers may be early by a little; the message must be due when it is looked for."""

log = structlog.get_logger()


class Turns(Worker):
    """Handles each message that is due, of many conversations at once. A fault in one does not stop the others."""

    name = "turns"
    topic = WORK
    at_once = 32

    def __init__(self, context: Context, assistant: Assistant) -> None:
        super().__init__(context.live, alone=context.database.is_sqlite)
        self._context = context
        self._assistant = assistant

    async def recover(self, age: timedelta) -> None:
        """Where other gateways may live, leases run out by themselves."""
        if not age:
            await self._context.database.write(turns.end_leases)

    async def look(self) -> bool:
        """Start what is due. True when it took all the room there was: there may be more."""
        room = await self.tasks.room()
        return await self.start_due() == room

    async def start_due(self) -> int:
        """Start a task for each conversation that is due, as far as there is room; returns how many were started."""
        room = await self.tasks.room()
        taken = await self._context.database.write(lambda s: taking.take(s, self._context, self._assistant, room=room))
        for turn in taken:
            self.tasks.start(self._handle(turn))
        return len(taken)

    async def _handle(self, turn: Turn) -> None:
        seconds = None
        try:
            seconds = await self._do(turn)
        except Exception:
            log.exception("turn.failed", conversation=turn.conversation)
            await self._give_up(turn)
        channel = self._context.channels.get(turn.channel)
        topics = [DESK, turn.topic]
        topics += [OUTBOX] if channel is None or not channel.durable_page else []
        self._context.live.wake(*topics, *([WORK] if seconds == AT_ONCE else []))
        if seconds:
            asyncio.get_running_loop().call_later(seconds + LATE_SECONDS, self._context.live.wake, WORK)

    async def _do(self, turn: Turn) -> float | None:
        if turn.todo == Todo.DIALOGUE:
            return await self._converse(turn)
        return await (self._answer_meanwhile(turn) if turn.waits else self._read_for_danger(turn))

    async def _give_up(self, turn: Turn) -> None:
        try:
            await self._context.database.write(lambda s: turn_endings.put_off(s, self._context, turn))
        except Exception:  # the lease runs out by itself
            log.exception("turn.not_put_off", conversation=turn.conversation)

    async def _converse(self, turn: Turn) -> float | None:
        """One turn of the dialogue. In how many seconds there may be something to do."""
        context = self._context
        try:
            answer: Answer = await self._assistant.ask(turn.conversation, turn.spell, turn.message())
        except AssistantDown as error:
            log.warning("assistant.down", conversation=turn.conversation, reason=error.reason)
            return await context.database.write(lambda s: turn_endings.put_off(s, context, turn))
        except AssistantFailed as error:
            log.warning("assistant.failed", conversation=turn.conversation, reason=error.reason)
            errand = error.errand
            return await context.database.write(lambda s: turn_endings.note_failure(s, context, turn, errand=errand))
        return await context.database.write(lambda s: answering.save_answer(s, context, turn, answer=answer))

    async def _answer_meanwhile(self, turn: Turn) -> float | None:
        """A person is to answer, and nobody has taken the conversation on: what can be answered for sure is, and
        nothing changes by it. An assistant that fails at that may still read."""
        context = self._context
        if not turn.text:
            return await context.database.write(lambda s: while_waiting.save_waiting(s, context, turn, answer=None))
        try:
            answer: Answer = await self._assistant.ask(turn.conversation, turn.spell, turn.message())
        except (AssistantDown, AssistantFailed) as error:
            log.warning("assistant.failed", conversation=turn.conversation, reason=error.reason)
            return await self._read_for_danger(turn)
        return await context.database.write(lambda s: while_waiting.save_waiting(s, context, turn, answer=answer))

    async def _read_for_danger(self, turn: Turn) -> float | None:
        """The text is read whoever owns the conversation; no dialogue is held."""
        context = self._context
        if not turn.text:
            return await context.database.write(lambda s: turn_endings.note_wordless(s, context, turn))
        try:
            found: list[Understanding] = await self._assistant.understand(
                [turn.text], turn.conversation, subject=turn.subject
            )
        except (AssistantDown, AssistantFailed) as error:
            log.warning("danger.not_checked", conversation=turn.conversation, reason=error.reason)
            return await context.database.write(lambda s: turn_endings.put_off(s, context, turn))
        return await context.database.write(
            lambda s: turn_endings.save_reading(s, context, turn, understanding=found[0])
        )
