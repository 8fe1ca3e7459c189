"""How a turn ends without an answer, each in one transaction: not reached, failed, or only read for danger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.assistant import Understanding
from bot.context import Context
from bot.conversation import danger
from bot.conversation.taking import Turn
from bot.conversation.unanswered import hand_over_unanswered
from bot.database.event_data import UnderstandingData
from bot.database.models import Conversation, EventRow, InboundRow
from bot.database.states import Author, HandoffReason, Todo
from bot.response_log import Moment
from bot.store import turns

SOONEST_RETRY_SECONDS = 1.0
LATEST_RETRY_SECONDS = {Todo.DIALOGUE: 5.0, Todo.DANGER: 15.0}
"""If the assistant is away for a night, that must not cost a write a second for everybody who waits for a person."""


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
        return self.conversation.last_number > self.turn.number

    @property
    def still_asked(self) -> bool:
        """Whether nobody else has taken the conversation, and no other worker has dealt with this message."""
        asked = self.inbound.todo == Todo.DIALOGUE and self.inbound.attempts == self.turn.attempts
        return asked and self.conversation.version == self.turn.version


def save_reading(session: Session, context: Context, turn: Turn, *, understanding: Understanding) -> bool:
    """A text read while staff own the conversation, or that is not answered: an urgent sign is answered at once and
    moved to the front, where people have it. If the assistant owes an answer by now, it reads the text again for
    that."""
    this = Ending.of(session, context, turn)
    if this.inbound.todo == Todo.DANGER:
        this.inbound.todo = None
        told = this.event.data.get("silence") and danger.is_known(context, this.conversation, understanding)
        acted = understanding.urgent and not told
        keep_understanding(this, understanding, {"acted": acted})
        if acted:
            danger.raise_alarm(session, context, this.conversation, understanding=understanding, at=this.now)
            this.inbound.settled = this.inbound.settled or this.conversation.last_number
    return True


def put_off(session: Session, context: Context, turn: Turn) -> bool:
    """Not reached: try again, less often the longer it has been. Patience decides when it has been too long."""
    this = Ending.of(session, context, turn)
    if this.inbound.todo is not None:
        waited = (this.now - this.inbound.received_at).total_seconds()
        wait = max(SOONEST_RETRY_SECONDS, min(LATEST_RETRY_SECONDS[this.inbound.todo], waited / 4))
        this.inbound.next_attempt_at = this.now + timedelta(seconds=wait)
    return False


def note_failure(session: Session, context: Context, turn: Turn, *, errand: str | None) -> bool:
    """Reached, but no answer came."""
    this = Ending.of(session, context, turn)
    if this.still_asked:
        count_failure(this, errand)
    return True


def note_wordless(session: Session, context: Context, turn: Turn) -> bool:
    """A message for staff without words, in which no danger can be read."""
    this = Ending.of(session, context, turn)
    if this.inbound.todo == Todo.DANGER:
        this.inbound.todo = None
    return True


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
    if this.turn.payload is None:
        intent = this.context.council.intents.get(understanding.intent or "")
        codes: UnderstandingData = {"lgsl": intent.lgsl} if intent is not None else {}
        this.event.data = {**this.event.data, "understanding": {**understanding.raw, **codes, **came}}
