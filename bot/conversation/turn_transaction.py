"""The transaction in which a turn ends, with an answer or without, and what either way writes in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bot.assistant import Understanding
from bot.context import Context
from bot.conversation.taking import Turn
from bot.conversation.unanswered import hand_over_unanswered
from bot.database.event_data import UnderstandingData
from bot.database.models import Conversation, EventRow, InboundRow
from bot.database.states import Author, HandoffReason, Todo
from bot.response_log import Moment
from bot.store import turns

AT_ONCE = 0.0
"""When there may be something to do: in so many seconds."""


@dataclass(frozen=True)
class Ending:
    """The transaction in which a turn ends: its rows as they are now, and one time for all that it writes."""

    session: Session
    context: Context
    turn: Turn
    conversation: Conversation
    inbound: InboundRow
    event: EventRow
    now: datetime

    @classmethod
    def of(cls, session: Session, context: Context, turn: Turn) -> Ending:
        """Locks the rows, and gives the lease up if it is still ours."""
        conversation, inbound, event = turns.lock_taken(session, turn.inbound)
        if conversation.turn_until == turn.until:
            conversation.turn_until = None
        return cls(session, context, turn, conversation, inbound, event, context.now())

    @property
    def more_written(self) -> bool:
        """Whether something has been said in the meantime, which may be the next to answer."""
        return self.conversation.last_number > self.turn.latest

    def messages(self) -> list[tuple[InboundRow, EventRow]]:
        """All the messages of the turn, in order."""
        rest = self.turn.numbers[1:]
        more = turns.list_messages(self.session, self.conversation.id, rest) if rest else []
        return [(self.inbound, self.event), *more]

    @property
    def still_asked(self) -> bool:
        """Whether nobody else has taken the conversation, and no other worker has dealt with this message."""
        asked = self.inbound.todo == Todo.DIALOGUE and self.inbound.attempts == self.turn.attempts
        return asked and self.conversation.version == self.turn.version


def count_failure(this: Ending, errand: str | None) -> None:
    """One retry from the same dialogue, then a person."""
    this.inbound.attempts += 1
    this.inbound.next_attempt_at = None
    if this.inbound.attempts > 1:
        moment, why = Moment(this.now, Author.SYSTEM), HandoffReason.ASSISTANT_FAILED
        hand_over_unanswered(this.session, this.context, this.conversation, why=why, moment=moment, errand=errand)


def keep_understanding(this: Ending, understanding: Understanding, came: UnderstandingData) -> None:
    """With the message, for the desk; with the codes of its service, and what came of it: whether it is another
    council's (`elsewhere`), and whether anything was done (`acted`) or the text was only read."""
    if this.turn.payload is not None:
        return
    intent = this.context.council.intents.get(understanding.intent or "")
    codes: UnderstandingData = {"lgsl": intent.lgsl} if intent is not None else {}
    if len(this.turn.numbers) > 1:
        came = {**came, "together": list(this.turn.numbers)}
    for _, event in this.messages():
        event.data = {**event.data, "understanding": {**understanding.raw, **codes, **came}}
