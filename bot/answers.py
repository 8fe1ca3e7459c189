"""The words of an answer (rule 12): Rasa names the answer and its values, we fill in the council's facts, the channel's
wording and the values, so that changing words needs no training."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.errors import CouncilFileError

FACT = re.compile(r"\[\[([a-z0-9_.]+)\]\]")
VALUE = re.compile(r"\{([a-z0-9_]+)\}")


@dataclass(frozen=True)
class Button:
    """A choice to offer: the payload is Rasa's (`/intent{...}`) and never leaves the gateway."""

    title: str
    payload: str


@dataclass(frozen=True)
class Wording:
    """One variation of an answer, for one channel or (None) for all."""

    text: str
    channel: str | None
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True)
class Rendered:
    """Words ready for a resident."""

    text: str
    buttons: tuple[Button, ...] = ()


class Answers:
    """Every response of domain/*.yml by its key."""

    def __init__(self, wordings: Mapping[str, tuple[Wording, ...]], fact: Callable[[str], str | None]) -> None:
        self._wordings = wordings
        self._fact = fact

    def __contains__(self, key: str) -> bool:
        return key in self._wordings

    def keys(self) -> list[str]:
        """All keys, in the files' order."""
        return list(self._wordings)

    def render(self, key: str, values: Mapping[str, Any], channel: str) -> Rendered:
        """Fill in an answer. Raises KeyError for an unknown key; a value that is missing is left out."""
        found = self._wordings[key]
        wording = next((w for w in found if w.channel == channel), None)
        if wording is None:
            wording = next((w for w in found if w.channel is None), found[0])
        return Rendered(self.fill(wording.text, values), wording.buttons)

    def fill(self, text: str, values: Mapping[str, Any]) -> str:
        """Replace {values} and [[facts]]. Values go in last: a resident's words never name a fact."""
        with_facts = FACT.sub(lambda match: self._fact(match[1]) or "", text)
        filled = VALUE.sub(lambda match: _words(values.get(match[1])), with_facts)
        return filled.strip()

    def missing_facts(self) -> dict[str, list[str]]:
        """Facts that answers name and council.toml does not have, by answer."""
        missing: dict[str, list[str]] = {}
        for key, wordings in self._wordings.items():
            names = {name for wording in wordings for name in FACT.findall(wording.text)}
            unknown = sorted(name for name in names if self._fact(name) is None)
            if unknown:
                missing[key] = unknown
        return missing


def _words(value: Any) -> str:
    return "" if value is None else str(value)


def load_answers(domain: Path, fact: Callable[[str], str | None]) -> Answers:
    """Read the responses of every domain file; raises CouncilFileError when an answer names an unknown fact."""
    wordings: dict[str, tuple[Wording, ...]] = {}
    for path in sorted(domain.glob("**/*.yml")):
        responses = (yaml.load(path.read_text("utf-8"), yaml.CSafeLoader) or {}).get("responses") or {}
        for key, variations in responses.items():
            wordings[key] = tuple(_wording(variation) for variation in variations)
    answers = Answers(wordings, fact)
    missing = answers.missing_facts()
    if missing:
        told = "; ".join(f"{key}: {', '.join(names)}" for key, names in missing.items())
        raise CouncilFileError(f"council.toml lacks facts that answers use: {told}")
    return answers


def _wording(variation: dict[str, Any]) -> Wording:
    buttons = tuple(Button(b["title"], b["payload"]) for b in variation.get("buttons") or ())
    return Wording(variation.get("text") or "", variation.get("channel"), buttons)
