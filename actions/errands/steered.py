"""What a resident says about an errand's form and not to its question: what it has so far, back, again, skip, send."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Any

from rasa_sdk.events import SlotSet

from actions.addresses import FORGOTTEN
from actions.dialogue import Events
from actions.errands import wording
from actions.errands.exchange import FROM_RECORDS, Exchange
from actions.errands.interpretation import wants_no_news
from actions.errands.progress import ask_again, go_on
from actions.errands.spec import SKIPPED, Question
from actions.errands.state import SLOT, State
from actions.interrupted import ERRAND_FORM
from actions.leaving import leave
from actions.not_ours import asks_whose, leave_to_others
from language.steering import Steer, steer

_SAYS_WHAT = re.compile(r"\b(?:it|that|this|report|submit|finish|done|send)\b", re.IGNORECASE)
""" "Send it" is meant for the whole, "go ahead" may be for the offer that was just made."""
_ABOUT_THE_FORM = (
    (
        "utter_errand_no_name",
        re.compile(
            r"\b(?:do|will|did|should|must) (?:you|u|i|we|they) (?:need|want|have to (?:give|leave|say)|know|give|"
            r"leave)\b.{0,20}\b(?:name|phone|"
            r"number|e-?mail|details|who i am)\b|\b(?:is (?:it|this)|can i (?:be|stay|remain)|will (?:it|this|"
            r"i) be|am i) (?:\w+ )?(?:anonymous|confidential)|"
            r"\bwill (?:they|he|she|the neighbou?rs?) (?:know|find out|be told|see)\b|\bwho (?:will )?(?:sees?|"
            r"reads?|gets?) (?:this|it)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "utter_errand_why",
        re.compile(
            r"\bwhy (?:do|would|are|r) (?:you|u|they|we)\b.{0,20}\b(?:need|want|ask\w*|know)\b|\bwhat (?:do|"
            r"would) (?:you|u) need (?:it|that|this) for\b|"
            r"\bwhy does (?:it|that) matter\b|\bwhat'?s (?:it|that|this) for\b|\A\W*why\W*\Z",
            re.IGNORECASE,
        ),
    ),
)


async def about_the_form(at: Exchange) -> Events | None:
    """ "Do you need my name", "why do you ask": answered, and the question comes again."""
    if at.asked_of_records and asks_whose(at.turn.text, at.tracker):
        title = at.state.errand.title
        return [SlotSet(SLOT, None), *leave_to_others(at.dispatcher, at.tracker, form=ERRAND_FORM, title=title)]
    key = next((key for key, pattern in _ABOUT_THE_FORM if pattern.search(at.turn.text)), None)
    if key is None or at.turn.pressed:
        return None
    at.dispatcher.utter_message(response=key)
    return ask_again(at.state)


async def steered(at: Exchange) -> Events | None:
    """A wish about the form itself."""
    wish = None if at.turn.pressed else steer(at.turn.text)
    return await _BY_WISH[wish](at) if wish else None


async def _so_far(at: Exchange) -> Events | None:
    if not at.confirms:
        wording.so_far(at.dispatcher, at.state)
    return ask_again(at.state)


async def _back(at: Exchange) -> Events | None:
    before = _question_before(at.state)
    if before is None:
        at.dispatcher.utter_message(response="utter_errand_first_question")
        return ask_again(at.state)
    return await taken_back(at, before)


async def taken_back(at: Exchange, question: Question, found: dict[str, Any] | None = None) -> Events:
    """The question is open again, or answered anew with what was `found`."""
    records = question.type in FROM_RECORDS
    slots = [SlotSet(name, value) for name, value in FORGOTTEN.items()] if records and not found else []
    state = at.state.with_answers({question.field: None} | (found or {}))
    return await go_on(state, at.dispatcher, at.tracker, slots=slots)


def _question_before(state: State) -> Question | None:
    """The last that was answered before the open one."""
    answered = state.errand.answered(state.answers)
    names = [question.field for question in state.errand.questions]
    open_at = names.index(state.asked) if state.asked in names else len(names)
    before = [q for q in answered if names.index(q.field) < open_at and state.answers[q.field] != []]
    return before[-1] if before else None


async def _restart(at: Exchange) -> Events | None:
    at.dispatcher.utter_message(response="utter_errand_restarted")
    slots = [SlotSet(name, value) for name, value in FORGOTTEN.items()] if at.needs_records else []
    return await go_on(State(at.state.intent), at.dispatcher, at.tracker, slots=slots)


async def _leave(at: Exchange) -> Events | None:
    """Where nothing else is asked that the same words answer."""
    if at.turn.intent == "start_over" or at.confirms or _offers_news(at):
        return None
    return leave(at.dispatcher, at.tracker)


async def _skip(at: Exchange) -> Events | None:
    question = at.question
    if question is None:
        return None
    value = left_out(question)
    if value is None:
        at.dispatcher.utter_message(response="utter_errand_needed")
        return ask_again(at.state)
    return await go_on(at.state.with_answers({question.field: value}), at.dispatcher, at.tracker)


def left_out(question: Question) -> Any:
    """What a question counts as answered with where it is skipped; None for one that is needed."""
    match question.type:
        case "photo":
            return []
        case "updates":
            return "no"
        case "yes_no":
            return "not sure"
        case _:
            return SKIPPED if question.optional else None


async def _send(at: Exchange) -> Events | None:
    """Straight to what is said back, where only questions are open that may be left out."""
    if at.confirms or not at.state.errand.request:
        return None
    if _offers_news(at) and not _SAYS_WHAT.search(at.turn.text):
        return None
    answers = dict(at.state.answers)
    while (question := at.state.errand.next_question(answers)) is not None:
        value = left_out(question)
        if value is None:
            at.dispatcher.utter_message(response="utter_errand_not_yet")
            return ask_again(at.state)
        answers[question.field] = value
    return await go_on(at.state.with_answers(answers), at.dispatcher, at.tracker)


def _offers_news(at: Exchange) -> bool:
    return at.question is not None and at.question.type == "updates" and (wants_no_news(at.turn) or not at.turn.asks)


_BY_WISH: dict[Steer, Callable[[Exchange], Awaitable[Events | None]]] = {
    Steer.SO_FAR: _so_far,
    Steer.BACK: _back,
    Steer.RESTART: _restart,
    Steer.LEAVE: _leave,
    Steer.SKIP: _skip,
    Steer.SEND: _send,
}
