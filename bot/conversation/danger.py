"""What a sign of danger sets off, whoever owns the conversation. A sure one: the signpost, the front of the queue, a
mark. A possible one: a line of help below the assistant's answer, and a mark."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from bot import ownership
from bot.assistant import Understanding
from bot.context import Context
from bot.database.event_data import EventData
from bot.database.models import POSSIBLE_DANGER, Conversation
from bot.database.states import Author, EventKind, HandoffReason, State
from bot.outbox import post_answer
from bot.ownership import HandoffRequest
from bot.response_log import Moment
from bot.store import conversations, events

SELF_HARM = "utter_self_harm_crisis"


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
    """Whether the resident has been told in this conversation whom to call in this danger, be it sure or possible. Who
    was given the signpost needs no line of help; who was given the line may still need the signpost."""
    told = conversation.signposts or ()
    possible = understanding.possible_danger
    if understanding.urgent or possible is None:
        return _danger(context, understanding) in told
    return any(key.startswith((_line_of_help(possible), f"utter_{possible}")) for key in told)


def was_told(conversation: Conversation, signpost: str) -> bool:
    """Whether the resident was given this signpost in this conversation, or one for a part of the same danger."""
    return any(key.startswith(signpost) for key in conversation.signposts or ())


def mark_possible(session: Session, conversation: Conversation, *, danger: str, at: datetime) -> None:
    """For staff: in the list, and once for each danger in the thread. It moves nobody in the queue."""
    mark = f"{POSSIBLE_DANGER}{danger}"
    if mark not in (conversation.signposts or ()):
        _note(conversation, mark)
        about: EventData = {"intent": danger}
        events.add(session, conversation, EventKind.POSSIBLE_DANGER, author=Author.SYSTEM, at=at, data=about)


def line_of_help(context: Context, conversation: Conversation, danger: str) -> str:
    """Whom it is for and whom to call, to stand below an answer; from then on it has been said."""
    key = _line_of_help(danger)
    if key not in context.answers:
        return ""
    _note(conversation, key)
    return context.answers.render(key, {}, conversation.channel).text


def note_signpost(context: Context, conversation: Conversation, understanding: Understanding) -> None:
    """The resident has been told."""
    _note(conversation, _danger(context, understanding))


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


def _line_of_help(danger: str) -> str:
    return f"utter_possible_{danger}"


def _note(conversation: Conversation, what: str) -> None:
    known = conversation.signposts or []
    conversation.signposts = known if what in known else [*known, what]


def _to_the_front(
    session: Session, context: Context, conversation: Conversation, *, understanding: Understanding, moment: Moment
) -> None:
    conversation.urgent = True
    queue = context.council.queue_for(understanding.topic) if understanding.topic else conversation.queue
    if conversation.state == State.WAITING and queue is not None and conversation.queue != queue:
        ownership.transfer(session, conversation, queue, moment=moment)
