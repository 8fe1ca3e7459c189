"""The schema: one head, equal to the models, migrated by itself on SQLite only, and by one gateway at a time."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.engine import URL

from bot.database import schema
from bot.database.engine import Database, with_driver
from bot.database.models import Base
from bot.database.schema import MIGRATIONS, current, head, make_ready, migrate
from bot.errors import SchemaBehind


@pytest.fixture
def empty_url(request: pytest.FixtureRequest, database_url: str, tmp_path: Path) -> Iterator[str]:
    """A database of the same kind as `database_url` with nothing in it."""
    if database_url.startswith("sqlite"):
        yield f"sqlite:///{tmp_path / 'deep' / 'empty.db'}"
        return
    server: URL = request.getfixturevalue("postgresql_template")
    name = f"townclerk_empty_{uuid.uuid4().hex}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    yield server.set(database=name).render_as_string(hide_password=False)
    with engine.connect() as connection:
        connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
    engine.dispose()


def set_revision(database: Database, revision: str) -> None:
    database.write_now(lambda s: s.execute(text("UPDATE alembic_version SET version_num = :r"), {"r": revision}))


def test_there_is_one_head_and_it_is_what_alembic_says() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_heads() == [head()]


def test_two_heads_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schema, "revisions", lambda: {"a": None, "b": "a", "c": "a"})
    with pytest.raises(SchemaBehind, match="2 heads: b, c"):
        head()


def test_the_migrations_make_the_models_tables(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, Base.metadata) == []
        assert set(inspect(connection).get_table_names()) == {*Base.metadata.tables, "alembic_version"}


def test_migrating_again_changes_nothing(database: Database) -> None:
    migrate(database)
    assert database.read_now(current) == head()


def test_the_way_back_leaves_nothing(database: Database) -> None:
    from alembic import command

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with database.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
    with database.engine.connect() as connection:
        assert set(inspect(connection).get_table_names()) == {"alembic_version"}


def test_an_empty_database_is_migrated_on_sqlite_and_refused_on_postgresql(empty_url: str) -> None:
    database = Database(empty_url)
    if database.is_sqlite:
        make_ready(database)
        assert database.read_now(current) == head()
    else:
        with pytest.raises(SchemaBehind, match=r"schema is empty, we need \w+\. Run: townclerk db migrate$"):
            make_ready(database)
        migrate(database)
        make_ready(database)
    database.close()


@pytest.mark.parametrize("step", [make_ready, migrate])
def test_a_schema_that_is_newer_than_the_code_is_left_alone(database: Database, step: object) -> None:
    set_revision(database, "9999")
    with pytest.raises(SchemaBehind, match="9999, which is newer than this Townclerk"):
        step(database)  # type: ignore[operator]
    assert database.read_now(current) == "9999"


def test_four_gateways_that_migrate_at_once(empty_url: str) -> None:
    databases = [Database(empty_url) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(migrate, databases))
    assert databases[0].read_now(current) == head()
    for database in databases:
        database.close()


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("sqlite:///var/x.db", "sqlite:///var/x.db"),
        ("sqlite+aiosqlite:///var/x.db", "sqlite:///var/x.db"),
        ("postgresql://u:p@h/d", "postgresql+psycopg://u:p@h/d"),
        ("postgres://u:p@h/d", "postgresql+psycopg://u:p@h/d"),
        ("postgresql+psycopg2://u:p@h/d", "postgresql+psycopg://u:p@h/d"),
    ],
)
def test_addresses_of_databases_need_no_driver(given: str, used: str) -> None:
    assert with_driver(given).render_as_string(hide_password=False) == used


def test_another_kind_of_database_is_refused() -> None:
    with pytest.raises(ValueError, match="names mysql; use sqlite or postgresql"):
        with_driver("mysql://u@h/d")
