"""The council's bins: their names, and which one a message means."""

import re

from actions.dialogue import SMALL_WORDS, Events, Turn
from actions.errands.recollection import LIKELIEST, turns_outside_forms
from language.postcodes import without_postcode

NAMES = {
    "refuse": "black bin (rubbish)",
    "recycling": "blue bin (recycling)",
    "garden": "green bin (garden waste)",
    "food": "food caddy",
}

_WORDS = {
    "refuse": "black grey rubbish refuse general household trash landfill waste",
    "recycling": "blue recycling recycle recyclables recyclable recyling paper cardboard plastics",
    "garden": "green brown garden grass",
    "food": "food caddy kitchen slop",
}
# "garden waste", "food waste bin": the more telling word wins over these.
_VAGUE = frozenset({"waste", "general", "household", "kitchen"})
_BIN_OF = {word: name for name, words in _WORDS.items() for word in words.split()}
# Besides the small words these may stand beside the bin's without making the message about something else.
_FILLER = SMALL_WORDS | {
    "bin",
    "bins",
    "box",
    "caddy",
    "can",
    "collected",
    "emptied",
    "lid",
    "lidded",
    "missed",
    "wheelie",
}


def _tokens(text: str) -> list[str]:
    return re.findall(r"[a-z']+", without_postcode(text).lower())


def bins_named(text: str) -> list[str]:
    """The bins a text names, each once, in its order: "not the blue, the green bin" names two."""
    tokens = [token for token in _tokens(text) if token in _BIN_OF]
    telling = [token for token in tokens if token not in _VAGUE] or tokens
    return list(dict.fromkeys(_BIN_OF[token] for token in telling))


def bin_meant(turn: Turn, about_bins: bool) -> str | None:
    """The one bin that a message names as an answer or a correction, or None.

    A message understood as something else ("what goes in the green bin?") names no bin for the form,
    unless it consists of nothing but the bin and small words: "no sorry, the green one".
    """
    if turn.entities.get("bin") in NAMES:
        return turn.entities["bin"]
    named = bins_named(turn.text)
    if not named:
        return None
    only_bins = all(token in _BIN_OF or token in _FILLER for token in _tokens(turn.text))
    if not (about_bins or only_bins):
        return None
    if len(named) == 2 and _negates_first(turn.text):
        return named[1]
    return named[0] if len(named) == 1 else None


def bins_before(events: Events, intent: str) -> list[str]:
    """The bins that were named before this errand began, in the latest turn that was about it or about no errand."""
    for turn in reversed(turns_outside_forms(events)):
        about = turn.unspecific or turn.errand == intent or intent in turn.ranking[:LIKELIEST]
        if about and (named := bins_named(turn.text)):
            return named
    return []


def _negates_first(text: str) -> bool:
    """Whether it reads "not the blue one, the green one" or "no, not blue, green"."""
    tokens = _tokens(text)
    first = next(i for i, token in enumerate(tokens) if token in _BIN_OF)
    return "not" in tokens[max(0, first - 2) : first]
