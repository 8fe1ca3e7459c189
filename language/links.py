"""Links in a message: where each begins and ends, and where it leads. Addresses of the web and of e-mail, and telephone
numbers; nothing else can be followed.

connectors/webchat/static/links.js finds the same where scripts run, and tests/language/links.json holds both to it.
In doubt there is no link: one that leads to another place than was written is worse than none.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from html import escape

UNSEEN = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
"""Put into addresses by pages that break lines; no part of where they lead."""
GAP = " \t\n\r\f\v\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
LATIN = "A-Za-z0-9\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff"
"""A name in other letters may look like a name that it is not: such an address stays text."""

START = re.compile(r"[Hh]ttps?://|[Ww]ww\.|WWW\.|@|0[0-9]")
HOST = re.compile(f"[{LATIN}._{UNSEEN}-]+")
PORT = re.compile(r":([0-9]{1,5})(?![0-9])")
AUTHORITY = re.compile(f"[^{GAP}/?#]*")
WORD = re.compile(f"[^{GAP}]*")
AFTER_HOST = re.compile(
    f"[{GAP}/?#<>\"'()\\[\\]{{}}.,;:!?*_~|`\u2010-\u203a\u2026\u00ab\u00bb\uff08\uff09\uff0c\uff1a\uff1b]"
)
STOP = re.compile(
    f'[{GAP}<>"\\\\^`{{|}}\u2013\u2014\u2018\u201a-\u201f\u2026\u00ab\u00bb\u2039\u203a\u202a-\u202e\u2066-\u2069'
    "\u060c\u061b\u061f\u2600-\u27bf\u3000-\u9fff\uac00-\ud7af\uff00-\ufffd\ud800-\udfff\U00010000-\U0010ffff]"
)
"""What no address on the web contains as it stands; writing without spaces between words ends one too."""
PHONE = re.compile(r"0[0-9]{2,4}(?: ?[0-9]{3,4}){1,2}(?! ?[0-9]{3}|\w)")
TELEPHONE_DIGITS = range(8, 12)

OPENERS = {")": "(", "]": "["}
APOSTROPHES = "'\u2019"
TRAILING = ".,;:!?*_~([" + APOSTROPHES + UNSEEN
"""The sentence's own, or its bold marks', at an address's end."""
JOINED = "'\u2018\u2019\"&%=/?#!$*^{|}~`\\"
"""After one of these behind a letter, what looks like an e-mail address is only the end of one."""
BOLD = ("**", "~~")
LONGEST_LOCAL_CHARACTERS = 64
"""Of an e-mail address before the "@" (RFC 5321, section 4.5.3.1.1)."""
LARGEST_PORT = 65535


class Kind(str, Enum):
    """What a link leads to."""

    WEB = "web"
    EMAIL = "email"
    TELEPHONE = "telephone"


@dataclass(frozen=True)
class Link:
    """The part of the text that is the link, and where it leads."""

    start: int
    end: int
    kind: Kind
    href: str


Reading = tuple[Link | None, int]
"""The link, if it is one, and where to look on."""


def find_links(text: str) -> list[Link]:
    """Every link in the text, in order. Linear in the length of any text."""
    found: list[Link] = []
    at = 0
    while match := START.search(text, at):
        read = _READERS.get(match[0][0].lower(), _telephone)
        link, at = read(match, found[-1].end if found else 0)
        if link is not None:
            found.append(link)
    return found


def as_html(text: str) -> str:
    """The text escaped, its links made real and shown as what they lead to."""
    parts, end = [], 0
    for link in find_links(text):
        parts += [escape(text[end : link.start]), _anchor(link, text[link.start : link.end])]
        end = link.end
    return "".join([*parts, escape(text[end:])])


def _anchor(link: Link, shown: str) -> str:
    if link.kind is not Kind.WEB:
        return f'<a href="{escape(link.href)}">{escape(shown)}</a>'
    return (
        f'<a href="{escape(link.href)}" target="_blank" rel="noopener noreferrer">'
        f'{escape(shown.removeprefix("https://"))}<span class="visually-hidden"> (opens in a new tab)</span></a>'
    )


