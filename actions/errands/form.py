"""The one form of all errands: each message is an answer, a correction, another errand, or an aside for other rules."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActiveLoop, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import menus
from actions.addresses import FORGOTTEN, AskAddress, AskPostcode, find_address
from actions.dialogue import PERSON, Turn, earlier_turns, read_turn
from actions.errands import interpretation, places, wording
from actions.errands.asides import is_aside, is_something_else, only_answers
from actions.errands.lookups import LOOKUPS, case_status
from actions.errands.lookups.contract import Asked, Outcome
from actions.errands.removed import removed_errands, say_generally
from actions.errands.spec import Question, Step, errands, holds
from actions.errands.state import CONFIRM, SLOT, State
from actions.fallback import next_step, offer_person, steps_taken
from actions.handover import hand_over
from actions.interrupted import go_back, goes_on, interrupted, open_form, put_aside
from actions.records import RecordsDown, records
from language.yes_no import Said

Events = list[dict[str, Any]]
FORM = "errand_form"
CLOSED = [SlotSet(SLOT, None), ActiveLoop(None), SlotSet("requested_slot", None)]
ENOUGH_WORDS = 4
"""A first message of fewer words says no more than the errand's name."""
FROM_RECORDS = ("postcode", "address")
"""Types of questions that the records answer, by the slots that all forms share."""


