"""Queries on what is owed: the residents' messages that nothing has settled yet. `inbound.settled` is the number of the
entry that answered a message, passed it to people, marked it or closed over it; null while an answer is owed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, bindparam, exists, select, update
from sqlalchemy.orm import Session

from bot.database.models import EventRow, InboundRow
from bot.database.states import Todo

BESIDE = select(
    exists().where(
        InboundRow.conversation_id == bindparam("conversation"),
        InboundRow.settled.is_(None),
        InboundRow.number.not_in(bindparam("numbers", expanding=True)),
    )
)
"""Asked for each message that is answered while another waits, so it is built once."""
UNSETTLED = (
    select(InboundRow.number, EventRow.data)
    .join(EventRow, and_(EventRow.conversation_id == InboundRow.conversation_id, EventRow.number == InboundRow.number))
    .where(InboundRow.conversation_id == bindparam("conversation"), InboundRow.settled.is_(None))
)


def has_another(session: Session, conversation: int, numbers: Sequence[int]) -> bool:
    """Whether another message than these is owed an answer."""
    return bool(session.scalar(BESIDE, {"conversation": conversation, "numbers": list(numbers)}))


def list_texts(session: Session, conversation: int) -> list[tuple[int, str]]:
    """What is owed an answer, by its number in the log."""
    query = (
        select(InboundRow.number, EventRow.text)
        .join(
            EventRow, and_(EventRow.conversation_id == InboundRow.conversation_id, EventRow.number == InboundRow.number)
        )
        .where(InboundRow.conversation_id == conversation, InboundRow.settled.is_(None))
        .order_by(InboundRow.number)
    )
    return [(number, text) for number, text in session.execute(query)]


def settle(session: Session, conversation: int, by: int) -> None:
    """All that is owed is settled by this entry of the log."""
    _change(session, conversation, InboundRow.settled.is_(None), settled=by)


def settle_one(session: Session, conversation: int, number: int, *, by: int) -> None:
    """This message is settled, and the assistant has nothing to do with it."""
    this = and_(InboundRow.number == number, InboundRow.settled.is_(None))
    _change(session, conversation, this, settled=by, todo=Todo.DANGER)


def settle_answered(session: Session, conversation: int) -> None:
    """What the assistant answered while the resident waited is answered: nobody has it to answer again."""
    for number, data in session.execute(UNSETTLED, {"conversation": conversation}):
        if "answered_by" in data:
            settle_one(session, conversation, number, by=data["answered_by"])


def unsettle(session: Session, conversation: int, by: int) -> None:
    """What this entry settled is owed again."""
    _change(session, conversation, InboundRow.settled == by, settled=None)


def give_to_dialogue(session: Session, conversation: int, at: datetime) -> bool:
    """Everything that is owed is the assistant's to answer, as if it came now. False when nothing was."""
    found = _change(
        session,
        conversation,
        InboundRow.settled.is_(None),
        todo=Todo.DIALOGUE,
        attempts=0,
        next_attempt_at=None,
        received_at=at,
    )
    return found > 0


def ask_at_once(session: Session, conversation: int) -> None:
    """More has come: what the assistant was to answer later is asked with it now."""
    waits = and_(InboundRow.todo == Todo.DIALOGUE, InboundRow.next_attempt_at.is_not(None))
    _change(session, conversation, waits, next_attempt_at=None)


def read_for_danger_only(session: Session, conversation: int) -> None:
    """What still waited for the assistant is now read for danger only."""
    _change(session, conversation, InboundRow.todo == Todo.DIALOGUE, todo=Todo.DANGER, attempts=0, next_attempt_at=None)


def _change(session: Session, conversation: int, which: object, **values: object) -> int:
    changed = session.execute(
        update(InboundRow).where(InboundRow.conversation_id == conversation, which).values(**values)  # type: ignore[arg-type]
    )
    return int(changed.rowcount)  # type: ignore[attr-defined]
