"""What the benchmark reads from logs, processes and rules."""

from __future__ import annotations

import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bench.measuring import engine_seconds, not_understood
from bench.plain_model import stories
from bench.processes import below, processor, resident, start


def line(second: int, event: str, seconds: float) -> str:
    return json.dumps({"event": event, "seconds": seconds, "timestamp": f"2026-11-22T12:00:{second:02}.5Z"}) + "\n"


def at(second: int) -> datetime:
    return datetime(2026, 11, 22, 12, 0, second, tzinfo=UTC)


def test_rasas_part_is_the_mean_of_the_windows_lines(tmp_path: Path) -> None:
    log = tmp_path / "gateway.log"
    log.write_text(
        "Townclerk for Fernley Borough Council\n"
        + line(1, "assistant.replied", 9.0)
        + line(2, "assistant.replied", 0.1)
        + line(3, "message.received", 5.0)
        + line(4, "assistant.replied", 0.3)
        + line(5, "assistant.replied", 9.0)
    )
    assert engine_seconds(log, at(2), at(5)) == pytest.approx(0.2)
    assert engine_seconds(log, at(20), at(30)) is None
    assert engine_seconds(None, at(2), at(5)) is None


def test_a_program_is_watched_with_its_children_and_ended(tmp_path: Path) -> None:
    code = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'import time; print(1); time.sleep(60)'])"
    program = start("parent", [sys.executable, "-u", "-c", code], dict(os.environ), cwd=tmp_path, log=tmp_path / "log")
    try:
        while len(program.pids()) < 2:
            program.check()
        assert below(program.process.pid) == program.pids()[1:]
        assert resident(program.process.pid) > 1_000_000
        assert processor(program.process.pid) >= 0
    finally:
        program.stop()
    with pytest.raises(RuntimeError, match="parent ended"):
        program.check()


def test_rules_become_stories_so_that_every_policy_is_trained() -> None:
    rules = [
        {"rule": "a", "steps": [{"intent": "a"}, {"action": "utter_a"}]},
        {"rule": "b or c", "steps": [{"or": [{"intent": "b"}, {"intent": "c"}]}, {"action": "utter_bc"}]},
        {"rule": "form", "steps": [{"intent": "d"}, {"action": "form"}, {"active_loop": "form"}]},
        {"rule": "only then", "condition": [{"active_loop": "form"}], "steps": [{"action": "form"}]},
    ]
    found = stories(rules)
    assert len(found) == 4
    assert found[0]["steps"][:2] == rules[0]["steps"]
    assert all(len(story["steps"]) == 6 for story in found[:3])
    assert found[3]["steps"] == rules[2]["steps"]


def test_what_was_not_understood_is_counted_by_its_words() -> None:
    rephrase = 'We are not sure what you mean. Please say it in other words, for example "my bin was not emptied".'
    assert not_understood([("Hello.",), (rephrase,), ("We are not sure.",)]) == 1
