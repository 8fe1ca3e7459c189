"""The steps of a message to an open errand: their order, and each alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.dialogue import Events, read_turn
from actions.errands import steps
from actions.errands.exchange import Exchange
from actions.errands.spec import errands
from actions.errands.state import CONFIRM, State
from tests.actions.conftest import FakeRecords, parsed

ORDER = """
button_pressed                    before what the open question makes of words: it names its own question
place_or_photo_sent               what came beside the words is plain, the words are not
steered                           before answers: "go back" and "skip" would be one in the resident's own words
about_the_form                    before answers: "do you need my name" is no description
yes_and_another                   before corrections and a yes: what follows it belongs to neither
what_to_change                    before answers and corrections: "change the street" is neither
address_asked_for                 before other answers: an address has words that many questions would take
answer_asked_for                  before corrections: the open question has the first claim on the words
something_to_add                  before corrections: "and a mattress" takes no answer's place
correction                        before yes and no: "no, it's in Mill Lane" corrects
more_exact_place                  after corrections: only what names no street is part of the one that is known
corrected_address                 like any other correction, but it costs a look-up
removed_errand                    before whatever would begin it or leave it to its rule, which begins it again
something_to_change               before yes and no: "yes but change the place"
yes_to_what_was_said_back         before asides: a plain yes counts whatever it was classified as
no_to_what_was_said_back
unclear_about_what_was_said_back
another_errand                    after all that the open one may need: only now does it lose the floor
same_errand_or_old_button
aside_for_other_rules
reference_of_a_report             in what nothing else was made of
something_told                    of that again: an answer that was not understood is kept as told
missed                            takes every message
"""


def test_the_order_is_this_one() -> None:
    """Whoever changes it changes what residents are answered: say why in the line."""
    assert [step.__name__ for step in steps.STEPS] == [line.split()[0] for line in ORDER.strip().splitlines()]


async def test_the_first_that_speaks_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def step(name: str, events: Events | None) -> Callable[[Exchange], Any]:
        async def take(at: Exchange) -> Events | None:
            asked.append(name)
            return events

        return take

    monkeypatch.setattr(steps, "STEPS", (step("silent", None), step("leaves", []), step("never", [{"event": "slot"}])))
    assert await steps.take(exchange("hello", "greet")) == []
    assert asked == ["silent", "leaves"]


def exchange(text: str, intent: str = "provide_details", asked: str = "size", **state: Any) -> Exchange:
    """A message to a pothole's report, or to another errand, of which one thing was asked."""
    of, sent = state.pop("of", "pothole_report"), state.pop("sent", {})
    entities = {name: state.pop(name) for name in ("answer", "subtopic") if name in state}
    message = parsed(text, intent, **entities) | {"sent": sent}
    errand = State(of, asked=asked, **state)
    slots = {"errand": errand.as_dict(), "requested_slot": "errand_answer"}
    tracker = Tracker("7.1", slots, message, [], False, None, {}, "action_listen")
    return Exchange(read_turn(message), errand, CollectingDispatcher(), tracker)


