"""A resident's request to stop messages here, or to start them again: recorded, and confirmed once.

The confirmation is the last thing that may be sent. A carrier that knows the word has already blocked us and confirms
it too; then it refuses ours, so nobody gets two.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from bot import ownership
from bot.assistant import Answer
from bot.context import Context
from bot.database.models import Conversation, OptOut
from bot.database.states import Author
from bot.outbox import post_answer, record_opt_in
from bot.store import events, outbox
from language.stopping import may_be_one, stop_word, wants_to_start, wants_to_stop

STOPPED, STARTED = "utter_gateway_stopped", "utter_gateway_started"
ASKED_TO_STOP = "utter_stop_messages"
SURE_CONFIDENCE = 0.7
ABOUT_UPDATES = "utter_errand_updates"
"""Our question about updates on a report: "no more texts, please" is an answer to that."""


def asks_to_stop(
    session: Session, context: Context, conversation: Conversation | None, *, channel: str, text: str
) -> bool:
    """Whether the message plainly asks for no more messages on this channel. Our own pages send nothing to anybody who
    is not there, so there it is a question like any other."""
    if not can_be_stopped(context, channel) or not wants_to_stop(text):
        return False
    if stop_word(text) is not None:
        return True
    asked = events.list_latest_of_ours(session, conversation.id, 1) if conversation is not None else []
    return not any(event.data.get("answer") == ABOUT_UPDATES for event in asked)


def asks_to_resume(session: Session, context: Context, who: tuple[str, str, str], *, text: str) -> bool:
    """Whether somebody who opted out asks for messages again."""
    return can_be_stopped(context, who[0]) and wants_to_start(text) and outbox.get_opt_out(session, who) is not None


def assistant_understood_stop(answer: Answer, text: str) -> bool:
    """Whether the assistant is sure enough of such a request, in whatever words, to carry it out. If not, its answer
    says which word to use."""
    understood = answer.understanding
    named = any(reply.key == ASKED_TO_STOP for reply in answer.replies) and not understood.urgent
    return named and understood.confidence >= SURE_CONFIDENCE and may_be_one(text)


def stop(
    session: Session, context: Context, conversation: Conversation, *, word: str, now: datetime, confirm: bool = True
) -> None:
    """Opted out; what was open is closed, and an answer that was owed ends as `resident_left`."""
    who = (conversation.channel, conversation.account, conversation.address)
    fresh = outbox.get_opt_out(session, who) is None
    said = _confirm(session, context, conversation, key=STOPPED, now=now) if confirm and fresh else None
    channel, account, address = who
    wish = OptOut(channel=channel, account=account, address=address, word=word[:64], at=now, confirmation=said)
    ownership.opt_out(session, wish)


def start(
    session: Session, context: Context, conversation: Conversation, *, now: datetime, confirm: bool = True
) -> None:
    """Opted in again. Somebody who never opted out is told nothing."""
    who = (conversation.channel, conversation.account, conversation.address)
    known = outbox.get_opt_out(session, who) is not None
    record_opt_in(session, who, now)
    session.flush()
    if confirm and known:
        _confirm(session, context, conversation, key=STARTED, now=now)


def _confirm(session: Session, context: Context, conversation: Conversation, *, key: str, now: datetime) -> int:
    return post_answer(session, context, conversation, key=key, author=Author.SYSTEM, at=now, whatever_it_costs=True)


def can_be_stopped(context: Context, channel: str) -> bool:
    """Whether the channel sends messages to people who are not looking at a page of ours."""
    found = context.channels.get(channel)
    return found is not None and not found.durable_page
