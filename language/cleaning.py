"""Text as it is kept and shown: what every database takes, on one line, with one kind of line break.

What patterns read is another thing: normalise.py.
"""

from __future__ import annotations

import re

_SURROGATES = re.compile("[\ud800-\udfff]")


def storable(text: str, surrogate: str = "?") -> str:
    """Without NUL and lone surrogates, which no database takes; `surrogate` is put where one of those was."""
    return _SURROGATES.sub(surrogate, text.replace("\x00", ""))


def one_line(text: str) -> str:
    """Every gap as a single space, and none at the ends."""
    return " ".join(text.split())


def one_kind_of_line_break(text: str) -> str:
    """However the lines end where the text was written."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
