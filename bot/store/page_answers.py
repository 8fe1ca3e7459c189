"""Queries on what the council's own pages were asked. Each reads the latest rows only, however many there are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.database.models import PageAnswer
from bot.store.appending import append

LONGEST_ASKED = 500
"""Characters that are kept of a message."""
LONGEST_QUESTION = 200


@dataclass(frozen=True)
class QuotedPage:
    """The page that was quoted, as it was then."""

    address: str
    title: str
    confidence: float


def add(
    session: Session,
    conversation: int,
    number: int,
    *,
    asked: str,
    question: str,
    page: QuotedPage | None,
    at: datetime,
) -> None:
    """Message `number` of the conversation was searched for, and this page was quoted, or none."""
    row = PageAnswer(
        conversation_id=conversation,
        number=number,
        found=page is not None,
        address=page.address if page else None,
        title=page.title if page else None,
        asked=asked[:LONGEST_ASKED],
        question=question[:LONGEST_QUESTION],
        confidence=page.confidence if page else None,
        helpful=None,
        at=at,
    )
    append(session, row)


def set_helpful(session: Session, conversation: int, helpful: bool) -> None:
    """What the resident says of the latest quotation in the conversation. The first word on it counts."""
    latest = (
        select(PageAnswer.id)
        .where(PageAnswer.conversation_id == conversation, PageAnswer.found)
        .order_by(PageAnswer.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    session.execute(
        update(PageAnswer).where(PageAnswer.id == latest, PageAnswer.helpful.is_(None)).values(helpful=helpful)
    )


def list_latest(session: Session, *, found: bool, limit: int) -> list[PageAnswer]:
    """Those that a page answered, or those that none did, the latest first."""
    query = select(PageAnswer).where(PageAnswer.found == found).order_by(PageAnswer.id.desc()).limit(limit)
    return list(session.scalars(query))
