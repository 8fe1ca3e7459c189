"""What one message says in answer to a question, or as a correction of an earlier answer."""

from __future__ import annotations

import re
from typing import Any

from actions.dialogue import Turn
from actions.errands import places
from actions.errands.spec import Option, Question
from actions.postcodes import find_postcode
from actions.records import records
from actions.taxonomy import kind

YES = re.compile(
    r"\W*(?:y|ye|yh|yes|yeah|yep|yup|aye|sure|ok|okay|please|definitely|probably|it is|it does|it could|i do)\b",
    re.IGNORECASE,
)
NO = re.compile(
    r"\W*(?:n|no|nope|nah|none|not really|never|nobody|(?:it |i )?(?:is|does|do|wo|could)n'?t|it'?s not)\b",
    re.IGNORECASE,
)
UNSURE = re.compile(r"\b(?:not sure|unsure|don'?t know|dunno|idk|no idea|maybe|possibly|might)\b", re.IGNORECASE)
_UNSURE_FIRST = re.compile(rf"\W*(?:no,? )?(?:i'?m |i |it )?(?:really )?(?:{UNSURE.pattern})", re.IGNORECASE)
_NUMBERED = re.compile(
    r"\W*(?:the )?(?:option|number|no\.?|choice)?\s*([1-9]|first|second|third|fourth)(?:st|nd|rd|th)?(?: one)?\W*",
    re.IGNORECASE,
)
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4}
HELP = re.compile(r"\b(?:help|menu|options)\b", re.IGNORECASE)
EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
ASKS = re.compile(
    r"\W*(?:what|when|where|who|why|how|which|whose|can (?:i|you|we)|do (?:i|you|we)|does|is there|are there|"
    r"could (?:you|i)|should|will)\b",
    re.IGNORECASE,
)
LONGEST = 1000
CRY = re.compile(
    r"\b(?:help|hits?|hitting|beat(?:s|en|ing)?|hurt(?:s|ing)? (?:me|us|my|him|her|them)|afraid|scared|frightened|"
    r"terrified|kill\w*|suicid\w*|die|dying|fire(?! (?:station|hydrant))|gas(?! ?works)|attack\w*|threat\w*|"
    r"rap(?:e|ed|ist)|abus\w*|violen\w*|knife|gun|overdos\w*|bleed\w*|unconscious|collapsed?|breathe|breathing|999|"
    r"ambulance(?! station)|unsafe|not safe|homeless|evict\w*|(?:kick(?:ed)?|chuck(?:ed)?|throw[ns]?|threw) "
    r"(?:me|us|him|her|out)|nowhere|sleeping|starving|no (?:food|heating|money))\b",
    re.IGNORECASE,
)
"""Words with which a faint sign of danger is no short answer, whatever else the message may be."""
SHORT = 8
"""Words. Who is in danger in the middle of an answer says more."""


def is_aside(turn: Turn, question: Question | None, own: str) -> bool:
    """Whether this is about something else than the question: another rule answers it, and the question comes again.

    To a question that is answered in the resident's own words, a message may look like any errand ("by the street light
    that is out"), so there it takes a question, or something about the chat itself.
    """
    if turn.unspecific or turn.intent in (own, "out_of_scope"):
        return False
    asks = "?" in turn.text or bool(ASKS.match(turn.text))
    if turn.intent == "help_menu":  # also what a bare "roads" or "in my street" counts as
        return asks or bool(HELP.search(turn.text))
    if kind(turn.intent) in ("control", "urgent"):
        return True
    if question is None:  # what was understood has been said back
        return asks or not (YES.match(turn.text) or NO.match(turn.text))
    if question.type in ("words", "place", "updates", "reference"):
        return asks or (question.type == "place" and not _says_where(turn.text))
    return asks or question.type not in ("choice", "yes_no")


def only_answers(turn: Turn, question: Question | None) -> bool:
    """Whether a message with a faint sign of danger is no more than a short answer to the question: "outside my house",
    "he's a student". One that is likelier danger than anything else, or says so in plain words, is never that."""
    if kind(turn.intent) != "urgent" or question is None or len(turn.text.split()) > SHORT:
        return False
    if not turn.ranking or kind(turn.ranking[0]) == "urgent" or CRY.search(turn.text):
        return False
    match question.type:
        case "choice":
            return (_numbered(question, turn.text) or meant(question, turn, asked=True)) is not None
        case "yes_no":
            return yes_or_no(turn) is not None
        case _:
            return question.type in ("place", "postcode", "address")


