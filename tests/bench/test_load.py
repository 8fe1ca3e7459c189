"""The benchmark's load: who is asked what, and what counts as a wrong reply."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field

import pytest

from bench.load import rehearse, run
from bench.talkers import HANDED_OVER, NoAnswer, Reply, Talker


@dataclass
class Echo:
    """A side that echoes, and notes how many talk to it at once. From turn `wrong_from` on it answers otherwise."""

    wrong_from: int | None = None
    turns: int = 0
    open: int = 0
    most: int = 0
    heard: list[list[str]] = field(default_factory=list)

    async def begin(self) -> Talker:
        self.open += 1
        self.most = max(self.most, self.open)
        self.heard.append([])
        return Resident(self, self.heard[-1])


@dataclass
class Resident:
    echo: Echo
    heard: list[str]

    async def say(self, text: str, expected: int | None) -> Reply:
        self.echo.turns += 1
        self.heard.append(text)
        await asyncio.sleep(0.001)
        if self.echo.wrong_from is not None and self.echo.turns > self.echo.wrong_from:
            return ("something else",)
        if text == HANDED_OVER:
            return (text,)
        return (f"you said {text}",) if text != "silence" else ()

    async def leave(self) -> None:
        self.echo.open -= 1


DIALOGUES = [("one", "two", "three"), ("four", "five")]


async def test_rehearsal_learns_every_reply_in_a_conversation_of_its_own() -> None:
    echo = Echo()
    scripts = await rehearse(echo.begin, DIALOGUES)
    assert [script.replies[0] for script in scripts] == [("you said one",), ("you said four",)]
    assert echo.heard == [["one", "two", "three"], ["four", "five"]]
    assert echo.open == 0


async def test_rehearsal_refuses_silence() -> None:
    with pytest.raises(NoAnswer, match="silence"):
        await rehearse(Echo().begin, [("hello", "silence")])


async def test_rehearsal_refuses_a_conversation_that_staff_get() -> None:
    with pytest.raises(NoAnswer, match="staff"):
        await rehearse(Echo().begin, [("hello", HANDED_OVER)])


async def test_so_many_talk_at_once_and_each_dialogue_begins_afresh() -> None:
    echo = Echo()
    scripts = await rehearse(echo.begin, DIALOGUES)
    echo.most, echo.heard = 0, []
    samples = await run(echo.begin, scripts, at_once=3, until=time.perf_counter() + 0.2)
    assert echo.most == 3
    assert {tuple(heard) for heard in echo.heard if len(heard) > 1} <= {*DIALOGUES, ("one", "two")}
    assert samples and not any(sample.fault for sample in samples)
    assert all(sample.seconds >= 0.001 for sample in samples)


async def test_a_reply_other_than_the_rehearsed_one_is_a_fault() -> None:
    echo = Echo()
    scripts = await rehearse(echo.begin, DIALOGUES)
    echo.wrong_from = echo.turns + 4
    samples = await run(echo.begin, scripts, at_once=1, until=time.perf_counter() + 0.1)
    assert [bool(sample.fault) for sample in samples[:6]] == [False] * 4 + [True] * 2
    assert "something else" in str(samples[5].fault)
