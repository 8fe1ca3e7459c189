"""What a message adds to an answer: "and a mattress" is one thing more, not another in its place."""

from __future__ import annotations

import re

from actions.dialogue import Turn
from actions.errands.fitting import is_courtesy
from language.questions import asks
from language.steering import steer
from language.yes_no import Said, yes_or_no

_ADDS = re.compile(
    r"\A\W*(?:(?:oh|yes|yeah|yep|ok|okay|sorry|actually|no|wait|um)\b[\s,.!-]*)*"
    r"(?:and(?: also)?|also|plus|as well as|along with|oh and|theres also|there'?s also|there is also|there are also|"
    r"i'?ve also got|i also have|we also have|&|\+)\b\s*(?:(?:there'?s|there is|there are|it'?s|its|i'?ve got|"
    r"we'?ve got|"
    r"got|have)\s)?(?P<more>.+)",
    re.IGNORECASE | re.DOTALL,
)
_ENDS = re.compile(r"[\s,]*\b(?:as well|too|also|please|pls|thanks|thank you|ta)\b\W*\Z|\W+\Z", re.IGNORECASE)
_REPLACES = re.compile(r"\b(?:not|instead|no|nope|meant|wrong|only|just|rather|change|swap)\b", re.IGNORECASE)
_LONGEST_CHARACTERS = 300


def more_in(text: str) -> str | None:
    """What follows "and also"; None where a message adds nothing."""
    match = _ADDS.match(text) if len(text) <= _LONGEST_CHARACTERS and "?" not in text else None
    more = _ENDS.sub("", match["more"]) if match else ""
    answers = is_courtesy(more) or yes_or_no(more) in (Said.YES, Said.NO) or steer(more) is not None
    return None if not more or answers or asks(more) else more


def to_list(known: str | None, found: str | None, turn: Turn) -> str | None:
    """The things of a list with those that a message names; None where it names none. A message that corrects itself,
    or says "only", names all of them."""
    more = more_in(turn.text)
    named = found or (turn.restored(more) if more and known else None)
    if not known or not named or (more is None and _REPLACES.search(turn.text)):
        return named
    things = [thing for thing in named.split(", ") if thing.casefold() not in known.casefold()]
    return ", ".join([known, *things])
