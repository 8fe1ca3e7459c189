"""Whether a message asks for a person to talk to about something: "can i speak to someone about my polling card"."""

from __future__ import annotations

import re

_SOMEBODY = (
    r"(?:some ?one|some ?body|some1|any ?one|any ?body|any1|a (?:real |actual |proper )?(?:person|human|human being)|"
    r"an? (?:officer|adviser|advisor|agent|member of staff|operator)|one of (?:you|your|the) (?:\w+)|a lady|a man)"
)
_ASKS = re.compile(
    r"\b(?:(?:can|could|may|might|please|let|lets) (?:i|we|me|us) (?:please |just |pls )*|"
    r"(?:i|we|id|i'd|wed|we'd) (?:just |really |still |would )*(?:want|wanna|need|like|prefer|have|got|"
    r"wanted)(?: to| 2)? |"
    r"(?:any chance|possible|chance) (?:of|to|i could|i can) )"
    rf"(?:speak|speaking|talk|talking|chat|chatting|spk) (?:to|with|2|wi) {_SOMEBODY}\b",
    re.IGNORECASE,
)
_CALL_ME = re.compile(
    rf"\b(?:can|could|will|would) {_SOMEBODY} (?:please |pls |just )*(?:ring|call|phone) (?:me|us)(?: back)?\b",
    re.IGNORECASE,
)


_ABOUT = re.compile(
    r"\A\W*(?:please |pls |back |now |today |here )*(?:about|re|regarding|concerning|over|with|on|in|from|at)\b(.*)\Z",
    re.IGNORECASE | re.DOTALL,
)


def what_about(text: str) -> str | None:
    """What stands behind the wish to speak to somebody, or to be called: "my polling card its not come", or "" for
    nothing; None where it is no such wish. `text` is normalised."""
    found = _ASKS.search(text) or _CALL_ME.search(text)
    if found is None:
        return None
    about = _ABOUT.match(text[found.end() :])
    return about[1].strip() if about else ""
