"""How many SMS a text makes, and where it is cut: GSM 03.38's alphabet where it suffices, UCS-2 otherwise."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

MAX_SEGMENTS = 4
"""Of one provider message. Networks take more, but the longer the chain, the likelier a phone shows it in pieces."""
MAX_UNITS = 1600
"""UTF-16 units of one provider message: Twilio refuses a longer body (https://www.twilio.com/docs/api/errors/21617)."""

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("^{}\\[~]|€\f")
"""An escape and a second septet, which may not part at a segment's end (3GPP TS 23.038, 6.2.1.1)."""

_LINK = re.compile(r"https?://[!-~]+")
_PAUSE = re.compile(r"[.!?][\"')]*(?=\s)|(?=\n)")
_SPACE = re.compile(r"(?<=\S)(?=\s)")
_JOINER = "\u200d"


def is_gsm(text: str) -> bool:
    """Whether every character is in the GSM alphabet or its extension."""
    return all(character in _BASIC or character in _EXTENDED for character in text)


def segments(text: str) -> int:
    """The number of SMS that a network makes of this text."""
    meter = _Meter.gsm() if is_gsm(text) else _Meter.ucs2()
    for character in text:
        meter.add(character)
    return 1 if meter.total <= meter.single else meter.count


def fits(text: str) -> bool:
    """Whether this can be one provider message."""
    return _reach(text) == len(text)


def cut(text: str) -> list[str]:
    """The text as provider messages, cut at a sentence, a line or a word, and never within a link."""
    parts: list[str] = []
    rest = text.strip()
    while rest:
        end = _reach(rest)
        if end < len(rest):
            end = _break(rest, end)
        parts.append(rest[:end].rstrip())
        rest = rest[end:].lstrip()
    return parts


@dataclass
class _Meter:
    """Counts septets or UTF-16 units into joined segments, none of whose characters crosses a border.
    140 octets are 160 septets or 70 units; a joined segment's header takes six of them (3GPP TS 23.040, 9.2.3.24.1)."""

    single: int
    joined: int
    septets: bool
    count: int = 1
    used: int = 0
    total: int = 0

    @classmethod
    def gsm(cls) -> _Meter:
        return cls(single=160, joined=153, septets=True)

    @classmethod
    def ucs2(cls) -> _Meter:
        return cls(single=70, joined=67, septets=False)

    def add(self, character: str) -> None:
        cost = 2 if (character in _EXTENDED if self.septets else ord(character) > 0xFFFF) else 1
        if self.used + cost > self.joined:
            self.count, self.used = self.count + 1, 0
        self.used += cost
        self.total += cost


def _reach(text: str) -> int:
    """How many characters from the beginning one provider message takes."""
    gsm, ucs2, plain = _Meter.gsm(), _Meter.ucs2(), True
    for index, character in enumerate(text):
        gsm.add(character)
        ucs2.add(character)
        plain = plain and (character in _BASIC or character in _EXTENDED)
        if (gsm if plain else ucs2).count > MAX_SEGMENTS or ucs2.total > MAX_UNITS:
            return index
    return len(text)


def _break(text: str, end: int) -> int:
    """The best place to cut at or before `end`: a pause in the second half, else a space, else a whole character."""
    window = text[: end + 1]
    pauses = [match.end() for match in _PAUSE.finditer(window) if end // 2 < match.end() <= end]
    if pauses:
        return pauses[-1]
    spaces = [match.start() for match in _SPACE.finditer(window)]
    if spaces:
        return spaces[-1]
    return _around_link(text, end) or _whole_character(text, end)


def _around_link(text: str, end: int) -> int | None:
    """Before the link that `end` falls into, or after it where the text begins with it and the provider takes it."""
    for link in _LINK.finditer(text):
        if link.start() < end < link.end():
            if link.start() > 0:
                return link.start()
            return link.end() if link.end() <= MAX_UNITS else None
    return None


def _whole_character(text: str, end: int) -> int:
    """`end` moved back, so that accents, skin tones and joined emoji stay together."""
    start = end
    while start > end // 2 and (_continues(text[start]) or text[start - 1] == _JOINER):
        start -= 1
    return start if start > end // 2 else end


def _continues(character: str) -> bool:
    return (
        character == _JOINER
        or unicodedata.category(character).startswith("M")
        or "\U0001f3fb" <= character <= "\U0001f3ff"
    )
