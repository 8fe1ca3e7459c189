"""Reads conversations from YAML into plain data; says which file and which conversation is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

HERE = Path(__file__).parent
COUNCILS = HERE / "councils"
ZONE = ZoneInfo("Europe/London")
NOW = "Thursday 26 November 2026 16:30"
ACTS = ("resident", "choose", "number", "shares", "officer", "happens")
BLANK = re.compile(r"<(\w+)>")


class BadScript(Exception):
    """A file that does not follow README.md; says where."""


@dataclass(frozen=True)
class Step:
    """One thing that is done, and what should come of it. Nothing is checked that is not given."""

    resident: str | None = None
    choose: str | None = None
    number: int | None = None
    shares: list[float] | None = None  # where the resident is: latitude, longitude
    officer: str | None = None
    happens: str | None = None
    assistant: list[str] | None = None  # each is heard; an empty list: nothing is
    any_of: list[str] = field(default_factory=list)  # at least one of these is heard
    not_heard: list[str] = field(default_factory=list)
    not_again: bool = False  # nothing is said that was said before, word for word
    calm: bool = False  # no alarm: no helpline, no jump in the queue
    choices: list[str] | None = None
    choices_include: list[str] = field(default_factory=list)
    state: str | None = None
    queue: str | None = None
    reason: str | None = None
    intent: str | None = None
    urgent: bool | None = None
    request: dict[str, Any] | None = None  # an empty one: no service request was made
    elsewhere: bool | None = None
    asked: list[str] | None = None  # the services asked for so far
    once: list[str] = field(default_factory=list)
    answered: bool = True  # False: the answer is awaited by a later step

    @property
    def written(self) -> str | None:
        """What the resident does, in words; None where somebody else does something."""
        if self.choose is not None:
            return f"resident chooses: {self.choose}"
        if self.shares is not None:
            return f"resident shares: {self.shares}"
        said = self.resident if self.number is None else str(self.number)
        return None if said is None else f"resident: {said}"


@dataclass(frozen=True)
class Script:
    """One conversation."""

    name: str
    topic: str
    channel: str
    now: datetime
    steps: list[Step]
    council: str | None = None  # one of councils/*.toml; None: the demonstration's


def read_all() -> list[Script]:
    """Every conversation of this directory, council by council, else in the files' order. Raises BadScript."""
    found = [script for path in sorted(HERE.glob("*.yml")) for script in read_file(path)]
    names = [(script.topic, script.name) for script in found]
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise BadScript(f"two conversations have one name: {sorted(twice)}")
    return sorted(found, key=lambda script: script.council or "")


def read_file(path: Path) -> Iterator[Script]:
    """The conversations of one file; one with examples is played once for each of them."""
    for number, entry in enumerate(yaml.safe_load(path.read_text("utf-8")) or [], 1):
        try:
            for example in entry.pop("examples", [None]):
                yield _script(path.stem, entry if example is None else _filled(entry, example))
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise BadScript(f"{path.name}: conversation {number}: {error}") from error


def _filled(part: Any, example: dict[str, Any]) -> Any:
    """The same with each <name> replaced by the example's."""
    if isinstance(part, dict):
        return {key: _filled(value, example) for key, value in part.items()}
    if isinstance(part, list):
        return [_filled(value, example) for value in part]
    return BLANK.sub(lambda blank: str(example[blank[1]]), part) if isinstance(part, str) else part


def _script(topic: str, entry: dict[str, Any]) -> Script:
    unknown = entry.keys() - {"name", "channel", "now", "council", "turns"}
    if unknown:
        raise ValueError(f"unknown: {sorted(unknown)}")
    channel = entry.get("channel", "webchat")
    if channel not in ("webchat", "sms"):
        raise ValueError(f"unknown channel: {channel}")
    council = entry.get("council")
    if council and not (COUNCILS / f"{council}.toml").exists():
        raise ValueError(f"unknown council: {council}")
    steps = [_step(turn) for turn in entry["turns"]]
    return Script(entry["name"], topic, channel, moment(entry.get("now", NOW)), steps, council)


def _step(turn: dict[str, Any]) -> Step:
    given = {{"not": "not_heard"}.get(key, key): value for key, value in turn.items()}
    unknown = given.keys() - {known.name for known in fields(Step)}
    if unknown:
        raise ValueError(f"unknown in a turn: {sorted(unknown)}")
    if sum(act in given for act in ACTS) > 1:
        raise ValueError(f"two things at once: {turn}")
    for name in ("assistant", "any_of", "not_heard", "choices", "choices_include", "once", "asked"):
        if name in given:
            phrases = given[name] if isinstance(given[name], list) else [given[name]]
            given[name] = [str(phrase) for phrase in phrases]
    return Step(**given)


def moment(text: str) -> datetime:
    """ "Thursday 26 November 2026 16:30", the council's time; ValueError where the day's name is wrong."""
    found = datetime.strptime(text, "%A %d %B %Y %H:%M").replace(tzinfo=ZONE)
    if f"{found:%A}" != text.split()[0]:
        raise ValueError(f"{found:%d %B %Y} is a {found:%A}")
    return found
