"""The council's own pages: where they came from, the pages, and the passages that are found."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.database.models import Base


class PageSource(Base):
    """A folder, a table or a site that pages came from, and whose it is: the demonstration's, or the council's."""

    __tablename__ = "page_sources"

    name: Mapped[str] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime]


class KnownPage(Base):
    """A page as it was when last imported. `fingerprint` is its words', `etag` and `last_modified` its server's."""

    __tablename__ = "pages"

    id: Mapped[int] = mapped_column(primary_key=True)
    source_name: Mapped[str] = mapped_column(ForeignKey("page_sources.name", ondelete="CASCADE"), index=True)
    address: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    date: Mapped[str] = mapped_column(String(10))
    fingerprint: Mapped[str] = mapped_column(String(64))
    etag: Mapped[str]
    last_modified: Mapped[str]


class KnownPassage(Base):
    """A passage of a page; `vector` is its sense as the assistant's encoder has it, once that has been asked."""

    __tablename__ = "page_passages"

    page_id: Mapped[int] = mapped_column(ForeignKey("pages.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    heading: Mapped[str]
    text: Mapped[str]
    vector: Mapped[bytes | None] = mapped_column(LargeBinary)


class PagesVersion(Base):
    """The one row that changes with every change of the pages, so that what is kept in memory knows; and the encoder
    that made the vectors ("" where there are none)."""

    __tablename__ = "pages_version"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int]
    encoder: Mapped[str] = mapped_column(String(64), default="", server_default=text("''"))
