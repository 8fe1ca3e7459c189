"""What a message to an open errand may do, step by step: the first step that speaks wins, and the rest are not asked.

A step returns None where the message is not for it. Otherwise it returns the form's events; none of them leaves the
message to Rasa's other rules, after which the open question is asked again.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from rasa_sdk.events import SlotSet

from actions.addresses import FORGOTTEN
from actions.dialogue import Events
from actions.errands.asides import is_something_else
from actions.errands.exchange import Exchange, lists_addresses
from actions.errands.interpretation import CHANGES, to_change
from actions.errands.lookups import case_status
from actions.errands.progress import ask_again, begin, file_report, go_on, missed
from actions.errands.removed import removed_errands, say_generally
from actions.errands.spec import errands
from language.yes_no import Said


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
    if at.question is None or at.answers_nothing:
        return None
    value, _ = await at.answer()
    return None if value is None else await _answered(at, await at.corrected_place() | {at.question.field: value})


async def what_to_change(at: Exchange) -> Events | None:
    """ "The size is wrong": what was said back is asked again, or changed at once."""
    if at.answers_nothing or not at.confirms or not (at.state.note == "change" or CHANGES.match(at.turn.text)):
        return None
    unwanted = to_change(at.state.errand.questions, at.turn.text)
    return await _answered(at, {unwanted: None} | await at.volunteered()) if unwanted else None


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
    """Begins it, and keeps this one for later."""
    if at.turn.intent not in errands() or at.turn.intent == at.state.intent:
        return None
    return await begin(at.turn, at.dispatcher, at.tracker)


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


STEPS: tuple[Callable[[Exchange], Awaitable[Events | None]], ...] = (
    button_pressed,
    place_or_photo_sent,
    address_asked_for,
    answer_asked_for,
    what_to_change,
    correction,
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