def _web(match: re.Match[str], floor: int) -> Reading:
    """From "https://" or "www.". Nothing if a user name hides where it leads, or the host name continues."""
    text, start, after = match.string, *match.span()
    bare = text[start].lower() == "w"
    if bare and start > floor and (_in_word(text[start - 1]) or text[start - 1] in "@./_-"):
        return None, after
    if not bare and "@" in text[after : _end_of(AUTHORITY, text, after)]:
        return None, _end_of(WORD, text, after)
    end = _host(text, start if bare else after)
    if end is None:
        return None, after
    if port := PORT.match(text, end):
        end = port.end()
        if int(port[1]) > LARGEST_PORT or not AFTER_HOST.match(text[end : end + 1] or " "):
            return None, end
    if text[end : end + 1] in ("/", "?", "#"):
        end = _path(text, end)
    href = _seen(text[start:end])
    return Link(start, end, Kind.WEB, f"https://{href}" if bare else href), end


def _host(text: str, start: int) -> int | None:
    """Where a name with a dot in it ends, that begins here."""
    match = HOST.match(text, start)
    if match is None or not AFTER_HOST.match(text[match.end() : match.end() + 1] or " "):
        return None
    name = match[0] if text[match.end() : match.end() + 1] in ("/", "?", "#") else match[0].rstrip("._-" + UNSEEN)
    return start + len(name) if "." in name and name[0] not in "._-" else None


def _end_of(pattern: re.Pattern[str], text: str, start: int) -> int:
    match = pattern.match(text, start)
    return match.end() if match else start


def _path(text: str, start: int) -> int:
    """Where the rest of a web address ends: at what it cannot contain, or at a bracket that it did not open."""
    opened: list[str] = []
    end = start
    while end < len(text):
        sign = text[end]
        following = text[end + 1 : end + 2]
        if STOP.match(sign) or (sign in APOSTROPHES and not following.isalnum()) or sign + following in BOLD:
            break
        if sign in OPENERS:
            if not opened or opened.pop() != OPENERS[sign]:
                break
        elif sign in OPENERS.values():
            opened.append(sign)
        end += 1
    while end > start and text[end - 1] in TRAILING:
        end -= 1
    return end


def _email(match: re.Match[str], floor: int) -> Reading:
    """Round an "@". An address is taken whole or not at all."""
    text, at, after = match.string, *match.span()
    end = _host(text, after)
    if end is None or not _is_mail_host(text[after:end]) or text[end : end + 1] == "@":
        return None, after
    start = at
    while start > floor and at - start < LONGEST_LOCAL_CHARACTERS and _in_local(text, start - 1):
        start -= 1
    before = text[max(start - 2, floor) : start]
    if before and (_in_word(before[-1]) or before[-1] == "@" or (_in_word(before[0]) and before[-1] in JOINED)):
        return None, end
    marked = text[end : end + 1] == "_"
    while start < at and not (text[start].isalnum() or (text[start] == "_" and not marked)):
        start += 1
    if start == at or text[at - 1] == ".":
        return None, end
    return Link(start, end, Kind.EMAIL, f"mailto:{_seen(text[start:end])}"), end


def _is_mail_host(name: str) -> bool:
    return "_" not in name and any(sign.isalpha() for sign in name.rpartition(".")[2])


def _in_word(sign: str) -> bool:
    return sign.isalnum() or unicodedata.category(sign).startswith("M")


def _in_local(text: str, at: int) -> bool:
    """Whether the sign belongs to the part before the "@"; an apostrophe does within a name."""
    sign = text[at]
    if sign == "'":
        return text[at - 1 : at].isalnum() and text[at + 1].isalnum()
    return sign.isalnum() or sign in "._+-" or sign in UNSEEN


def _telephone(match: re.Match[str], floor: int) -> Reading:
    text, start, after = match.string, *match.span()
    number = PHONE.match(text, start)
    if number is None or (start > floor and (_in_word(text[start - 1]) or text[start - 1] == "_")):
        return None, after
    digits = number[0].replace(" ", "")
    if len(digits) not in TELEPHONE_DIGITS:
        return None, number.end()
    return Link(start, number.end(), Kind.TELEPHONE, f"tel:{digits}"), number.end()


_READERS: dict[str, Callable[[re.Match[str], int], Reading]] = {"h": _web, "w": _web, "@": _email}


def _seen(address: str) -> str:
    return address.translate(dict.fromkeys(map(ord, UNSEEN)))
