"""Versions of an answer: which words each channel had, and what each version changed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher

from bot.answers import GENERAL, Edit
from bot.database.models import AnswerEdit
from bot.editing.checks import tidied

PIECES = re.compile(r"(?:\A\s+)?\S+\s*")


@dataclass(frozen=True)
class Piece:
    """Part of a wording: `what` is same, removed or added."""

    what: str
    text: str


@dataclass(frozen=True)
class Change:
    """How one channel's words changed ("" for the general ones); no pieces if a channel's own were removed."""

    channel: str
    pieces: list[Piece]


@dataclass(frozen=True)
class Version:
    """One saved version. `original` when the answer was put back to the shipped wording."""

    number: int
    by: str
    at: datetime
    original: bool
    changes: list[Change]


def texts_of(shipped: Mapping[str, str], edit: Edit, channels: list[str]) -> dict[str, str]:
    """The words that each field holds: the general ones, and each channel's own ("" where it has none)."""
    fields = [GENERAL, *(channel for channel in channels if channel != GENERAL)]
    return {field: (edit[field] or "") if field in edit else tidied(shipped.get(field, "")) for field in fields}


def edit_of(shipped: Mapping[str, str], texts: Mapping[str, str]) -> dict[str, str | None]:
    """What these words change in the files' wording, so that what they leave alone follows later releases."""
    changed = {field: text for field, text in texts.items() if text != tidied(shipped.get(field, ""))}
    return {field: text or (None if field else "") for field, text in changed.items()}


def history(rows: list[tuple[AnswerEdit, str]]) -> list[Version]:
    """The versions, newest first as the rows are, each compared with the one before or with what it replaced."""
    made = []
    for at, (row, by) in enumerate(rows):
        older = rows[at + 1][0] if at + 1 < len(rows) else None
        channels = sorted({*row.shipped, *row.wordings, *(older.wordings if older else ())})
        before = texts_of(older.shipped, older.wordings, channels) if older else texts_of(row.shipped, {}, channels)
        after = texts_of(row.shipped, row.wordings, channels)
        changes = [Change(c, pieces(before[c], after[c]) if after[c] else []) for c in after if before[c] != after[c]]
        made.append(Version(row.version, by, row.at, original=not row.wordings, changes=changes))
    return made


def pieces(before: str, after: str) -> list[Piece]:
    """The words of both, with what was removed and what was added."""
    old, new = PIECES.findall(before), PIECES.findall(after)
    found: list[Piece] = []
    went, came = ([piece.strip() for piece in pieces] for pieces in (old, new))
    for what, i1, i2, j1, j2 in SequenceMatcher(None, went, came, autojunk=False).get_opcodes():
        if what == "equal":
            found.append(Piece("same", "".join(new[j1:j2])))
            continue
        if i2 > i1:
            found.append(Piece("removed", "".join(old[i1:i2])))
        if j2 > j1:
            found.append(Piece("added", "".join(new[j1:j2])))
    return found
