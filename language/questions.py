"""Whether a message is put as a question."""

from __future__ import annotations

import re

_ASKS = re.compile(
    r"\A\W*(?:(?:and|but|so|also|ok|okay|oh|hi|hello|then) )*"
    r"(?:what|wat|wot|whats|when|whens|wen|where|wheres|who|whos|why|how|hows|which|whose|"
    r"can (?:i|you|u|we|he|she|they)|do (?:i|you|u|we|they)|does|did|"
    r"is (?:it|there|that|this|the|he|she)|are (?:there|you|they)|"
    r"could (?:you|i)|should|will|would)\b",
    re.IGNORECASE,
)


def asks(text: str) -> bool:
    """Whether it has a question mark or begins as questions do. `text` is normalised."""
    return "?" in text or bool(_ASKS.match(text))
