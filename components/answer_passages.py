"""Reads from domain/ what each answer about a service is found by (written_answers.py), when a model is trained."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from components.written_answers import ASKED, SENTENCE, WHOLE, Passage
from language.answer_keys import AGAIN, service_of
from language.taxonomy import intents

DOMAIN = Path(__file__).resolve().parent.parent / "domain"
_FACT = re.compile(r"\[\[[a-z0-9_.]+\]\]")
_VALUE = re.compile(r"\{\w+\}")
_SENTENCE_END = re.compile(r"(?<=[.!?:])\s+(?=[A-Z0-9£\[])")
_SHORTEST_CHARACTERS = 8


def passages(folder: Path = DOMAIN) -> list[Passage]:
    """Of every answer that can be given as it stands: it has no {value} that only a form or a look-up knows."""
    return [
        passage
        for path in sorted(folder.glob("*.yml"))
        for key, wordings in _responses(path).items()
        if (intent := service_of(key, intents())) and not key.endswith(AGAIN)
        for passage in _of_answer(intent, key, wordings)
    ]


def _responses(path: Path) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    found: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8")).get("responses") or {}
    return found


def _of_answer(intent: str, key: str, wordings: Sequence[Mapping[str, Any]]) -> Iterator[Passage]:
    general = next((wording for wording in wordings if not wording.get("channel")), wordings[0])
    text = str(general.get("text", "")).strip()
    if not text or _VALUE.search(text):
        return
    bare = _FACT.sub("", text)
    sentences = [sentence.strip() for sentence in _SENTENCE_END.split(bare)]
    telling = [each for each in sentences if len(each) >= _SHORTEST_CHARACTERS]
    yield from (Passage(intent, key, SENTENCE, each) for each in telling)
    if len(telling) != 1:
        yield Passage(intent, key, WHOLE, bare)
    asked = (general.get("metadata") or {}).get("asked") or ()
    yield from (Passage(intent, key, ASKED, str(each)) for each in asked)
