"""What a sign of danger sets off, whoever owns the conversation: the signpost, the front of the queue, a mark."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from bot import ownership
from bot.assistant import Understanding
from bot.context import Context
from bot.database.event_data import EventData
from bot.database.models import Conversation
from bot.database.states import Author, EventKind, HandoffReason, State
from bot.outbox import post_answer
from bot.ownership import HandoffRequest
from bot.response_log import Moment
from bot.store import conversations, events


def raise_alarm(
    session: Session, context: Context, conversation: Conversation, *, understanding: Understanding, at: datetime
) -> None:
    """Say at once whom to call, unless that was said before; then move to the front. A text may be read only after its
    conversation was closed (the assistant was away): the resident's newest conversation takes the alarm, and goes back
    to its queue if it is closed too."""
    moment = Moment(at, Author.SYSTEM)
    if conversation.state == State.CLOSED:
        who = (conversation.channel, conversation.account, conversation.address)
        conversation = conversations.lock_newest(session, who) or conversation
    if conversation.state == State.CLOSED:
        ownership.reopen(session, conversation, moment)
    known = is_known(context, conversation, understanding)
    if not known:
        signpost(session, context, conversation, understanding=understanding, author=Author.SYSTEM, at=at)
    if conversation.state in (State.ASSISTANT, State.CLOSED):
        request = HandoffRequest(HandoffReason.URGENT, understanding.topic, understanding.intent)
        ownership.hand_over(session, context, conversation, request=request, moment=moment)
    else:
        _to_the_front(session, context, conversation, understanding=understanding, moment=moment)
    if not known:
        about: EventData = {"intent": understanding.intent}
        events.add(session, conversation, EventKind.URGENT, author=Author.SYSTEM, at=at, data=about)


def is_known(context: Context, conversation: Conversation, understanding: Understanding) -> bool:
    """Whether the resident has been told in this conversation whom to call in this danger."""
    return _danger(context, understanding) in (conversation.signposts or ())


def note_signpost(context: Context, conversation: Conversation, understanding: Understanding) -> None:
    """The resident has been told."""
    told = conversation.signposts or []
    danger = _danger(context, understanding)
    conversation.signposts = told if danger in told else [*told, danger]


def signpost(
    session: Session,
    context: Context,
    conversation: Conversation,
    *,
    understanding: Understanding,
    author: Author,
    at: datetime,
) -> None:
    """The answer to the urgent errand that was named, else to its intent; the handoff's own words name 999 where a
    model knows an intent that we do not."""
    key = _danger(context, understanding)
    if key in context.answers:
        post_answer(session, context, conversation, key=key, author=author, at=at, whatever_it_costs=True)
    note_signpost(context, conversation, understanding)


def _danger(context: Context, understanding: Understanding) -> str:
    """Two signs are the same danger if they have the same answer."""
    key = f"utter_{understanding.intent}_{understanding.subtopic}"
    return key if key in context.answers else f"utter_{understanding.intent}"


def _to_the_front(
    session: Session, context: Context, conversation: Conversation, *, understanding: Understanding, moment: Moment
) -> None:
    conversation.urgent = True
    queue = context.council.queue_for(understanding.topic) if understanding.topic else conversation.queue
    if conversation.state == State.WAITING and queue is not None and conversation.queue != queue:
        ownership.transfer(session, conversation, queue, moment=moment)
