"""The tree stays readable: names that say something, every room described, no long file."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import tomllib

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("actions", "bench", "bot", "components", "connectors", "language", "network", "protocol", "scripts")
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


def test_every_room_is_described_in_the_order_of_the_imports() -> None:
    described = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    told = [
        name
        for row in re.findall(r"^\| (`bot/.*?) \|", described, re.M)
        for name in re.findall(r"`(?:bot/)?(\w+)", row)
    ]
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    (layers,) = (contract["layers"] for contract in contracts if contract.get("containers") == ["bot"])
    place = {room: number for number, layer in enumerate(layers) for room in layer.split(" | ")}
    assert sorted(told) == sorted(place)
    assert [place[room] for room in told] == sorted(place.values())


def test_only_ownership_changes_who_answers() -> None:
    owned = r"\b(conversation\.state|\w+\.(close_reason|officer_id|handoff_id))\b[^=\n]* = "
    found = {named(path) for path in MODULES if re.search(owned, path.read_text("utf-8"))}
    assert found == {"bot/ownership.py"}


def docstrings(path: Path) -> Iterator[str]:
    """What every class and function says of itself."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield ast.get_docstring(node) or ""
