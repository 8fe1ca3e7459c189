"""How the turn of a resident who waits for a person ends: read for danger, and answered where that is sure. Neither the
queue, the clock, the handoff nor what is owed changes by it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from bot import ownership
from bot.answers import Rendered
from bot.assistant import Answer
from bot.context import Context
from bot.conversation import page_answers, repeats, speaking
from bot.conversation.subject import next_subject
from bot.conversation.taking import Turn
from bot.conversation.turn_endings import read_for_danger
from bot.conversation.turn_transaction import AT_ONCE, Ending
from bot.conversation.waiting_outcome import Told, WaitingFacts, decide_waiting
from bot.database.event_data import UnderstandingData
from bot.database.models import Handoff
from bot.database.states import Author, EventKind, State, Todo
from bot.outbox import budget, post
from bot.response_log.waiting import waiting_for
from bot.response_log.wording import wait
from bot.store import dialogues, events
from language.waiting import Writes, writes

LOOKED_AT = 60
"""Of our latest messages, for what was said in this wait."""
NO_OFFERS = ("/speak_to_person", "/affirm", "/deny")
"""What is not offered below an answer to somebody who waits: a person, and what only talk would follow."""
WORDINGS: Mapping[Told, Sequence[str]] = {
    Told.PLACE: ("utter_gateway_place", "utter_gateway_place_again", "utter_gateway_place_once_more"),
    Told.NEXT: ("utter_gateway_next",),
    Told.KEPT: ("utter_gateway_kept",),
    Told.KEPT_QUESTION: ("utter_gateway_kept_question",),
    Told.KEPT_DETAILS: ("utter_gateway_kept_details",),
}
"""One after the other, so that nobody reads the same twice in a row."""
URGENT_WORDINGS: Mapping[Told, Sequence[str]] = {
    Told.NEXT: ("utter_gateway_next_urgent",),
    Told.KEPT: ("utter_gateway_kept_urgent",),
}


def save_waiting(session: Session, context: Context, turn: Turn, *, answer: Answer | None) -> float:
    """`answer`: what the assistant made of the text, with its answer if it is sure of one; None for a message without
    words. If somebody has taken the conversation in the meantime, it is only read."""
    this = Ending.of(session, context, turn)
    conversation = this.conversation
    waits = this.inbound.todo == Todo.DANGER and conversation.state == State.WAITING
    stands = waits and conversation.version == turn.version
    if answer is None:
        this.inbound.todo = None if this.inbound.todo == Todo.DANGER else this.inbound.todo
    elif read_for_danger(this, (answer := _calm(answer, turn.text)).understanding):
        return AT_ONCE
    if stands:
        _respond(this, answer)
    return AT_ONCE


def _calm(answer: Answer, text: str) -> Answer:
    """ "I'm safe now, what next" says the opposite of danger, however much its words are those of danger."""
    if writes(text) != Writes.WHAT_NEXT:
        return answer
    read = answer.understanding
    raw: UnderstandingData = {**read.raw, "urgent": False, "possible_danger": None}
    return replace(answer, understanding=replace(read, urgent=False, possible_danger=None, raw=raw))


def _respond(this: Ending, answer: Answer | None) -> None:
    words = speaking.in_words(this, answer) if answer is not None and not _does_more(answer) else []
    before = _told(this)
    told = decide_waiting(
        WaitingFacts(
            writes=writes(this.turn.text) if answer is not None else Writes.DETAILS,
            has_answer=any(said.text for said in words),
            told=before,
            may_be_told=_can_be_reached(this),
            is_from_before=_is_from_before(this),
            is_danger=answer is not None and answer.understanding.urgent,
        )
    )
    if told is Told.ANSWER and answer is not None:
        _answer(this, answer, words)
    elif told is not None:
        _tell(this, told, before)


def _does_more(answer: Answer) -> bool:
    """Whether it is no mere answer. The engine gives none such; nothing may come of it here in any case."""
    return answer.handoff is not None or any(reply.report for reply in answer.replies)


def _told(this: Ending) -> list[tuple[Told, float]]:
    """What they were told since the wait began, and how many seconds ago."""
    handoff = this.session.get(Handoff, this.conversation.handoff_id) if this.conversation.handoff_id else None
    ours = events.list_latest_of_ours(this.session, this.conversation.id, LOOKED_AT)
    return [
        (Told(said.data["while_waiting"]), (this.now - said.at).total_seconds())
        for said in ours
        if "while_waiting" in said.data and (handoff is None or said.at >= handoff.at)
    ]


def _is_from_before(this: Ending) -> bool:
    since = (
        events.list_of_conversation(this.session, this.conversation.id, this.turn.latest) if this.more_written else []
    )
    return any(event.kind == EventKind.STATE for event in since)


def _can_be_reached(this: Ending) -> bool:
    session, context, conversation = this.session, this.context, this.conversation
    spent = budget.is_spent(session, context, conversation.channel, account=conversation.account, at=this.now)
    return not spent and not ownership.has_opted_out(session, context, conversation)


def _answer(this: Ending, answer: Answer, words: Sequence[Rendered]) -> None:
    """Below a line that says what it is. The message stays owed to the officer; only a hand-back to the assistant
    finds it answered."""
    conversation, number = this.conversation, 0
    spoken, told = speaking.reworded(this, answer, words)
    lead = next((at for at, said in enumerate(spoken) if said.text), None)
    for at, (reply, said) in enumerate(zip(answer.replies, spoken, strict=True)):
        if said.text:
            text = _below_lead(this, said.text) if at == lead else said.text
            shown = Rendered(text, tuple(button for button in said.buttons if not button.payload.startswith(NO_OFFERS)))
            number = speaking.say(this, reply, shown, data={"while_waiting": Told.ANSWER})
    conversation.said = repeats.remembered(conversation.said, told, this.now)
    read: UnderstandingData = {**this.event.data.get("understanding", {}), "acted": True}
    this.event.data = {**this.event.data, "answered_by": number, "understanding": read}
    page_answers.note(this, answer)
    conversation.subject = next_subject(conversation.subject, answer, this.context.council.intents)
    if answer.dialogue is not None:
        dialogues.set_kept(this.session, conversation, answer.dialogue, open_errand=answer.open_errand, at=this.now)


def _below_lead(this: Ending, text: str) -> str:
    answers = this.context.answers
    return answers.render("utter_gateway_while_waiting", {"said": text}, this.conversation.channel).text


def _tell(this: Ending, told: Told, before: Sequence[tuple[Told, float]]) -> None:
    """In the next of its wordings, with what was measured just now."""
    session, context, conversation = this.session, this.context, this.conversation
    own = URGENT_WORDINGS if conversation.urgent and told in URGENT_WORDINGS else WORDINGS
    wordings = own[told]
    key = wordings[sum(said == told for said, _ in before) % len(wordings)]
    waiting = waiting_for(session, context.council, conversation, at=this.now)
    team = context.council.team(conversation.queue)
    placed = not conversation.urgent or waiting.position > 1
    values = {"wait": wait(waiting, team, context.council.zone, now=this.now, placed=placed), "team": team}
    rendered = context.answers.render(key, values, conversation.channel)
    post(
        session,
        context,
        conversation,
        text=rendered.text,
        author=Author.SYSTEM,
        at=this.now,
        data={"answer": key, "while_waiting": told},
    )
