"""What does not fit the question that was asked: a question, a phone number, thanks, a time where a place is wanted.
None of it is ever kept as an answer."""

from __future__ import annotations

import re

from actions.dialogue import Turn
from actions.errands import places
from language.acknowledging import acknowledges
from language.contacts import email_in, mentions_email, without_phones
from language.steering import Steer, steer
from language.times import only_says_when, says_when
from language.yes_no import Said, yes_or_no

OPENS = re.compile(
    r"\A\W*(?:(?:ok|okay|okey|yes|yeah|yep|yup|um|erm|er|oh|ah|hi|hello|hiya|hey|sorry|sry|well|right so|so|sure|"
    r"thanks|"
    r"thank you|cheers|no(?=\W+(?:sorry|it|its|it's|i|that|thats|that's|the|we|they|you|at|on|about|just|"
    r"actually)\b|\s*,)|"
    r"nope|nah|actually|i mean|i meant)\b(?!')[\s,.:!;-]*)+(?=\w)",
    re.IGNORECASE,
)
"""Words that open a sentence and answer nothing: what is kept begins after them."""
_GREETS = re.compile(
    r"\A\W*(?:(?:hi|hello|hiya|hey|hya|helo|shwmae|morning|afternoon|evening|good|there|again|you|anyone|anybody|still|"
    r"mate|all|is|are)\b\W*)+",
    re.IGNORECASE,
)
_ABOUT_A_CONTACT = re.compile(
    r"\b(?:my|the|call|ring|phone|text|me|on|at|number|is|mobile|tel|telephone|email|e-mail|contact|it's|its|you|can|"
    r"please|home|work|or|and)\b|\W",
    re.IGNORECASE,
)
_LONGEST_ANSWER_WORDS = 6
"""A yes, a no, a "not sure" in more words than these tells something besides."""
_NO_ANSWER = frozenset({Said.YES, Said.NO, Said.UNSURE, Said.OPEN})


def opened(text: str) -> str:
    """Without the "ok" or the "no, it's" that opens it; all of it where nothing else is said."""
    return OPENS.sub("", text, count=1)


def is_contact(text: str) -> bool:
    """Whether there is nothing in it but a phone number or an e-mail address."""
    rest = without_phones(text)
    address = email_in(rest)
    if address is None and rest == text:
        return mentions_email(text) and len(text.split()) == 1
    return not _ABOUT_A_CONTACT.sub("", rest.replace(address, " ") if address else rest)


def is_question(turn: Turn) -> bool:
    """Whether it asks us something, and answers nothing by the way."""
    return turn.asks and not only_says_when(turn.text)


def is_not_known(turn: Turn) -> bool:
    """Whether it only says that the resident does not know."""
    return turn.said is Said.UNSURE and len(turn.text.split()) <= _LONGEST_ANSWER_WORDS and not says_when(turn.text)


def is_courtesy(text: str) -> bool:
    """Whether it is a greeting, thanks, or an "ok", and no more."""
    return acknowledges(text) or bool(_GREETS.fullmatch(text))


def says_nothing(turn: Turn) -> bool:
    """Whether the words hold no answer to a question that wants the resident's own."""
    text = turn.text
    if is_courtesy(text) or is_contact(text) or steer(text) in (Steer.SKIP, Steer.BACK, Steer.SO_FAR):
        return True
    short = len(text.split()) <= _LONGEST_ANSWER_WORDS
    return short and yes_or_no(opened(text)) in _NO_ANSWER and not says_when(text)


def is_no_place(turn: Turn) -> bool:
    """Whether it plainly says something else than where: a time, a phone number, thanks."""
    text = turn.text
    if only_says_when(text) or is_courtesy(text) or is_contact(text):
        return True
    return steer(text) in (Steer.SKIP, Steer.BACK, Steer.SO_FAR, Steer.SEND)


def is_no_time(turn: Turn) -> bool:
    """Whether it plainly says something else than when."""
    if says_when(turn.text):
        return is_question(turn)
    where = bool(places.place_in(turn.text)) or places.names_a_landmark(turn.text)
    return where or is_question(turn) or says_nothing(turn)
