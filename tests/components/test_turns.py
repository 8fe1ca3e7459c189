"""Turns of dialogues, without Rasa: once each, one at a time, and nothing left over however they end."""

from __future__ import annotations

import asyncio
import gc
from typing import Any

import pytest

from components import turns
from components.turns import Turns


class Work:
    """What a turn does, until it is let go."""

    def __init__(self, failure: Exception | None = None) -> None:
        self.begun = 0
        self.go = asyncio.Event()
        self.failure = failure

    async def __call__(self) -> dict[str, Any]:
        self.begun += 1
        await self.go.wait()
        if self.failure:
            raise self.failure
        return {"turn": self.begun}


async def settled() -> None:
    for _ in range(5):
        await asyncio.sleep(0)
    gc.collect()


async def test_a_repeat_joins_what_is_under_way_and_gets_the_same_afterwards() -> None:
    held, work = Turns(), Work()
    first, second = (asyncio.create_task(held.once("1.1", "a", work)) for _ in range(2))
    await settled()
    work.go.set()
    assert await first == await second == await held.once("1.1", "a", work) == {"turn": 1}
    assert held.held() == (1, 0)


async def test_one_who_stops_waiting_finds_the_answer_when_asking_again() -> None:
    held, work = Turns(), Work()
    waiting = asyncio.create_task(held.once("1.1", "a", work))
    await settled()
    waiting.cancel()
    await settled()
    work.go.set()
    assert await held.once("1.1", "a", work) == {"turn": 1}
    assert work.begun == 1


async def test_another_message_of_the_same_sender_waits_and_one_of_another_does_not() -> None:
    held, slow, next_one, other = Turns(), Work(), Work(), Work()
    asked = [asyncio.create_task(held.once("1.1", "a", slow)), asyncio.create_task(held.once("1.1", "b", next_one))]
    asked.append(asyncio.create_task(held.once("2.1", "a", other)))
    await settled()
    assert (slow.begun, next_one.begun, other.begun) == (1, 0, 1)
    for work in (slow, next_one, other):
        work.go.set()
    await asyncio.gather(*asked)
    await settled()
    assert held.held() == (2, 0)


@pytest.mark.parametrize(
    "failure", [ValueError("no"), OSError(28, "No space left on device"), asyncio.CancelledError()]
)
async def test_nothing_is_left_of_a_turn_that_failed(failure: Exception) -> None:
    held, bad, good = Turns(), Work(failure), Work()
    bad.go.set()
    good.go.set()
    with pytest.raises(type(failure)):
        await held.once("1.1", "a", bad)
    await settled()
    assert held.held() == (0, 0)
    assert await held.once("1.1", "a", good) == {"turn": 1}


async def test_a_thousand_failures_leave_nothing() -> None:
    held = Turns()
    for number in range(1000):
        work = Work(ValueError("no"))
        work.go.set()
        with pytest.raises(ValueError, match="no"):
            await held.once(f"{number}.1", "a", work)
    await settled()
    assert held.held() == (0, 0)


async def test_only_so_many_answers_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "KEPT_ANSWERS", 3)
    held, work = Turns(), Work()
    work.go.set()
    for number in range(10):
        await held.once(f"{number}.1", "a", work)
    await settled()
    assert held.held() == (3, 0)
