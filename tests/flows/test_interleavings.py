"""Two gateways that do two things to one conversation at once, stopped at every step: no answer is followed by "our
assistant is down", there is one owner, nothing is lost or answered twice, and no deadlock shows."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from functools import partial
from itertools import product

import pytest
from sqlalchemy import Engine, create_engine

from bot.database import Database
from tests.flows.conftest import House
from tests.flows.histories import Seen, check, everything
from tests.flows.interleaving import Gate, interleave

EVERY = int(os.environ.get("INTERLEAVINGS", "7"))
"""Every seventh step by default, beginning with another one for each pair of acts; INTERLEAVINGS=1 stops at each."""
FEWEST = 5
"""Statements of the shortest act: it must be stopped at least once."""
DOWN = "Our assistant cannot answer right now"
Act = Callable[["Two", House], Awaitable[object]]


class Two:
    """Two gateways on one database and one assistant, and the resident whom it is about just now."""

    def __init__(self, here: House, there: House) -> None:
        self.here, self.there = here, there
        there.assistant.http = here.assistant.http
        self.number = self.conversation = 0

    @property
    def who(self) -> str:
        return f"resident {self.number}"

    async def begin(self, situation: str) -> None:
        """A resident of their own in this situation."""
        self.number += 1
        self.here.rasa.mode = "down" if situation == "waiting" else "ready"
        await self.wait(0)
        self.conversation = (await self.here.write(f"question {self.number}", self.who)).conversation
        if situation in ("officer", "closed"):
            await self.here.desk.take_over(self.conversation, self.sam)
        if situation == "closed":
            await self.here.desk.close(self.conversation, self.sam, "sorted")
        await self.wait(61)
        if situation == "waiting":
            await self.here.patience.look()
            self.here.rasa.mode = "ready"
            await self.wait(1)

    async def wait(self, seconds: float) -> None:
        """Time passes on both sides."""
        self.here.time = self.there.time = self.here.time + timedelta(seconds=seconds)
        for house in (self.here, self.there):
            for engine in house.assistant.engines:
                await house.assistant.look(engine)

    async def prepare(self) -> None:
        """The officers are there."""
        self.sam, self.priya = await self.here.officer("Sam Okafor"), await self.here.officer("Priya Shah")

    async def end(self) -> None:
        """Nobody is left over for the next one."""
        await self.here.inbox().leave("ours", self.who)

    def seen(self) -> list[Seen]:
        """The resident's conversations."""
        return self.here.database.read_now(partial(everything, who=self.who))


ACTS: dict[str, Act] = {
    "answer": lambda two, house: house.converse(),
    "patience": lambda two, house: house.patience.look(),
    "write": lambda two, house: house.write("and another thing", two.who, reference=f"again {two.number}"),
    "never mind": lambda two, house: house.write("never mind", two.who, reference=f"never {two.number}"),
    "claim": lambda two, house: house.desk.claim(two.conversation, two.sam),
    "claim too": lambda two, house: house.desk.claim(two.conversation, two.priya),
    "take over": lambda two, house: house.desk.take_over(two.conversation, two.priya),
    "reply": lambda two, house: house.desk.reply(two.conversation, two.sam, "Hello.", seen=10_000),
    "release": lambda two, house: house.desk.release(two.conversation, two.sam),
    "hand back": lambda two, house: house.desk.hand_back(two.conversation, two.sam),
    "close": lambda two, house: house.desk.close(two.conversation, two.sam, "sorted"),
    "undo": lambda two, house: house.desk.reopen(two.conversation, two.sam),
    "undo too": lambda two, house: house.desk.reopen(two.conversation, two.priya),
    "leave": lambda two, house: house.inbox().leave("ours", two.who),
}
SITUATIONS = {
    "assistant": ("answer", "patience", "take over", "write", "leave"),
    "waiting": ("patience", "claim", "claim too", "write", "never mind", "leave"),
    "officer": ("reply", "hand back", "close", "release", "write"),
    "closed": ("write", "undo", "undo too"),
}
PAIRS = [(situation, *pair) for situation, acts in SITUATIONS.items() for pair in product(acts, acts)]


@pytest.fixture
async def two(house: House, database_url: str) -> AsyncIterator[Two]:
    """Both gateways."""
    other = House(Database(database_url))
    await other.assistant.http.aclose()
    both = Two(house, other)
    await both.prepare()
    yield both
    other.database.close()


@pytest.fixture
def looking_on(database_url: str, two: Two) -> Engine:
    """A connection that is neither's."""
    return create_engine(two.here.database.url, isolation_level="AUTOCOMMIT", pool_size=2)


@pytest.mark.parametrize("database_url", [pytest.param("postgresql", marks=pytest.mark.postgresql)], indirect=True)
@pytest.mark.parametrize("situation", SITUATIONS)
@pytest.mark.parametrize("within", [False, True])
async def test_whatever_comes_between(two: Two, looking_on: Engine, situation: str, within: bool) -> None:
    every = 1 if within else EVERY
    for number, (_, first, second) in enumerate(pair for pair in PAIRS if pair[0] == situation):
        begins = number % min(every, FEWEST)
        stop, more = begins, True
        while more:
            await two.begin(situation)
            here, there = ACTS[first], ACTS[second]
            more = await interleave(
                two.here.database.engine,
                looking_on,
                lambda act=here: act(two, two.here),  # type: ignore[misc]
                lambda act=there: act(two, two.there),  # type: ignore[misc]
                Gate(stop, within),
            )
            try:
                _nothing_went_wrong(two.seen(), {first, second})
            except AssertionError as error:
                raise AssertionError(f"{first} stopped at step {stop}, then {second}: {error}") from error
            await two.end()
            stop += every
        assert stop > begins + every, f"{first} was never stopped"
    looking_on.dispose()


def _nothing_went_wrong(conversations: list[Seen], acts: set[str]) -> None:
    written = [each for seen in conversations for each in seen.events.values() if each.author == "resident"]
    kept = [row for seen in conversations for row in seen.inbound]
    wrote = {each.text for each in written if each.kind == "message"}
    assert (
        len([each for each in written if each.kind == "message"])
        == len(kept)
        == 1 + len(acts & {"write", "never mind"})
    )
    assert sum(seen.row.state != "closed" for seen in conversations) <= 1, "one conversation, one owner"
    for seen in conversations:
        check(seen)
        said = [event.text for number, event in sorted(seen.events.items()) if event.kind == "message"]
        for text in wrote:
            assert said.count(f"You said: {text}") <= 1, "answered twice"
        last = ""
        for _, event in sorted(seen.events.items()):
            assert not (event.text.startswith(DOWN) and last == "assistant"), "our assistant is down, after its answer"
            last = event.author if event.kind == "message" and event.author != "system" else last
