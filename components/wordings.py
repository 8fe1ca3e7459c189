"""The words of a service: whether its title names what a message asks, and whether its own answers speak of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from components.facets import words
from language.taxonomy import titles

STEM_CHARACTERS = 5
LEAST_OF_TITLE = 0.5
"""The part of a title that a message has to have before it names that service by it."""
_SAY_NOTHING = """
    s t re ve ll d m theres had has have our my his her their your myself just too also
"""
SAY_NOTHING = frozenset(_SAY_NOTHING.split())
"""Words that no list of general questions may have, and that name nothing all the same."""
_OF_NO_TITLE = "a an the and or for to in of on at with by i you what which"
OF_NO_TITLE = SAY_NOTHING | frozenset(_OF_NO_TITLE.split())

Answers = Mapping[str, Any]


def stem(word: str) -> str:
    """What a word has in common with its other forms, as far as is needed here: "bands", "banding"."""
    return word.rstrip("s")[:STEM_CHARACTERS]


def stems(text: str) -> frozenset[str]:
    """Of all the words of a text."""
    return frozenset(stem(word) for word in words(text))


def says(answers: Answers, intent: str, own_words: Iterable[str]) -> bool:
    """Whether the service's answers speak of all that a message names. One that names nothing they speak of."""
    asked = {stem(word) for word in own_words if word not in SAY_NOTHING}
    return asked <= {each for text in _texts(answers, intent) for each in stems(text)}


def named_by_title(text: str, intent: str, beside: str) -> bool:
    """Whether a text has so much of a service's title, and not of the title of the one `beside` it, that it names it:
    "do i need planning"."""
    title = {stem(word) for word in words(titles()[intent]) if word not in OF_NO_TITLE}
    found = title & stems(text)
    return bool(found - stems(titles()[beside])) and len(found) >= LEAST_OF_TITLE * len(title)


def _texts(answers: Answers, intent: str) -> Collection[str]:
    """All that the answers of a service may say."""
    own = f"utter_{intent}"
    keys = [key for key in answers if key == own or key.startswith(f"{own}_")]
    return [str(each.get("text", "")) for key in keys for each in answers[key] or ()]
