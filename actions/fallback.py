"""What to do with a message that was not understood: a quotation from the council's pages where one is sure, else "did
you mean", then rephrase, then ask whether a person should answer. Nobody is handed over for it unasked."""

from typing import Any, Literal

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.dialogue import (
    PERSON,
    PERSON_OR_NOT,
    Events,
    Turn,
    button,
    earlier_turns,
    read_turn,
    slots_set_since_message,
)
from actions.handover import mentioned_topic
from actions.pages import VERY_SURE, Search, give, nothing_found, says_whether_it_helped, search
from actions.subtopics import SUBTOPIC
from language.intent_kinds import CONTROL
from language.taxonomy import intents, kind, titles

Step = Literal["offer", "rephrase", "ask"]
FALLBACK = "nlu_fallback"
NOT_UNDERSTOOD = frozenset({"clarify", FALLBACK})
INTENTS_OFFERED = 2
# Control intents are about the chat itself; only these are errands that somebody may have meant.
OFFERABLE_CONTROL = frozenset({"speak_to_person", "help_menu", "language_welsh", "language_accessibility"})


def steps_taken(events: Events) -> list[str]:
    """The steps taken in the run of turns just before this one that each ended in a step, the latest first.

    A turn's step is in the slot `fallback_step`, so an understood message, which sets none, starts again from nothing.
    """
    taken: list[str] = []
    step, turns = None, 0
    for event in reversed(events):
        if event.get("event") == "slot" and event.get("name") == "fallback_step":
            step = step or event["value"]
        elif event.get("event") == "user":
            if turns and not step:
                break
            taken += [step] if turns and step else []
            step, turns = None, turns + 1
    return taken


def next_step(intent: str, taken: list[str], *, may_be_danger: bool = False) -> Step:
    """The first step not yet taken: an offer for two close guesses, one rephrasing, then the question of a person, as
    often as it is needed. Who may be in danger is not asked to find other words."""
    if intent == "clarify" and "offer" not in taken:
        return "offer"
    return "rephrase" if "rephrase" not in taken and not may_be_danger else "ask"


def likeliest(turn: Turn, topic: str | None = None) -> list[str]:
    """The two likeliest errands of a message, the likeliest first; none where there are not two to choose from. Those
    of the topic that the resident has just named go before all others."""
    errands = [name for name in turn.ranking if kind(name) != CONTROL or name in OFFERABLE_CONTROL]
    known = [name for name in errands if name in titles()]
    if topic:
        known.sort(key=lambda name: name not in intents() or intents()[name].topic != topic)
    return known[:INTENTS_OFFERED] if len(known) >= INTENTS_OFFERED else []


def topic_just_named(events: Events) -> str | None:
    """The topic of a message before this one that said no more than "council tax": this one says what about it."""
    before = next(earlier_turns(events), None)
    return mentioned_topic(before.text) if before and before.intent == "help_menu" else None


def offer_buttons(turn: Turn, topic: str | None = None) -> list[dict[str, str]]:
    """ "Did you mean" as choices, with the way out last. The sub-topic that was named goes with the intent it is of,
    the likeliest."""
    named = {SUBTOPIC: turn.entities[SUBTOPIC]} if SUBTOPIC in turn.entities else {}
    errands = [
        button(titles()[name], name, **(named if name == turn.ranking[0] else {})) for name in likeliest(turn, topic)
    ]
    return [*errands, button("Something else", "nlu_fallback")]


def offer_person(dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
    """A person as the last choice of a form's question that is asked again because nothing was understood."""
    if slots_set_since_message(tracker.events).get("fallback_step") == "ask":
        question = dispatcher.messages[-1]
        question["buttons"] = [*(each for each in question.get("buttons") or () if each != PERSON), PERSON]


class NotUnderstood(Action):
    """Answers `clarify` and `nlu_fallback` outside of a form."""

    def name(self) -> str:
        return "action_not_understood"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        if says_whether_it_helped(dispatcher, tracker):
            return []
        turn = read_turn(tracker.latest_message)
        searched = await _searched(turn, tracker)
        quoted = give(dispatcher, tracker, turn, quotation=searched.quotation) if searched.quotation else None
        if quoted is not None:
            return quoted
        missed = nothing_found(turn) if searched.done and turn.intent == FALLBACK else None
        return _ask_again(dispatcher, tracker, turn, missed=missed)


def _ask_again(
    dispatcher: CollectingDispatcher, tracker: Tracker, turn: Turn, *, missed: dict[str, str] | None
) -> Events:
    """The step that comes next; the search that found nothing goes along with it."""
    may_be_danger = bool(turn.possible_danger)
    step = next_step(turn.intent, steps_taken(tracker.events), may_be_danger=may_be_danger)
    if step == "offer" and likeliest(turn):
        topic = topic_just_named(tracker.events)
        dispatcher.utter_message(response="utter_did_you_mean", buttons=offer_buttons(turn, topic))
    elif step == "ask" or may_be_danger:
        step = "ask"
        dispatcher.utter_message(response="utter_person_or_not", buttons=PERSON_OR_NOT, json_message=missed)
    else:
        step = "rephrase"
        dispatcher.utter_message(response="utter_rephrase", json_message=missed)
    return [SlotSet("fallback_step", step)]


async def _searched(turn: Turn, tracker: Tracker) -> Search:
    """What the council's pages say to words that were not understood; between two guesses only what is very sure.
    Where somebody may be in danger a person is offered, and no page."""
    if turn.possible_danger:
        return Search(False, None)
    found = await search(turn, tracker)
    doubtful = turn.intent != FALLBACK and found.quotation and found.quotation.confidence < VERY_SURE
    return Search(found.done, None) if doubtful else found
