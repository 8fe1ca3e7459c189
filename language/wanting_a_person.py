"""Whether a message asks for a person to talk to about something: "can i speak to someone about my polling card"."""

from __future__ import annotations

import re

_SOMEBODY = (
    r"(?:some ?one|some ?body|some1|any ?one|any ?body|any1|a (?:real |actual |proper )?(?:person|human|human being)|"
    r"an? (?:officer|adviser|advisor|agent|member of staff|operator)|one of (?:you|your|the) (?:\w+)|a lady|a man)"
)
_NO_MACHINE = r"(?: (?:and )?not (?:to )?an? (?:\w+ )?(?:bot|robot|machine|computer|ai|recording))?"
_ASKS = re.compile(
    r"(?:\A\W*|\b)(?:(?:can|could|may|might|please|let|lets) (?:i|we|me|us) (?:please |just |pls )*|"
    r"(?:i|we|id|i'd|wed|we'd) (?:just |really |still |would )*(?:want|wanna|need|like|prefer|have|got|"
    r"wanted)(?: to| 2)? |"
    r"(?:any chance|possible|chance) (?:of|to|i could|i can) |(?<!\w )(?:need|want|wanna|like)(?: to| 2)? )"
    rf"(?:speak|speaking|talk|talking|chat|chatting|spk) (?:to|with|2|wi) {_SOMEBODY}\b{_NO_MACHINE}",
    re.IGNORECASE,
)
_PUT_THROUGH = re.compile(
    r"\b(?:put|pass|transfer|connect|switch) (?:me|us) (?:through |over |on )?to (?:the |your )?",
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
        through = _PUT_THROUGH.search(text)
        return text[through.end() :].strip() if through else None
    about = _ABOUT.match(text[found.end() :])
    return about[1].strip() if about else ""


_POLITE = (
    r"(?:please|pls|plz|hi|hello|hey|ok|okay|so|and|but|look|just|still|again|now|then|instead|asap|today|thanks|ta|"
    r"here|mate|right now|a bit|quickly|really|actually|sorry|i said|as i said|not a (?:bot|robot|machine)|for real)"
)
_PLAIN_SOMEBODY = (
    rf"(?:{_SOMEBODY}|(?:the |your |an? )?(?:real |actual |proper |live |human ){{0,2}}"
    r"(?:person|human|human being|people|"
    r"officer|adviser|advisor|agent|operator|team|staff|manager|supervisor|you lot))"
)
_ONLY_WANTS = re.compile(
    rf"\A(?:{_POLITE} ){{0,4}}(?:(?:(?:can|could|may|please|let) (?:i|we|me|us) |when can i |want to |need to |wanna |"
    r"(?:i|we|id|wed) (?:just |really |still |would )*(?:want|wanna|need|like|wanted)(?: to| 2)? )?"
    r"(?:please |pls |just |actually )*"
    rf"(?:speak|speaking|talk|talking|chat|chatting|spk) (?:to|with|2|wi) {_PLAIN_SOMEBODY}|"
    rf"(?:put|connect|transfer|pass) me (?:through|over|on)(?: to {_PLAIN_SOMEBODY})?|"
    rf"(?:(?:can|could) (?:i|we) (?:have|get) |(?:i|we) (?:just |really |still )*(?:want|need) |get me |give me )?"
    rf"{_PLAIN_SOMEBODY})(?: {_POLITE}){{0,4}}\Z"
)


def only_wants_a_person(words: str) -> bool:
    """Whether it asks for a person and says nothing else. `words` are plain words."""
    return bool(_ONLY_WANTS.match(words))
