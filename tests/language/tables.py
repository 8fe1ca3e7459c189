"""Tables of what people and machines write, as they stand in the tests of this folder."""

from __future__ import annotations

import re


def each(table: str) -> list[str]:
    """The texts of a table: one a line, or several with a bar between them."""
    return [text.strip(" ") for text in re.split(r"[|\n]", table) if text.strip(" ")]
