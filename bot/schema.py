"""The database's schema: migrated by itself on SQLite, by `townclerk db migrate` on PostgreSQL."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from sqlalchemy import inspect, text
from sqlalchemy.orm import Session

from bot.database import Database
from bot.errors import SchemaBehind

MIGRATIONS = Path(__file__).parent / "migrations"


@lru_cache(1)
def head() -> str:
    """The newest revision, read from the files so that a start need not import alembic."""
    ids, parents = set(), set()
    for path in (MIGRATIONS / "versions").glob("*.py"):
        source = path.read_text("utf-8")
        found = re.search(r"""^revision = ['"](\w+)['"]""", source, re.M)
        before = re.search(r"""^down_revision = ['"](\w+)['"]""", source, re.M)
        ids |= {found[1]} if found else set()
        parents |= {before[1]} if before else set()
    heads = ids - parents
    if len(heads) != 1:
        raise SchemaBehind(f"migrations have {len(heads)} heads: {', '.join(sorted(heads))}")
    return heads.pop()


def current(session: Session) -> str | None:
    """The schema's revision; None for an empty database."""
    if not inspect(session.connection()).has_table("alembic_version"):
        return None
    found: str | None = session.scalar(text("SELECT version_num FROM alembic_version"))
    return found


def migrate(database: Database) -> None:
    """Bring the schema up to the newest revision."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with database.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def make_ready(database: Database) -> None:
    """SQLite: migrate. PostgreSQL: raise SchemaBehind, which names the command, when the schema is not the newest."""
    found = database.read_now(current)
    if found == head():
        return
    if database.is_sqlite:
        migrate(database)
        return
    raise SchemaBehind(f"The database's schema is {found or 'empty'}, we need {head()}. Run: townclerk db migrate")
