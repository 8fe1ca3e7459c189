"""The understanding's benchmark as a command, on a small HINT3; and its table."""

from __future__ import annotations

import re
import subprocess
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest

from bench.hint3 import SPLITS, Score
from bench.lock import only_one
from bench.plain_understanding import HERE
from bench.understanding_table import Plain, Row, lines
from tests.bench.hint3_files import write
from tests.components.conftest import ENVIRONMENT, PYTHON, ROOT

PUBLISHED = {"dialogflow": 0.1, "rasa": 0.4, "luis": 0.2, "haptik": 0.3, "bert": 0.5}
A, B = Row("a", Score(0.7, 0.8, 0.6), 0.21, PUBLISHED), Row("b", Score(0.5, 0.6, 0.4), 0.4, PUBLISHED)


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [PYTHON, "-m", "bench.understanding", *arguments]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=ENVIRONMENT, timeout=120)


@pytest.mark.assistant
def test_the_shipped_model_learns_each_split_and_stands_beside_the_published_figures(tmp_path: Path) -> None:
    done = run(write(tmp_path))
    assert done.returncode == 0, done.stderr
    assert re.search(r"training rows alone: 0\.\d\d \(config\.yml has 0\.\d\d\)", done.stdout)
    found = {line.split()[0]: line.split()[1:] for line in done.stdout.splitlines() if line.startswith(SPLITS)}
    assert tuple(found) == SPLITS
    for cells in found.values():
        assert float(cells[2]) > 0.4, "four queries of plain words"
        assert cells[3:] == ["0.020", "0.320", "0.220", "0.120", "0.420"]


@pytest.mark.assistant
def test_only_the_splits_asked_for_at_the_same_threshold(tmp_path: Path) -> None:
    write(tmp_path)
    every, one = run(tmp_path), run(tmp_path, "--split", "curekart_subset")
    assert [line.split()[0] for line in one.stdout.splitlines()[3:5]] == ["curekart_subset", "mean"]
    assert one.stdout.splitlines()[0] == every.stdout.splitlines()[0]
    assert one.stdout.splitlines()[3] in every.stdout.splitlines()


@pytest.mark.assistant
def test_beside_plain_rasa_it_does_not_run_twice_at_once(tmp_path: Path) -> None:
    with ExitStack() as held:
        with suppress(SystemExit):  # somebody is measuring here: then it is they who are named
            held.enter_context(only_one(HERE))
        done = run(write(tmp_path), "--default")
    assert done.returncode == 1
    assert "running here already (process" in done.stderr


@pytest.mark.assistant
def test_another_directory_is_refused(tmp_path: Path) -> None:
    done = run(tmp_path)
    assert done.returncode == 1
    assert "is not HINT3: it lacks sofmattress_train.csv, sofmattress_test.csv" in done.stderr


def test_means_and_the_splits_on_which_we_are_above_all_published() -> None:
    text = lines([A, B])
    assert text[0].split()[-6:] == ["Dialogflow", "Haptik", "LUIS", "Rasa", "1.10", "BERT"]
    assert text[3].split() == [
        "mean",
        "of",
        "2",
        "0.600",
        "0.700",
        "0.500",
        "0.100",
        "0.300",
        "0.200",
        "0.400",
        "0.500",
    ]
    assert any("0.500 on average; Townclerk is above it on 1 of 2." in line for line in text)
    assert any("trained in 0.2 to 0.4 s" in line for line in text)


def test_plain_rasa_has_its_columns_only_where_it_was_asked_for() -> None:
    plain = Row("a", A.ours, A.seconds, PUBLISHED, Plain(Score(0.4, 0.1, 0.25), 0.35, 93.3))
    with_it, without = lines([plain]), lines([A])
    assert with_it[0].split()[-3:] == ["default", "its", "best"]
    assert with_it[1].split()[-2:] == ["0.250", "0.350"]
    assert any("trained in 93.3 s" in line for line in with_it)
    assert not any("efault" in line for line in without)
