"""What a reply looks like as SMS: characters that keep it cheap, choices as numbers, and the cut into messages."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from connectors.messages import Choice, Outbound
from connectors.sms import segments
from language.cleaning import one_kind_of_line_break, one_line

REPLY_WITH_A_NUMBER = "Reply with a number."

_LINK = re.compile(r"(https?://[!-~]+)")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f]")
_EQUIVALENTS = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′´`ʼ", "'"),
        **dict.fromkeys("“”„‟″«»", '"'),
        **dict.fromkeys("‐‑‒–—―−•·▪", "-"),
        **dict.fromkeys(map(chr, (0x09, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000)), " "),
        **dict.fromkeys("\u00ad\u200b\u200e\u2060\ufeff", ""),
        **dict.fromkeys("\u0085\u2028\u2029", "\n"),
        "…": "...",
        "→": "->",
    }
)
"""One such character makes the whole message UCS-2, which more than doubles its price."""


def split(message: Outbound) -> list[Outbound]:
    """The reply as provider messages."""
    body = plain(message.text).strip()
    parts = _with_menu(body, _menu(message.choices)) if message.choices else segments.cut(body)
    return [replace(message, text=part, choices=()) for part in parts] or [message]


def plain(text: str) -> str:
    """The text with typography replaced where the GSM alphabet has an equivalent. Links are left alone."""
    text = one_kind_of_line_break(text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))
    pieces = _LINK.split(_CONTROL.sub("", text))
    return "".join(piece if at % 2 else _cheap(piece) for at, piece in enumerate(pieces))


def _cheap(text: str) -> str:
    return unicodedata.normalize("NFC", text).translate(_EQUIVALENTS)


def _menu(choices: Sequence[Choice]) -> str:
    lines = [f"{number} {one_line(plain(choice.title))}" for number, choice in enumerate(choices, start=1)]
    return "\n".join([*lines, REPLY_WITH_A_NUMBER])


def _with_menu(body: str, menu: str) -> list[str]:
    """The menu is kept whole, on the text's last message where it fits."""
    *before, last = segments.cut(body) or [""]
    together = f"{last}\n\n{menu}".strip()
    if segments.fits(together):
        return [*before, together]
    return [*before, *([last] if last else []), *segments.cut(menu)]
