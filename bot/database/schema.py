"""The database's schema: migrated by itself on SQLite, by `townclerk db migrate` on PostgreSQL."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, inspect, text
from sqlalchemy.orm import Session

from bot.database import Database
from bot.errors import SchemaBehind, TownclerkError

MIGRATIONS = Path(__file__).parent / "migrations"
MIGRATING = 0x746F776E
"""PostgreSQL's advisory lock for migrations ("town"): two gateways that migrate at once do it one after the other."""


@lru_cache(1)
def revisions() -> dict[str, str | None]:
    """Every revision with the one before it, read from the files so that a start need not import alembic."""
    found: dict[str, str | None] = {}
    for path in (MIGRATIONS / "versions").glob("*.py"):
        source = path.read_text("utf-8")
        revision = re.search(r"""^revision = ['"](\w+)['"]""", source, re.M)
        before = re.search(r"""^down_revision = ['"](\w+)['"]""", source, re.M)
        if revision:
            found[revision[1]] = before[1] if before else None
    return found


def head() -> str:
    """The newest revision."""
    heads = sorted(set(revisions()) - set(revisions().values()))
    if len(heads) != 1:
        raise SchemaBehind(f"migrations have {len(heads)} heads: {', '.join(heads)}")
    return heads[0]


def current(session: Session) -> str | None:
    """The schema's revision; None for an empty database."""
    if not inspect(session.connection()).has_table("alembic_version"):
        return None
    found: str | None = session.scalar(text("SELECT version_num FROM alembic_version"))
    return found


def migrate(database: Database) -> None:
    """Bring the schema up to the newest revision. Raises SchemaBehind for a schema that is newer than this code."""
    from alembic import command
    from alembic.config import Config

    _refuse_newer(database.read_now(current))
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with database.engine.connect() as connection, _keys_at_rest(connection), connection.begin():
        if not database.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATING})
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        if database.is_sqlite and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").first()):
            raise TownclerkError(
                f"Migrating would leave a row of {broken[0]} that points nowhere. Nothing was changed."
            )


@contextmanager
def _keys_at_rest(connection: Connection) -> Iterator[None]:
    """SQLite rebuilds a table to change it, and would treat it as deleted in the meantime: its keys are switched off
    until they are checked as a whole (sqlite.org/lang_altertable.html). The pragma works only outside a transaction."""
    if connection.dialect.name != "sqlite":
        yield
        return
    driver: Any = connection.connection.driver_connection
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


def make_ready(database: Database) -> None:
    """SQLite: migrate. PostgreSQL: raise SchemaBehind, which names the command, when the schema is not the newest."""
    found = database.read_now(current)
    if found == head():
        return
    if database.is_sqlite:
        migrate(database)
        return
    _refuse_newer(found)
    raise SchemaBehind(f"The database's schema is {found or 'empty'}, we need {head()}. Run: townclerk db migrate")


def _refuse_newer(found: str | None) -> None:
    if found is not None and found not in revisions():
        raise SchemaBehind(f"The database's schema is {found}, which is newer than this Townclerk. Run that version.")
