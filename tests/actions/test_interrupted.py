"""Every errand in the middle of every other: whichever way it ends, what it interrupted goes on."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from actions import records
from actions.errands.spec import errands
from actions.interrupted import MOST_KEPT, OWN
from tests.actions.conftest import FakeRecords
from tests.actions.rasa import Rasa

WASTE = {"missed_bin_report": "a missed bin", "bin_collection_day": "your bin day"}
TITLES = {intent: errand.title for intent, errand in errands().items()} | WASTE
TYPED = {
    "place": "outside 14 Mill Lane",
    "words": "since yesterday evening",
    "date": "1 December",
    "time": "most evenings",
    "postcode": "FB1 2CD",
    "address": "FB1 2CD",
    "updates": "no thank you",
}
NOTHING = {"kept": False, "wards": [], "places": [], "terms": [], "libraries": [], "applications": [], "requests": []}
TURNS = 25
EVERY = sorted(TITLES)


class Town(FakeRecords):
    """The council's addresses and rounds, and no records of any other kind."""

    def answer(self, request: httpx.Request) -> httpx.Response:
        if self.down or request.url.path.endswith(("addresses", "collections")):
            return super().answer(request)
        clock = {"today": self.today, "now": self.now, "bank_holidays": [], "at": None}
        return httpx.Response(200, json=NOTHING | clock)


@pytest.fixture
def town() -> Town:
    fake = Town()
    records.use(httpx.AsyncClient(transport=httpx.MockTransport(fake.answer), base_url="http://records"))
    return fake


async def begin(rasa: Rasa, intent: str) -> None:
    """By a button, so that no words answer anything."""
    await rasa.presses(f"/{intent}")


async def answer(rasa: Rasa) -> None:
    """The question that was asked last: its first button, else something that fits."""
    buttons = rasa.said[-1].get("buttons") or next((m["buttons"] for m in reversed(rasa.said) if m.get("buttons")), [])
    offered = [button["payload"] for button in buttons if "speak_to_person" not in button["payload"]]
    state = rasa.slots.get("errand") or {}
    question = errands()[state["intent"]].question(state.get("asked")) if rasa.loop == "errand_form" else None
    if question is not None and question.type in TYPED and rasa.slots.get("addresses") is None:
        await rasa.says(TYPED[question.type], "provide_details")
    elif offered:
        await rasa.presses(offered[0])
    else:
        await rasa.says("FB1 2CD", "provide_details")


def came_back(rasa: Rasa, intent: str) -> bool:
    """Whether the errand was named once, and after that goes on with its question; or ends, where the address that the
    other one was given was all that it needed."""
    backs = [m for m in rasa.said if m.get("response") == "utter_errand_back"]
    named = [m["title"] for m in backs] == [TITLES[intent]]
    goes_on = rasa.errand == intent or (rasa.loop is None and intent in WASTE)
    return named and goes_on and rasa.keys[-1] != "utter_errand_back"


async def finish(rasa: Rasa, intent: str) -> None:
    """Answer this errand's questions until it is over."""
    for _ in range(TURNS):
        if rasa.errand != intent or "handoff" in rasa.custom:
            return
        await answer(rasa)
    raise AssertionError(f"{intent} has no end: {rasa.keys}")


async def interrupted_by(rasa: Rasa, first: str, second: str) -> bool:
    """`first` is in the middle of its questions and `second` has begun. False where one has nothing to ask."""
    await begin(rasa, first)
    if rasa.errand != first:
        return False
    await begin(rasa, second)
    return rasa.errand == second


@pytest.mark.parametrize("first", EVERY)
async def test_each_goes_on_after_each_other_is_done(call: Any, town: Town, first: str) -> None:
    for second in [name for name in EVERY if name != first]:
        rasa = Rasa(call)
        if await interrupted_by(rasa, first, second):
            await finish(rasa, second)
        elif rasa.loop is None:
            return  # `first` is answered at once: nothing can interrupt it
        if "handoff" in rasa.custom:
            assert rasa.loop is None and rasa.slots["interrupted"], f"{first} is forgotten after {second}"
        else:
            assert came_back(rasa, first), (first, second, rasa.keys, rasa.errand)
            assert rasa.slots["interrupted"] is None


@pytest.mark.parametrize("first", EVERY)
async def test_each_goes_on_after_each_other_is_left(call: Any, town: Town, first: str) -> None:
    for second in [name for name in EVERY if name != first]:
        rasa = Rasa(call)
        if await interrupted_by(rasa, first, second):
            await rasa.says("leave it", "start_over")
            assert rasa.keys[0] == "utter_errand_left"
            assert came_back(rasa, first), (first, second, rasa.keys, rasa.errand)


@pytest.mark.parametrize("first", EVERY)
async def test_each_goes_on_when_records_are_down_for_another(call: Any, town: Town, first: str) -> None:
    for second in [name for name in EVERY if name != first]:
        rasa = Rasa(call)
        town.down = False
        if not await interrupted_by(rasa, first, second):
            continue
        town.down = True
        for _ in range(TURNS):
            if rasa.errand != second or "handoff" in rasa.custom:
                break
            await answer(rasa)
        assert "handoff" in rasa.custom or rasa.errand == first, (first, second, rasa.keys)


