"""Two benchmarks in one folder: the second says who is there, and does nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bench import sides, speed
from bench.lock import only_one

ROOT = Path(__file__).parents[2]
HOLD = "import sys, time; from pathlib import Path; from bench.lock import only_one\n"
HOLD += "with only_one(Path(sys.argv[1])): print('held', flush=True); time.sleep(60)"


def test_the_second_is_refused_and_one_that_was_killed_holds_nothing(tmp_path: Path) -> None:
    directory = tmp_path / "var" / "bench"
    first = subprocess.Popen([sys.executable, "-c", HOLD, directory], cwd=ROOT, stdout=subprocess.PIPE)
    with first:
        try:
            assert first.stdout is not None and first.stdout.readline() == b"held\n"
            with pytest.raises(SystemExit, match=rf"running here already \(process {first.pid}, since \d\d:\d\d\)"):
                hold(directory)
        finally:
            first.kill()
    hold(directory)
    hold(directory)
    assert str(os.getpid()) in (directory / "lock").read_text()


def hold(directory: Path) -> None:
    with only_one(directory):
        pass


def test_make_bench_does_nothing_while_another_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sides, "HERE", tmp_path)
    monkeypatch.setattr(sys, "argv", ["bench.speed", "--only", "townclerk"])
    monkeypatch.setattr(speed, "_measure", lambda arguments: pytest.fail("it measured"))
    with only_one(tmp_path), pytest.raises(SystemExit, match="running here already"):
        speed.main()