class ValidateErrandForm(Action):
    """Rasa runs it for each message while the form is open. Returning no event leaves the message to other rules,
    after which Rasa asks the form's question again."""

    def name(self) -> str:
        return "validate_errand_form"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        try:
            return await self._understand(dispatcher, tracker, domain)
        except RecordsDown:  # the errand that this one interrupted may do without
            dispatcher.utter_message(response="utter_records_down", buttons=[PERSON])
            return _finish(dispatcher, tracker)

    async def _understand(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        turn, state = read_turn(tracker.latest_message), State.of(tracker.get_slot(SLOT))
        if goes_on(tracker):  # one that was interrupted
            return _ask_again(state) if state else _left(dispatcher, tracker)
        opened = open_form(tracker) == FORM
        if state is None or not opened:
            if turn.intent in errands():
                return await self._begin(turn, tracker, dispatcher)
            if opened:
                return _left(dispatcher, tracker)
            aside, _ = put_aside(tracker, FORM, turn.intent)
            return aside + (say_generally(dispatcher, tracker, turn, domain) or _finish(dispatcher, tracker))
        if only_answers(turn, state.question):  # which the gateway would take for danger
            dispatcher.utter_message(json_message={"answered": True})
            turn = replace(turn, intent="provide_details")
        if turn.intent != state.intent:  # its sub-topic is of another intent
            turn = replace(turn, entities={name: v for name, v in turn.entities.items() if name != "subtopic"})
        found, slots = await self._found(turn, tracker, state)
        if found is not None:
            return slots + await self._go_on(state.with_answers(found), dispatcher, tracker, slots)
        if turn.intent in removed_errands():
            return say_generally(dispatcher, tracker, turn, domain) or _ask_again(state)
        return await self._otherwise(turn, tracker, dispatcher, state, slots)

    async def _begin(self, turn: Turn, tracker: Tracker, dispatcher: CollectingDispatcher) -> Events:
        """A new errand, with all that the first message says already; or an interrupted one, with what that adds."""
        aside, again = put_aside(tracker, FORM, turn.intent)
        state = State.of(tracker.get_slot(SLOT)) if again else None
        if state is not None:
            state = state.with_answers(await _volunteered(state, turn))
            return aside + await self._go_on(state, dispatcher, tracker, [])
        said = turn.written if len(turn.text.split()) >= ENOUGH_WORDS else ""
        state = State(turn.intent, said=said)
        before = next(earlier_turns(tracker.events), None)
        found = await _volunteered(state, turn) | _sent(state, turn, before) | _pressed(turn, state)
        if "subtopic" in turn.entities:
            found["subtopic"] = turn.entities["subtopic"]
        slots: Events = []
        if any(question.type in FROM_RECORDS for question in state.errand.questions):
            slots = await _addresses(turn, tracker, None)
        return aside + slots + await self._go_on(state.with_answers(found), dispatcher, tracker, slots)

    async def _found(self, turn: Turn, tracker: Tracker, state: State) -> tuple[dict[str, Any] | None, Events]:
        """The answers that a message changes, None for none; and the shared slots that it sets."""
        pressed = _pressed(turn, state)
        if pressed:
            return pressed, (_forgotten() if pressed.get("address", pressed.get("postcode", "")) is None else [])
        question = state.question
        sent = _sent(state, turn, None)
        if sent:
            return await _caption(state, turn, tracker, sent) | sent, []
        if is_aside(turn, question, state.intent) or _of_earlier(turn, tracker):
            return None, []
        if question is not None and question.type in FROM_RECORDS:
            slots = await _addresses(turn, tracker, "uprn" if _lists_addresses(tracker) else "postcode")
            return ({}, slots) if slots else (None, [])
        if question is not None and turn.text:
            value, _ = await interpretation.answer(question, turn, tracker.slots, state.note)
            if value is not None:
                return await _with_corrected_place(state, turn, question) | {question.field: value}, []
        if state.asked == CONFIRM and (state.note == "change" or interpretation.CHANGES.match(turn.text)):
            unwanted = interpretation.to_change(state.errand.questions, turn.text)
            if unwanted:
                return {unwanted: None} | await _volunteered(state, turn), []
        corrected = await _volunteered(state, turn) if _about_this(turn, state) else {}
        changed = {name: value for name, value in corrected.items() if value != state.answers.get(name)}
        if not changed and _about_this(turn, state) and any(q.type in FROM_RECORDS for q in state.errand.questions):
            slots = await _addresses(turn, tracker, None)
            return ({}, slots) if slots else (None, [])
        return changed or None, []

    async def _otherwise(
        self, turn: Turn, tracker: Tracker, dispatcher: CollectingDispatcher, state: State, slots: Events
    ) -> Events:
        """A message that answers nothing: yes or no to what was said back, another errand, an aside, or a miss."""
        aside = is_aside(turn, state.question, state.intent)
        if state.asked == CONFIRM and interpretation.CHANGES.match(turn.text) and not aside:
            return await self._confirmed(Said.NO, state, dispatcher, tracker)
        if state.asked == CONFIRM and turn.said is not None and (turn.said is Said.YES or not aside):
            if turn.said in (Said.YES, Said.NO):
                return await self._confirmed(turn.said, state, dispatcher, tracker)
            return await _missed(turn, dispatcher, tracker, state)
        if turn.intent in errands() and turn.intent != state.intent:
            return await self._begin(turn, tracker, dispatcher)
        if turn.intent == state.intent or "answer" in turn.entities:  # or a button of an errand that is over
            return _ask_again(state)
        if aside or is_something_else(turn):
            return []
        if state.errand.request and case_status.is_named_in(turn):
            return await self._begin(replace(turn, intent=case_status.INTENT, entities={}), tracker, dispatcher)
        return await _missed(turn, dispatcher, tracker, state)

    async def _confirmed(self, said: Said, state: State, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """Only a yes and nothing else files it; one to "What should we change?" is asked about once more."""
        if said is not Said.YES:
            return [SlotSet(SLOT, replace(state, note="change").as_dict())]
        if state.note == "change":
            return [SlotSet(SLOT, replace(state, note=None).as_dict())]
        wording.file(dispatcher, state)
        return _finish(dispatcher, tracker)

    async def _go_on(self, state: State, dispatcher: CollectingDispatcher, tracker: Tracker, slots: Events) -> Events:
        """After new answers: say what follows from them, then end, or ask the next question."""
        now = tracker.slots | {event["name"]: event["value"] for event in slots}
        state = _tell(_with_records(state, now), dispatcher)
        end = state.errand.end(state.answers)
        if end is not None:
            return await _end(state, end, dispatcher, tracker, now)
        takes = read_turn(tracker.latest_message).sent.get("takes", ())
        if "photo" not in takes and any(q.type == "photo" for q in state.errand.questions):
            state = replace(state, answers={"photo": []} | state.answers)
        question = state.errand.next_question(state.answers)
        if question and question.field == state.asked:  # something else was answered
            return [SlotSet(SLOT, replace(state, note="noted").as_dict())]
        return [SlotSet(SLOT, replace(state, asked=question.field if question else CONFIRM).as_dict())]


class AskErrandAnswer(Action):
    """Asks what the errand wants to know next."""

    def name(self) -> str:
        return "action_ask_errand_answer"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        state = State.of(tracker.get_slot(SLOT))
        question = state.question if state else None
        if state is None:
            return []
        if question is None:
            wording.confirm(dispatcher, state)
            offer_person(dispatcher, tracker)
        elif question.type in FROM_RECORDS:
            asker = AskAddress() if _lists_addresses(tracker) else AskPostcode()
            return list(await asker.run(dispatcher, tracker, domain))
        else:
            wording.ask(dispatcher, state, question)
            offer_person(dispatcher, tracker)
        return []


def _of_earlier(turn: Turn, tracker: Tracker) -> bool:
    """Whether a message is about an errand again that another one interrupted."""
    return any(entry.is_of(FORM, turn.intent) for entry in interrupted(tracker))


def _about_this(turn: Turn, state: State) -> bool:
    """Whether a message may correct an earlier answer."""
    return turn.unspecific or turn.intent == state.intent or state.asked == CONFIRM


def _pressed(turn: Turn, state: State) -> dict[str, Any]:
    """The answer of a button, also of one further up the page; "?" takes an answer back. A button of another errand
    may name a question that this one has as well: there only what it may be answered with counts."""
    name, _, value = turn.entities.get("answer", "").partition("=")
    question = state.errand.question(name)
    if question is None or not value:
        return {}
    if value == wording.CHANGE:
        return {name: None}
    if question.type == "photo":
        return {name: []}
    return {name: value} if wording.offers(question, value) else {}


async def _caption(state: State, turn: Turn, tracker: Tracker, sent: dict[str, Any]) -> dict[str, Any]:
    """What the words beside photos or a position answer."""
    question = state.question
    if not turn.text or question is None or question.type in FROM_RECORDS or question.field in sent:
        return {}
    if question.type == "place":
        found = await interpretation.place_volunteered(turn)
    else:
        found, _ = await interpretation.answer(question, turn, tracker.slots, state.note)
    return {} if found is None else {question.field: found}


def _left(dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
    """The errand is not among ours any more: its file has changed since."""
    back = go_back(dispatcher, tracker, FORM)
    if not back:
        dispatcher.utter_message(response="utter_start_over", buttons=menus.errands(menus.GENERAL))
    return back or CLOSED


def _sent(state: State, turn: Turn, before: Turn | None) -> dict[str, Any]:
    """A place or photos that came with this message, or, to begin with, just before it."""
    found: dict[str, Any] = {}
    for question in state.errand.questions:
        for spoken in filter(None, (turn, before)):
            if question.type == "place" and spoken.sent.get("location"):
                found.setdefault(question.field, places.shared(spoken.sent["location"]))
            if question.type == "photo" and spoken.sent.get("photos"):
                photos = [*state.answers.get(question.field, []), *spoken.sent["photos"]]
                found.setdefault(question.field, photos)
    return found


async def _volunteered(state: State, turn: Turn) -> dict[str, Any]:
    """What a message says about any of the questions."""
    found = {q.field: interpretation.volunteered(q, turn) for q in state.errand.questions}
    where = next((q.field for q in state.errand.questions if q.type == "place"), None)
    if where:
        found[where] = await interpretation.place_volunteered(turn)
    return {name: value for name, value in found.items() if value is not None}


async def _with_corrected_place(state: State, turn: Turn, question: Question) -> dict[str, Any]:
    """The place in "no, it's outside number 5", where something else was asked."""
    where = next((q.field for q in state.errand.questions if q.type == "place"), None)
    if where is None or question.type not in ("yes_no", "updates"):
        return {}
    place = await interpretation.corrected_place(turn)
    return {where: place} if place else {}


async def _addresses(turn: Turn, tracker: Tracker, asked: str | None) -> Events:
    about = turn.unspecific or turn.intent in errands()
    changes = await find_address(turn, tracker, about, records(), asked)
    return [SlotSet(name, value) for name, value in changes.items()]


def _forgotten() -> Events:
    return [SlotSet(name, value) for name, value in (FORGOTTEN | {"note": "new_address"}).items()]


def _lists_addresses(tracker: Tracker) -> bool:
    """Whether the postcode is known and which of its addresses is not."""
    return bool(tracker.get_slot("postcode") and tracker.get_slot("addresses") and not tracker.get_slot("uprn"))


def _with_records(state: State, now: dict[str, Any]) -> State:
    """The shared slots as answers to the questions that they answer."""
    found = {
        q.field: now["postcode" if q.type == "postcode" else "address"]
        for q in state.errand.questions
        if q.type in FROM_RECORDS and now.get("postcode" if q.type == "postcode" else "uprn")
    }
    return replace(state, answers=state.answers | found)


def _tell(state: State, dispatcher: CollectingDispatcher) -> State:
    """What follows from the answers so far, each once."""
    new = [step.say for step in state.errand.tells if holds(step.when, state.answers) and step.say not in state.told]
    for key in new:
        dispatcher.utter_message(response=key)
    return replace(state, told=[*state.told, *new])


async def _end(
    state: State, end: Step, dispatcher: CollectingDispatcher, tracker: Tracker, slots: dict[str, Any]
) -> Events:
    if end.look_up:
        asked = Asked(state, read_turn(tracker.latest_message), slots, str(tracker.sender_id))
        outcome = await LOOKUPS[end.look_up](dispatcher, asked)
        if outcome.ask:
            return [SlotSet(SLOT, _asking(state, outcome).as_dict())]
        if outcome.person:
            return [SlotSet(SLOT, None), *hand_over(dispatcher, tracker, "topic", state.intent)]
    else:
        told = {q.field: state.answers[q.field] for q in state.errand.answered(state.answers)}
        dispatcher.utter_message(response=end.say, lines=wording.lines(state.errand, state.answers), **told)
    return _finish(dispatcher, tracker)


def _asking(state: State, outcome: Outcome) -> State:
    """The question that a look-up needs answered; what was answered to it before did not do."""
    told = [*state.told, outcome.note] if outcome.note else state.told
    asking = replace(state.with_answers({outcome.ask: None}), told=told, offered=[list(c) for c in outcome.choices])
    return replace(asking, asked=outcome.ask, note=outcome.note or None)


def _finish(dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
    """Back to the errand that this one interrupted, of whichever form, else to nothing."""
    return go_back(dispatcher, tracker, FORM) or CLOSED


def _ask_again(state: State) -> Events:
    return [SlotSet(SLOT, replace(state, note=None).as_dict())]


async def _missed(turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker, state: State) -> Events:
    """Ask the question again, saying what was wrong with the answer; where we cannot say, twice at most without the
    offer of a person."""
    note: str | None = "missed" if state.question else "unclear"
    if state.question is not None and turn.text:
        _, note = await interpretation.answer(state.question, turn, tracker.slots, state.note)
    again = [SlotSet(SLOT, replace(state, note=note).as_dict())]
    if state.question is not None and state.question.type in FROM_RECORDS:
        again.append(SlotSet("note", "missed"))  # which the questions that all forms share go by
    if note not in ("missed", "unclear", state.note):
        return again
    step = next_step(turn.intent, steps_taken(tracker.events))
    if step == "ask":
        dispatcher.utter_message(response="utter_person_instead")
    return [SlotSet("fallback_step", step), *again]
