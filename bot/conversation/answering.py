"""How a turn ends with an answer: the decision on it is written, in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import structlog
from sqlalchemy.orm import Session

from bot import casework, ownership
from bot.answers import Rendered
from bot.assistant import Answer, Report
from bot.context import Context
from bot.conversation import danger, page_answers, repeats, speaking, stopping
from bot.conversation.quick_messages import Arrivals, run_of
from bot.conversation.subject import next_subject
from bot.conversation.taking import Turn
from bot.conversation.turn_outcome import (
    Answered,
    Dropped,
    Facts,
    NothingToSay,
    Says,
    Stopped,
    Then,
    WaitsForMore,
    decide,
    decide_unsent,
)
from bot.conversation.turn_transaction import AT_ONCE, Ending, count_failure, keep_understanding
from bot.database.event_data import UnderstandingData
from bot.database.group_commit import after_commit
from bot.database.models import EventRow
from bot.database.states import Author, ClockCause, ClockKind, CloseReason
from bot.outbox import budget
from bot.response_log import Moment, end
from bot.store import dialogues, errands, owed_messages, turns
from language.intent_kinds import CONTROL

log = structlog.get_logger()


def save_answer(session: Session, context: Context, turn: Turn, *, answer: Answer) -> float | None:
    """Carry out the decision on an answer. In how many seconds there may be something to do; None where only something
    new makes that."""
    this = Ending.of(session, context, turn)
    words = speaking.in_words(this, answer)
    with session.no_autoflush:  # all is written in one go
        facts = _facts(this, answer, words)
    outcome = decide(answer, facts)
    if isinstance(outcome, WaitsForMore):  # nothing is kept: the dialogue stands where it stood
        at = this.now + timedelta(seconds=outcome.seconds)
        this.inbound.next_attempt_at = at if outcome.seconds else None
        return outcome.seconds
    came: UnderstandingData = {"elsewhere": speaking.is_elsewhere(answer), "acted": outcome != Dropped()}
    keep_understanding(this, answer.understanding, came)
    match outcome:
        case Dropped():
            version = this.conversation.version
            after_commit(session, log.info, "reply.dropped", conversation=turn.conversation, version=version)
            return AT_ONCE
        case NothingToSay():
            reason = "nothing to say"
            after_commit(session, log.warning, "assistant.failed", conversation=turn.conversation, reason=reason)
            count_failure(this, answer.understanding.errand)
            return AT_ONCE
        case Stopped():
            for inbound, _ in this.messages():
                inbound.todo, inbound.settled = None, inbound.number
            stopping.stop(session, context, this.conversation, word=turn.text, now=this.now)
        case Answered():
            _carry_out(this, answer, words, facts=facts, decided=outcome)
    return AT_ONCE if this.more_written else None


def _facts(this: Ending, answer: Answer, words: Sequence[Rendered]) -> Facts:
    conversation = this.conversation
    return Facts(
        text=this.turn.text,
        is_choice=this.turn.payload is not None,
        still_asked=this.still_asked,
        has_words=any(said.text for said in words) or any(reply.report for reply in answer.replies),
        can_be_stopped=stopping.can_be_stopped(this.context, conversation.channel),
        opted_out=ownership.has_opted_out(this.session, this.context, conversation),
        more_owed=this.more_written and owed_messages.has_another(this.session, conversation.id, this.turn.numbers),
        is_told=danger.is_known(this.context, conversation, answer.understanding),
        arrivals=_arrivals(this),
    )


def _arrivals(this: Ending) -> Arrivals:
    """When the turn's messages came, and whether more has come since it was taken."""
    channel, numbers = this.context.channels.get(this.conversation.channel), this.turn.numbers
    waiting: list[EventRow] = []
    if this.more_written:
        waiting = turns.list_for_dialogue(this.session, [this.conversation.id]).get(this.conversation.id, [])
    together = len(run_of(waiting))
    return Arrivals(
        since_first=(this.now - this.turn.first_at).total_seconds(),
        since_latest=(this.now - this.turn.latest_at).total_seconds(),
        more_came=together > len(numbers),
        other_waits=len(waiting) > together,
        pause=channel.pause_seconds if channel is not None else 0.0,
    )


