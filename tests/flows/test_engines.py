"""Several engines: every dialogue goes on, whichever engine has it next, and each engine may die for good."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy.exc import OperationalError

from bot.assistant import Assistant
from bot.assistant.client import Engine, EngineState
from bot.conversation import Patience, Turns
from bot.database.models import Dialogue
from bot.store import dialogues
from tests.fakes.assistant import FakeRasas, message
from tests.flows.conftest import House

NAMES = ("engine-1", "engine-2", "engine-3")


class Engines:
    """A house with so many engines, which can be started anew with another number of them."""

    def __init__(self, house: House) -> None:
        self.house = house

    async def start(self, number: int) -> FakeRasas:
        """A restart: the engines know nothing of what was before."""
        self.fakes = FakeRasas(*NAMES[:number])
        self.house.assistant = self.fakes.assistant()
        self.house.turns = Turns(self.house.context, self.house.assistant)
        self.house.patience = Patience(self.house.context, self.house.assistant)
        return self.fakes

    async def says(self, text: str, who: str = "ada") -> str | None:
        """A resident writes; the dialogue that the engine which answered was given."""
        before = {name: len(rasa.asked) for name, rasa in self.fakes.rasas.items()}
        await self.house.write(text, who)
        await self.house.work()
        await self.house.later(2)
        asked = [body for name, rasa in self.fakes.rasas.items() for body in rasa.asked[before[name] :]]
        dialogue: str | None = asked[-1]["dialogue"]
        return dialogue

    def at(self) -> str:
        """Who was asked last of all."""
        return next(name for name, rasa in self.fakes.rasas.items() if rasa.asked)


@pytest.fixture
def engines(house: House) -> Engines:
    return Engines(house)


@pytest.mark.parametrize("numbers", [(1, 1), (2, 2), (3, 3), (1, 2), (2, 3), (3, 1), (2, 1)])
async def test_every_dialogue_goes_on_after_a_restart(engines: Engines, numbers: tuple[int, int]) -> None:
    people = [f"resident {number}" for number in range(12)]
    await engines.start(numbers[0])
    for who in people:
        assert await engines.says("one", who) is None
    await engines.start(numbers[1])
    for who in people:
        assert await engines.says("two", who) == "one"
    await engines.start(numbers[0])
    for who in people:
        assert await engines.says("three", who) == "one|two", "and not the older copy that this engine had once"


@pytest.mark.parametrize("how", ["down", "dies", "loading"])
async def test_every_dialogue_goes_on_when_an_engine_is_gone_for_good(engines: Engines, how: str) -> None:
    fakes = await engines.start(2)
    people = [f"resident {number}" for number in range(12)]
    for who in people:
        await engines.says("one", who)
    assert all(rasa.asked for rasa in fakes.rasas.values()), "both had some of them"
    fakes.rasas["engine-1"].mode = how
    for who in people:
        assert await engines.says("two", who) == "one"
    for who in people:
        assert [t for t in await engines.house.texts(who) if t.startswith("You")] == ["You said: one", "You said: two"]


async def test_an_old_copy_does_not_come_back_with_its_engine(engines: Engines) -> None:
    fakes = await engines.start(2)
    await engines.says("one")
    own = fakes.rasas[engines.at()]
    own.mode = "down"
    await engines.says("two")
    own.mode = "ready"
    await engines.house.later(5)
    before = len(own.asked)
    assert await engines.says("three") == "one|two"
    assert len(own.asked) == before + 1, "at its own engine"


async def test_the_engine_is_chosen_by_its_name_wherever_it_listens() -> None:
    here = Assistant(
        [Engine(f"http://127.0.0.1:{4000 + n}", EngineState.READY, name=f"engine-{n}") for n in (1, 2, 3)], "t"
    )
    there = Assistant(
        [Engine(f"http://127.0.0.1:{9000 - n}", EngineState.READY, name=f"engine-{n}") for n in (3, 1, 2)], "t"
    )
    chosen = [here.engine_for(number).name for number in range(300)]
    assert chosen == [there.engine_for(number).name for number in range(300)]
    assert min(Counter(chosen).values()) > 60
    gone = next(engine for engine in here.engines if engine.name == "engine-2")
    gone.state = EngineState.DOWN
    moved = [here.engine_for(number).name for number in range(300)]
    assert all(was in (now, "engine-2") for was, now in zip(chosen, moved, strict=True)), "nobody else is moved"
    await here.http.aclose()


async def test_engines_elsewhere_are_named_by_their_address() -> None:
    assert Engine("http://rasa-b:5005").name == "http://rasa-b:5005"


async def test_one_that_is_back_while_another_is_away_answers(engines: Engines) -> None:
    fakes = await engines.start(2)
    for rasa in fakes.rasas.values():
        rasa.mode = "down"
    await engines.house.write("hello")
    await engines.house.work()
    await engines.house.later(61)
    assert (await engines.house.conversation()).state == "waiting"
    fakes.rasas["engine-2"].mode = "ready"
    await engines.house.later(1)
    assert (await engines.house.texts())[-1] == "You said: hello"


async def test_a_failed_turn_leaves_the_dialogue_as_it_was(engines: Engines) -> None:
    fakes = await engines.start(1)
    rasa = fakes.rasas["engine-1"]
    await engines.says("one")
    rasa.answers["two"] = [message("Half a", custom={"action_failed": "validate_errand_form"})]
    rasa.on_ask = lambda: rasa.answers.pop("two") if len(rasa.asked) == 3 else None
    await engines.house.write("two")
    await engines.house.work()
    assert [(body["text"], body["dialogue"]) for body in rasa.asked] == [("one", None), ("two", "one"), ("two", "one")]
    assert (await engines.house.texts())[-1] == "You said: two"


async def test_a_dialogue_that_cannot_be_saved_is_asked_for_again(
    engines: Engines, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk: neither the answer nor its dialogue is there, and then both are."""
    fakes = await engines.start(1)
    await engines.says("one")
    kept = dialogues.set_kept

    def full(*_: object, **__: object) -> None:
        monkeypatch.setattr(dialogues, "set_kept", kept)
        raise OperationalError("INSERT", {}, Exception("database or disk is full"))

    monkeypatch.setattr(dialogues, "set_kept", full)
    await engines.house.write("two")
    await engines.house.work()
    assert (await engines.house.texts())[-1] == "two"
    await engines.house.later(2)
    assert (await engines.house.texts())[-1] == "You said: two"
    assert [body["dialogue"] for body in fakes.rasas["engine-1"].asked] == [None, "one", "one"]
    assert [row.kept for row in await engines.house.rows(Dialogue)] == ["one|two"]


