"""The tree stays readable: names that say something, every room described, no long file."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("actions", "bench", "bot", "components", "connectors", "language", "network", "scripts")
MODULES = [
    path
    for package in PACKAGES
    for path in sorted((ROOT / package).rglob("*.py"))
    if path.parent.name != "versions" and "plain_rasa" not in path.parts
]
COULD_BE_ANYTHING = {
    *("common", "data", "handlers", "helpers", "info", "looking", "managers", "misc", "reading", "saving", "saying"),
    *("services", "stuff", "tasks", "telling", "told", "tools", "util", "utils", "words"),
}
LONGEST_LINES = 400


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_a_module_says_what_it_holds(path: Path) -> None:
    assert path.stem not in COULD_BE_ANYTHING
    source = path.read_text("utf-8")
    assert source.count("\n") <= LONGEST_LINES
    if source:
        assert ast.get_docstring(ast.parse(source)), "a module begins with what it is for"


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_a_docstring_says_what_happens(path: Path) -> None:
    empty = [text for text in docstrings(path) if re.match(r"(See \w[\w.]*\.$|Constructor|Init)", text)]
    assert not empty


def test_every_room_is_described() -> None:
    described = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    rooms = [path for path in (ROOT / "bot").iterdir() if path.is_dir() and any(path.glob("*.py"))]
    assert len(rooms) > 10
    assert [room.name for room in rooms if f"`bot/{room.name}/`" not in described] == []


def docstrings(path: Path) -> Iterator[str]:
    """What every class and function says of itself."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield ast.get_docstring(node) or ""
