"""What one message says in answer to a question, or as a correction of an earlier answer."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

from actions.areas import is_other_councils
from actions.dialogue import Turn
from actions.errands import fitting, moments, places
from actions.errands.spec import SKIPPED, Option, Question
from actions.errands.state import State
from actions.records import RecordsDown, records
from language.cleaning import one_line
from language.contacts import email_in, mentions_email
from language.houses import house_and_street
from language.normalise import bare
from language.ordinals import none_of_them, place_in_list
from language.postcodes import find_postcode
from language.stopping import stop_word, wants_to_stop
from language.yes_no import Said

_A_WORD = re.compile(r"[^\W\d_]{2}")
_NONE_OF_THEM = re.compile(r"\A\W*(?:other|none|neither|something else)\b", re.IGNORECASE)
HARMFUL = re.compile(
    r"\A\W*(?:ye\w*\W+)?(?:(?:it|that)(?:'?s| is| looks| could be)? )?(?:very |really |quite |so )?"
    r"(?:dangerous|harmful|hazardous|toxic)\W*",
    re.IGNORECASE,
)
"""A whole answer to whether something is dangerous, which looks like danger itself."""
NOT_BOTHERED = re.compile(
    r"\A\W*(?:(?:oh|no|nah|ok|well|um),? )*(?:i'?m |i am |i )?"
    r"(?:(?:don'?t|do not|not|no|can'?t|cannot) (?:really |that |too |all that |be )?"
    r"(?:mind|bother\w*|needed|need|fussed|care|necessary)"
    r"|(?:it |that )?(?:really )?(?:doesn'?t|does not|don'?t) matter|(?:s|does )?dim (?:ots|angen))\b",
    re.IGNORECASE,
)
"""To an offer of news: that none is wanted, rather than that the report is to be left."""
CORRECTS = re.compile(r"\A\W*(?:no|nope|sorry|actually|it'?s|it is|i mean|i meant)\b", re.IGNORECASE)
TAKES_BACK = re.compile(r"\A\W*(?:no\W+)?(?:sorry|sry|actually|i mean|i meant|wait)\b\W+\w", re.IGNORECASE)
CHANGES = re.compile(
    r"\A(?!.*\b(?:nothing|no changes?|don'?t change)\b)"
    r".*\b(?:chang\w*|edit|wrong|incorrect|not right|correct the|update the)\b",
    re.IGNORECASE,
)
NAMED = re.compile(
    r"\A\W*(?:(?:no|wait|sorry|oh|actually|hang on|hold on|ok|please|can|could|may|i|we|you|want|need|would|like|to|"
    r"id|i'd|let|me|have|got|just|ive|i've)\b[\s,.!-]*)*"
    r"(?:(?:chang\w*|edit|correct|amend|alter|redo|re-?enter|update|fix|put in a different|give a different)\b\s*"
    r"(?:(?:the|my|that|a|an|what i said (?:about|for)|what i put for)\s)?(?:\w+\s){0,2}?\w+|"
    r"(?:the|my|that)\s(?:\w+\s){0,2}(?:is|was|isn'?t|wasn'?t)\s(?:not\s)?(?:wrong|incorrect|right|correct)\b|"
    r"(?:the\s)?wrong\s\w+(?:\s\w+)?\W*\Z|got (?:the|my) (?:\w+\s){1,2}wrong\b)",
    re.IGNORECASE,
)
"""The wish to change what is named, in the middle of a form."""
_CHANGED_TO = re.compile(r"\b(?:to|it'?s|its|should be|is now)\s+(.+)\Z", re.IGNORECASE | re.DOTALL)
_TO_CHARACTERS = 10
_LEFT_HOME = re.compile(r"\b(?:from|leaving|left|out of) (?:\w+ ){0,2}\d", re.IGNORECASE)
_TO = re.compile(r"\bto\s*\Z", re.IGNORECASE)
_NEXT_CHARACTERS = 4
_RUNS_ON = re.compile(r"\A(?:\w|[/'@&+-]+\w|\.\d)")
_RUNS_UP = re.compile(r"(?:\w|\w[/'@&+-]+|\d\.)\Z")
_LIST_BEFORE = re.compile(
    r"(?:,|&|\+|\b(?:and|plus|with))\s*(?:(?:an?|the|some|my|our|one|two|three|four|\d+)\s)?"
    r"(?:(?:old|broken|big|small|large|single|double)\s)?\Z",
    re.IGNORECASE,
)
_LIST_LEAD_CHARACTERS = 30
_ONLY_JOINS = re.compile(r"\A(?:,|&|\+)?\s?(?:(?:and|plus|with)\s)?(?:(?:an?|the|some|my|our)\s)?\Z", re.IGNORECASE)
_LIST_AFTER = re.compile(
    r"\s?(?:(?:,(?!\s?(?:please|pls|thanks|thank|ta|cheers)\b))|&|\+|and\b|plus\b|with\b)\s?\w", re.IGNORECASE
)
LONGEST_CHARACTERS = 4000
"""The whole of the longest message (connectors/messages.py): what a resident tells is not cut."""
_TOLD = {Said.YES: "yes", Said.LIKELY: "yes", Said.NO: "no", Said.UNSURE: "not sure"}


def says_harmful(question: Question, turn: Turn) -> bool:
    """Whether it says of what could be dangerous that it is."""
    return question.field == "danger" and bool(HARMFUL.fullmatch(turn.text))


def says_where(text: str) -> bool:
    """Whether it names a place, or something that many places have."""
    return bool(places.place_in(text)) or places.names_a_landmark(text)


async def answer(
    question: Question, turn: Turn, *, slots: dict[str, Any], note: str | None, today: date
) -> tuple[Any, str | None]:
    """The value that a message gives to the question that was asked, else None and a note why it is asked again."""
    if question.optional and fitting.is_not_known(turn):
        return SKIPPED, None
    match question.type:
        case "choice":
            option = numbered(question, turn.text) or meant(question, turn, asked=True)
            return (option.value if option else None), "missed"
        case "yes_no":
            return ("yes" if says_harmful(question, turn) else yes_or_no(turn)), "missed"
        case "words":
            return words(turn)
        case "date":
            return moments.day_given(turn, today)
        case "time":
            return moments.time_given(turn, today, again=note == "vague_time")
        case "place":
            return await _place(turn, slots, note)
        case "updates":
            return updates(turn), "unclear_email" if mentions_email(turn.text) else "missed"
        case "photo":
            return (None if yes_or_no(turn) == "yes" else []), "missed"
        case "reference":
            option = meant(question, turn, asked=True)
            told = volunteered(question, turn, today) or (option.value if option else None)
            return (await _with_postcode(told) if question.reads else told), "missed"
        case _:
            return None, None


async def _with_postcode(home: str | None) -> str | None:
    """A home that was told by house and street, with its postcode where the records have one such home."""
    if home is None or find_postcode(home):
        return home
    try:
        found = await records().addresses_at(home)
    except RecordsDown:
        return home
    return f"{home}, {found[0]['postcode']}" if len(found) == 1 else home


async def _place(turn: Turn, slots: dict[str, Any], note: str | None) -> tuple[Any, str | None]:
    """A postcode that nobody knows is asked about once, and then taken as it was written; never another council's."""
    text = turn.text
    if fitting.is_no_place(turn):
        return None, "vague_place"
    if places.at_home(text) and slots.get("address"):
        return {"words": f"outside {slots['address']}, {slots['postcode']}", "postcode": slots["postcode"]}, None
    if (places.is_vague(text) or (turn.asks and not says_where(text))) and not find_postcode(text):
        return None, "vague_place"
    found = await places.resolved(text, records(), turn.restored)
    if found is None and note == "unknown_postcode" and not await is_other_councils(find_postcode(text) or ""):
        return {"words": one_line(turn.written)[:LONGEST_CHARACTERS]}, None
    return found, "unknown_postcode"


