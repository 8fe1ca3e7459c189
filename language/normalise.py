"""Text as patterns expect it, run before every pattern and comparison. What is stored and shown stays as written."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_WORD = re.compile(r"[^\s,;]+")
_SINGLE_QUOTES = "`´‘’‚‛ʹʻʼʽˈ′‵ꞌ"
_DOUBLE_QUOTES = "“”„‟«»″‶〝〞"
_DASHES = "‐‑‒–—―⁃−﹘"
_TYPED = (
    dict.fromkeys(_SINGLE_QUOTES, "'") | dict.fromkeys(_DOUBLE_QUOTES, '"') | dict.fromkeys(_DASHES, "-") | {"⁄": "/"}
)
_BLANK = frozenset("\u115f\u1160\u3164\u2800")
"""Letters and signs that show nothing: the fillers of Hangul, the empty pattern of Braille."""
_BREAKS = frozenset("\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029")
_GAPS = frozenset(" \n")
_LAST_WITHOUT_MARKS = "\u02ff"
_UNSEEN = frozenset({"Cf", "Cc", "Cs"})
_FOLDED = frozenset({"font", "noBreak", "initial", "medial", "final", "isolated", "circle", "wide", "narrow", "small"})
_FOLDED_TOO = frozenset({"square", "compat"})
"""What NFKC folds, but for fractions and raised digits, which would become part of the number beside them."""
_MOST_LETTERS = 4
"""One sign stands for no more letters than these ("…" for three dots); some stand for a sentence."""
_MOST_MARKS = 4
"""Accents on one letter. No language needs more, and some texts are hung with hundreds."""


@dataclass(frozen=True)
class Normalised:
    """A text as patterns read it, and where in the text as written each of its characters stands."""

    text: str
    written: str
    spans: tuple[tuple[int, int], ...] | None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where in the text as written this part of the normalised text stands."""
        if self.spans is None:
            return start, end
        if start >= end:
            at = self.spans[start][0] if start < len(self.spans) else len(self.written)
            return at, at
        return self.spans[start][0], self.spans[end - 1][1]

    def as_written(self, start: int, end: int) -> str:
        """The part of the text as written that this part of the normalised text was read from."""
        first, last = self.span(start, end)
        return self.written[first:last]

    def restore(self, words: str) -> str:
        """Words taken from the normalised text, each as it was written: for what was put together from parts of it."""
        if self.spans is None:
            return words
        found = {match[0]: self.as_written(*match.span()) for match in _WORD.finditer(self.text)}
        return _WORD.sub(lambda match: found.get(match[0], match[0]), words)


def normalise(text: str) -> str:
    """Straight quotes, plain hyphens, single spaces, ASCII digits, nothing unseen, accents as one letter with it.

    Case and line breaks stay. Safe to run twice, and linear in the length of any text.
    """
    return align(text).text


def align(text: str) -> Normalised:
    """The same, with the way back to the text as written: for what is cut out of a text and kept."""
    if _is_plain(text):
        return Normalised(text, text, None)
    found = _Characters()
    for at, character in enumerate(text):
        for plain in _plain(character):
            found.add(plain, at)
    return Normalised("".join(found.characters), text, tuple(zip(found.starts, found.ends, strict=True)))


def fold(text: str) -> str:
    """Normalised and without case: for comparing with words of our own."""
    return normalise(text).casefold()


def bare(text: str) -> str:
    """Folded, and without signs and spaces round it: "“STOP” 🛑" is "stop"."""
    folded = fold(text)
    kept = [at for at, character in enumerate(folded) if character.isalnum()]
    return folded[kept[0] : kept[-1] + 1] if kept else ""


def _is_plain(text: str) -> bool:
    """Whether nothing would change, as with most of what is typed on a keyboard."""
    return (
        text.isascii()
        and text.replace("\n", "").isprintable()
        and not ("`" in text or "  " in text or "\n\n" in text or " \n" in text or "\n " in text)
        and text == text.strip()
    )


class _Characters:
    """The normalised characters so far, and where each was read from."""

    def __init__(self) -> None:
        self.characters: list[str] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self._gap = ""
        self._gap_at = (0, 0)
        self._marks = 0

    def add(self, plain: str, at: int) -> None:
        """One more. A run of spaces and line breaks becomes one space, or one line break if it has any; none begins or
        ends the text."""
        if plain in _GAPS:
            self._gap_at = (self._gap_at[0] if self._gap else at, at + 1)
            self._gap = "\n" if "\n" in (plain, self._gap) else " "
            return
        if self._gap and self.characters:
            self._append(self._gap, *self._gap_at)
        elif self.characters and plain > _LAST_WITHOUT_MARKS and unicodedata.combining(plain):
            self._mark(plain, at)
            return
        self._gap, self._marks = "", 0
        self._append(plain, at, at + 1)

    def _mark(self, plain: str, at: int) -> None:
        """An accent becomes a part of its letter where there is such a letter."""
        composed = unicodedata.normalize("NFC", self.characters[-1] + plain)
        self._marks += 1
        if len(composed) == 1:
            self.characters[-1], self.ends[-1] = composed, at + 1
        elif self._marks <= _MOST_MARKS:
            self._append(plain, at, at + 1)

    def _append(self, plain: str, start: int, end: int) -> None:
        self.characters.append(plain)
        self.starts.append(start)
        self.ends.append(end)


@lru_cache(maxsize=4096)
def _plain(character: str) -> str:
    """One character as a keyboard types it; nothing for what is not seen."""
    if character in _TYPED:
        return _TYPED[character]
    if character in _BREAKS:
        return "\n"
    category = unicodedata.category(character)
    if character == "\t" or category == "Zs" or character in _BLANK:
        return " "
    if category in _UNSEEN or _is_selector(character):
        return ""
    return str(unicodedata.decimal(character)) if category == "Nd" else _folded(character)


def _is_selector(character: str) -> bool:
    """Whether it only says how the character before it is drawn."""
    return (
        character == "\u034f"
        or "\u180b" <= character <= "\u180f"
        or "\ufe00" <= character <= "\ufe0f"
        or "\U000e0100" <= character <= "\U000e01ef"
    )


def _folded(character: str) -> str:
    kind = unicodedata.decomposition(character).partition(">")[0].removeprefix("<")
    if kind not in _FOLDED | _FOLDED_TOO:
        return character
    folded = unicodedata.normalize("NFKC", character)
    if len(folded) > _MOST_LETTERS or unicodedata.combining(folded[0]) or folded[0] == " ":
        return character
    return folded if folded == character else "".join(map(_plain, folded))
