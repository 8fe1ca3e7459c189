"""The words of a text by which it is found: without endings, and without those that every text has."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_UNSAID = """
a about all also am an and any are as at be been but by can could did do does for from get got had has have
he her hi hello him his how i if in into is it its just know like me my need no not of ok okay on one or our
out please she should so some than thank thanks that the their them then there these they thing things this
those to up us want was we well were what when where which who why will with would yes you your
"""
UNSAID = frozenset(_UNSAID.split())
"""Words of questions and of every sentence: they say nothing of what a page is about."""


def stems(text: str) -> list[str]:
    """The stems of a text's words in their order. What a resident typed goes through language.normalise first; pages,
    which are long and were written with care, need not."""
    plain = unicodedata.normalize("NFKC", text).replace("’", "'").lower()
    found = (word.split("'")[0] for word in WORD.findall(plain))
    return [_stem(word) for word in found if word not in UNSAID]


@lru_cache(200_000)
def _stem(word: str) -> str:
    return str(_stemmer().stemWord(word))


@lru_cache(1)
def _stemmer():  # type: ignore[no-untyped-def]
    import snowballstemmer

    return snowballstemmer.stemmer("english")
