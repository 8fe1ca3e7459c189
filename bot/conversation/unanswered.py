"""What happens when the assistant gives no answer: the conversation goes to the queue for its topic, announced once."""

from __future__ import annotations

from sqlalchemy.orm import Session

from bot import ownership
from bot.context import Context
from bot.database.models import Conversation
from bot.database.states import Author, HandoffReason
from bot.outbox import post_answer
from bot.ownership import HandoffRequest
from bot.response_log import Moment
from bot.store import dialogues, errands, turns
from language.intent_kinds import CONTROL

UNANSWERED = (HandoffReason.ASSISTANT_DOWN, HandoffReason.ASSISTANT_FAILED)
"""The assistant gave no answer, so a conversation handed over for one of these may come back to it."""


def hand_over_unanswered(
    session: Session,
    context: Context,
    conversation: Conversation,
    *,
    why: HandoffReason,
    moment: Moment,
    errand: str | None = None,
) -> None:
    """To a queue. A resident who was told so already, and has had no answer since, is not told again."""
    topic, intent = topic_and_intent(session, context, conversation, errand=errand)
    told = turns.is_passed_on_unanswered(session, conversation.id, UNANSWERED)
    if not told:
        key = "utter_gateway_assistant_down"
        post_answer(session, context, conversation, key=key, author=Author.SYSTEM, at=moment.at)
    request = HandoffRequest(why, topic, intent)
    ownership.hand_over(session, context, conversation, request=request, moment=moment, tell_resident=not told)


def topic_and_intent(
    session: Session, context: Context, conversation: Conversation, *, errand: str | None = None
) -> tuple[str | None, str | None]:
    """Topic and intent: of the open form, else of the message, else of what was last asked for."""
    latest = errands.get_latest(session, conversation.id)
    for name in (dialogues.get_open_errand(session, conversation), errand, latest and latest.intent):
        intent = context.council.intents.get(name or "")
        if intent is not None and intent.kind != CONTROL:
            return intent.topic, intent.name
    return None, None