def words(turn: Turn) -> tuple[str | None, str | None]:
    """The resident's own, without what opens the sentence."""
    if not _A_WORD.search(turn.text) or fitting.says_nothing(turn):
        return None, "missed"
    if fitting.is_question(turn):
        return None, "unclear_question"
    return fitting.opened(turn.written)[:LONGEST_CHARACTERS], None


def volunteered(question: Question, turn: Turn, today: date) -> Any:
    """What a message says about a question that was not asked: in the first message, or as a correction."""
    if question.type == "choice":
        option = meant(question, turn, asked=False)
        return option.value if option else None
    if question.type == "reference":
        return reference_in(question, turn.text)
    if question.type == "updates":
        return email_in(turn.text)
    if question.type == "date":
        return moments.day_named(turn, today)
    if question.type == "time":
        return moments.time_named(turn, today)
    if question.lists:  # "no sorry, a bed": the comma before it belongs to no list
        turn = replace(turn, text=fitting.opened(turn.text))
    found = _whole(question.anywhere, turn.text)
    if not found or question.type == "yes_no":
        return "yes" if found else None
    if question.lists:
        return _listed(turn, found)
    return ", ".join(dict.fromkeys(turn.restored(match[0]) for match in found))


def reference_in(question: Question, text: str) -> str | None:
    """What looks like the reference that the question asks for; the one after "to" where there are several."""
    if question.reads == "postcode":
        return home_in(text)
    found = _whole(question.looks_like, text)
    after_to = [match for match in found if _TO.search(text, max(0, match.start() - _TO_CHARACTERS), match.start())]
    return (after_to or found)[0][0].upper() if found else None


