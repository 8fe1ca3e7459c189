"""What a message to an open errand may do, step by step: the first step that speaks wins, and the rest are not asked.

A step returns None where the message is not for it. Otherwise it returns the form's events; none of them leaves the
message to Rasa's other rules, after which the open question is asked again.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from rasa_sdk.events import SlotSet

from actions.addresses import FORGOTTEN
from actions.dialogue import Events, read_turn
from actions.errands.additions import more_in
from actions.errands.asides import is_something_else
from actions.errands.exact_places import detail_in, more_exact
from actions.errands.exchange import FROM_RECORDS, Exchange, lists_addresses
from actions.errands.interpretation import CHANGES, NAMED, to_change
from actions.errands.lookups import case_status
from actions.errands.progress import ask_again, begin, file_report, go_on, missed
from actions.errands.recollection import LIKELIEST
from actions.errands.removed import removed_errands, say_generally
from actions.errands.service_request import file
from actions.errands.spec import errands
from actions.errands.state import SLOT
from actions.errands.steered import about_the_form, steered, taken_back
from language.facets import INTENT as FACET
from language.questions import asks_within
from language.steering import steer
from language.yes_no import Said

_YES_AND = re.compile(
    r"\A\W*(?:yes|yeah|yep|yup|ye|yh|ok|okay|correct|right|sure|please|thats right|that's right)\b[\s,.!-]*"
    r"(?:please|thanks|thank you|send it|it is|that'?s (?:right|fine|it))?[\s,.!-]*(?:and|also|plus|but also|"
    r"can you also|can i also)\s+"
    r"(?:i|i've|ive|we|my|our|there|theres|there's|can|could|also|the|an?|some\w*|report|one|please|when|how|what)\b",
    re.IGNORECASE,
)
_ENOUGH_FOR_ANOTHER_WORDS = 3
"""What is only "yes and no" or "yes and thank you" asks for nothing else."""
LEAST_TOLD_WORDS, MOST_TOLD_WORDS = 4, 60
"""What is told beside a question has as many words; fewer are an answer that was not understood."""
TOLD_BESIDE = ("choice", "yes_no", "updates", "photo")
"""Types of questions beside which something is told: what answers the others is in the resident's own words."""


async def yes_and_another(at: Exchange) -> Events | None:
    """ "Yes, and my bin was missed": files the report, then begins the other."""
    likely = at.turn.ranking[:LIKELIEST] if at.turn.intent == "clarify" else (at.turn.intent,)
    other = next((name for name in likely if name in errands() and name != at.state.intent), None)
    if not (at.confirms and other and _YES_AND.match(at.turn.text)):
        return None
    more = more_in(at.turn.text)
    if more is None or len(more.split()) < _ENOUGH_FOR_ANOTHER_WORDS:
        return None
    file(at.dispatcher, at.state)
    at.tracker.slots[SLOT] = None  # or the other would put it aside, to come back to
    return await begin(replace(at.turn, intent=other), at.dispatcher, at.tracker)


async def button_pressed(at: Exchange) -> Events | None:
    """A button answers its own question, whichever is open."""
    found = at.pressed()
    if not found:
        return None
    forgets = found.get("address", found.get("postcode", "")) is None
    slots = [SlotSet(name, value) for name, value in (FORGOTTEN | {"note": "new_address"}).items()] if forgets else []
    return await _answered(at, found, slots)


async def place_or_photo_sent(at: Exchange) -> Events | None:
    """A shared position or photos, with what the words beside them answer."""
    found = at.sent()
    return await _answered(at, await at.caption(found) | found) if found else None


async def address_asked_for(at: Exchange) -> Events | None:
    """A postcode, or one of its addresses, where that was asked."""
    if at.answers_nothing or not at.asked_of_records:
        return None
    slots = await at.addresses("uprn" if lists_addresses(at.tracker) else "postcode")
    return await _answered(at, {}, slots) if slots else None


async def answer_asked_for(at: Exchange) -> Events | None:
    """An answer to the open question, and the place where that is corrected beside it."""
    if at.question is None or at.answers_nothing or await at.only_corrects():
        return None
    value, _ = await at.answer()
    if value is None:
        return None
    beside = at.home_beside() | await at.corrected_place()
    return await _answered(at, beside | {at.question.field: value})


async def what_to_change(at: Exchange) -> Events | None:
    """ "The size is wrong", "change the street": what was answered is asked again, or changed at once."""
    if at.turn.intent == FACET and at.turn.errand != at.state.errand.intent:  # "can i change my direct debit date"
        return None
    told = at.state.note == "change" and not at.turn.asks
    asks_to = CHANGES.match(at.turn.text) or told if at.confirms else NAMED.match(at.turn.text)
    unwanted = to_change(at.state, at.turn.text) if asks_to and not at.turn.pressed else None
    if unwanted is None or (at.answers_nothing and at.confirms):
        return None
    slots = await at.addresses(None) if unwanted.type in FROM_RECORDS else []
    if slots:
        return await _answered(at, {}, slots)
    return await taken_back(at, unwanted, await at.changed_to(unwanted))


async def something_to_add(at: Exchange) -> Events | None:
    """ "And a mattress": one thing more, in the place of none."""
    more = more_in(at.turn.text)
    if more is None or not at.may_correct or at.turn.said is Said.YES:
        return None
    found = await at.volunteered()
    listed = {question.field for question in at.state.errand.questions if question.lists or question.type == "place"}
    new = {name: value for name, value in found.items() if name in listed or name not in at.state.answers}
    if new != found or not found:
        state = replace(at.state, also=[*at.state.also, at.turn.restored(more)])
        return await go_on(state.with_answers(new), at.dispatcher, at.tracker)
    return await _answered(at, new)


