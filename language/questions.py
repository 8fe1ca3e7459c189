"""Whether a message is put as a question, or goes on about what was talked of."""

from __future__ import annotations

import re

GREETINGS = frozenset(
    {"hello", "hi", "hiya", "hey", "morning", "afternoon", "evening", "please", "pls", "anyone", "yes", "yeah", "sorry"}
)
"""What is said before a question that comes a second time: "hello? any jobs"."""
_ASKS = re.compile(
    r"\A\W*(?:(?:and|but|so|also|ok|okay|oh|hi|hello|then) )*"
    r"(?:what|wat|wot|whats|when|whens|wen|where|wheres|who|whos|why|how|hows|which|whose|"
    r"can (?:i|you|u|we|he|she|they|my|our|someone|the|it)|do (?:i|you|u|we|they|my)|does|did|"
    r"is (?:it|there|that|this|the|he|she)|are (?:there|you|they)|"
    r"could (?:you|i)|should|will|would)\b",
    re.IGNORECASE,
)


_ASKS_WITHIN = re.compile(
    r"\b(?:how (?:much|long|many|soon|do|can|old)|do (?:i|you|u|we|they) (?:have|need|do|take|get)|"
    r"is it (?:free|cheaper|ok|okay|too|still|open)|can (?:i|you|u|we|he|she|they)|does (?:it|that|this|he|she)|"
    r"will (?:i|it|that|they)|what (?:about|if|happens|do i|day|time|date)|when(?:s|'s| is| are| do| does| will)|"
    r"where(?:s|'s| is| are| do| can))\b",
    re.IGNORECASE,
)


def asks_within(text: str) -> bool:
    """Whether there is a question anywhere in it: "im on benefits is it cheaper"."""
    return asks(text) or bool(_ASKS_WITHIN.search(text))


def asks(text: str) -> bool:
    """Whether it has a question mark or begins as questions do. `text` is normalised."""
    return "?" in text or bool(_ASKS.match(text))


_ASKS_WHAT_IS_THERE = re.compile(
    r"\A\W*(?:(?:and|but|so|also|ok|oh|hi) )*(?:(?:is|are|will) there\b|do (?:you|they) have\b|have (?:you|they) got\b|"
    r"(?:where )?can (?:i|we|you) park\b)",
    re.IGNORECASE,
)


def asks_what_is_there(text: str) -> bool:
    """Whether it asks what there is at a place: "is there parking", "have you got a lift"."""
    return bool(_ASKS_WHAT_IS_THERE.match(text))


_WANTS = re.compile(r"\b(?:i|we|s?he|they)(?:'d| would| also| do)* (?:needs?|wants?|like) ", re.IGNORECASE)


def wants(text: str) -> bool:
    """Whether it says that somebody needs or wants something: "and i need a doctors appointment"."""
    return bool(_WANTS.search(text))


_REFERS_BACK = re.compile(
    r"\b(?:it|its|it'?s|this|that|thats|that'?s|these|those|they|theyre|they'?re|them|one|ones|mine|ours|theirs)\b",
    re.IGNORECASE,
)


def refers_back(text: str) -> bool:
    """Whether a word of it stands for something that was named before: "it sticks up", "the brown one"."""
    return bool(_REFERS_BACK.search(text))


_HOW_TO = re.compile(
    r"\bhow (?:do|can|would|could|does|did) (?:i|you|u|we|my \w+|s?he|they|one) (?:\w+ )?"
    r"(?:get|apply|join|book|register|order|renew|pay|claim|report|ask|start|sign up|go about|have|arrange|"
    r"do (?:it|this|that|so|one))\b",
    re.IGNORECASE,
)


def asks_how_to(text: str) -> bool:
    """Whether it asks for the way to a service: "how do i get an allotment". `text` is normalised."""
    return bool(_HOW_TO.search(text))


_GOES_ON = re.compile(
    r"\A\W*(?:(?:oh|ok|okay|right|yeah|hi) )*"
    r"(?:and|what about|how about|wot about|same for|also for|for (?:my|the|me|her|him|us|them|under|over|kids))\b",
    re.IGNORECASE,
)
GOES_ON_WORDS = 7
"""A message of no more words may go on with the last question: "and for under 5s"."""


def goes_on(text: str) -> bool:
    """Whether it begins as a message does that goes on with the last question: "and for him?", "what about sundays"."""
    return len(text.split()) <= GOES_ON_WORDS and bool(_GOES_ON.match(text))


_MINE = (
    r"(?:application|claim|case|form|appeal|refund|badge|permit|payment|renewal|complaint|request|account|place|letter|"
    r"bid|repair|money)"
)
_HOW_IT_STANDS = (
    r"(?:where'?s|where is|how'?s|how is|what'?s happening with|how far (?:on |along )?(?:is|has|are)|"
    r"any (?:news|updates?|word) (?:on|about|with|of)|(?:have|did) (?:you|u|they) (?:got|get|had|received?))"
)
_OWN_CASE = re.compile(
    rf"\b{_HOW_IT_STANDS} my {_MINE}\b|\bha(?:s|ve) my {_MINE} (?:been|gone|come)\b|"
    r"\b(?:can|could|can'?t|couldn'?t) (?:you|u|ya) (?:not )?(?:just )?(?:look|check|see|find|pull|bring) "
    r"(?:it|that|me|mine|my \w+)(?: up)?\b|"
    r"\bam i (?:on|in|still on|still in) (?:the|your|ur) (?:list|system|books)\b",
    re.IGNORECASE,
)


def asks_of_own_case(text: str) -> bool:
    """Whether it asks how far their own application or claim has come, or to look it up: "wheres my claim at"."""
    return bool(_OWN_CASE.search(text))


_COMPLAINS = re.compile(
    r"\b(?:want|wanna|like|need|going|wish|how (?:do|can) i|how to) (?:to )?(?:make|put in|raise|lodge|log|complain)\b"
    r"(?:(?<=complain)|(?: \w+){0,2} complaint\b)",
    re.IGNORECASE,
)


def complains(text: str) -> bool:
    """Whether it says that somebody wants to complain: "this is a joke i want to complain"."""
    return bool(_COMPLAINS.search(text))
