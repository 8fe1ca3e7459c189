"""The passages in memory, as they are searched. It is read anew when the database says that they have changed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.knowledge.keywords import Keywords
from bot.knowledge.tables import KnownPage, KnownPassage, PagesVersion

DIMENSIONS = 384
"""Of a vector of components/sentences.py."""


@dataclass(frozen=True)
class Known:
    """A passage as it may be quoted, with its page. All of it is the page's words: text, never markup."""

    address: str
    title: str
    date: str
    heading: str
    text: str
    page: int


@dataclass(frozen=True)
class Index:
    """All passages, those of a page beside each other; `pages` is where each page's begin."""

    version: int
    passages: tuple[Known, ...]
    pages: np.ndarray
    keywords: Keywords
    vectors: np.ndarray
    with_vector: np.ndarray
    encoder: str
    """Who made the vectors."""


def version(session: Session) -> int:
    """The pages' version, which every change raises; 0 where there never were any."""
    return session.scalar(select(PagesVersion.number).where(PagesVersion.id == 1)) or 0


def read_index(session: Session) -> Index:
    """All passages that the database has now."""
    now = version(session)
    columns = (KnownPage.address, KnownPage.title, KnownPage.date, KnownPassage.heading, KnownPassage.text)
    query = select(*columns, KnownPassage.page_id, KnownPassage.vector).join(KnownPage)
    rows = session.execute(query.order_by(KnownPassage.page_id, KnownPassage.number)).all()
    known = tuple(Known(*row[:-1]) for row in rows)
    vectors = [row.vector or bytes(2 * DIMENSIONS) for row in rows]
    return Index(
        version=now,
        passages=known,
        pages=np.unique(np.array([row.page_id for row in rows], np.int64), return_index=True)[1],
        keywords=Keywords([f"{one.title}\n{one.heading}\n{one.text}" for one in known]),
        vectors=np.frombuffer(b"".join(vectors), "<f2").astype(np.float32).reshape(len(rows), DIMENSIONS),
        with_vector=np.array([row.vector is not None for row in rows], bool),
        encoder=session.scalar(select(PagesVersion.encoder).where(PagesVersion.id == 1)) or "",
    )


def vector_of(kept: bytes) -> np.ndarray:
    """The numbers of a vector that is kept."""
    return np.frombuffer(kept, "<f2").astype(np.float32)
