"""Links in a message, for the page without scripts: addresses and telephone numbers, and nothing else, can be followed.

static/links.js does the same for pages that run scripts.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from markupsafe import Markup

CANDIDATES = re.compile(r"""(https?://[!#-&(-;=?-_a-z~]+)|\b(0\d{2,4}(?: ?\d{3,4}){1,2})\b""")
"""A web address in plain ASCII, or a telephone number of 8 to 11 digits."""


def linked(text: str) -> Markup:
    """The text escaped, its links made real and shown as what they lead to."""
    parts, end = [], 0
    for match in CANDIDATES.finditer(text):
        shown = _trimmed(match[1]) if match[1] else match[2]
        link = _web(shown) if match[1] else _telephone(shown)
        if link is None:
            continue
        parts += [Markup.escape(text[end : match.start()]), link]
        end = match.start() + len(shown)
    return Markup("").join([*parts, Markup.escape(text[end:])])


def _trimmed(address: str) -> str:
    """Without the sentence's own punctuation at its end."""
    return address.rstrip(".,;:!?" if "(" in address else ".,;:!?)")


def _web(address: str) -> Markup | None:
    """None for what only looks like an address, or hides where it leads behind a user name."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    if not parts.hostname or "@" in parts.netloc:
        return None
    return Markup(
        '<a href="{}" target="_blank" rel="noopener noreferrer">{}'
        '<span class="visually-hidden"> (opens in a new tab)</span></a>'
    ).format(address, address.removeprefix("https://"))


def _telephone(number: str) -> Markup | None:
    digits = number.replace(" ", "")
    return Markup('<a href="tel:{}">{}</a>').format(digits, number) if 8 <= len(digits) <= 11 else None
