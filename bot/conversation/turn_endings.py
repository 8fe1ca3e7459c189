"""How a turn ends without an answer, each in one transaction: not reached, failed, or only read for danger. Each says
in how many seconds there may be something to do."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from bot.assistant import Understanding
from bot.context import Context
from bot.conversation import danger
from bot.conversation.taking import Turn
from bot.conversation.turn_transaction import AT_ONCE, Ending, count_failure, keep_understanding
from bot.database.states import Todo

SOONEST_RETRY_SECONDS = 1.0
LATEST_RETRY_SECONDS = {Todo.DIALOGUE: 5.0, Todo.DANGER: 15.0}
"""If the assistant is away for a night, that must not cost a write a second for everybody who waits for a person."""


def save_reading(session: Session, context: Context, turn: Turn, *, understanding: Understanding) -> float | None:
    """A text read while staff own the conversation, or that is not answered: an urgent sign is answered at once and
    moved to the front, where people have it; what is only possible danger is marked. If the assistant owes an answer by
    now, it reads the text again for that."""
    read_for_danger(Ending.of(session, context, turn), understanding)
    return AT_ONCE


def read_for_danger(this: Ending, understanding: Understanding) -> bool:
    """True where the resident was told just now whom to call."""
    session, context, tells = this.session, this.context, False
    if this.inbound.todo == Todo.DANGER:
        this.inbound.todo = None
        told = this.event.data.get("silence") and danger.is_known(context, this.conversation, understanding)
        acted = understanding.urgent and not told
        keep_understanding(this, understanding, {"acted": acted})
        if acted:
            tells = not danger.is_known(context, this.conversation, understanding)
            danger.raise_alarm(session, context, this.conversation, understanding=understanding, at=this.now)
            this.inbound.settled = this.inbound.settled or this.conversation.last_number
        elif understanding.possible_danger is not None:
            possible = understanding.possible_danger
            danger.mark_possible(session, this.conversation, danger=possible, at=this.now)
    return tells


def put_off(session: Session, context: Context, turn: Turn) -> float | None:
    """Not reached: try again, less often the longer it has been. Patience decides when it has been too long."""
    this = Ending.of(session, context, turn)
    if this.inbound.todo is not None:
        waited = (this.now - this.inbound.received_at).total_seconds()
        wait = max(SOONEST_RETRY_SECONDS, min(LATEST_RETRY_SECONDS[this.inbound.todo], waited / 4))
        this.inbound.next_attempt_at = this.now + timedelta(seconds=wait)
    return None


def note_failure(session: Session, context: Context, turn: Turn, *, errand: str | None) -> float | None:
    """Reached, but no answer came."""
    this = Ending.of(session, context, turn)
    if this.still_asked:
        count_failure(this, errand)
    return AT_ONCE


def note_wordless(session: Session, context: Context, turn: Turn) -> float | None:
    """A message for staff without words, in which no danger can be read."""
    this = Ending.of(session, context, turn)
    if this.inbound.todo == Todo.DANGER:
        this.inbound.todo = None
    return AT_ONCE
