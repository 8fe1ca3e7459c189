"""A waiting resident who wants no person any more, in words or by our choice, is with the assistant again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from bot import ownership
from bot.context import Context
from bot.models import Conversation, EventRow
from bot.response_log import Moment
from bot.store import owed
from language.never_mind import needs_no_person

ALONE = "alone"
"""Marks a message that is our choice to go on without a person."""


def goes_on_alone(
    session: Session, context: Context, conversation: Conversation, said: EventRow, now: datetime
) -> bool:
    """Whether this message needs nothing but that. What it asks besides, the assistant owes an answer to. An officer
    who has the conversation reads it as words."""
    pressed = said.data.get(ALONE) is True
    asked = "" if pressed else needs_no_person(said.text)
    if asked is None or not (conversation.state == "waiting" or (pressed and conversation.state == "assistant")):
        return False
    if not asked and not conversation.urgent:
        owed.settle_one(session, conversation.id, said.number, by=said.number)
    return ownership.go_on_without_person(session, context, conversation, Moment(now, "resident"))
