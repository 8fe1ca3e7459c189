"""How like one message is to another, whatever numbers, days and times stand in it: machines change those and little
else."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable

from language.plain_words import plain_words

MOST_WORDS = 30
SHORT_WORDS = 4
"""Fewer words than these are alike only when they are the same: "yes please" and "no please" are not."""
ALIKE_SHARE = 0.75

_NAMES = """
    monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun
    january february march april may june july august september october november december
    jan feb mar apr jun jul aug sep sept oct nov dec today tomorrow yesterday pm gmt bst
    second seconds minute minutes hour hours day days week weeks ago
    one two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty hundred zero
    dydd llun mawrth mercher iau gwener sadwrn sul heddiw yfory ddoe
"""
_TIMES = frozenset(_NAMES.split())
_NUMBER = re.compile(r"\d")


def gist(text: str) -> tuple[str, ...]:
    """The words that stay when numbers and times change, each once, as short sums that tell nothing of the text. Of a
    message with hardly any others, all of them: "flat 2" is another answer than "flat 3"."""
    said = plain_words(text).split()
    kept = [word for word in said if word not in _TIMES and not _NUMBER.search(word)]
    which = list(dict.fromkeys(kept if len(kept) >= SHORT_WORDS else said))
    return tuple(f"{zlib.crc32(word.encode()) & 0xFFF:03x}" for word in which[:MOST_WORDS])


def alike(one: Iterable[str], other: Iterable[str]) -> bool:
    """Whether two gists are of one message: the same words, or nearly all of them where there are several."""
    first, second = set(one), set(other)
    if min(len(first), len(second)) < SHORT_WORDS:
        return bool(first) and first == second
    return len(first & second) >= ALIKE_SHARE * len(first | second)


def quotes(one: Iterable[str], ours: Iterable[str]) -> bool:
    """Whether a message is made of another's words, or holds it nearly whole. Both must have some words to compare."""
    said, source = set(one), set(ours)
    both = len(said & source)
    if min(len(said), len(source)) < SHORT_WORDS + 2:
        return False
    return both >= 0.85 * len(said) or (both >= 0.9 * len(source) and len(said) <= 2 * len(source))
