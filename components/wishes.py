"""Several wishes in one message: "bin not emptied and also my street light is out".

A message is cut in two wherever one clause may end and another begin, and both sides are read alone. Where each is
plainly a service of its own the message has several wishes, and each side may be cut again. Told circumstances ("I'm on
Universal Credit") are no wish: docs/decisions/0038 has how often each error is made.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Any

from components.danger import Subject
from language.circumstances import tells_circumstances
from language.danger_words import may_cry_for_help
from language.intent_kinds import CONTROL, SIGNPOST, URGENT
from language.questions import asks
from language.taxonomy import intents, kind

SURE = 0.7
"""Confidence of a side's reading before it counts as a wish."""
SURE_OF_TWINS = 0.8
"""The same, for two services of one team, which are often said of one thing."""
WHOLE = 0.99
"""A message that is understood as one service with this much confidence is not cut."""
FEWEST_WORDS, MOST_CUTS = 2, 4
FEWEST_WISHES, MOST_WISHES = 2, 4
LEAST_CHARACTERS = 25
NO_WISH = frozenset({"complaint_feedback", "contact_council", "online_account_help", "case_status", "signpost_dwp"})
"""What is said about another wish more often than beside it."""
_ENDS = re.compile(
    r"[\n;!?]+\s*|\.(?!\d)\s*|,\s*|\s(?:and also|and|also|plus|then|as well as|but|oh and|n|&|\+)\s", re.IGNORECASE
)
_PLAIN = re.compile(r"[\n.;!?]|also|plus|well", re.IGNORECASE)
"""Where a new wish is likelier to begin than after a comma."""
_STARTS = re.compile(r"\A\W*(?:(?:and|also|plus|then|but|oh|as well|second(?:ly)?|another thing)\b\W*)+", re.IGNORECASE)
_REQUEST = re.compile(
    r"\b(?:wants?|needs?|like|report|order|apply|book|pay|renew|cancel|tell you|help|please|pls)\b", re.IGNORECASE
)

Record = dict[str, Any]
ReadMany = Callable[[list[str]], Awaitable[list[Record]]]


def may_be_several(record: Record) -> bool:
    """Whether a message is worth cutting at all."""
    ranked = record["ranking"]
    sure = bool(ranked) and ranked[0]["confidence"] >= WHOLE
    return len(record["text"]) >= LEAST_CHARACTERS and not sure and bool(cuts(record["text"]))


def cuts(text: str) -> list[tuple[str, str]]:
    """Both sides of each place where a clause may end, as far as both have words enough to be a wish."""
    ends = sorted(_ENDS.finditer(text), key=lambda end: not _PLAIN.search(end[0]))
    found = [(text[: end.start()].strip(), _STARTS.sub("", text[end.end() :]).strip()) for end in ends]
    whole = [both for both in found if all(len(side.split()) >= FEWEST_WORDS for side in both)]
    return whole[:MOST_CUTS]


def clauses(text: str, subject: Subject | None) -> list[str]:
    """The parts of a text in which danger may be surer than in the whole. In a conversation about something only those
    with a sign of it: little of what is said there makes sense alone ("hes chipped")."""
    sides = [side for both in cuts(text) for side in both]
    talked_of = bool(subject and (subject.get("intent") or subject.get("answering")))
    return [side for side in sides if not talked_of or may_cry_for_help(side)]


async def wishes(text: str, read: ReadMany, most: int = MOST_WISHES) -> list[Record]:
    """The readings of the wishes, each service once, an urgent one first and the others as they were said. None where
    there are not two. `read` gives the records of texts, in their order."""
    pairs = cuts(text)
    sides = await read([side for both in pairs for side in both]) if pairs else []
    best = max(
        (both for both in zip(sides[::2], sides[1::2], strict=True) if _are_two(*both)),
        key=lambda both: min(side["confidence"] for side in both),
        default=None,
    )
    if best is None:
        return []
    found = [wish for side in best for wish in (await _within(side, read, most) or [side])]
    each: dict[str, Record] = {}
    for wish in found:
        each.setdefault(wish["intent"], wish)
    return sorted(each.values(), key=lambda wish: kind(wish["intent"]) != URGENT)


def _pieces(text: str) -> list[str]:
    """A text cut wherever a clause may end; what has no words enough to ask anything is left out."""
    pieces = [_STARTS.sub("", piece).strip() for piece in _ENDS.split(text)]
    return [piece for piece in pieces if len(piece.split()) >= FEWEST_WORDS][:MOST_WISHES]


async def listed(text: str, read: ReadMany) -> list[Record]:
    """The wishes of a list that cannot be cut in two, as a whole side of it names several: "council tax, a parking
    permit and a recycling bin". For a message that is not understood as a whole."""
    pieces = [piece for piece in await read(_pieces(text)) if _is_wish(piece, SURE)]
    each = {piece["intent"]: piece for piece in reversed(pieces)}
    found = sorted(each.values(), key=lambda wish: (kind(wish["intent"]) != URGENT, text.find(wish["text"])))
    return found if len(found) >= FEWEST_WISHES else []


async def _within(side: Record, read: ReadMany, most: int) -> list[Record]:
    """The wishes of one side, as long as there may be more than its own and the other's."""
    return await wishes(side["text"], read, most - 1) if most > FEWEST_WISHES else []


def _are_two(one: Record, other: Record) -> bool:
    twins = intents()[one["intent"]].topic == intents()[other["intent"]].topic
    enough = SURE_OF_TWINS if twins else SURE
    return one["intent"] != other["intent"] and all(_is_wish(side, enough) for side in (one, other))


def _is_wish(side: Record, enough: float) -> bool:
    name, text = side["intent"], side["text"]
    if side["decision"] not in ("answer", "hand_over") or side["confidence"] < enough:
        return False
    if kind(name) in (CONTROL, SIGNPOST, "") or name in NO_WISH:
        return False
    told = kind(name) not in ("report", URGENT) and tells_circumstances(text) and not _REQUEST.search(text)
    return not told or asks(text)