@pytest.mark.parametrize(
    ("step", "speaks", "is_silent"),
    [
        (steps.button_pressed, exchange("/provide_details", answer="size=large"), exchange("large")),
        (
            steps.place_or_photo_sent,
            exchange("", sent={"location": {"latitude": 52.6, "longitude": -0.9}}),
            exchange("in Mill Lane"),
        ),
        (
            steps.address_asked_for,
            exchange("FB1 2CD", of="garden_waste", asked="postcode", answers={"what": "join"}),
            exchange("FB1 2CD", asked="place"),
        ),
        (steps.steered, exchange("go back"), exchange("at the back")),
        (steps.about_the_form, exchange("do you need my name?"), exchange("my name is Ada")),
        (
            steps.something_to_add,
            exchange("and a mattress", of="bulky_waste_book", asked="usable", answers={"items": "sofa"}),
            exchange("and how much is it", of="bulky_waste_book", asked="usable", answers={"items": "sofa"}),
        ),
        (
            steps.more_exact_place,
            exchange("it's by number 12 actually", asked="danger", answers={"place": {"words": "Mill Lane"}}),
            exchange("it's by number 12 actually", asked="danger"),
        ),
        (
            steps.yes_and_another,
            exchange("yes, and a street light is out", "street_light_report", CONFIRM, answers={"size": "small"}),
            exchange("a street light is out", "street_light_report", CONFIRM, answers={"size": "small"}),
        ),
        (steps.answer_asked_for, exchange("massive"), exchange("purple")),
        (
            steps.what_to_change,
            exchange("the size is wrong", asked=CONFIRM, answers={"size": "small"}),
            exchange("something is wrong", asked=CONFIRM, answers={"size": "small"}),
        ),
        (
            steps.correction,
            exchange("it's massive", asked="danger", answers={"size": "small"}),
            exchange("it's small", asked="danger", answers={"size": "small"}),
        ),
        (
            steps.corrected_address,
            exchange("FB1 2CD", of="garden_waste", asked="what"),
            exchange("FB1 2CD", asked="size"),
        ),
        (
            steps.something_to_change,
            exchange("I want to change something", asked=CONFIRM),
            exchange("I want to change something"),
        ),
        (steps.yes_to_what_was_said_back, exchange("yes", "affirm", CONFIRM), exchange("probably", "affirm", CONFIRM)),
        (steps.no_to_what_was_said_back, exchange("no", "deny", CONFIRM), exchange("no", "deny")),
        (
            steps.unclear_about_what_was_said_back,
            exchange("probably", "affirm", CONFIRM),
            exchange("the bins", "affirm", CONFIRM),
        ),
        (
            steps.another_errand,
            exchange("a street light is out", "street_light_report"),
            exchange("a pothole", "pothole_report"),
        ),
        (
            steps.same_errand_or_old_button,
            exchange("a pothole", "pothole_report"),
            exchange("a street light is out", "street_light_report"),
        ),
        (steps.aside_for_other_rules, exchange("swap my house", "housing_exchange"), exchange("purple")),
        (steps.reference_of_a_report, exchange("FER-7KQ2MX"), exchange("purple")),
        (steps.something_told, exchange("there have been muggings round here"), exchange("purple")),
        (steps.missed, exchange("purple"), None),
    ],
    ids=lambda given: getattr(given, "__name__", ""),
)
async def test_each_speaks_of_its_own_messages_only(
    council_records: FakeRecords, step: Any, speaks: Exchange, is_silent: Exchange | None
) -> None:
    assert await step(speaks) is not None
    assert is_silent is None or await step(is_silent) is None


async def test_what_is_told_beside_a_question_goes_along_with_a_report() -> None:
    told = exchange("there have been muggings round here")
    events = await steps.something_told(told) or []
    (kept,) = [event["value"] for event in events if event.get("name") == "errand"]
    assert kept["also"] == ["there have been muggings round here"]
    assert (kept["note"], kept["asked"]) == ("noted", told.state.asked)
    assert await steps.something_told(exchange("how long will that be then")) is None, "a question is not told"


async def test_what_is_listed_before_it_was_asked_for_is_that_list() -> None:
    told = exchange("2 seater and a mattress", of="bulky_waste_book", asked="whose")
    events = await steps.something_told(told) or []
    (kept,) = [event["value"] for event in events if event.get("name") == "errand"]
    assert kept["answers"] == {"items": "2 seater and a mattress"}


async def test_an_errand_that_no_file_describes_gets_its_general_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "removed_errands", lambda: frozenset({"tree_vegetation_report"}))
    at = exchange("a tree is down", "tree_vegetation_report")
    at.domain["responses"] = {"utter_tree_vegetation_report": []}
    assert await steps.removed_errand(at) == steps.ask_again(at.state)
    assert [message["response"] for message in at.dispatcher.messages] == ["utter_tree_vegetation_report"]
    assert await steps.removed_errand(exchange("a pothole", "pothole_report")) is None


async def test_every_step_is_tried_here() -> None:
    """In the table above, or in a test of its own."""
    marks = test_each_speaks_of_its_own_messages_only.pytestmark  # type: ignore[attr-defined]
    tried = {given[0] for given in marks[0].args[1]} | {steps.removed_errand}
    assert tried == set(steps.STEPS) and "pothole_report" in errands()
