"""A waiting resident who no longer wants a person, in words or by our choice, goes back to the assistant."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from bot import ownership
from bot.context import Context
from bot.database.models import Conversation, EventRow
from bot.database.states import Author, State
from bot.response_log import Moment
from bot.store import owed_messages
from language.never_mind import asks_for_a_person, needs_no_person


def continue_without_person_if_asked(
    session: Session, context: Context, conversation: Conversation, *, said: EventRow, now: datetime
) -> bool:
    """Back to the assistant, if the message says that no person is needed. True when that is done: if it asks something
    as well, the assistant owes an answer from then on. For an officer who has the conversation it is text."""
    pressed = said.data.get("alone") is True
    asked = "" if pressed else needs_no_person(said.text)
    if asked is None or not (
        conversation.state == State.WAITING or (pressed and conversation.state == State.ASSISTANT)
    ):
        return False
    if not conversation.urgent:
        _take_back(session, conversation, said, asked=asked)
    return ownership.continue_without_person(session, context, conversation, moment=Moment(now, Author.RESIDENT))


def _take_back(session: Session, conversation: Conversation, said: EventRow, *, asked: str) -> None:
    """The request is settled if it asks nothing else, and so is what was written in the meantime for a person alone:
    the assistant would only pass that on again."""
    waits = conversation.state == State.WAITING
    for number, text in owed_messages.list_texts(session, conversation.id):
        if (waits and asks_for_a_person(text)) or (number == said.number and not asked):
            owed_messages.settle_one(session, conversation.id, number, by=said.number)
