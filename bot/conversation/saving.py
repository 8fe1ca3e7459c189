"""What is written after the assistant was asked: the answer and its side effects, a failure, or a sign of danger."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import structlog
from sqlalchemy.orm import Session

from bot import casework, ownership
from bot.assistant import Answer, Reply, Understanding
from bot.context import Context
from bot.models import Conversation, InboundRow
from bot.outbox import post
from bot.ownership import Reason
from bot.response_log import Cause, Kind, Moment, end
from bot.store import conversations

if TYPE_CHECKING:
    from bot.conversation.turns import Turn

FIRST_RETRY_SECONDS = 1.0
LONGEST_RETRY_SECONDS = 5.0

log = structlog.get_logger()


def save_answer(session: Session, context: Context, turn: Turn, answer: Answer) -> bool:
    """Save a reply, unless the conversation has changed hands since it was asked for: then it is dropped."""
    conversation = _end_turn(session, turn)
    inbound = session.get_one(InboundRow, turn.inbound)
    _keep_understanding(session, turn, answer.understanding)
    if conversation.version != turn.version:
        log.info("reply.dropped", conversation=turn.conversation, version=conversation.version)
        return True
    inbound.todo = None
    moment = Moment(context.now(), "assistant")
    for reply in answer.replies:
        _say(session, context, conversation, reply, moment.at)
    handoff = next((reply.custom["handoff"] for reply in answer.replies if "handoff" in reply.custom), None)
    if handoff is None and answer.understanding.urgent and turn.payload is None:
        handoff = _signpost(session, context, conversation, answer, moment.at)
    if handoff is None:
        end(session, conversation, [Kind.ASSISTANT], Cause.ANSWERED, moment)
    for reply in answer.replies:
        if "service_request" in reply.custom:
            casework.file(session, context, conversation, reply.custom["service_request"], moment)
    if handoff is not None:
        reason = Reason(str(handoff.get("reason") or "asked"), handoff.get("topic"), handoff.get("intent"))
        ownership.hand_over(session, context, conversation, reason, moment)
    return True


def save_reading(session: Session, context: Context, turn: Turn, understanding: Understanding) -> bool:
    """A text read while staff own the conversation: an urgent sign is answered at once and moved to the front."""
    conversation = _end_turn(session, turn)
    session.get_one(InboundRow, turn.inbound).todo = None
    _keep_understanding(session, turn, understanding)
    if understanding.urgent and conversation.state != "assistant":
        now = context.now()
        _say_key(session, context, conversation, f"utter_{understanding.intent}", "system", now)
        _to_the_front(session, context, conversation, understanding, Moment(now, "system"))
    return True


def put_off(session: Session, turn: Turn, now: datetime) -> bool:
    """Not reached: try again soon. Patience decides when that has taken too long."""
    _end_turn(session, turn)
    inbound = session.get_one(InboundRow, turn.inbound)
    if inbound.todo is not None:
        wait = min(LONGEST_RETRY_SECONDS, FIRST_RETRY_SECONDS * 2 ** min(turn.attempts, 8))
        inbound.next_attempt_at = now + timedelta(seconds=wait)
    return False


def failed(session: Session, context: Context, turn: Turn) -> bool:
    """Reached, but no answer came: one retry, then a person."""
    conversation = _end_turn(session, turn)
    inbound = session.get_one(InboundRow, turn.inbound)
    if conversation.version != turn.version or inbound.todo != "dialogue":
        return True
    inbound.attempts += 1
    inbound.next_attempt_at = None
    if inbound.attempts > 1:
        moment = Moment(context.now(), "system")
        _say_key(session, context, conversation, "utter_gateway_assistant_down", "system", moment.at)
        ownership.hand_over(session, context, conversation, Reason("assistant_failed"), moment)
    return True


def cannot_look(session: Session, context: Context, turn: Turn) -> bool:
    """A picture or a place without words: say that the assistant reads words only."""
    conversation = _end_turn(session, turn)
    inbound = session.get_one(InboundRow, turn.inbound)
    if conversation.version == turn.version:
        inbound.todo = None
        moment = Moment(context.now(), "assistant")
        _say_key(session, context, conversation, "utter_gateway_words_only", "assistant", moment.at)
        end(session, conversation, [Kind.ASSISTANT], Cause.ANSWERED, moment)
    return True


def nothing_to_read(session: Session, turn: Turn) -> bool:
    """A message without words, for staff only."""
    _end_turn(session, turn)
    session.get_one(InboundRow, turn.inbound).todo = None
    return True


def _end_turn(session: Session, turn: Turn) -> Conversation:
    conversation = conversations.lock(session, turn.conversation)
    conversation.turn_until = None
    return conversation


def _keep_understanding(session: Session, turn: Turn, understanding: Understanding) -> None:
    event = conversations.event(session, turn.conversation, turn.number)
    if event is not None and turn.payload is None:
        event.data = {**event.data, "understanding": understanding.raw}


def _say(session: Session, context: Context, conversation: Conversation, reply: Reply, at: datetime) -> None:
    """Post one reply: our words for its key, else the text that the action wrote."""
    text, buttons = reply.text or "", reply.buttons
    if reply.key is not None and reply.key in context.answers:
        rendered = context.answers.render(reply.key, reply.values, conversation.channel)
        text, buttons = rendered.text, reply.buttons or rendered.buttons
    else:
        text = context.answers.fill(text, reply.values)
    if text:
        post(session, context, conversation, text, "assistant", at, buttons, {"answer": reply.key})


def _say_key(
    session: Session, context: Context, conversation: Conversation, key: str, author: str, at: datetime
) -> None:
    rendered = context.answers.render(key, {}, conversation.channel)
    post(session, context, conversation, rendered.text, author, at, rendered.buttons, {"answer": key})


def _signpost(
    session: Session, context: Context, conversation: Conversation, answer: Answer, at: datetime
) -> dict[str, str | None]:
    """The dialogue did not act on an urgent sign (a form had the floor): we do."""
    understanding = answer.understanding
    _say_key(session, context, conversation, f"utter_{understanding.intent}", "assistant", at)
    return {"reason": "urgent", "topic": understanding.topic, "intent": understanding.intent}


def _to_the_front(
    session: Session, context: Context, conversation: Conversation, understanding: Understanding, moment: Moment
) -> None:
    conversation.urgent = True
    queue = context.council.queue_for(understanding.topic)
    if conversation.state == "waiting" and conversation.queue != queue:
        ownership.transfer(session, conversation, queue, moment)
    conversations.add_event(session, conversation, "urgent", "system", moment.at, data={"intent": understanding.intent})
