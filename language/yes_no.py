"""Whether a sentence says yes or no. A refusal, a doubt or a postponement after a word for yes is never a yes.

A text becomes a row of signs, one for each word or phrase of yes_no_words.py and one for anything else, and the row is
judged as a whole. What only the kindest reading would make a yes is asked again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from language.normalise import fold
from language.yes_no_words import ALONE, EMOJI, PHRASES, Sign


class Said(Enum):
    """What a sentence answers to a question of yes or no."""

    YES = "yes"
    """And nothing else: only this files a report."""
    LIKELY = "likely yes"
    """With a reservation, or among other words: enough for a fact, too little to file a report."""
    NO = "no"
    UNSURE = "not sure"
    OPEN = "open"
    """Later, under a condition, or both at once: asked again."""


_TOKEN = re.compile(r"[\w]+|[?]|[,.;:!\n-]+|[^\w\s]")
_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")
""" "yesssss"."""
_LONGEST_PHRASE = max(len(phrase) for phrase in PHRASES)
_MOST_TOKENS = 60
"""A longer message is more than an answer. Its end may take back what its beginning says, so it is none."""
_NEGATED_WITHIN_WORDS = 3
""" "Do not, please, just send it"."""


@dataclass(frozen=True)
class _Row:
    """The signs of a text in their order, without what says nothing either way."""

    signs: tuple[Sign, ...]
    asks: bool

    def has(self, *wanted: Sign) -> bool:
        return any(sign in wanted for sign in self.signs)

    def first(self, *wanted: Sign) -> int:
        """Where the first of these stands; after the end where none does."""
        return next((at for at, sign in enumerate(self.signs) if sign in wanted), len(self.signs))


_AGREES = (Sign.YES, Sign.GO, Sign.LIKELY, Sign.ECHO)
_REFUSES = (Sign.NO, Sign.DENIES, Sign.NOT, Sign.STOP)


def yes_or_no(text: str) -> Said | None:
    """What the text answers; None where it holds nothing to go by."""
    row = _row(text)
    if row is None:
        return None
    if row.has(Sign.LATER, Sign.IF):
        return Said.NO if row.first(Sign.NO) == 0 and not row.has(*_AGREES) else Said.OPEN
    if row.has(Sign.UNSURE):
        return Said.UNSURE
    if row.has(*_AGREES):
        return _mixed(row) if row.has(*_REFUSES) else _agreed(row)
    if row.has(*_REFUSES):
        return _refused(row)
    return Said.UNSURE if row.has(Sign.MIGHT) and row.first(Sign.MIGHT) == 0 else None


def _agreed(row: _Row) -> Said | None:
    """Words for yes and none for no."""
    if row.first(*_AGREES) > row.first(Sign.OTHER):
        return None  # "the park is ok": the word is part of something else
    if row.has(Sign.CHANGE) or (row.asks and not row.has(Sign.GO)):
        return Said.OPEN  # "ok but change the street", "yes?"
    if row.signs[-1] is Sign.EASE:
        return Said.OPEN  # "it's ok, don't worry about it"
    hedged = row.has(Sign.OTHER, Sign.BUT, Sign.LIKELY, Sign.MIGHT) or row.asks
    return Said.LIKELY if hedged else Said.YES


def _refused(row: _Row) -> Said | None:
    """Words for no and none for yes."""
    if row.has(Sign.STOP):
        return Said.NO
    first = row.first(*_REFUSES)
    if row.first(Sign.OTHER) < first or (row.signs[first] is Sign.NOT and row.signs.count(Sign.OTHER) > 1):
        return None  # "cannot get past it": what is told, no answer
    return Said.OPEN if row.asks and not row.has(Sign.NO) else Said.NO


def _mixed(row: _Row) -> Said:
    """Words for both. A no after a yes takes it back; a yes after a no counts where it says to go on as well."""
    told = row.has(Sign.OTHER, Sign.CHANGE, Sign.BUT) or row.asks
    if not told and not row.has(Sign.YES, Sign.GO) and row.signs[0] is Sign.NO and row.signs[-1] in _REFUSES:
        return Said.NO  # "no, I guess not"
    if told:
        return Said.NO if row.has(Sign.STOP) and not row.has(Sign.GO) else Said.OPEN
    refused = row.first(*_REFUSES)
    if row.first(*_AGREES) < refused:
        return Said.OPEN if set(row.signs[refused:]) & set(_AGREES) else Said.NO
    if row.signs[:2] == (Sign.NO, Sign.YES) and set(row.signs[1:]) == {Sign.YES, Sign.GO}:
        return Said.YES  # "no that's fine, send it"
    return Said.OPEN


def _row(text: str) -> _Row | None:
    read = _STRETCHED.sub(r"\1", fold(text[: _MOST_TOKENS * 20]).replace("'", ""))
    tokens = _TOKEN.findall(read)
    if len(tokens) > _MOST_TOKENS or len(text) > _MOST_TOKENS * 20:
        return None
    alone = ALONE.get(" ".join(token for token in tokens if token[0].isalnum()))
    signs = [alone] if alone else list(_negated(list(_signs(tokens))))
    if (
        Sign.OTHER in signs or Sign.GO in signs
    ):  # "it is" answers; "it is on the corner", "I will send it" tell something
        signs = [Sign.OTHER if sign is Sign.ECHO else sign for sign in signs]
    asks = "?" in tokens or Sign.ASK in signs
    return _Row(tuple(sign for sign in signs if sign is not Sign.ASK), asks)


def _signs(tokens: list[str]) -> Iterator[Sign]:
    """The longest phrase that begins at each word, else OTHER for a word that we do not know."""
    at = 0
    while at < len(tokens):
        length, sign = _phrase(tokens, at)
        if sign is not None:
            yield sign
        at += length


def _phrase(tokens: list[str], at: int) -> tuple[int, Sign | None]:
    for length in range(min(_LONGEST_PHRASE, len(tokens) - at), 0, -1):
        sign = PHRASES.get(tuple(tokens[at : at + length]))
        if sign is not None:
            return length, sign
    known = EMOJI.get(tokens[at][0])
    if known is not None:
        return 1, known
    return 1, Sign.OTHER if tokens[at][0].isalnum() else None


def _negated(signs: list[Sign]) -> Iterator[Sign]:
    """ "Do not" with what it forbids is one sign: a refusal to go on, or that it should not be stopped."""
    at = 0
    while at < len(signs):
        if signs[at] is not Sign.NOT:
            if signs[at] is not Sign.FILLER:
                yield signs[at]
            at += 1
            continue
        rest = signs[at + 1 : at + 1 + _NEGATED_WITHIN_WORDS]
        target = next((n for n, sign in enumerate(rest) if sign is not Sign.FILLER), None)
        negates = None if target is None else _NEGATIONS.get(rest[target])
        yield from ([] if negates is Sign.FILLER else [negates or Sign.NOT])
        at += 1 if negates is None or target is None else target + 2


_NEGATIONS = {
    Sign.GO: Sign.STOP,
    Sign.YES: Sign.DENIES,
    Sign.LIKELY: Sign.DENIES,
    Sign.ECHO: Sign.DENIES,
    Sign.STOP: Sign.FILLER,
}
