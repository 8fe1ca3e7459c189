"""What follows the third parameter is given by name: of four values in a row nobody can tell which is which."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("actions", "bot", "components", "connectors", "language", "network", "protocol")
OTHERS = {
    "bot/database/limits.py connect",  # sqlalchemy's events
    "connectors/sms/delivery.py request",  # twilio's HTTP client
    "components/pipeline.py create",  # rasa's components
    "components/pipeline_kept.py create", "components/pipeline_kept.py load",
    "components/rules.py _prediction_states",
}  # fmt: skip
"""Functions that a library calls, with parameters of its own."""


def functions() -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                    yield f"{path.relative_to(ROOT).as_posix()} {node.name}", node


def test_at_most_three_parameters_are_given_without_a_name() -> None:
    long = set()
    for name, function in functions():
        given = [each.arg for each in (*function.args.posonlyargs, *function.args.args)]
        if len([each for each in given if each not in ("self", "cls")]) > 3:
            long.add(name)
    assert long == OTHERS
