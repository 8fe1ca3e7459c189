"""What the clock's rows mean in a query: which end counts, and what is still open."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import aliased

from bot.database.models import ClockRow
from bot.database.states import ClockStep


def stands(ended: Any) -> ColumnElement[bool]:
    """The end was not taken back: no later row of its interval says `undone`."""
    later = aliased(ClockRow)
    undone = select(later.id).where(
        later.began_id == ended.began_id, later.what == ClockStep.UNDONE, later.id > ended.id
    )
    return ~undone.exists()


def is_open(began: Any) -> ColumnElement[bool]:
    """No end that stands."""
    later = aliased(ClockRow)
    ended = select(later.id).where(later.began_id == began.id, later.what == ClockStep.ENDED, stands(later))
    return ~ended.exists()
