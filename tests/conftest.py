"""Databases for tests: a migrated SQLite file each, and a PostgreSQL database each where a server is named.

TEST_POSTGRESQL_URL names the server (postgresql://user:password@host/), whose user may create databases.
"""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL

from bot.database import schema
from bot.database.engine import Database, with_driver

POSTGRESQL = os.environ.get("TEST_POSTGRESQL_URL", "")
TEMPLATE = f"townclerk_template_{os.getpid()}"


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """In CI everything that tests need is there: a skipped one fails the run (`-ra` has named it and its reason)."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("TOWNCLERK_NOTHING_SKIPS") and reporter and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a developer has set must not decide a test."""
    for name in ("DATABASE_URL", "SECRET_KEY", "ASSISTANT_URL", "PUBLIC_BASE_URL", "HOST", "PORT"):
        monkeypatch.delenv(name, raising=False)
    for name in [name for name in os.environ if name.startswith(("SMS_", "WEBCHAT_", "OPEN311_"))]:
        monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy."""
    path = tmp_path_factory.mktemp("template") / "template.db"
    database = Database(f"sqlite:///{path}")
    schema.migrate(database)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("ROLLBACK")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.exec_driver_sql("BEGIN")
    database.close()
    return path


@pytest.fixture(scope="session")
def postgresql_template() -> Iterator[URL]:
    """The server's URL, with a migrated database named TEMPLATE on it."""
    if not POSTGRESQL:
        pytest.skip("no PostgreSQL server: set TEST_POSTGRESQL_URL")
    server = with_driver(POSTGRESQL).set(database="postgres")
    _run(server, f'CREATE DATABASE "{TEMPLATE}"')
    database = Database(server.set(database=TEMPLATE).render_as_string(hide_password=False))
    schema.migrate(database)
    database.close()
    yield server
    _run(server, f'DROP DATABASE "{TEMPLATE}"')


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a fresh, migrated database; the test runs once on each kind."""
    if request.param == "sqlite":
        path = tmp_path / "townclerk.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    server: URL = request.getfixturevalue("postgresql_template")
    name = f"townclerk_{uuid.uuid4().hex}"
    _run(server, f'CREATE DATABASE "{name}" TEMPLATE "{TEMPLATE}"')
    yield server.set(database=name).render_as_string(hide_password=False)
    _run(server, f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """The database, open."""
    opened = Database(database_url)
    yield opened
    opened.close()


def _run(server: URL, statement: str) -> None:
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()
