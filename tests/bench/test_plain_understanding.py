"""Plain Rasa on a split, with a stand-in for the Python that trains it: what it is given, and what is kept."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from bench.hint3 import OUTSIDE, Guess, Split
from bench.plain_understanding import HERE, SCRIPT, PlainAnswers, understood

SPLIT = Split(
    "small", ["pay [my](tax)", "bin day"], ["TAX", "BINS"], ["tax?", "bins", "moon"], ["TAX", "BINS", OUTSIDE]
)
PREDICTIONS = [
    {"intent": "TAX", "confidence": 0.9, "fallback": False},
    {"intent": "BINS", "confidence": 0.5, "fallback": True},
    {"intent": None, "confidence": 0.0, "fallback": False},
]
STAND_IN = """#!{python}
import json, pathlib, shutil, sys
given = pathlib.Path({given!r})
given.mkdir(exist_ok=True)
runs = given / "runs"
runs.write_text(runs.read_text() + sys.argv[1] + "\\n" if runs.exists() else sys.argv[1] + "\\n")
for name in ("config.yml", "nlu.json", "queries.json"):
    shutil.copy(name, given)
pathlib.Path("predictions.json").write_text({predictions!r})
"""


@pytest.fixture
def python(tmp_path: Path) -> Path:
    predictions = json.dumps({"seconds": 12.5, "predictions": PREDICTIONS})
    return executable(
        tmp_path / "python",
        STAND_IN.format(python=sys.executable, given=str(tmp_path / "given"), predictions=predictions),
    )


def executable(path: Path, text: str) -> Path:
    path.write_text(text)
    path.chmod(0o755)
    return path


def runs(tmp_path: Path) -> list[str]:
    return (tmp_path / "given" / "runs").read_text().splitlines()


def test_it_gets_the_rows_as_they_are_and_rasas_default_pipeline(tmp_path: Path, python: Path) -> None:
    understood(SPLIT, tmp_path / "bench", python)
    given = tmp_path / "given"
    assert json.loads((given / "nlu.json").read_text())["rasa_nlu_data"]["common_examples"] == [
        {"text": "pay [my](tax)", "intent": "TAX"},
        {"text": "bin day", "intent": "BINS"},
    ]
    assert json.loads((given / "queries.json").read_text()) == SPLIT.queries
    pipeline = {step["name"]: step for step in yaml.safe_load((given / "config.yml").read_text())["pipeline"]}
    assert pipeline["DIETClassifier"]["epochs"] == 100
    assert (pipeline["FallbackClassifier"]["threshold"], pipeline["FallbackClassifier"]["ambiguity_threshold"]) == (
        0.3,
        0.1,
    )


def test_its_own_thresholds_and_its_likeliest_intents(tmp_path: Path, python: Path) -> None:
    assert understood(SPLIT, tmp_path / "bench", python) == PlainAnswers(
        guesses=[Guess("TAX", 0.9), Guess("BINS", 0.5), Guess(OUTSIDE, 0.0)],
        answers=["TAX", OUTSIDE, OUTSIDE],
        seconds=12.5,
    )


def test_the_same_rows_are_not_trained_on_twice(tmp_path: Path, python: Path) -> None:
    first = understood(SPLIT, tmp_path / "bench", python)
    assert understood(SPLIT, tmp_path / "bench", python) == first
    assert runs(tmp_path) == [str(SCRIPT)]
    understood(replace(SPLIT, intents=["TAX", "TAX"]), tmp_path / "bench", python)
    assert len(runs(tmp_path)) == 2


def test_a_failure_keeps_nothing_and_names_the_log(tmp_path: Path, python: Path) -> None:
    failing = executable(tmp_path / "failing", "#!/bin/sh\necho out of memory\nexit 3\n")
    log = tmp_path / "bench" / "small.log"
    with pytest.raises(SystemExit, match=f"not trained on small; see {log}"):
        understood(SPLIT, tmp_path / "bench", failing)
    assert log.read_text() == "out of memory\n"
    assert understood(SPLIT, tmp_path / "bench", python).seconds == 12.5


def test_without_plain_rasa_it_says_how_to_get_it(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="DEFAULT=1"):
        understood(SPLIT, tmp_path / "bench", tmp_path / "nothing")


def test_what_is_kept_lies_where_git_does_not_look() -> None:
    assert HERE.relative_to(SCRIPT.parents[2]).parts[0] == "var"
