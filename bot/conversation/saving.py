"""What is written after the assistant was asked: the answer and its side effects, a failure, or a sign of danger."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import structlog
from sqlalchemy.orm import Session

from bot import casework, ownership
from bot.assistant import Answer, Reply, Understanding
from bot.context import Context
from bot.conversation import danger, stopping
from bot.conversation.passing_on import pass_on
from bot.council.tiers import OTHER_COUNCIL
from bot.database.group_commit import after_commit
from bot.database.models import Conversation, EventRow, InboundRow
from bot.outbox import budget, post
from bot.ownership import ASSISTANT_FAILED, TEXTS_SPENT, Reason
from bot.response_log import Cause, Kind, Moment, end
from bot.store import dialogues, errands, owed, turns

if TYPE_CHECKING:
    from bot.conversation.turns import Turn

SOONEST_RETRY_SECONDS = 1.0
LATEST_RETRY_SECONDS = {"dialogue": 5.0, "danger": 15.0}
"""An assistant that is away for a night must not cost a write a second for everybody who waits for a person."""

log = structlog.get_logger()


def save_answer(session: Session, context: Context, turn: Turn, answer: Answer) -> bool:
    """Save a reply, unless the conversation has changed hands since it was asked for: then it is dropped. True when
    something was said meanwhile, which may be the next to answer."""
    conversation, inbound, event = _end_turn(session, turn)
    more = conversation.last_number > turn.number
    elsewhere = any(reply.key == OTHER_COUNCIL for reply in answer.replies)
    asked = _still_asked(conversation, inbound, turn)
    _keep_understanding(context, event, turn, answer.understanding, {"elsewhere": elsewhere, "acted": asked})
    if not asked:
        after_commit(session, log.info, "reply.dropped", conversation=turn.conversation, version=conversation.version)
        return True
    moment = Moment(context.now(), "assistant")
    if stopping.is_understood(context, conversation, turn.text, answer):
        inbound.todo, inbound.settled = None, inbound.number
        stopping.stop(session, context, conversation, word=turn.text, now=moment.at)
        return more
    handoff = next((reply.custom["handoff"] for reply in answer.replies if "handoff" in reply.custom), None)
    answered = any("answered" in reply.custom for reply in answer.replies)
    if handoff is None and answer.understanding.urgent and turn.payload is None and not answered:
        handoff = _signpost(session, context, conversation, answer.understanding, moment.at)
        for reply in answer.replies:  # a form that this message finished is filed all the same
            _file(session, context, conversation, reply, moment)
    else:
        intent = answer.understanding.intent
        must = handoff is not None and handoff.get("reason") == "urgent"
        said = [
            _carry_out(session, context, conversation, reply, intent, moment, whatever_it_costs=must)
            for reply in answer.replies
        ]
        if not any(said) and handoff is None:
            after_commit(
                session, log.warning, "assistant.failed", conversation=turn.conversation, reason="nothing to say"
            )
            errand = answer.understanding.errand
            return _not_answered(session, context, conversation, inbound, errand=errand)
    inbound.todo, inbound.settled = None, conversation.last_number
    if handoff is None and budget.kept_back(session, context, conversation, turn.number, moment.at):
        inbound.settled = None
        about = answer.understanding
        handoff = {"reason": TEXTS_SPENT, "topic": about.topic, "intent": about.intent}
    if answer.dialogue is not None:
        dialogues.keep(session, conversation, answer.dialogue, answer.open_errand, at=moment.at)
    if not answered:
        _note_errand(session, context, turn, answer.understanding, elsewhere, moment.at)
    reason = _reason(handoff) if handoff is not None else None
    if reason is not None and reason.name == "urgent":
        danger.note_signpost(context, conversation, answer.understanding)
    owes_more = more and owed.is_owed_beside(session, conversation.id, inbound.number)
    _leave_to(session, context, conversation, reason, owes_more=owes_more, moment=moment)
    return more


def _reason(handoff: Mapping[str, Any]) -> Reason:
    return Reason(str(handoff.get("reason") or "asked"), handoff.get("topic"), handoff.get("intent"))


def _leave_to(
    session: Session,
    context: Context,
    conversation: Conversation,
    reason: Reason | None,
    *,
    owes_more: bool,
    moment: Moment,
) -> None:
    """Who has the conversation after an answer: a queue, else the assistant. What was said to one who has opted out
    was said to nobody; only a danger goes to people all the same, who may find another way."""
    urgent = reason is not None and reason.name == "urgent"
    if not urgent and ownership.has_opted_out(session, context, conversation):
        ownership.close(session, conversation, Cause.RESIDENT_LEFT, ownership.OPTED_OUT, moment)
    elif reason is not None:
        told = reason.name != TEXTS_SPENT
        ownership.hand_over(session, context, conversation, reason, moment, tell_resident=told)
    elif not owes_more:
        end(session, conversation, [Kind.ASSISTANT], Cause.ANSWERED, moment)


def save_reading(session: Session, context: Context, turn: Turn, understanding: Understanding) -> bool:
    """A text read while staff own the conversation, or that is not answered: an urgent sign is answered at once and
    moved to the front, where people have it. What the assistant owes an answer to by now, it reads again for that."""
    conversation, inbound, event = _end_turn(session, turn)
    if inbound.todo == "danger":
        inbound.todo = None
        told = event.data.get("silence") and danger.is_known(context, conversation, understanding)
        acted = understanding.urgent and not told
        _keep_understanding(context, event, turn, understanding, {"acted": acted})
        if acted:
            danger.raise_alarm(session, context, conversation, understanding, context.now())
            inbound.settled = inbound.settled or conversation.last_number
    return True


def put_off(session: Session, turn: Turn, now: datetime) -> bool:
    """Not reached: try again, less often the longer it has been. Patience decides when it has been too long."""
    _, inbound, _ = _end_turn(session, turn)
    if inbound.todo is not None:
        waited = (now - inbound.received_at).total_seconds()
        wait = max(SOONEST_RETRY_SECONDS, min(LATEST_RETRY_SECONDS[inbound.todo], waited / 4))
        inbound.next_attempt_at = now + timedelta(seconds=wait)
    return False


def failed(session: Session, context: Context, turn: Turn, errand: str | None) -> bool:
    """Reached, but no answer came: one retry from the same dialogue, then a person."""
    conversation, inbound, _ = _end_turn(session, turn)
    if _still_asked(conversation, inbound, turn):
        _not_answered(session, context, conversation, inbound, errand=errand)
    return True


def _not_answered(
    session: Session, context: Context, conversation: Conversation, inbound: InboundRow, *, errand: str | None
) -> bool:
    inbound.attempts += 1
    inbound.next_attempt_at = None
    if inbound.attempts > 1:
        moment = Moment(context.now(), "system")
        pass_on(session, context, conversation, ASSISTANT_FAILED, moment=moment, errand=errand)
    return True


def nothing_to_read(session: Session, turn: Turn) -> bool:
    """A message without words, for staff only."""
    _, inbound, _ = _end_turn(session, turn)
    if inbound.todo == "danger":
        inbound.todo = None
    return True


def _end_turn(session: Session, turn: Turn) -> tuple[Conversation, InboundRow, EventRow]:
    """The rows as they are now, and the lease given up if it is still ours."""
    conversation, inbound, event = turns.under_way(session, turn.inbound)
    if conversation.turn_until == turn.until:
        conversation.turn_until = None
    return conversation, inbound, event


def _still_asked(conversation: Conversation, inbound: InboundRow, turn: Turn) -> bool:
    """Nobody else has taken the conversation, and no other worker has dealt with this message."""
    asked = inbound.todo == "dialogue" and inbound.attempts == turn.attempts
    return asked and conversation.version == turn.version


def _keep_understanding(
    context: Context, event: EventRow, turn: Turn, understanding: Understanding, came: dict[str, bool]
) -> None:
    """With the message, for the desk; with the codes of its service, and what came of it: whether it is another
    council's, and whether anything was done (`acted`) or the text was only read."""
    if turn.payload is None:
        intent = context.council.intents.get(understanding.intent or "")
        codes = {"lgsl": intent.lgsl} if intent is not None else {}
        raw = understanding.raw | codes | came
        event.data = {**event.data, "understanding": raw}