async def test_nothing_is_kept_of_a_dialogue_that_is_over(engines: Engines) -> None:
    await engines.start(1)
    await engines.says("one")
    assert await engines.house.rows(Dialogue)
    await engines.house.later(25 * 3600)
    assert (await engines.house.conversation()).state == "closed"
    assert await engines.house.rows(Dialogue) == []


@pytest.mark.parametrize(("hours", "goes_on"), [(0.1, True), (3.9, True), (4.1, False), (20, False)])
async def test_what_a_person_hands_back_goes_on_within_hours(engines: Engines, hours: float, goes_on: bool) -> None:
    fakes, house = await engines.start(1), engines.house
    await engines.says("one")
    sam = await house.officer()
    await house.desk.take_over(1, sam)
    house.time += timedelta(hours=hours)
    await house.desk.hand_back(1, sam)
    await engines.says("two")
    body = fakes.rasas["engine-1"].asked[-1]
    assert (body["dialogue"], body.get("returned", False)) == (("one", True) if goes_on else (None, False))
    await engines.says("three")
    assert "returned" not in fakes.rasas["engine-1"].asked[-1], "once"


async def test_another_model_begins_a_new_dialogue(engines: Engines) -> None:
    fakes = await engines.start(1)
    await engines.says("one")
    fakes.rasas["engine-1"].model = "model-2"
    await engines.house.later(5)
    assert await engines.says("two") is None
