"""The commands `townclerk pages`, and what a first start knows of the demonstration's pages."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.assistant import Encoded
from bot.command.cli import main
from bot.command.first_run import load_demonstration
from bot.database import Database
from bot.knowledge import vectors
from bot.knowledge.importing import list_pages, list_sources

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two pages of a council of its own."""
    made = tmp_path / "pages"
    made.mkdir()
    (made / "rats.md").write_text("# Rats\n\nWe treat rats for £20.\n")
    (made / "trees.md").write_text("# Trees\n\nAsk before you cut a tree.\n")
    return made


@pytest.fixture(autouse=True)
def _no_encoder(monkeypatch: pytest.MonkeyPatch, database_url: str) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setattr(vectors, "PYTHON", Path("/nowhere/python"))


def townclerk(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["pages", *arguments])


def test_import_list_search_and_forget(folder: Path) -> None:
    done = townclerk("import", str(folder), "--address", "https://x.example")
    assert done.exit_code == 0, done.output
    assert "2 new, 0 changed, 0 unchanged, 0 removed.\nThe assistant's environment is not here" in done.output
    assert f"{folder}: 2 pages, 2 passages, 2 not read by the encoder yet (council, " in townclerk("list").output
    assert "https://x.example/trees\t-\tTrees" in townclerk("list", "--all").output
    found = townclerk("search", "got rats", "how much", "--limit", "1").output
    assert "https://x.example/rats" in found and "We treat rats for £20." in found and "trees" not in found
    assert townclerk("forget", str(folder)).output == "2 pages removed.\n"
    assert townclerk("list").output == "There are no pages. Run: townclerk pages import SOURCE\n"


def test_the_encoder_reads_what_is_new(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def encode(texts: Sequence[str]) -> Encoded:
        asked.extend(texts)
        return Encoded("of this test", [bytes(768) for _ in texts])

    monkeypatch.setattr(vectors, "PYTHON", Path(sys.executable))
    monkeypatch.setattr(vectors, "encode", encode)
    arguments = ("import", str(folder), "--address", "https://x.example")
    assert "2 passages read by the assistant's encoder." in townclerk(*arguments).output
    (folder / "trees.md").write_text("# Trees\n\nOther words.\n")
    assert "0 new, 1 changed, 1 unchanged, 0 removed.\n1 passages read" in townclerk(*arguments).output
    assert asked[-1] == "Trees. \nOther words."


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["import", "nowhere"], "nowhere is no folder, no CSV and no address of a site"),
        (["import", "{folder}"], "Say what the pages' addresses begin with"),
        (["forget", "nowhere"], "No pages came from nowhere"),
    ],
)
def test_what_cannot_be_done_is_said_plainly(folder: Path, arguments: list[str], said: str) -> None:
    done = townclerk(*(argument.format(folder=folder) for argument in arguments))
    assert done.exit_code != 0 and said in done.output and "Traceback" not in done.output


def test_a_file_that_cannot_be_read_changes_nothing(folder: Path) -> None:
    townclerk("import", str(folder), "--address", "https://x.example")
    (folder / "fees.pdf").write_bytes(b"no PDF")
    (folder / "rats.md").unlink()
    done = townclerk("import", str(folder), "--address", "https://x.example")
    assert done.exit_code == 1 and "fees.pdf is no PDF that can be read" in done.output
    assert "2 pages" in townclerk("list").output


def test_a_first_start_knows_the_demonstrations_pages_until_the_council_brings_something(
    database: Database, tmp_path: Path
) -> None:
    load_demonstration(database)
    load_demonstration(database)
    (source,) = database.read_now(list_sources)
    assert source.name == "the demonstration" and source.pages >= 40
    records = tmp_path / "term_dates.csv"
    records.write_text("school_year,term,first_day,last_day,note\n2026/27,autumn,2026-09-03,2026-12-18,\n")
    done = CliRunner().invoke(main, ["records", "import", "term_dates", str(records)])
    assert done.exit_code == 0, done.output
    assert database.read_now(list_pages) == []
    load_demonstration(database)
    assert database.read_now(list_pages) == []


@pytest.mark.parametrize(
    ("modules", "unwanted"),
    [
        ("bot.command.cli", {"numpy", "snowballstemmer", "trafilatura", "pypdf", "lxml"}),
        ("bot.command.first_run, bot.gateway.app", {"snowballstemmer", "trafilatura", "pypdf", "lxml"}),
    ],
)
def test_what_only_an_import_or_a_search_needs_is_not_loaded_at_the_start(modules: str, unwanted: set[str]) -> None:
    code = f"import sys, {modules}; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert not unwanted & set(loaded.stdout.split())