@pytest.mark.parametrize("first", EVERY)
async def test_each_can_be_asked_for_again_before_the_other_is_done(call: Any, town: Town, first: str) -> None:
    for second in [name for name in EVERY if name != first]:
        rasa = Rasa(call)
        if not await interrupted_by(rasa, first, second):
            continue
        await begin(rasa, first)
        assert rasa.errand == first, (first, second, rasa.keys)
        await rasa.says("leave it", "start_over")
        assert came_back(rasa, second), (first, second, rasa.keys, rasa.errand)
        assert rasa.slots["interrupted"] is None, "once each"


TRIPLES = [
    ("pothole_report", "missed_bin_report", "flytipping_report"),
    ("missed_bin_report", "bin_collection_day", "pothole_report"),
    ("bin_collection_day", "pothole_report", "missed_bin_report"),
    ("bin_order", "case_status", "graffiti_report"),
    ("council_tax_move_or_change", "case_status", "bulky_waste_book"),
]


@pytest.mark.parametrize("three", TRIPLES, ids=" ".join)
async def test_three_are_gone_back_to_one_after_the_other(call: Any, town: Town, three: tuple[str, ...]) -> None:
    rasa = Rasa(call)
    for intent in three:
        await begin(rasa, intent)
        assert rasa.errand == intent
    for ended, back in ((three[2], three[1]), (three[1], three[0])):
        assert rasa.errand == ended
        await rasa.says("leave it", "start_over")
        assert came_back(rasa, back), rasa.keys
    await rasa.says("leave it", "start_over")
    assert rasa.keys == ["utter_start_over"] and rasa.loop is None


async def test_only_so_many_are_kept_and_the_first_is_let_go(call: Any, town: Town) -> None:
    rasa = Rasa(call)
    many = [name for name in EVERY if name.endswith("_report")][: MOST_KEPT + 2]
    for intent in many:
        await begin(rasa, intent)
        assert rasa.errand == intent
    for back in reversed(many[1:-1]):
        await rasa.says("leave it", "start_over")
        assert came_back(rasa, back), rasa.keys
    await rasa.says("leave it", "start_over")
    assert rasa.keys == ["utter_start_over"]


async def test_each_keeps_its_answers_and_its_own_address(call: Any, town: Town) -> None:
    rasa = Rasa(call)
    await rasa.says("my black bin was missed at FB1 2CD", "missed_bin_report")
    await rasa.says("number 1", "provide_details")
    assert rasa.slots["missed_bin"] == "refuse"
    mine = rasa.slots["uprn"]
    await rasa.says("there is a massive pothole outside 14 Mill Lane", "pothole_report")
    await rasa.says("when is the bin day at FB1 0JG", "bin_collection_day")
    await finish(rasa, "bin_collection_day")
    days = next(message for message in rasa.said if message["response"] == "utter_bin_days")
    assert came_back(rasa, "pothole_report") and "Mill" not in days["address"]
    assert days["address"] != rasa.slots["address"], "that was somebody else's"
    assert rasa.slots["errand"]["answers"]["size"] == "large"
    await finish(rasa, "pothole_report")
    assert came_back(rasa, "missed_bin_report")
    assert (rasa.slots["uprn"], rasa.slots["missed_bin"]) == (mine, "refuse")
    await rasa.presses("/affirm")
    assert rasa.custom["service_request"]["fields"]["uprn"] == mine


async def test_what_was_left_by_saying_goodbye_does_not_come_back(call: Any, town: Town) -> None:
    rasa = Rasa(call)
    await begin(rasa, "pothole_report")
    await begin(rasa, "missed_bin_report")
    await rasa.says("bye", "goodbye")
    await begin(rasa, "graffiti_report")
    await rasa.says("leave it", "start_over")
    assert rasa.keys == ["utter_start_over"]


def gathered(rasa: Rasa) -> dict[str, Any]:
    """What the open errand knows and asks, whatever the number of times."""
    return {name: value for name, value in (rasa.slots.get("errand") or {}).items() if name not in ("put", "times")}


@pytest.mark.parametrize("first", EVERY)
@pytest.mark.parametrize(("facet", "text"), [("cost", "and how much is that?"), ("contact", "a phone number please")])
async def test_what_is_asked_of_a_service_is_answered_at_every_question(
    call: Any, town: Town, first: str, facet: str, text: str
) -> None:
    """The question then comes again, and nothing of what was asked is kept."""
    rasa = Rasa(call)
    await begin(rasa, first)
    for _ in range(TURNS):
        if rasa.errand != first:
            return
        asked, kept = rasa.slots.get("requested_slot"), gathered(rasa)
        answered, *_, question = await rasa.says(text, "facet", instead_of=first, facet=facet)
        assert answered in (f"utter_{first}_{facet}", "utter_facet_unknown") or answered.startswith("utter_contact_")
        assert question not in (answered, None) and rasa.errand == first
        assert (rasa.slots.get("requested_slot"), gathered(rasa)) == (asked, kept)
        await answer(rasa)


async def test_an_answer_of_another_kind_keeps_the_form(call: Any, town: Town) -> None:
    """Another council's service is told by its own rule."""
    rasa = Rasa(call)
    await begin(rasa, "pothole_report")
    asked = rasa.keys
    await rasa.says("what do I do with old paint?", "hazardous_clinical_waste")
    again = [f"{key}_again" for key in asked]
    assert rasa.keys == ["utter_hazardous_clinical_waste", *again] and rasa.errand == "pothole_report"


def test_every_form_can_be_put_aside() -> None:
    from tests.actions.rasa import DOMAIN

    assert OWN.keys() == DOMAIN["forms"].keys()
