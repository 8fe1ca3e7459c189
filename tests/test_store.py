"""A query's name says what it returns, and its callers call it by no other (bot/store/__init__.py has the rule)."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
READS = {
    "get": ("",),
    "lock": ("",),
    "take": ("list[",),
    "list": ("list[", "dict[", "set["),
    "is": ("bool",),
    "has": ("bool",),
}
READS |= {"count": ("int", "dict[", "list[")}
QUERIES = [
    (path.stem, node)
    for path in sorted((ROOT / "bot" / "store").glob("*.py"))
    for node in ast.parse(path.read_text("utf-8")).body
    if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
]


@pytest.mark.parametrize(("module", "query"), [pytest.param(*each, id=f"{each[0]}.{each[1].name}") for each in QUERIES])
def test_a_name_says_what_it_returns(module: str, query: ast.FunctionDef) -> None:
    assert query.returns is not None
    verb, returned = query.name.split("_")[0], ast.unparse(query.returns)
    if module in ("clock_conditions", "residents"):
        return
    elif verb in READS:
        assert returned.startswith(READS[verb])
    else:
        assert returned in ("None", "bool", "int", "ClockRow", "EventRow"), "a write, which says at most what it did"


def test_callers_give_a_module_no_other_name() -> None:
    for path in [*ROOT.glob("bot/**/*.py"), *ROOT.glob("tests/**/*.py")]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module == "bot.store":
                assert [alias.asname for alias in node.names if alias.asname] == [], path