def _says_where(text: str) -> bool:
    return bool(places.place_in(text)) or places.names_a_landmark(text)


async def answer(question: Question, turn: Turn, slots: dict[str, Any], note: str | None) -> tuple[Any, str | None]:
    """The value that a message gives to the question that was asked, else None and a note why it is asked again."""
    match question.type:
        case "choice":
            option = _numbered(question, turn.text) or meant(question, turn, asked=True)
            return (option.value if option else None), "missed"
        case "yes_no":
            return yes_or_no(turn), "missed"
        case "words":
            return (turn.text[:LONGEST] if re.search(r"[^\W\d_]{2}", turn.text) else None), "missed"
        case "place":
            return await _place(turn, slots, note)
        case "updates":
            return updates(turn), "missed"
        case "photo":
            return (None if yes_or_no(turn) == "yes" else []), "missed"
        case "reference":
            option = meant(question, turn, asked=True)
            return volunteered(question, turn) or (option.value if option else None), "missed"
        case _:
            return None, None


async def _place(turn: Turn, slots: dict[str, Any], note: str | None) -> tuple[Any, str | None]:
    """A postcode that nobody knows is asked about once, and then taken as it was written."""
    text = turn.text
    if places.at_home(text) and slots.get("address"):
        return {"words": f"outside {slots['address']}, {slots['postcode']}", "postcode": slots["postcode"]}, None
    if places.is_vague(text) and not find_postcode(text):
        return None, "vague_place"
    found = await places.resolved(text, records())
    if found is None and note == "unknown_postcode":
        return {"words": " ".join(text.split())[:LONGEST]}, None
    return found, "unknown_postcode"


def volunteered(question: Question, turn: Turn) -> Any:
    """What a message says about a question that was not asked: in the first message, or as a correction."""
    if question.type == "choice":
        option = meant(question, turn, asked=False)
        return option.value if option else None
    if question.type == "reference":
        return reference_in(question, turn.text)
    found = list(re.finditer(rf"\b(?:{question.pattern})\b", turn.text, re.IGNORECASE)) if question.pattern else []
    if not found:
        return None
    return "yes" if question.type == "yes_no" else ", ".join(dict.fromkeys(match[0] for match in found))


def reference_in(question: Question, text: str) -> str | None:
    """What looks like the reference that the question asks for."""
    found = re.search(question.pattern, text, re.IGNORECASE) if question.pattern else None
    return found[0].upper() if found else None


async def place_volunteered(turn: Turn) -> dict[str, Any] | None:
    """The place named in a longer message, where it is plain enough to be taken for one."""
    words = places.place_in(turn.text)
    if words is None:
        return None
    postcode = find_postcode(turn.text)
    if postcode and postcode not in (find_postcode(words) or ""):
        words = f"{words} {postcode}"
    return await places.resolved(words, records())


def meant(question: Question, turn: Turn, asked: bool) -> Option | None:
    """The option that the sub-topic or the words name; the one named first where there are several."""
    named = question.option(turn.entities.get("subtopic"))
    if named is not None:
        return named
    said = turn.text.casefold()
    if asked and (exact := next((o for o in question.options if o.title.casefold() == said.strip(" .!")), None)):
        return exact
    places_found = [(m.start(), o) for o in question.options if o.words and (m := re.search(rf"\b(?:{o.words})", said))]
    return min(places_found, key=lambda found: found[0])[1] if places_found else None


def _numbered(question: Question, text: str) -> Option | None:
    """The option by its place in the list."""
    said = _NUMBERED.fullmatch(text)
    if said is None:
        return None
    number = _ORDINALS.get(said[1].casefold()) or int(said[1])
    return question.options[number - 1] if number <= len(question.options) else None


def yes_or_no(turn: Turn) -> str | None:
    """yes, no or not sure; what is said first counts: "yes, somebody might fall"."""
    if _UNSURE_FIRST.match(turn.text):
        return "not sure"
    if NO.match(turn.text):
        return "no"
    if YES.match(turn.text):
        return "yes"
    if UNSURE.search(turn.text):
        return "not sure"
    return {"affirm": "yes", "deny": "no"}.get(turn.intent)


def updates(turn: Turn) -> str | None:
    """yes, no, or the e-mail address to write to."""
    email = EMAIL.search(turn.text)
    said = yes_or_no(turn)
    return email[0] if email else ("no" if said == "not sure" else said)
