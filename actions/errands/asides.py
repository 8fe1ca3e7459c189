"""Whether a message is about the open question at all: an answer, an aside for other rules, or a sign of danger."""

from __future__ import annotations

import re

from actions.dialogue import Turn
from actions.errands.interpretation import meant, numbered, says_harmful, says_where, wants_no_news, yes_or_no
from actions.errands.spec import Question
from language.danger_words import may_cry_for_help
from language.facets import INTENT as FACET
from language.intent_kinds import CONTROL, URGENT
from language.taxonomy import kind
from language.yes_no import Said

HELP = re.compile(r"\b(?:help|menu|options)\b", re.IGNORECASE)
FAREWELL = re.compile(
    r"\b(?:good ?bye|bye\w*|see (?:you|ya)|cheerio|ta ?ra|good ?night|night night|later|that'?s (?:all|it))\b",
    re.IGNORECASE,
)
HARMLESS = re.compile(
    r"\A\W*(?:(?:no|nope|nah)\W+)?(?:(?:it|that)(?:'?s| is)? )?(?:not|isn'?t|won'?t) (?:really |that |very |too )?"
    r"(?:dangerous|harmful|hurt\w*|a danger)(?: any(?:one|body))?\W*",
    re.IGNORECASE,
)
"""A whole answer to whether something is dangerous, which looks like danger itself."""
_OF_A_BIN = ("missed_bin_report", "bin_collection_day")
_OWN = re.compile(
    r"\A\W*(?:(?:also|actually|and|oh|sorry|but|by the way),? )*"
    r"(?:my|our|you (?:have )?(?:missed|forgot\w*|left|didn'?t)|i (?:want|need) to)\b",
    re.IGNORECASE,
)
"""The resident's own things are not an abandoned vehicle, nor the time of a noise."""
_OF_YES_AND_NO = ("yes_no", "updates", "photo")
SHORT_ANSWER_WORDS = 8
"""Somebody in danger in the middle of an answer writes more."""


def is_aside(turn: Turn, question: Question | None, own: str) -> bool:
    """Whether this is about something else than the question: another rule answers it, and the question comes again.

    To a question that is answered in the resident's own words, a message may look like any errand ("by the street light
    that is out"), so there it takes a question, or something about the chat itself.
    """
    if turn.unspecific or turn.intent in (own, "out_of_scope"):
        return False
    if turn.intent == FACET:
        return True
    if turn.intent == "help_menu":  # also what a bare "roads" or "in my street" counts as
        return turn.asks or bool(HELP.search(turn.text))
    if turn.intent == "goodbye" and question is not None and question.type == "words":  # "all night every night"
        return bool(FAREWELL.search(turn.text))
    if question is not None and question.type == "updates" and wants_no_news(turn):
        return False
    if turn.intent == "language_welsh" and (question is None or question.type in _OF_YES_AND_NO) and turn.said:
        return turn.said is Said.LIKELY  # "ydy" and "dim diolch" answer; a sentence asks for Welsh
    if kind(turn.intent) in (CONTROL, URGENT):
        return True
    if question is None:  # what was understood has been said back
        return turn.asks or turn.said is None
    if question.type == "words" and turn.intent in _OF_A_BIN and _OWN.match(turn.text):
        return True
    if question.type in ("words", "place", "updates", "reference"):
        return turn.asks or (question.type == "place" and not says_where(turn.text))
    return turn.asks or question.type not in ("choice", "yes_no")


def is_something_else(turn: Turn) -> bool:
    """Whether a message that answers nothing asks for another service: "swap my council house", or a button."""
    some = turn.intent not in ("out_of_scope", "help_menu") and not turn.unspecific
    return some and (not turn.text or len(turn.text.split()) > 1)


def only_answers(turn: Turn, question: Question | None) -> bool:
    """Whether a message with a faint sign of danger is only a short answer to the question: "outside my house", "he's a
    student". A message that is more likely danger than anything else, or that names danger in plain words, never is."""
    faint = kind(turn.intent) == URGENT or turn.possible_danger
    if not faint or question is None or len(turn.text.split()) > SHORT_ANSWER_WORDS:
        return False
    if (question.type == "yes_no" and HARMLESS.fullmatch(turn.text)) or says_harmful(question, turn):
        return True
    if not turn.ranking or kind(turn.ranking[0]) == URGENT or may_cry_for_help(turn.text):
        return False
    match question.type:
        case "choice":
            return (numbered(question, turn.text) or meant(question, turn, asked=True)) is not None
        case "yes_no":
            return yes_or_no(turn) is not None
        case _:
            return question.type in ("place", "postcode", "address")
