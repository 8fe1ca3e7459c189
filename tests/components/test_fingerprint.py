"""The fingerprint moves with what a model is made from, and with nothing else."""

import re
from pathlib import Path

import pytest

from components.fingerprint import AFTERWARDS, LANGUAGE, fingerprint


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name in (
        "config.yml",
        "taxonomy.tsv",
        "domain/waste.yml",
        "data/nlu/waste.yml",
        "components/rules.py",
        "language/normalise.py",
        "language/taxonomy.py",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    return tmp_path


@pytest.mark.parametrize(
    "name",
    ["config.yml", "taxonomy.tsv", "data/nlu/waste.yml", "components/rules.py", *LANGUAGE],
)
def test_moves_with_each_source(root: Path, name: str) -> None:
    before = fingerprint(root)
    (root / name).write_text("other")
    assert fingerprint(root) != before


def test_what_only_works_with_a_model_makes_no_other(root: Path) -> None:
    before = fingerprint(root)
    for name in AFTERWARDS:
        (root / name).write_text("other")
    assert fingerprint(root) == before


def test_nothing_that_a_model_is_trained_with_counts_as_afterwards() -> None:
    """As far as modules import each other, from the pipeline, the policy and the training on."""
    components = Path("components")
    assert all(Path(name).exists() for name in AFTERWARDS)
    reached, new = set(), {*components.glob("pipeline*.py"), components / "rules.py", components / "train.py"}
    while new:
        reached |= new
        imported = {name for path in new for name in re.findall(r"components[. ](?:import )?(\w+)", path.read_text())}
        new = {components / f"{name}.py" for name in imported if (components / f"{name}.py").exists()} - reached
    assert {path.as_posix() for path in reached} & AFTERWARDS == set()


def test_moves_when_a_file_is_renamed(root: Path) -> None:
    before = fingerprint(root)
    (root / "domain/waste.yml").rename(root / "domain/bins.yml")
    assert fingerprint(root) != before


def test_stays_for_what_is_no_source(root: Path) -> None:
    before = fingerprint(root)
    (root / "components/__pycache__").mkdir()
    (root / "components/__pycache__/rules.pyc").write_text("compiled")
    (root / "README.md").write_text("words")
    (root / "language/yes_no.py").write_text("words")
    assert fingerprint(root) == before
