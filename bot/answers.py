"""The words of an answer: Rasa names the answer and its values, we fill in the council's facts, the channel's
wording and the values, so that changing words needs no training. An administrator's words go before the files'."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import yaml

from bot.errors import CouncilFileError

FACT = re.compile(r"\[\[([a-z0-9_.]+)\]\]")
PREFILLED = "prefilled."
"""`[[prefilled.bin_order]]` is `[[link.bin_order]]` with what the resident told us in its query, by the names of
[prefill.bin_order] in council.toml."""
VALUE = re.compile(r"\{([a-z0-9_]+)\}")

Edit = Mapping[str, str | None]
"""What an administrator changed of one answer, by channel (GENERAL for all others): the words, or None where the
channel's own wording was dropped."""
GENERAL = ""


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
    """Every response of domain/*.yml by its key, as edited. Any thread may render while edits are exchanged."""

    def __init__(
        self,
        wordings: Mapping[str, tuple[Wording, ...]],
        fact: Callable[[str], str | None],
        topics: Mapping[str, str] | None = None,
    ) -> None:
        self._shipped = wordings
        self._wordings = wordings
        self._fact = fact
        self._topics = topics or {}

    def __contains__(self, key: str) -> bool:
        return key in self._shipped

    def keys(self) -> list[str]:
        """All keys, in the files' order."""
        return list(self._shipped)

    def topic(self, key: str) -> str:
        """The name of the file that an answer stands in."""
        return self._topics.get(key, "")

    def use(self, edits: Mapping[str, Edit]) -> list[str]:
        """Replace words by an administrator's. Returns the keys whose edit is left aside, because it names a fact or a
        value that no longer exists; a key that the files do not have is skipped."""
        known = {key: edit for key, edit in edits.items() if key in self._shipped}
        aside = [key for key, edit in known.items() if any(self.unknown(key, text) for text in edit.values())]
        changed = {key: merged(self._shipped[key], edit) for key, edit in known.items() if key not in aside}
        self._wordings = {**self._shipped, **changed}
        return aside

    def render(self, key: str, values: Mapping[str, Any], channel: str) -> Rendered:
        """Fill in an answer. Raises KeyError for an unknown key; a value that is missing is left out."""
        wording = wording_for(self._wordings[key], channel)
        return Rendered(self.fill(wording.text, values), wording.buttons)

    def preview(self, key: str, edit: Edit, values: Mapping[str, Any], *, channel: str) -> Rendered:
        """What `render` would give if this edit were in use."""
        wording = wording_for(merged(self._shipped[key], edit), channel)
        return Rendered(self.fill(wording.text, values), wording.buttons)

    def fill(self, text: str, values: Mapping[str, Any]) -> str:
        """Replace {values} and [[facts]]. Values go in last: a resident's words never name a fact."""
        with_facts = FACT.sub(lambda match: self._fact_or_form(match[1], values) or "", text)
        filled = VALUE.sub(lambda match: _words(values.get(match[1])), with_facts)
        return filled.strip()

    def _fact_or_form(self, name: str, values: Mapping[str, Any]) -> str | None:
        intent = name.removeprefix(PREFILLED)
        if intent == name:
            return self._fact(name)
        link = self._fact(f"link.{intent}")
        told = {field: self._fact(f"prefill.{intent}.{field}") for field, value in values.items() if _words(value)}
        query = urlencode({name: _words(values[field]) for field, name in told.items() if name})
        return f"{link}{'&' if '?' in link else '?'}{query}" if link and query else link

    def shipped(self, key: str) -> dict[str, str]:
        """The words of the files by channel. The general ones are always there."""
        found = self._shipped[key]
        own = {wording.channel: wording.text for wording in reversed(found) if wording.channel}
        return {GENERAL: wording_for(found, GENERAL).text, **own}

    def values(self, key: str) -> list[str]:
        """The names of the values that come with an answer, as far as the files use them."""
        return _in_order(VALUE, *(wording.text for wording in self._shipped[key]))

    def look_up_facts(self, fact: Callable[[str], str | None]) -> None:
        """Have facts looked up here from now on: some depend on the time at which an answer is given."""
        self._fact = fact

    def facts(self, key: str) -> list[str]:
        """The names of the facts that the files use in an answer."""
        return _in_order(FACT, *(wording.text for wording in self._shipped[key]))

    def channels(self) -> list[str]:
        """The channels for which the files word some answer apart."""
        return sorted({w.channel for found in self._shipped.values() for w in found if w.channel})

    def unknown(self, key: str, text: str | None) -> list[str]:
        """What these words name and nobody can fill in, as it is written: `[[link.x]]`, `{due}`."""
        words = text or ""
        facts = [f"[[{name}]]" for name in _in_order(FACT, words) if self._fact_or_form(name, {}) is None]
        known = self.values(key)
        return facts + [f"{{{name}}}" for name in _in_order(VALUE, words) if name not in known]

    def missing_facts(self) -> dict[str, list[str]]:
        """Facts that the files' answers name and council.toml does not have, by answer."""
        missing: dict[str, list[str]] = {}
        for key, wordings in self._shipped.items():
            names = {name for wording in wordings for name in FACT.findall(wording.text)}
            unknown = sorted(name for name in names if self._fact_or_form(name, {}) is None)
            if unknown:
                missing[key] = unknown
        return missing


def wording_for(wordings: tuple[Wording, ...], channel: str) -> Wording:
    """The channel's own wording, else the general one, else the first."""
    own = next((w for w in wordings if w.channel == channel), None)
    return own or next((w for w in wordings if w.channel is None), wordings[0])


def merged(shipped: tuple[Wording, ...], edit: Edit) -> tuple[Wording, ...]:
    """The files' wordings with an administrator's in their places. Buttons stay those of the files."""
    by_channel: dict[str, Wording] = {GENERAL: replace(wording_for(shipped, GENERAL), channel=None)}
    by_channel |= {wording.channel: wording for wording in reversed(shipped) if wording.channel}
    for channel, text in edit.items():
        if text is not None:
            by_channel[channel] = Wording(text, channel or None, wording_for(shipped, channel).buttons)
        elif channel != GENERAL:
            by_channel.pop(channel, None)
    return tuple(by_channel.values())


def _words(value: Any) -> str:
    return "" if value is None else str(value)


def _in_order(pattern: re.Pattern[str], *texts: str) -> list[str]:
    return list(dict.fromkeys(name for text in texts for name in pattern.findall(text)))


def load_answers(domain: Path, fact: Callable[[str], str | None]) -> Answers:
    """Read the responses of every domain file; raises CouncilFileError when an answer names an unknown fact."""
    wordings: dict[str, tuple[Wording, ...]] = {}
    topics: dict[str, str] = {}
    for path in sorted(domain.glob("**/*.yml")):
        responses = (yaml.load(path.read_text("utf-8"), yaml.CSafeLoader) or {}).get("responses") or {}
        for key, variations in responses.items():
            wordings[key] = tuple(_wording(variation) for variation in variations)
            topics[key] = path.stem
    answers = Answers(wordings, fact, topics)
    missing = answers.missing_facts()
    if missing:
        told = "; ".join(f"{key}: {', '.join(names)}" for key, names in missing.items())
        raise CouncilFileError(f"council.toml lacks facts that answers use: {told}")
    return answers


def _wording(variation: dict[str, Any]) -> Wording:
    buttons = tuple(Button(b["title"], b["payload"]) for b in variation.get("buttons") or ())
    return Wording(variation.get("text") or "", variation.get("channel"), buttons)
