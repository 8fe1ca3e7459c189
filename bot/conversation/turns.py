"""The worker that gives each waiting message to the assistant and saves what it says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy.orm import Session

from bot.assistant import Answer, Assistant, Message, Understanding
from bot.context import Context
from bot.conversation import saving
from bot.database.models import Conversation, EventRow, InboundRow
from bot.errors import AssistantDown, AssistantFailed
from bot.live import DESK, OUTBOX, WORK, conversation_topic, resident_topic
from bot.store import dialogues, turns
from bot.store.dialogues import Kept
from bot.workers import Worker

RETURNED_WITHIN = timedelta(hours=4)
"""What an errand interrupted before a person had the conversation goes on when it is handed back in this time."""
WORDLESS = "/provide_details"
"""As what the dialogue gets a picture or a place without words: an answer to whatever it asked last."""
LEASE = timedelta(seconds=45)
"""Longer than the assistant may take. A gateway that dies in a turn holds the conversation up for no longer."""

log = structlog.get_logger()


@dataclass(frozen=True)
class Turn:
    """One message to be handled, and how the conversation stood when it was taken."""

    conversation: int
    channel: str
    topic: str
    version: int
    spell: int
    inbound: int
    number: int
    attempts: int
    todo: str
    until: datetime
    text: str
    payload: str | None
    sent: dict[str, Any]
    """What the assistant is told besides the words: the channel, what it can carry, a place, photos."""
    dialogue: Kept | None = None
    """Where the dialogue was after its latest answer."""


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
            await self._context.database.write(turns.free_all)

    async def look(self) -> bool:
        """Start what there is room for. True when that was not all."""
        room = await self.tasks.room()
        return await self._start(room) == room

    async def start_due(self) -> int:
        """Start a task for each conversation that is due; returns how many were started."""
        return await self._start(await self.tasks.room())

    async def _start(self, room: int) -> int:
        taken = await self._context.database.write(lambda session: self._take(session, room))
        for turn in taken:
            self.tasks.start(self._handle(turn))
        return len(taken)

    def _take(self, session: Session, room: int) -> list[Turn]:
        taken = turns.take(session, self._context.now(), LEASE, room)
        for conversation, inbound, _ in taken:
            if inbound.todo == "dialogue":
                self._note_model(session, conversation)
        session.flush()  # a new spell has no dialogue yet
        asking = [conversation.id for conversation, inbound, _ in taken if inbound.todo == "dialogue"]
        kept = dialogues.get_kept(session, asking, self._context.now() - RETURNED_WITHIN)
        return [self._turn(conversation, inbound, event, kept) for conversation, inbound, event in taken]

    def _note_model(self, session: Session, conversation: Conversation) -> None:
        """Another model begins a new spell and a new dialogue, so that no form of the old one resumes."""
        model = self._assistant.engine_for(conversation.id).model
        if model is None or model == conversation.model:
            return
        if conversation.model is not None:
            conversation.spell += 1
            dialogues.forget(session, conversation.id)
        conversation.model = model

    def _turn(self, conversation: Conversation, inbound: InboundRow, event: EventRow, kept: Mapping[int, Kept]) -> Turn:
        assert conversation.turn_until is not None, "taken just now"  # noqa: S101
        return Turn(
            conversation=conversation.id,
            channel=conversation.channel,
            topic=resident_topic(conversation.channel, conversation.account, conversation.address),
            version=conversation.version,
            spell=conversation.spell,
            inbound=inbound.id,
            number=inbound.number,
            attempts=inbound.attempts,
            todo=inbound.todo or "danger",
            until=conversation.turn_until,
            text=event.text,
            payload=event.data.get("payload"),
            sent=self._sent(conversation.channel, event.data),
            dialogue=kept.get(conversation.id),
        )

    def _sent(self, name: str, data: Mapping[str, Any]) -> dict[str, Any]:
        channel = self._context.channels.get(name)
        sent: dict[str, Any] = {"channel": name, "takes": sorted(channel.takes) if channel else []}
        if place := data.get("location"):
            sent["location"] = place
        photos = [file["url"] for file in data.get("attachments", ()) if file["type"].startswith("image/")]
        return sent | ({"photos": photos} if photos else {})

    async def _handle(self, turn: Turn) -> None:
        again = False
        try:
            again = await (self._converse(turn) if turn.todo == "dialogue" else self._read_for_danger(turn))
        except Exception:
            log.exception("turn.failed", conversation=turn.conversation)
            await self._give_up(turn)
        channel = self._context.channels.get(turn.channel)
        topics = [DESK, turn.topic, conversation_topic(turn.conversation)]
        topics += [OUTBOX] if channel is None or not channel.durable_page else []
        self._context.live.wake(*topics, *([WORK] if again else []))

    async def _give_up(self, turn: Turn) -> None:
        try:
            await self._context.database.write(lambda s: saving.put_off(s, turn, self._context.now()))
        except Exception:  # the lease runs out by itself
            log.exception("turn.stranded", conversation=turn.conversation)

    async def _converse(self, turn: Turn) -> bool:
        """One turn of the dialogue. True when the next message can go at once."""
        context = self._context
        payload = turn.payload if turn.text or turn.payload else WORDLESS
        kept = (turn.dialogue.text, turn.dialogue.returned) if turn.dialogue else (None, False)
        message = Message(f"{turn.number}.{turn.attempts}", turn.text, payload, turn.sent, *kept)
        try:
            answer: Answer = await self._assistant.ask(turn.conversation, turn.spell, message)
        except AssistantDown as error:
            log.warning("assistant.down", conversation=turn.conversation, reason=error.reason)
            await context.database.write(lambda s: saving.put_off(s, turn, context.now()))
            return False
        except AssistantFailed as error:
            log.warning("assistant.failed", conversation=turn.conversation, reason=error.reason)
            errand = error.errand
            await context.database.write(lambda s: saving.failed(s, context, turn, errand))
            return True
        return await context.database.write(lambda s: saving.save_answer(s, context, turn, answer))

    async def _read_for_danger(self, turn: Turn) -> bool:
        """The text is read whoever owns the conversation; no dialogue is held."""
        context = self._context
        if not turn.text:
            return await context.database.write(lambda s: saving.nothing_to_read(s, turn))
        try:
            found: list[Understanding] = await self._assistant.understand([turn.text], turn.conversation)
        except (AssistantDown, AssistantFailed) as error:
            log.warning("danger.unread", conversation=turn.conversation, reason=error.reason)
            await context.database.write(lambda s: saving.put_off(s, turn, context.now()))
            return False
        return await context.database.write(lambda s: saving.save_reading(s, context, turn, found[0]))