def _carry_out(this: Ending, answer: Answer, words: Sequence[Rendered], *, facts: Facts, decided: Answered) -> None:
    """Say the answer, file its reports, keep the dialogue, and leave the conversation to whoever has it."""
    session, context, conversation = this.session, this.context, this.conversation
    if decided.says == Says.SIGNPOST:
        danger.signpost(
            session, context, conversation, understanding=answer.understanding, author=Author.ASSISTANT, at=this.now
        )
    told = _say_all(this, answer, words, decided=decided)
    if decided.possible_danger is not None:
        danger.mark_possible(session, conversation, danger=decided.possible_danger, at=this.now)
    if decided.handoff is None and budget.kept_back(
        session, context, conversation, after=this.turn.latest, at=this.now
    ):
        decided = decide_unsent(answer, facts)
    if decided.settles:
        conversation.said = repeats.remembered(conversation.said, told, this.now)
    for inbound, _ in this.messages():
        inbound.todo, inbound.settled = None, conversation.last_number if decided.settles else None
    if answer.dialogue is not None:
        dialogues.set_kept(session, conversation, answer.dialogue, open_errand=answer.open_errand, at=this.now)
    conversation.subject = next_subject(conversation.subject, answer, context.council.intents)
    if decided.is_errand:
        _note_errand(this, answer)
    if decided.settles:
        page_answers.note(this, answer)
    if decided.is_urgent:
        danger.note_signpost(context, conversation, answer.understanding)
    _leave_to(this, decided)


def _say_all(this: Ending, answer: Answer, words: Sequence[Rendered], *, decided: Answered) -> list[str]:
    """Say each message and file each report; the texts that were said, but for a line of help below them."""
    spoken, told = (words, []) if decided.is_urgent else speaking.reworded(this, answer, words)
    if decided.says == Says.ANSWER_AND_HELP and decided.possible_danger is not None:
        spoken = _with_help(this, spoken, decided.possible_danger)
    said = decided.says in (Says.ANSWER, Says.ANSWER_AND_HELP)
    for reply, each in zip(answer.replies, spoken, strict=True):
        if said and each.text:
            speaking.say(this, reply, each, whatever_it_costs=decided.is_urgent)
        if reply.report is not None:
            _file(this, reply.report)
    return told if said else []


def _with_help(this: Ending, words: Sequence[Rendered], possible: str) -> list[Rendered]:
    """The words with a line of help below the last of them, above its buttons."""
    last = max((at for at, said in enumerate(words) if said.text), default=len(words) - 1)
    line = danger.line_of_help(this.context, this.conversation, possible)
    below = replace(words[last], text=f"{words[last].text}\n\n{line}".strip())
    return [*words[:last], below, *words[last + 1 :]]


def _file(this: Ending, report: Report) -> None:
    """Its reference follows where the report was made."""
    casework.file(
        this.session,
        this.context,
        this.conversation,
        moment=Moment(this.now, Author.ASSISTANT),
        kind=report.kind,
        topic=report.topic,
        intent=report.intent,
        lgsl=report.lgsl,
        fields=report.fields,
    )


def _note_errand(this: Ending, answer: Answer) -> None:
    """What was asked for, unless it was only talk."""
    intent = this.context.council.intents.get(answer.understanding.errand or "")
    if intent is not None and intent.kind != CONTROL:
        turn = this.turn
        errands.add(
            this.session,
            turn.conversation,
            turn.latest,
            intent=intent,
            elsewhere=speaking.is_elsewhere(answer),
            at=this.now,
        )


def _leave_to(this: Ending, decided: Answered) -> None:
    """Who has the conversation now."""
    session, conversation, moment = this.session, this.conversation, Moment(this.now, Author.ASSISTANT)
    match decided.then:
        case Then.NOBODY:
            ownership.close(
                session, conversation, ClockCause.RESIDENT_LEFT, reason=CloseReason.OPTED_OUT, moment=moment
            )
        case Then.QUEUE if decided.handoff is not None:
            tell = decided.settles
            ownership.hand_over(
                session, this.context, conversation, request=decided.handoff, moment=moment, tell_resident=tell
            )
        case Then.ASSISTANT:
            end(session, conversation, [ClockKind.ASSISTANT], cause=ClockCause.ANSWERED, moment=moment)
        case Then.ASSISTANT_OWES_MORE:
            pass  # it keeps the conversation, and its clock runs on
        case Then.QUEUE:
            raise ValueError("a conversation goes to a queue for a reason")
