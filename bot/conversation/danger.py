"""What a sign of danger sets off, whoever owns the conversation: the signpost, the front of the queue, a mark."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from bot import ownership
from bot.assistant import Understanding
from bot.context import Context
from bot.models import Conversation
from bot.outbox import post
from bot.ownership import Reason
from bot.response_log import Moment
from bot.store import conversations


def raise_alarm(
    session: Session, context: Context, conversation: Conversation, understanding: Understanding, at: datetime
) -> None:
    """Whom to call now, said at once; then the front. A text may be read only after its conversation was closed (the
    assistant was away): the resident's newest conversation takes the alarm, and goes back to its queue if it is closed
    too."""
    moment = Moment(at, "system")
    if conversation.state == "closed":
        who = (conversation.channel, conversation.account, conversation.address)
        conversation = conversations.lock_newest(session, *who) or conversation
    if conversation.state == "closed":
        ownership.reopen(session, conversation, moment)
    signpost(session, context, conversation, understanding, "system", at)
    if conversation.state in ("assistant", "closed"):
        reason = Reason("urgent", understanding.topic, understanding.intent)
        ownership.hand_over(session, context, conversation, reason, moment)
    else:
        _to_the_front(session, context, conversation, understanding, moment)
    conversations.add_event(session, conversation, "urgent", "system", at, data={"intent": understanding.intent})


def signpost(
    session: Session,
    context: Context,
    conversation: Conversation,
    understanding: Understanding,
    author: str,
    at: datetime,
) -> None:
    """The answer to the urgent errand that was named, else to its intent; the handoff's own words name 999 where a
    model knows an intent that we do not."""
    keys = (f"utter_{understanding.intent}_{understanding.subtopic}", f"utter_{understanding.intent}")
    key = next((key for key in keys if key in context.answers), None)
    if key is not None:
        say_key(session, context, conversation, key, author, at)


def say_key(
    session: Session, context: Context, conversation: Conversation, key: str, author: str, at: datetime
) -> None:
    """Post one of our answers that needs no values."""
    rendered = context.answers.render(key, {}, conversation.channel)
    post(session, context, conversation, rendered.text, author, at, rendered.buttons, {"answer": key})


def _to_the_front(
    session: Session, context: Context, conversation: Conversation, understanding: Understanding, moment: Moment
) -> None:
    conversation.urgent = True
    queue = context.council.queue_for(understanding.topic) if understanding.topic else conversation.queue
    if conversation.state == "waiting" and queue is not None and conversation.queue != queue:
        ownership.transfer(session, conversation, queue, moment)
