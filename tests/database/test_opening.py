"""A database that is opened: for us alone, and with a plain sentence where it cannot be."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text

from bot.command.cli import main
from bot.database import Database
from bot.errors import DatabaseUnusable

NOBODY_LISTENS = "postgresql://townclerk:hunter2@127.0.0.1:9/town"


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def write(database: Database) -> None:
    database.write_now(lambda session: session.execute(text("CREATE TABLE IF NOT EXISTS said (words TEXT)")))


def files(directory: Path) -> set[str]:
    return {path.name for path in directory.iterdir()}


@pytest.fixture
def loose_umask() -> object:
    """As most machines have it: what is made can be read by everybody."""
    before = os.umask(0o022)
    yield
    os.umask(before)


@pytest.mark.usefixtures("loose_umask")
def test_nobody_else_can_read_what_residents_wrote(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'deep' / 'town.db'}")
    write(database)
    assert files(tmp_path / "deep") == {"town.db", "town.db-wal", "town.db-shm"}
    assert {mode(path) for path in (tmp_path / "deep").iterdir()} == {0o600}
    database.close()


@pytest.mark.usefixtures("loose_umask")
def test_a_database_from_before_becomes_private_too(tmp_path: Path) -> None:
    path = tmp_path / "town.db"
    database = Database(f"sqlite:///{path}")
    write(database)
    for name in files(tmp_path):
        (tmp_path / name).chmod(0o644)
    again = Database(f"sqlite:///{path}")
    write(again)
    assert {mode(tmp_path / name) for name in files(tmp_path)} == {0o600}
    database.close()
    again.close()


def test_a_directory_in_its_place_is_said_in_words(tmp_path: Path) -> None:
    (tmp_path / "town.db").mkdir()
    with pytest.raises(DatabaseUnusable, match="cannot be opened: Is a directory"):
        Database(f"sqlite:///{tmp_path / 'town.db'}")


def run(url: str) -> Result:
    return CliRunner().invoke(main, ["db", "migrate"], env={"DATABASE_URL": url})


def damaged(path: Path, where: slice) -> bytes:
    """A database with rows, some of whose bytes were overwritten."""
    assert run(f"sqlite:///{path}").exit_code == 0
    content = bytearray(path.read_bytes())
    content[where] = b"\xa5" * len(content[where])
    path.write_bytes(content)
    return bytes(content)


@pytest.mark.parametrize("where", [slice(0, 100), slice(100, 4096), slice(4096, None)])
def test_a_damaged_database_is_named_with_what_to_do_and_left_alone(tmp_path: Path, where: slice) -> None:
    path = tmp_path / "town.db"
    content = damaged(path, where)
    result = run(f"sqlite:///{path}")
    assert result.exit_code == 1
    assert result.output.startswith("Error: The database ") and "is damaged" in result.output
    assert "put your last backup in its place" in result.output
    assert "Traceback" not in result.output
    assert path.read_bytes() == content


def test_a_server_that_does_not_answer_is_named_without_the_password() -> None:
    result = run(NOBODY_LISTENS)
    assert result.exit_code == 1
    assert "The database town on 127.0.0.1 cannot be used" in result.output
    assert "hunter2" not in result.output and "Traceback" not in result.output