def _note_errand(
    session: Session, context: Context, turn: Turn, understanding: Understanding, elsewhere: bool, at: datetime
) -> None:
    intent = context.council.intents.get(understanding.errand or "")
    if intent is not None and intent.kind != "control":
        errands.note(session, turn.conversation, turn.number, intent, elsewhere, at)


def _carry_out(
    session: Session,
    context: Context,
    conversation: Conversation,
    reply: Reply,
    intent: str | None,
    moment: Moment,
    *,
    whatever_it_costs: bool,
) -> bool:
    """Say one reply, and file the request that comes with it: its reference stands where it was made. False when there
    was neither."""
    said = _say(session, context, conversation, reply, intent, moment.at, whatever_it_costs=whatever_it_costs)
    filed = _file(session, context, conversation, reply, moment)
    return said or filed


def _file(session: Session, context: Context, conversation: Conversation, reply: Reply, moment: Moment) -> bool:
    """File the request of a reply, if it has one."""
    request = reply.custom.get("service_request")
    if request is not None:
        casework.file(session, context, conversation, request, moment)
    return request is not None


def _say(
    session: Session,
    context: Context,
    conversation: Conversation,
    reply: Reply,
    intent: str | None,
    at: datetime,
    *,
    whatever_it_costs: bool,
) -> bool:
    """Post one reply: our words for its key, else the text that the action wrote. False when there are none."""
    text, buttons, values = reply.text or "", reply.buttons, reply.values
    if reply.key == OTHER_COUNCIL:
        values = values | context.council.services.values(intent)
    if reply.key is not None and reply.key in context.answers:
        rendered = context.answers.render(reply.key, values, conversation.channel)
        text, buttons = rendered.text, reply.buttons or rendered.buttons
    else:
        text = context.answers.fill(text, values)
    if text:
        data = {"answer": reply.key} | _wants(context, conversation, reply)
        must = whatever_it_costs
        post(session, context, conversation, text, "assistant", at, buttons, data, whatever_it_costs=must)
    return bool(text)


def _wants(context: Context, conversation: Conversation, reply: Reply) -> dict[str, list[str]]:
    """What answers this question besides words, of what the channel takes."""
    channel = context.channels.get(conversation.channel)
    wants = [what for what in reply.custom.get("wants", ()) if channel and what in channel.takes]
    return {"wants": wants} if wants else {}


def _signpost(
    session: Session, context: Context, conversation: Conversation, understanding: Understanding, at: datetime
) -> dict[str, str | None]:
    """The dialogue did not act on an urgent sign (a form had the floor): we do; its question goes unsaid. What
    it filed is filed all the same."""
    danger.signpost(session, context, conversation, understanding, "assistant", at)
    return {"reason": "urgent", "topic": understanding.topic, "intent": understanding.intent}
