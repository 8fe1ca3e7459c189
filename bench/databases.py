"""Empty databases for a trial: a file, and one on a PostgreSQL server where TEST_POSTGRESQL_URL names one."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, text

from bot.database import schema
from bot.database.engine import Database, with_driver


@contextmanager
def empty_databases(directory: Path) -> Iterator[dict[str, str]]:
    """Their URLs by name; PostgreSQL's is migrated, and dropped at the end."""
    urls = {"SQLite": f"sqlite:///{directory / 'townclerk.db'}"}
    server = os.environ.get("TEST_POSTGRESQL_URL")
    if not server:
        print("No PostgreSQL: set TEST_POSTGRESQL_URL to a server where databases may be made.")
        yield urls
        return
    name, admin = f"townclerk_bench_{uuid.uuid4().hex}", with_driver(server).set(database="postgres")
    engine = create_engine(admin, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
        try:
            yield urls | {"PostgreSQL": _migrated(admin.set(database=name).render_as_string(hide_password=False))}
        finally:
            connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
    engine.dispose()


def _migrated(url: str) -> str:
    database = Database(url)
    schema.migrate(database)
    database.close()
    return url
