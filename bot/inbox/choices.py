"""Which of our choices a message takes. Only what we offered in this conversation counts; all else is text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from bot.database.models import Conversation
from bot.database.states import State
from bot.ownership import WITHOUT_PERSON_PAYLOAD
from bot.store import events, outbox
from connectors.messages import MessageRefused
from language.normalise import bare


@dataclass(frozen=True)
class OfferedChoice:
    """A choice that we offered; `payload` is Rasa's and stays in the gateway."""

    id: str
    title: str
    payload: str


def find_choice(
    session: Session, conversation: Conversation, choice_id: str | None, *, text: str
) -> OfferedChoice | None:
    """The choice by its id (MessageRefused if we never offered it), by its title in the last offer, or by its number
    there. Only where it was sent with numbers: beside buttons "2" is a house number, not the second address. While
    people have the conversation, everything except the way back to the assistant is text for them."""
    if choice_id is not None:
        return _by_id(session, conversation, choice_id)
    if conversation.state not in (State.ASSISTANT, State.WAITING):
        return None
    ours = WITHOUT_PERSON_PAYLOAD if conversation.state == State.WAITING else None
    offer = events.get_last_offer(session, conversation.id, ours)
    if offer is None or not text:
        return None
    written = bare(text)
    numbered = written.isdigit() and not outbox.has_buttons(session, conversation.id, offer.number)
    for number, choice in enumerate(offer.choices, 1):
        if (numbered and written == str(number)) or written == bare(choice["title"]):
            return _offered(choice)
    return None


def _by_id(session: Session, conversation: Conversation, choice_id: str) -> OfferedChoice:
    number, _, _ = choice_id.partition(".")
    event = events.get(session, conversation.id, int(number)) if _is_number(number) else None
    for choice in event.choices if event else ():
        if choice["id"] == choice_id:
            return _offered(choice)
    raise MessageRefused("unknown_choice", "That choice was not offered here. Type your answer instead.")


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


def _offered(choice: dict[str, Any]) -> OfferedChoice:
    return OfferedChoice(choice["id"], choice["title"], choice["payload"])
