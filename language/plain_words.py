"""A message as its plain words: for comparing with what we know that people and machines write."""

from __future__ import annotations

import re
import unicodedata

from language.normalise import fold

_NOT_IN_WORDS = re.compile(r"[\W_]+")
_APOSTROPHE = re.compile(r"(?<=\w)'(?=\w)")


def plain_words(text: str) -> str:
    """Lower case, no accents, apostrophes or signs, one space between words: "Don’t text me!" is "dont text me"."""
    folded = _APOSTROPHE.sub("", fold(text))
    bare = "".join(c for c in unicodedata.normalize("NFD", folded) if not unicodedata.combining(c))
    return _NOT_IN_WORDS.sub(" ", bare).strip()