def home_in(text: str) -> str | None:
    """A postcode, with the house and street beside it; or those alone, if they are not of the home that was left."""
    postcode, house = find_postcode(text), house_and_street(text)
    if house and not postcode and _LEFT_HOME.search(text):
        house = None
    return ", ".join(filter(None, (house.title() if house else None, postcode))) or None


def _whole(pattern: re.Pattern[str] | None, text: str) -> list[re.Match[str]]:
    """What the pattern finds, except what is only part of something longer: "5/2026" of "15/5/2026"."""
    found = pattern.finditer(text) if pattern else ()
    return [
        m
        for m in found
        if not _RUNS_ON.match(text[m.end() :][:_NEXT_CHARACTERS])
        and not _RUNS_UP.search(text[: m.start()][-_NEXT_CHARACTERS:])
    ]


def _listed(turn: Turn, found: list[re.Match[str]]) -> str | None:
    """The things that we know, or, where more stands between them, all from the first to the last; None if the list
    continues."""
    before, after = turn.text[: found[0].start()][-_LIST_LEAD_CHARACTERS:], turn.text[found[-1].end() :]
    if _LIST_BEFORE.search(before) or _LIST_AFTER.match(after):
        return None
    gaps = [turn.text[one.end() : other.start()] for one, other in pairwise(found)]
    if all(_ONLY_JOINS.match(gap) for gap in gaps):
        return ", ".join(dict.fromkeys(turn.restored(match[0]) for match in found))
    return turn.restored(turn.text[found[0].start() : found[-1].end()])


async def corrected_place(turn: Turn) -> dict[str, Any] | None:
    """The place in "no, it's outside number 5 Mill Lane", in answer to whatever was asked."""
    return await place_volunteered(turn) if CORRECTS.match(turn.text) else None


def to_change(state: State, text: str) -> Question | None:
    """What is named in "change the size" or "the street is wrong", of all that was answered or is asked."""
    known = [q for q in state.errand.questions if q.field in state.answers or q.field == state.asked]
    return next((question for question in known if question.called.search(text)), None)


async def place_changed_to(turn: Turn) -> dict[str, Any] | None:
    """The place in "change the street to Mill Lane", or any that is named plainly."""
    to = _CHANGED_TO.search(turn.text)
    if to and not places.is_vague(to[1]):
        return await places.resolved(to[1], records(), turn.restored)
    return await place_volunteered(turn)


async def place_volunteered(turn: Turn) -> dict[str, Any] | None:
    """The place named in a longer message, where it is plain enough to be taken for one."""
    words = places.place_in(turn.text)
    if words is None:
        return None
    postcode = find_postcode(turn.text)
    if postcode and postcode not in (find_postcode(words) or ""):
        words = f"{words} {postcode}"
    return await places.resolved(words, records(), turn.restored)


def meant(question: Question, turn: Turn, asked: bool) -> Option | None:
    """The option that the sub-topic or the words name; the one named first where there are several."""
    named = question.option(turn.entities.get("subtopic"))
    if named is not None:
        return named
    said = turn.text.casefold()
    if asked and (exact := next((o for o in question.options if bare(said) in (bare(o.title), o.value)), None)):
        return exact
    other = question.option("other")
    if asked and other and (turn.said is Said.UNSURE or _NONE_OF_THEM.match(said) or none_of_them(said)):
        return other
    named_at = [(m.start(), o) for o in question.options if o.named and (m := o.named.search(said))]
    hinted_at = [(m.start(), o) for o in question.options if o.hinted and (m := o.hinted.search(said))]
    found = named_at or hinted_at
    return min(found, key=lambda each: each[0])[1] if found else None


def numbered(question: Question, text: str) -> Option | None:
    """The option by its place in the list."""
    place = place_in_list(text, len(question.options))
    return question.options[place - 1] if place else None


def yes_or_no(turn: Turn) -> str | None:
    """yes, no or not sure, as a fact is told: a likely yes will do. None for what is asked again, such as a yes on a
    condition; only words that hold nothing of the kind are taken for what they were classified as."""
    if turn.said is None:
        return {"affirm": "yes", "deny": "no"}.get(turn.intent)
    return _TOLD.get(turn.said)


def updates(turn: Turn) -> str | None:
    """yes, no, or the e-mail address to write to; None for something that is meant as an address but is not
    complete."""
    if mentions_email(turn.text):
        return email_in(turn.text)
    said = "no" if wants_no_news(turn) else yes_or_no(turn)
    return "no" if said == "not sure" else said


def wants_no_news(turn: Turn) -> bool:
    """That none is wanted, in whatever words; the one word that stops everything is not meant for the question."""
    if NOT_BOTHERED.match(turn.text):
        return True
    return wants_to_stop(turn.text) and stop_word(turn.text) is None
