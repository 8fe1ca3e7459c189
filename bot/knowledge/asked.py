"""What residents asked the council's pages lately: which pages answered, and what none of them says."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy.orm import Session

from bot.database.models import PageAnswer
from bot.store.page_answers import list_latest

LATEST = 1_000
"""Of each kind so many messages are looked at, the latest: what a page costs does not grow with the years."""
SHOWN = 100

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True)
class PageThatAnswered:
    """A page, how often it was quoted, what residents said of it, and the latest conversation in which it was."""

    address: str
    title: str
    times: int
    yes: int
    no: int
    conversation: int
    at: datetime
    conversation_of_no: int | None
    """The latest in which it did not help."""


@dataclass(frozen=True)
class NotFound:
    """What was asked, in the latest words for it, how often something alike was, and in which conversation last."""

    asked: str
    times: int
    conversation: int
    at: datetime


def pages_that_answered(session: Session) -> list[PageThatAnswered]:
    """Of the latest answers, those pages first that answered most often."""
    by_page = _grouped((row.address or "", row) for row in list_latest(session, found=True, limit=LATEST))
    found = [_page(rows) for rows in by_page]
    return sorted(found, key=lambda page: (-page.times, page.title))[:SHOWN]


def not_found(session: Session) -> list[NotFound]:
    """Of the latest messages that no page answered, those first that were asked most often."""
    latest = list_latest(session, found=False, limit=LATEST)
    alike = _grouped((row.question or row.asked.casefold(), row) for row in latest)
    found = [NotFound(rows[0].asked, len(rows), rows[0].conversation_id, rows[0].at) for rows in alike]
    return sorted(found, key=lambda each: (-each.times, -each.at.timestamp()))[:SHOWN]


def _page(rows: Sequence[PageAnswer]) -> PageThatAnswered:
    latest, no = rows[0], [row for row in rows if row.helpful is False]
    return PageThatAnswered(
        address=latest.address or "",
        title=latest.title or latest.address or "",
        times=len(rows),
        yes=sum(row.helpful is True for row in rows),
        no=len(no),
        conversation=latest.conversation_id,
        at=latest.at,
        conversation_of_no=no[0].conversation_id if no else None,
    )


def _grouped(rows: Iterable[tuple[K, PageAnswer]]) -> list[list[PageAnswer]]:
    """Those with the same key together, each group in the order given."""
    groups: dict[K, list[PageAnswer]] = {}
    for key, row in rows:
        groups.setdefault(key, []).append(row)
    return list(groups.values())
