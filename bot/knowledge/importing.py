"""Takes a source's pages whole or not at all: new ones are added, changed ones replaced, missing ones forgotten."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from bot.database.locks import one_at_a_time
from bot.errors import PagesError
from bot.knowledge.page import Page, Pages
from bot.knowledge.tables import KnownPage, KnownPassage, PageSource, PagesVersion
from bot.records import Source


@dataclass
class Changes:
    """How many pages an import added, replaced, left as they were and forgot, and what was odd."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    odd: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Listed:
    """A source, with how much of it is kept."""

    name: str
    source: Source
    at: datetime
    pages: int
    passages: int
    without_vector: int


@dataclass(frozen=True)
class Unread:
    """A passage without a vector, and the words to encode: those of its page's title and its heading go along."""

    page_id: int
    number: int
    fingerprint: str
    words: str = field(kw_only=True)


def import_pages(session: Session, name: str, found: Pages, *, source: Source = Source.COUNCIL) -> Changes:
    """Make the pages of the source `name` those that were found. The council's first own import removes the
    demonstration's. An address that another source had is this one's from now on. Raises PagesError where nothing was
    found: an empty folder is rather a mistake than the council's wish."""
    if not found.by_address and not found.unchanged:
        raise PagesError(f"{name} has no pages. To remove those it had, run: townclerk pages forget {name}")
    one_at_a_time(session, "pages")
    if source is Source.COUNCIL:
        forget_demonstration(session)
    session.merge(PageSource(name=name, source=source.value, at=datetime.now(UTC)))
    session.flush()
    done = Changes(odd=found.odd)
    kept = {page.address: page for page in session.scalars(select(KnownPage).where(KnownPage.source_name == name))}
    for address in kept.keys() - found.by_address.keys() - found.unchanged:
        session.delete(kept[address])
        done.removed += 1
    session.flush()
    for page in found.by_address.values():
        _keep(session, name, page, done=done)
    done.unchanged += len(kept.keys() & found.unchanged)
    _changed(session)
    return done


def forget(session: Session, name: str) -> int:
    """Remove a source and its pages; returns how many there were. Raises PagesError for a source that is not there."""
    one_at_a_time(session, "pages")
    if session.get(PageSource, name) is None:
        names = ", ".join(session.scalars(select(PageSource.name).order_by(PageSource.name)))
        raise PagesError(f"No pages came from {name}. Pages came from: {names or 'nowhere yet'}.")
    count = session.scalar(select(func.count()).where(KnownPage.source_name == name)) or 0
    _forget(session, [name])
    _changed(session)
    return count


def forget_demonstration(session: Session) -> None:
    """Nobody is told of Fernley any more, once the council has brought something of its own."""
    one_at_a_time(session, "pages")
    ours = select(PageSource.name).where(PageSource.source == Source.DEMONSTRATION)
    _forget(session, session.scalars(ours).all())
    _changed(session)


def list_sources(session: Session) -> list[Listed]:
    """Every source with how many pages and passages are kept of it."""
    pages, vectors = func.count(KnownPage.id.distinct()), func.count(KnownPassage.vector)
    query = (
        select(PageSource, pages, func.count(KnownPassage.page_id), vectors)
        .outerjoin(KnownPage, KnownPage.source_name == PageSource.name)
        .outerjoin(KnownPassage, KnownPassage.page_id == KnownPage.id)
        .group_by(PageSource.name)
        .order_by(PageSource.name)
    )
    return [
        Listed(row.name, Source(row.source), row.at, pages=count, passages=passages, without_vector=passages - made)
        for row, count, passages, made in session.execute(query)
    ]


def list_pages(session: Session) -> list[tuple[str, str, str]]:
    """Address, title and date of every page."""
    query = select(KnownPage.address, KnownPage.title, KnownPage.date).order_by(KnownPage.address)
    return [(address, title, date) for address, title, date in session.execute(query)]


def get_page(session: Session, page_id: int) -> KnownPage | None:
    """The page with this number, while it is there."""
    return session.get(KnownPage, page_id)


def never_imported(session: Session) -> bool:
    """Whether no page was ever imported, not even to be forgotten."""
    return session.get(PagesVersion, 1) is None


def known_pages(session: Session, name: str) -> dict[str, tuple[str, str]]:
    """By address, the ETag and the date with which a site's pages can be asked for again."""
    query = select(KnownPage.address, KnownPage.etag, KnownPage.last_modified).where(KnownPage.source_name == name)
    return {address: (etag, date) for address, etag, date in session.execute(query)}


def list_unread(session: Session, limit: int) -> list[Unread]:
    """The passages that the encoder is to be asked next."""
    query = (
        select(KnownPassage, KnownPage)
        .join(KnownPage, KnownPage.id == KnownPassage.page_id)
        .where(KnownPassage.vector.is_(None))
        .order_by(KnownPassage.page_id, KnownPassage.number)
        .limit(limit)
    )
    return [
        Unread(row.page_id, row.number, page.fingerprint, words=f"{page.title}. {row.heading}\n{row.text}")
        for row, page in session.execute(query)
    ]


def keep_vectors(session: Session, vectors: Iterable[tuple[Unread, bytes]], encoder: str) -> None:
    """Add the passages' vectors, but for pages that have changed or gone meanwhile. Those of another encoder are
    dropped: they cannot be compared with these."""
    use_encoder(session, encoder)
    for of, vector in vectors:
        page, row = session.get(KnownPage, of.page_id), session.get(KnownPassage, (of.page_id, of.number))
        if page and row and page.fingerprint == of.fingerprint:
            row.vector = vector
    _changed(session)


def use_encoder(session: Session, encoder: str) -> None:
    """Drop all vectors that another encoder made."""
    one_at_a_time(session, "pages")
    kept = _version(session)
    if kept.encoder != encoder:
        session.execute(update(KnownPassage).values(vector=None))
        kept.encoder = encoder
        _changed(session)


def _keep(session: Session, name: str, page: Page, *, done: Changes) -> None:
    """Add the page or replace it; where its words are the same, its passages and their vectors stay."""
    row = session.scalar(select(KnownPage).where(KnownPage.address == page.address))
    same = row is not None and row.fingerprint == page.fingerprint
    if row is None:
        row = KnownPage(address=page.address)
        session.add(row)
        done.new += 1
    elif same:
        done.unchanged += 1
    else:
        done.changed += 1
    row.source_name, row.title, row.date = name, page.title, page.date
    row.fingerprint, row.etag, row.last_modified = page.fingerprint, page.etag, page.last_modified
    session.flush()
    if not same:
        _replace_passages(session, row.id, page)


def _replace_passages(session: Session, page_id: int, page: Page) -> None:
    session.execute(delete(KnownPassage).where(KnownPassage.page_id == page_id))
    rows = [
        {"page_id": page_id, "number": number, "heading": passage.heading, "text": passage.text}
        for number, passage in enumerate(page.passages, 1)
    ]
    session.execute(insert(KnownPassage), rows)


def _forget(session: Session, names: Iterable[str]) -> None:
    session.execute(delete(PageSource).where(PageSource.name.in_(names)))  # with its pages: ON DELETE CASCADE


def _changed(session: Session) -> None:
    _version(session).number += 1


def _version(session: Session) -> PagesVersion:
    version = session.get(PagesVersion, 1)
    if version is None:
        version = PagesVersion(id=1, number=0, encoder="")
        session.add(version)
    return version
