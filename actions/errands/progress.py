"""How an errand begins, what follows from new answers, and how it ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import ActiveLoop, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.dialogue import Events, Turn, earlier_turns, read_turn
from actions.errands import recollection, wording
from actions.errands.ended import told_after
from actions.errands.exchange import FROM_RECORDS, Exchange
from actions.errands.lookups import LOOKUPS
from actions.errands.lookups.contract import Asked, Outcome
from actions.errands.service_request import file
from actions.errands.spec import SKIPPED, Consequence, Question, holds
from actions.errands.state import CONFIRM, SLOT, State
from actions.fallback import next_step, steps_taken
from actions.handover import hand_over
from actions.interrupted import ERRAND_FORM, go_back, put_aside, say_aside
from language.postcodes import find_postcode

CLOSED = [SlotSet(SLOT, None), ActiveLoop(None), SlotSet("requested_slot", None)]
ENOUGH_WORDS = 4
"""A first message of fewer words says no more than the errand's name."""


async def begin(turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
    """A new errand, with all that the first message says already; or an interrupted one, with what that adds."""
    aside, again = put_aside(tracker, ERRAND_FORM, turn.intent)
    state = State.of(tracker.get_slot(SLOT)) if again else None
    if state is not None:
        found = await Exchange(turn, state, dispatcher, tracker).volunteered()
        return aside + await go_on(state.with_answers(found), dispatcher, tracker)
    ended = await told_after(turn, tracker)
    if ended is not None and ended.intent == turn.intent:
        return aside + await go_on(ended, dispatcher, tracker)
    before = recollection.earlier(tracker, turn.intent)
    said = recollection.told_before(turn, before, ENOUGH_WORDS)
    at = Exchange(turn, State(turn.intent, said=said), dispatcher, tracker)
    found = await recollection.recalled(at.state.errand.questions, before, await at.today())
    found |= await at.volunteered() | at.sent(next(earlier_turns(tracker.events), None)) | at.pressed()
    if "subtopic" in turn.entities:
        found["subtopic"] = turn.entities["subtopic"]
    slots = await at.addresses(None) if at.needs_records else []
    say_aside(dispatcher, tracker)
    return aside + await go_on(at.state.with_answers(found), dispatcher, tracker, slots=slots)


async def change_link(turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events | None:
    """A bare detail told after the link of an errand: the link again with that. None where it is none."""
    ended = await told_after(turn, tracker)
    end = ended.errand.end(ended.answers) if ended else None
    if ended is None or end is None or not end.say:
        return None
    return await _end(ended, end, dispatcher=dispatcher, tracker=tracker, slots=tracker.slots)


async def go_on(
    state: State, dispatcher: CollectingDispatcher, tracker: Tracker, *, slots: Sequence[dict[str, Any]] = ()
) -> Events:
    """After new answers: say what follows from them, then end, or ask the next question. `slots` are set as well."""
    now = tracker.slots | {event["name"]: event["value"] for event in slots}
    state = _tell(_with_records(state, now), dispatcher)
    end = state.errand.end(state.answers)
    if end is not None:
        return [*slots, *await _end(state, end, dispatcher=dispatcher, tracker=tracker, slots=now)]
    takes = read_turn(tracker.latest_message).sent.get("takes", ())
    if "photo" not in takes and any(question.type == "photo" for question in state.errand.questions):
        state = replace(state, answers={"photo": []} | state.answers)
    question = state.errand.next_question(state.answers)
    if question and question.field == state.asked:  # something else was answered
        return [*slots, *ask_again(state, "noted")]
    return [*slots, _kept(replace(state, asked=question.field if question else CONFIRM, put=None))]


def _with_records(state: State, now: dict[str, Any]) -> State:
    """The shared slots as answers to the questions that they answer."""
    found = {
        question.field: now["postcode" if question.type == "postcode" else "address"]
        for question in state.errand.questions
        if question.type in FROM_RECORDS and now.get("postcode" if question.type == "postcode" else "uprn")
    }
    return replace(state, answers=state.answers | found)


def _tell(state: State, dispatcher: CollectingDispatcher) -> State:
    """What follows from the answers so far, each once."""
    new = [each.say for each in state.errand.tells if holds(each.when, state.answers) and each.say not in state.told]
    for key in new:
        dispatcher.utter_message(response=key)
    return replace(state, told=[*state.told, *new])


async def _end(
    state: State, end: Consequence, *, dispatcher: CollectingDispatcher, tracker: Tracker, slots: dict[str, Any]
) -> Events:
    if end.look_up:
        asked = Asked(state, read_turn(tracker.latest_message), slots=slots, sender=str(tracker.sender_id))
        outcome = await LOOKUPS[end.look_up](dispatcher, asked)
        if outcome.ask:
            return [_kept(_asking(state, outcome))]
        if outcome.person:
            return [SlotSet(SLOT, None), *hand_over(dispatcher, tracker, "topic", intent=state.intent)]
    else:
        told = {
            question.field: value
            for question in state.errand.answered(state.answers)
            if (value := _in_link(question, state.answers[question.field])) is not None
        }
        dispatcher.utter_message(response=end.say, lines=wording.lines(state.errand, state.answers), **told)
    return [_kept(state), *finish(dispatcher, tracker)]


def _in_link(question: Question, value: Any) -> Any:
    """What of an answer goes into the link that ends an errand: of a home its postcode, of what was skipped nothing."""
    if question.optional and value == SKIPPED:
        return None
    return find_postcode(value) if question.reads else value


def _asking(state: State, outcome: Outcome) -> State:
    """The question that a look-up needs answered; what was answered to it before did not do."""
    told = [*state.told, outcome.note] if outcome.note else state.told
    asking = replace(state.with_answers({outcome.ask: None}), told=told, offered=[list(c) for c in outcome.choices])
    return replace(asking, asked=outcome.ask, note=outcome.note or None)


def file_report(at: Exchange) -> Events:
    """The report is filed, and the errand is over."""
    file(at.dispatcher, at.state)
    return finish(at.dispatcher, at.tracker)


def finish(dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
    """Back to the errand that this one interrupted, of whichever form, else to nothing."""
    return go_back(dispatcher, tracker, ERRAND_FORM) or CLOSED


def ask_again(state: State, note: str | None = None) -> Events:
    """The open question once more, saying why where there is a `note`."""
    return [_kept(replace(state, note=note))]


async def missed(at: Exchange) -> Events:
    """Ask the question again, saying what was wrong with the answer; where we cannot say, twice at most without the
    offer of a person."""
    _, note = await at.answer()
    if note == "missed" and at.turn.asks:
        note = "unclear_question"
    again = ask_again(at.state, note)
    if at.asked_of_records:
        again.append(SlotSet("note", "missed"))  # which the questions that all forms share go by
    if note not in ("missed", "unclear", at.state.note):
        return again
    step = next_step(at.turn.intent, steps_taken(at.tracker.events))
    if step == "ask":
        at.dispatcher.utter_message(response="utter_person_instead")
    return [SlotSet("fallback_step", step), *again]


def _kept(state: State) -> dict[str, Any]:
    event: dict[str, Any] = SlotSet(SLOT, state.as_dict())
    return event
