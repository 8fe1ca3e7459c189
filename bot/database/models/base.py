"""What every table is made of: a moment is aware UTC, text is text, JSON compares."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import JSON, DateTime, Dialect, Index, String, Text, TypeDecorator, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase


class UtcDateTime(TypeDecorator[datetime]):
    """Aware UTC in Python; timestamptz on PostgreSQL, naive UTC on SQLite, which has no zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        moment = value.astimezone(UTC)
        return moment if dialect.name == "postgresql" else moment.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


COMPARED_JSON = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
"""PostgreSQL's plain json has no equality, and a trigger on conversations compares whole rows."""


class Base(DeclarativeBase):
    """Declarative base; `type_annotation_map` gives every datetime the same meaning."""

    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcDateTime,
        dict[str, Any]: JSON,
        list[Any]: JSON,
        str: Text,
    }


class Words(TypeDecorator[str]):
    """A column of a closed set's words as plain text: the database does not know the set, so a new word needs no
    migration. A word that this version does not know, of a newer gateway beside it or of an older one before it, is
    read as the text that it is."""

    impl = String
    cache_ok = True

    def __init__(self, kind: type[StrEnum], length: int) -> None:
        super().__init__(length)
        self.kind, self.length = kind, length

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        try:
            return None if value is None else self.kind(value)
        except ValueError:
            return value


def partly(name: str, *columns: str, where: str) -> Index:
    """An index of some rows only. SQLite uses it for a query that has the very same condition, its value written out
    (sqlite.org/partialindex.html); see literal_execute in bot/store."""
    return Index(name, *columns, sqlite_where=text(where), postgresql_where=text(where))
