"""How the turn of a resident who waits for a person ends: read for danger, and answered where that is sure. Neither the
queue, the clock, the handoff nor what is owed changes by it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from sqlalchemy.orm import Session

from bot import ownership
from bot.answers import Rendered
from bot.assistant import Answer
from bot.context import Context
from bot.conversation import danger, page_answers, repeats, speaking
from bot.conversation.subject import beside_matter, next_subject, subject_told
from bot.conversation.taking import Turn
from bot.conversation.turn_endings import read_for_danger
from bot.conversation.turn_transaction import AT_ONCE, Ending
from bot.conversation.waiting_outcome import Told, WaitingFacts, decide_waiting
from bot.database.event_data import EventData, UnderstandingData
from bot.database.models import EventRow, Handoff
from bot.database.states import Author, EventKind, State, Todo
from bot.outbox import budget, post
from bot.response_log.waiting import waiting_for
from bot.response_log.wording import UNKNOWN, open_until, wait
from bot.store import dialogues, events
from language.intent_kinds import CONTROL, HANDOFF, LOOKUP, REPORT, SIGNPOST, URGENT
from language.waiting import COMPLAINT, Writes, asked_of, writes

LOOKED_AT = 60
"""Of the latest messages, for what was said in this wait."""
NO_OFFERS = ("/speak_to_person", "/affirm", "/deny")
"""What is not offered below an answer to somebody who waits: a person, and what only talk would follow."""
WORDINGS: Mapping[Told, Sequence[str]] = {
    Told.PLACE: ("utter_gateway_place", "utter_gateway_place_again", "utter_gateway_place_once_more"),
    Told.QUEUED: ("utter_gateway_queued",),
    Told.HOURS: ("utter_gateway_hours",),
    Told.NEXT: ("utter_gateway_next",),
    Told.NUMBER: ("utter_gateway_number", "utter_gateway_number_again"),
    Told.HELP: ("utter_gateway_help",),
    Told.NO_MONEY: ("utter_gateway_no_money", "utter_gateway_no_money_again"),
    Told.TROUBLE: ("utter_gateway_trouble", "utter_gateway_trouble_again"),
    Told.SORRY: ("utter_gateway_sorry",),
    Told.KEPT: ("utter_gateway_kept",),
    Told.KEPT_QUESTION: (
        "utter_gateway_kept_question",
        "utter_gateway_kept_question_again",
        "utter_gateway_kept_question_third",
        "utter_gateway_kept_question_fourth",
        "utter_gateway_kept_question_fifth",
    ),
    Told.KEPT_DETAILS: (
        "utter_gateway_kept_details",
        "utter_gateway_kept_details_again",
        "utter_gateway_kept_details_third",
        "utter_gateway_kept_details_fourth",
    ),
    Told.DANGER: ("utter_gateway_danger", "utter_gateway_danger_again", "utter_gateway_danger_once_more"),
    Told.CARE: ("utter_gateway_care", "utter_gateway_care_again", "utter_gateway_care_once_more"),
}
"""One after the other, so that nobody reads the same twice in a row."""
URGENT_WORDINGS: Mapping[Told, Sequence[str]] = {
    Told.NEXT: ("utter_gateway_next_urgent",),
    Told.KEPT: ("utter_gateway_kept_urgent",),
    Told.TROUBLE: ("utter_gateway_trouble_urgent", "utter_gateway_trouble_again"),
}
NAMED_BACK: Mapping[str, float] = {REPORT: 0.4, HANDOFF: 0.7, "apply": 0.8, "pay": 0.8}
"""Kinds of services that are named back to whoever wrote of one while waiting, and how sure that has to be."""
SURE_ASKED = 0.55
"""The same where something is asked of a service that we have no words for."""
SURE_FIRST = 0.5
"""The same of any service of ours, where nothing is known yet of what they wait about."""
SURE_ALONE, BESIDE = 0.7, 0.2
"""But not one that is no surer than this beside another that is so likely."""
NOT_NAMED_FIRST = frozenset({CONTROL, URGENT, SIGNPOST, LOOKUP})
JUST_ANSWERED, LIKE_ENOUGH = 3, 0.75
"""An answer that is among so many of our latest is not given again to a question that is less like it than this."""
JUST_SAID = timedelta(minutes=2)
ASKED_FOR = frozenset({Told.PLACE, Told.QUEUED, Told.HOURS})
"""Who is told these has asked for their place or the hours, and gets them whatever was said before."""
PERSON, SURE_OF_PERSON = "speak_to_person", 0.7
MAY_ASK_FOR_PERSON = frozenset({Writes.QUESTION, Writes.WISH, Writes.TOLD, Writes.OTHER})
SORRY = frozenset({Writes.TROUBLE, Writes.NO_MONEY})


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
    ours = _said_in_this_wait(this)
    before = [(Told(said.data["while_waiting"]), (this.now - said.at).total_seconds()) for said in ours]
    service = _names(this, answer, ours)
    told = decide_waiting(
        WaitingFacts(
            writes=_written(this, answer) if answer is not None else Writes.DETAILS,
            has_answer=any(said.text for said in words) and not _says_again(answer, ours),
            told=before,
            times_written=_times_written(this),
            may_be_told=_can_be_reached(this),
            is_from_before=_is_from_before(this),
            names_a_service=service is not None,
            is_danger=answer is not None and answer.understanding.urgent,
            may_harm_themselves=danger.was_told(this.conversation, danger.SELF_HARM),
        )
    )
    if told is Told.ANSWER and answer is not None:
        _answer(this, answer, words)
    elif told is Told.WISH and service is not None:
        _name_back(this, service)
    elif told is not None:
        _tell(this, told, before)
    if told not in (Told.ANSWER, Told.WISH) and answer is not None and not answer.understanding.urgent:
        intents, subject = this.context.council.intents, this.conversation.subject
        told_of = subject_told(subject, answer, intents, text=this.turn.text)
        this.conversation.subject = beside_matter(subject, told_of, intents)


def _written(this: Ending, answer: Answer) -> Writes:
    """What kind of message it is, in the light of what they wait about."""
    written = writes(this.turn.text, _talked_of(this))
    asks = answer.understanding.intent == PERSON and answer.understanding.confidence >= SURE_OF_PERSON
    return Writes.PERSON if asks and written in MAY_ASK_FOR_PERSON else written


def _talked_of(this: Ending) -> tuple[str | None, ...]:
    """The service talked of last, and the one that they wait about."""
    subject = this.conversation.subject or {}
    return subject.get("intent"), (subject.get("matter") or {}).get("intent")


def _does_more(answer: Answer) -> bool:
    """Whether it is no mere answer. The engine gives none such; nothing may come of it here in any case."""
    return answer.handoff is not None or any(reply.report for reply in answer.replies)


def _says_again(answer: Answer | None, ours: Sequence[EventRow]) -> bool:
    """Whether it is what was just said, and only the nearest that there is: the new question is another one."""
    keys = {reply.key for reply in answer.replies} if answer is not None else set()
    likeness = answer.understanding.raw.get("likeness", 1.0) if answer is not None else 1.0
    latest = {said.data.get("answer") for said in ours[:JUST_ANSWERED]}
    return bool(keys) and keys <= latest and likeness < LIKE_ENOUGH


def _said_in_this_wait(this: Ending) -> list[EventRow]:
    """What they were told since the wait began, newest first."""
    handoff = this.session.get(Handoff, this.conversation.handoff_id) if this.conversation.handoff_id else None
    ours = events.list_latest_of_ours(this.session, this.conversation.id, LOOKED_AT)
    return [said for said in ours if "while_waiting" in said.data and (handoff is None or said.at >= handoff.at)]


def _times_written(this: Ending) -> int:
    """How often they wrote these very words before this message."""
    latest = events.list_latest_by_resident(this.session, this.conversation.id, LOOKED_AT)
    before = [event.text for event in latest if event.number < this.event.number]
    return sum(text.casefold().strip() == this.turn.text.casefold().strip() for text in before if text)


def _names(this: Ending, answer: Answer | None, ours: Sequence[EventRow]) -> str | None:
    """The service that their message is about by its own words, where that is another than they wait about and has not
    been named back to them."""
    if answer is None or answer.understanding.errand is None:
        return None
    read, subject = answer.understanding, this.conversation.subject or {}
    service = this.context.council.intents.get(read.errand or "")
    if service is not None and not subject and service.kind not in NOT_NAMED_FIRST:
        sure: float | None = SURE_FIRST
    else:
        sure = NAMED_BACK.get(service.kind) if service is not None else None
    if service is None or sure is None or read.raw.get("read") == "subject":
        return None
    asked = service.kind != HANDOFF and asked_of(this.turn.text)
    others = read.raw.get("ranking", [])[1:2]
    if not subject and read.confidence < SURE_ALONE and any(each["confidence"] >= BESIDE for each in others):
        return None
    if read.confidence < (min(sure, SURE_ASKED) if asked else sure):
        return None
    known = {*_talked_of(this), *(said.data.get("intent") for said in ours)}
    return service.name if service.name not in known and service.name != COMPLAINT else None


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
    intents, subject = this.context.council.intents, conversation.subject
    after = next_subject(subject, answer, intents)
    conversation.subject = beside_matter(subject, after, intents)
    if answer.dialogue is not None:
        dialogues.set_kept(this.session, conversation, answer.dialogue, open_errand=answer.open_errand, at=this.now)


def _below_lead(this: Ending, text: str) -> str:
    written, key = writes(this.turn.text, _talked_of(this)), "utter_gateway_while_waiting"
    if written in SORRY:
        key = "utter_gateway_while_waiting_sorry"
    elif written is Writes.HOW_LONG_OF_EITHER:
        key = "utter_gateway_while_waiting_placed"
    return this.context.answers.render(
        key, {"said": text, "wait": _wait(this, asked=True)}, this.conversation.channel
    ).text


def _wait(this: Ending, *, asked: bool) -> str:
    """Their place and the wait, as measured just now. Who has not asked is not told again what was just said; who has
    is told until when the team is there, and not twice that we cannot say how long."""
    council, conversation = this.context.council, this.conversation
    waiting, team = waiting_for(this.session, council, conversation, at=this.now), council.team(conversation.queue)
    placed = not conversation.urgent or waiting.position > 1
    said = wait(waiting, team, council.zone, now=this.now, placed=placed)
    latest = events.list_latest_of_ours(this.session, conversation.id, LOOKED_AT)
    is_said = any(said in (event.text or "") and this.now - event.at < JUST_SAID for event in latest)
    if not asked:
        return "" if is_said else said
    closes = council.queue_hours(conversation.queue).closes(this.now)
    if closes is None:
        return said
    known = said.replace(UNKNOWN, "").strip() if is_said else said
    return f"{known} {open_until(team, closes, council.zone)}".strip()


def _name_back(this: Ending, service: str) -> None:
    """Whoever answers will see it; with the page where it can be done now. What follows is about that."""
    context, conversation = this.context, this.conversation
    link = context.council.fact(f"link.{service}", this.now)
    key = "utter_gateway_wish" if link else "utter_gateway_wish_without_page"
    values = {"about": context.council.service_title(service), "link": link}
    _post(this, key, values, data={"while_waiting": Told.WISH, "intent": service})
    conversation.subject = beside_matter(conversation.subject, {"intent": service}, context.council.intents)


def _tell(this: Ending, told: Told, before: Sequence[tuple[Told, float]]) -> None:
    """In the next of its wordings, with what was measured just now."""
    context, conversation = this.context, this.conversation
    own = URGENT_WORDINGS if conversation.urgent and told in URGENT_WORDINGS else WORDINGS
    wordings = own[told]
    key = wordings[sum(said == told for said, _ in before) % len(wordings)]
    handoff = this.session.get(Handoff, conversation.handoff_id) if conversation.handoff_id else None
    phone = context.council.fact(f"contact.{handoff.topic}.phone") if handoff is not None else None
    team = context.council.team(conversation.queue)
    values = {"wait": _wait(this, asked=told in ASKED_FOR), "team": team, "phone": phone or context.council.facts.phone}
    _post(this, key, values, data={"while_waiting": told})


def _post(this: Ending, key: str, values: Mapping[str, str | None], *, data: EventData) -> None:
    rendered = this.context.answers.render(key, values, this.conversation.channel)
    about: EventData = {"answer": key, **data}
    post(
        this.session,
        this.context,
        this.conversation,
        text=rendered.text.replace("  ", " ").strip(),
        author=Author.SYSTEM,
        at=this.now,
        data=about,
    )