async def more_exact_place(at: Exchange) -> Events | None:
    """ "It's by number 12 actually", where the street is known: added to it."""
    known = at.state.answers.get(at.where or "")
    detail = detail_in(at.turn.text) if at.may_correct else None
    if not known or not detail or at.where is None:
        return None
    return await _answered(at, {at.where: more_exact(known, at.turn.restored(detail))})


async def correction(at: Exchange) -> Events | None:
    """Something else about an earlier answer than is known."""
    if not at.may_correct:
        return None
    found = await at.volunteered()
    changed = {name: value for name, value in found.items() if value != at.state.answers.get(name)}
    return await _answered(at, changed) if changed else None


async def corrected_address(at: Exchange) -> Events | None:
    """Another postcode than is known."""
    slots = await at.addresses(None) if at.may_correct and at.needs_records else []
    return await _answered(at, {}, slots) if slots else None


async def removed_errand(at: Exchange) -> Events | None:
    """An errand that no file describes any longer gets its general answer, and this one continues."""
    if at.turn.intent not in removed_errands():
        return None
    return say_generally(at.dispatcher, at.tracker, at.turn, domain=at.domain) or ask_again(at.state)


async def something_to_change(at: Exchange) -> Events | None:
    """ "I want to change something", to what was said back: asks what."""
    asks_to = at.confirms and CHANGES.match(at.turn.text) and not at.aside
    return ask_again(at.state, "change") if asks_to else None


async def yes_to_what_was_said_back(at: Exchange) -> Events | None:
    """Files the report: only a yes and nothing else does. One to "What should we change?" is asked about once more."""
    if not at.confirms or at.turn.said is not Said.YES:
        return None
    return ask_again(at.state) if at.state.note == "change" else file_report(at)


async def no_to_what_was_said_back(at: Exchange) -> Events | None:
    """Asks what to change."""
    return ask_again(at.state, "change") if at.confirms and at.turn.said is Said.NO and not at.aside else None


async def unclear_about_what_was_said_back(at: Exchange) -> Events | None:
    """A yes with a doubt or a condition is asked again."""
    return await missed(at) if at.confirms and at.turn.said is not None and not at.aside else None


async def another_errand(at: Exchange) -> Events | None:
    """Begins it, with the sub-topic that is its own, and keeps this one for later."""
    if at.turn.intent not in errands() or at.turn.intent == at.state.intent:
        return None
    return await begin(read_turn(at.tracker.latest_message), at.dispatcher, at.tracker)


async def same_errand_or_old_button(at: Exchange) -> Events | None:
    """The same errand named again, or a button of one that is over: the open question once more."""
    return ask_again(at.state) if at.turn.intent == at.state.intent or "answer" in at.turn.entities else None


async def aside_for_other_rules(at: Exchange) -> Events | None:
    """Another rule answers it."""
    return [] if at.aside or is_something_else(at.turn) else None


async def reference_of_a_report(at: Exchange) -> Events | None:
    """In the middle of a new report, the reference of an earlier one asks how far that has come."""
    if not at.state.errand.request or not case_status.is_named_in(at.turn):
        return None
    return await begin(replace(at.turn, intent=case_status.INTENT, entities={}), at.dispatcher, at.tracker)


async def something_told(at: Exchange) -> Events | None:
    """ "There have been muggings", "I got half the reg": what is told and answers nothing goes along with a report, and
    the question is asked again. Where things are listed that were not asked for yet, it is these."""
    words = len(at.turn.text.split())
    tells = LEAST_TOLD_WORDS <= words <= MOST_TOLD_WORDS and at.turn.said is None and not asks_within(at.turn.text)
    if not tells or at.aside or not at.turn.unspecific or at.asked_of_records or steer(at.turn.text) is not None:
        return None
    told = at.turn.restored(at.turn.text)
    question = at.question
    if question is not None and question.type == "choice":
        unlisted = next((each for each in at.state.errand.questions if each.lists), None)
        if unlisted is not None and unlisted.field not in at.state.answers:
            return await _answered(at, {unlisted.field: told})
    if not at.state.errand.request or (question is not None and question.type not in TOLD_BESIDE):
        return None
    return await go_on(replace(at.state, also=[*at.state.also, told], note=None), at.dispatcher, at.tracker)


STEPS: tuple[Callable[[Exchange], Awaitable[Events | None]], ...] = (
    button_pressed,
    place_or_photo_sent,
    steered,
    about_the_form,
    yes_and_another,
    what_to_change,
    address_asked_for,
    answer_asked_for,
    something_to_add,
    correction,
    more_exact_place,
    corrected_address,
    removed_errand,
    something_to_change,
    yes_to_what_was_said_back,
    no_to_what_was_said_back,
    unclear_about_what_was_said_back,
    another_errand,
    same_errand_or_old_button,
    aside_for_other_rules,
    reference_of_a_report,
    something_told,
    missed,
)
"""In this order. tests/actions/errands/test_steps.py holds it, and says why one stands before another."""


async def take(at: Exchange) -> Events:
    """What the first step that speaks does with the message."""
    for step in STEPS:
        events = await step(at)
        if events is not None:
            return events
    raise LookupError("the last step takes every message")


async def _answered(at: Exchange, found: dict[str, Any], slots: Events | None = None) -> Events:
    return await go_on(at.state.with_answers(found), at.dispatcher, at.tracker, slots=slots or [])
