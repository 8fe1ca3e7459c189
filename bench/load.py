"""Puts load on a side: so many conversations at once, each in a session of its own, each turn after the reply."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import aiohttp

from bench.dialogues import Dialogue
from bench.figures import Sample
from bench.talkers import HANDED_OVER, Begin, NoAnswer, Reply, Talker

REHEARSED_AT_ONCE = 4

Replies = tuple[Reply, ...]


@dataclass(frozen=True)
class Script:
    """A dialogue and what is replied to each of its turns, learned in rehearsal."""

    dialogue: Dialogue
    replies: Replies


async def rehearse(begin: Begin, dialogues: Sequence[Dialogue]) -> list[Script]:
    """Hold every dialogue once: it warms the side up, and its replies are what the same words must get under load.

    Raises NoAnswer when a turn gets no reply or an empty one, or ends with staff.
    """
    room = asyncio.Semaphore(REHEARSED_AT_ONCE)

    async def hold(dialogue: Dialogue) -> Script:
        async with room:
            resident = await begin()
            replies: list[Reply] = []
            for text in dialogue:
                reply = await resident.say(text, None)
                if not reply or not all(reply) or HANDED_OVER in reply:
                    raise NoAnswer(f"no reply of the assistant's to {text!r} in rehearsal: {reply}")
                replies.append(reply)
            await resident.leave()
            return Script(dialogue, tuple(replies))

    return list(await asyncio.gather(*(hold(dialogue) for dialogue in dialogues)))


async def run(begin: Begin, scripts: Sequence[Script], at_once: int, *, until: float) -> list[Sample]:
    """Keep `at_once` conversations going until `until` (of time.perf_counter); a turn under way then is finished."""
    upcoming = itertools.cycle(scripts)
    runs = await asyncio.gather(*(_resident(begin, upcoming, until) for _ in range(at_once)))
    return [sample for samples in runs for sample in samples]


async def _resident(begin: Begin, upcoming: Iterator[Script], until: float) -> list[Sample]:
    samples: list[Sample] = []
    while time.perf_counter() < until:
        script = next(upcoming)
        resident = await begin()
        for text, right in zip(script.dialogue, script.replies, strict=True):
            if time.perf_counter() >= until:
                break
            samples.append(await _turn(resident, text, right))
        await resident.leave()
    return samples


async def _turn(resident: Talker, text: str, right: Reply) -> Sample:
    began = time.perf_counter()
    fault = None
    try:
        reply = await resident.say(text, len(right))
    except (NoAnswer, aiohttp.ClientError, OSError, ValueError) as error:
        fault = f"{text!r}: {error}"
    else:
        if reply != right:
            fault = f"{text!r}: {reply!r} instead of {right!r}"
    return Sample(began, time.perf_counter() - began, fault)
