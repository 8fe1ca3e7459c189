"""One side under load: a window for each level, with what its processes and its log say about that window."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import yaml

from bench.figures import Figures, Sample, figures
from bench.load import Script, rehearse, run
from bench.processes import processor, resident
from bench.sides import Side

SETTLING_SECONDS = 3.0
"""Before the window opens: sessions that begin together have spread out by then."""
REPLIED = b'"assistant.replied"'
NOT_UNDERSTOOD = ("utter_did_you_mean", "utter_did_you_mean_or_postcode", "utter_rephrase")
DOMAIN = Path(__file__).resolve().parent.parent / "domain"
FAULTS_SHOWN = 5


@dataclass(frozen=True)
class Level:
    """Figures of one window; seconds a message, on average. `engine` is the round trip to Rasa as the gateway sees it,
    and `processor` the time on a processor by process name (the load's own is `client`)."""

    figures: Figures
    engine: float | None
    processor: dict[str, float]
    faults: tuple[str, ...]

    @property
    def gateway(self) -> float | None:
        """The gateway's own part of a message: all that is not Rasa's."""
        return None if self.engine is None else self.figures.mean - self.engine


@dataclass
class Result:
    """All that was measured of one side."""

    name: str
    first_answer: float
    levels: list[Level] = field(default_factory=list)
    memory: dict[str, int] = field(default_factory=dict)
    turns: int = 0
    not_understood: int = 0
    said: int = 0
    stored: int | None = None


async def measure(
    side: Side, dialogues: Sequence[tuple[str, ...]], at_once: Sequence[int], *, seconds: float
) -> Result:
    """Rehearse, then each level in turn."""
    result = Result(side.name, side.first_answer)
    scripts = await rehearse(side.begin, dialogues)
    replies = [reply for script in scripts for reply in script.replies]
    result.said += sum(len(reply) for reply in replies)
    result.turns, result.not_understood = len(replies), not_understood(replies)
    for number in at_once:
        level, samples = await _level(side, scripts, number, seconds=seconds)
        result.levels.append(level)
        result.said += sum(sample.fault is None for sample in samples)
    result.memory = {name: resident(pid) for name, pid in _pids(side).items()}
    result.stored = _stored(side.database)
    return result


def not_understood(replies: Sequence[tuple[str, ...]]) -> int:
    """How many turns ended in "did you mean" or "please say it in other words"."""
    responses: dict[str, list[dict[str, str]]] = {}
    for path in DOMAIN.glob("*.yml"):
        responses |= yaml.safe_load(path.read_text("utf-8")).get("responses") or {}
    texts = {variation["text"].strip() for key in NOT_UNDERSTOOD for variation in responses[key]}
    return sum(any(text.strip() in texts for text in reply) for reply in replies)


async def _level(side: Side, scripts: Sequence[Script], at_once: int, *, seconds: float) -> tuple[Level, list[Sample]]:
    start = time.perf_counter() + SETTLING_SECONDS
    end = start + seconds
    load = asyncio.create_task(run(side.begin, scripts, at_once, until=end))
    await asyncio.sleep(start - time.perf_counter())
    before, began = _processor(side), datetime.now(UTC)
    await asyncio.sleep(end - time.perf_counter())
    after, ended = _processor(side), datetime.now(UTC)
    samples = await load
    found = figures(samples, at_once, start, end=end)
    spent = {name: (after[name] - before[name]) / found.messages for name in after}
    faults = tuple(sample.fault for sample in samples if sample.fault)
    return Level(found, engine_seconds(side.log, began, ended), spent, faults[:FAULTS_SHOWN]), samples


def _pids(side: Side) -> dict[str, int]:
    """Processes by name; the gateway's children are its engines."""
    found: dict[str, int] = {}
    for program in side.measured:
        own, *children = program.pids()
        found[program.name] = own
        below = "engine" if program.name == "gateway" else f"{program.name}: process"
        found |= {f"{below} {number}": pid for number, pid in enumerate(children, 1)}
    return found


def _processor(side: Side) -> dict[str, float]:
    return {name: processor(pid) for name, pid in _pids(side).items()} | {"client": time.process_time()}


def engine_seconds(log: Path | None, began: datetime, ended: datetime) -> float | None:
    """The mean round trip to Rasa that the gateway's log tells of between two moments; None where it tells of none."""
    if log is None:
        return None
    lines = (json.loads(line) for line in log.read_bytes().splitlines() if REPLIED in line and line.endswith(b"}"))
    found = [line["seconds"] for line in lines if began <= datetime.fromisoformat(line["timestamp"]) < ended]
    return sum(found) / len(found) if found else None


def _stored(database: Path | None) -> int | None:
    """The replies that the database holds, read from outside while it is in use."""
    if database is None:
        return None
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        query = "SELECT count(*) FROM events WHERE kind = 'message' AND author != 'resident'"
        return int(connection.execute(query).fetchone()[0])
