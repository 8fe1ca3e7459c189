"""Queries on where each conversation's dialogue with the assistant is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, or_, select, update
from sqlalchemy.orm import Session

from bot.database.models import Conversation, Dialogue
from bot.store.appending import append

KEPT = (
    select(Dialogue.conversation_id, Dialogue.kept, Dialogue.spell == Conversation.spell)
    .join(Conversation, Conversation.id == Dialogue.conversation_id)
    .where(
        Conversation.id.in_(bindparam("conversations", expanding=True)),
        or_(Dialogue.spell == Conversation.spell, Dialogue.at >= bindparam("since")),
    )
)
REPLACE = (
    update(Dialogue.__table__)  # type: ignore[arg-type]
    .where(Dialogue.__table__.c.conversation_id == bindparam("conversation"))
    .values(
        spell=bindparam("its_spell"),
        kept=bindparam("text"),
        open_errand=bindparam("errand"),
        at=bindparam("moment"),
    )
)
"""Both are asked for each message, so they are built once."""


@dataclass(frozen=True)
class Kept:
    """Where a dialogue was. `returned`: in the spell before, since when a person had the conversation."""

    text: str
    returned: bool


def list_kept(session: Session, conversations: Iterable[int], since: datetime) -> dict[int, Kept]:
    """The dialogue of each of these conversations that has one: of its present spell or, since then, of an earlier
    one."""
    numbers = list(conversations)
    rows = session.execute(KEPT, {"conversations": numbers, "since": since}) if numbers else ()
    return {number: Kept(text, not present) for number, text, present in rows}


def get_open_errand(session: Session, conversation: Conversation) -> str | None:
    """The intent of the form that the dialogue is in the middle of."""
    row = session.get(Dialogue, conversation.id, populate_existing=True)
    return row.open_errand if row is not None and row.spell == conversation.spell else None


def set_kept(session: Session, conversation: Conversation, kept: str, *, open_errand: str | None, at: datetime) -> None:
    """The dialogue has come to this; the conversation's row is locked."""
    values = {"its_spell": conversation.spell, "text": kept, "errand": open_errand, "moment": at}
    if session.execute(REPLACE, values | {"conversation": conversation.id}).rowcount == 0:  # type: ignore[attr-defined]
        append(
            session,
            Dialogue(
                conversation_id=conversation.id, spell=conversation.spell, kept=kept, open_errand=open_errand, at=at
            ),
        )


def carry_over(session: Session, conversation: Conversation) -> None:
    """The dialogue continues in the conversation's new spell."""
    this = Dialogue.conversation_id == conversation.id
    session.execute(update(Dialogue).where(this).values(spell=conversation.spell))


def carry_over_form(session: Session, conversation: Conversation) -> None:
    """The dialogue continues in the new spell if a form is open: it was left as it was when the assistant failed."""
    this = (Dialogue.conversation_id == conversation.id, Dialogue.open_errand.is_not(None))
    session.execute(update(Dialogue).where(*this).values(spell=conversation.spell))


def delete_of(session: Session, conversation_id: int) -> None:
    """The conversation is over, and with it what its dialogue knew."""
    session.execute(delete(Dialogue).where(Dialogue.conversation_id == conversation_id))
