"""Takes the conversations that are next, on a lease, and notes the state of each and what to ask the assistant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from bot.assistant import Assistant, Message
from bot.context import Context
from bot.conversation.quick_messages import run_of
from bot.database.event_data import EventData, SubjectData
from bot.database.models import Conversation, EventRow, InboundRow
from bot.database.states import State, Todo
from bot.live import resident_topic
from bot.store import dialogues, turns
from bot.store.dialogues import Kept

RETURNED_WITHIN = timedelta(hours=4)
"""A form that was interrupted when a person took the conversation continues if it is handed back within this time."""
WORDLESS = "/provide_details"
"""What the dialogue gets for a picture or a place without words: an answer to whatever it asked last."""
LEASE = timedelta(seconds=45)
"""Longer than the assistant may take. A gateway that dies in the middle of a turn holds up the conversation for no
longer than this."""


@dataclass(frozen=True)
class Turn:
    """One message to be handled, or several quick ones as one, and the state of the conversation when it was taken."""

    conversation: int
    channel: str
    topic: str
    version: int
    spell: int
    inbound: int
    """The first message's row."""
    numbers: tuple[int, ...]
    attempts: int
    todo: Todo
    state: State
    silent: bool
    """A machine's message, or one of too many: nobody answers it."""
    until: datetime
    texts: tuple[str, ...]
    payload: str | None
    sent: dict[str, Any]
    """What the assistant is told besides the words: the channel, what it can carry, a place, photos."""
    first_at: datetime
    latest_at: datetime
    """When the first and the latest of its messages came."""
    dialogue: Kept | None = None
    """The dialogue as it was after its latest answer."""
    subject: SubjectData | None = None
    """What the conversation was about then."""

    @property
    def latest(self) -> int:
        """The number of its latest message."""
        return self.numbers[-1]

    @property
    def text(self) -> str:
        """All that was written, in order."""
        return "\n".join(self.texts)

    @property
    def waits(self) -> bool:
        """Whether a resident who waits for a person wrote it."""
        return self.todo == Todo.DANGER and self.state == State.WAITING and not self.silent

    def message(self) -> Message:
        """What the assistant is asked. Its id is another one when more has come, or a person has come between:
        it is known by that whether a message was handled before."""
        first, latest = self.numbers[0], self.latest
        name = f"{first}.{self.attempts}" if first == latest else f"{first}-{latest}.{self.attempts}"
        return Message(
            f"waiting {name}" if self.waits else name,
            self.text,
            self.payload if self.text or self.payload else WORDLESS,
            self.sent,
            dialogue=self.dialogue.text if self.dialogue else None,
            returned=self.dialogue is not None and self.dialogue.returned,
            waiting=self.waits,
            parts=self.texts if len(self.texts) > 1 else (),
            subject=self.subject,
        )


def take(session: Session, context: Context, assistant: Assistant, *, room: int) -> list[Turn]:
    """As many as there is room for, the longest wait first."""
    taken = turns.take(session, context.now(), LEASE, limit=room)
    asking = [row for row, inbound, _ in taken if inbound.todo == Todo.DIALOGUE or row.state == State.WAITING]
    for conversation in asking:
        _note_model(session, conversation, assistant)
    session.flush()  # a new spell has no dialogue yet
    kept = dialogues.list_kept(session, [conversation.id for conversation in asking], context.now() - RETURNED_WITHIN)
    more = turns.list_for_dialogue(session, [row.id for row, inbound, _ in taken if row.last_number > inbound.number])
    return [
        _turn(
            context,
            conversation,
            inbound,
            events=run_of(more.get(conversation.id, [event])) if inbound.todo == Todo.DIALOGUE else [event],
            dialogue=kept.get(conversation.id),
        )
        for conversation, inbound, event in taken
    ]


def _note_model(session: Session, conversation: Conversation, assistant: Assistant) -> None:
    """Another model begins a new dialogue under a new name (a spell), so that no form of the old one resumes."""
    model = assistant.engine_for(conversation.id).model
    if model is None or model == conversation.model:
        return
    if conversation.model is not None:
        conversation.spell += 1
        dialogues.delete_of(session, conversation.id)
    conversation.model = model


def _turn(
    context: Context,
    conversation: Conversation,
    inbound: InboundRow,
    *,
    events: Sequence[EventRow],
    dialogue: Kept | None,
) -> Turn:
    assert conversation.turn_until is not None, "taken just now"  # noqa: S101
    return Turn(
        conversation=conversation.id,
        channel=conversation.channel,
        topic=resident_topic(conversation.channel, conversation.account, conversation.address),
        version=conversation.version,
        spell=conversation.spell,
        inbound=inbound.id,
        numbers=tuple(event.number for event in events),
        attempts=inbound.attempts,
        todo=inbound.todo or Todo.DANGER,
        state=conversation.state,
        silent="silence" in events[0].data or "alone" in events[0].data,
        until=conversation.turn_until,
        texts=tuple(event.text for event in events),
        payload=events[0].data.get("payload"),
        first_at=events[0].at,
        latest_at=events[-1].at,
        sent=_sent(context, conversation.channel, events[0].data),
        dialogue=dialogue,
        subject=conversation.subject,
    )


def _sent(context: Context, name: str, data: EventData) -> dict[str, Any]:
    channel = context.channels.get(name)
    sent: dict[str, Any] = {"channel": name, "takes": sorted(channel.takes) if channel else []}
    if place := data.get("location"):
        sent["location"] = place
    photos = [file["url"] for file in data.get("attachments", ()) if file["type"].startswith("image/")]
    return sent | ({"photos": photos} if photos else {})
