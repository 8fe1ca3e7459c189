"""Whole conversations through gateway, assistant and actions as they are; README.md says how to write one."""

from __future__ import annotations

import csv
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.assistant.model_file import wanted
from tests.conversations.runner import Play
from tests.conversations.scripts import Script, read_all
from tests.conversations.town import ROOT, Towns

SCRIPTS = read_all()
MODELS = ROOT / "models"
PYTHON = ROOT / ".venv-assistant" / "bin" / "python"


def missing() -> str | None:
    """What keeps a real assistant from running here."""
    if not PYTHON.exists():
        return "the assistant's environment is not there: run `make install`"
    if not list(MODELS.glob("*.tar.gz")):
        return "no model is trained: run `townclerk train`"
    return None


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def towns(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Towns]:
    started = Towns(tmp_path_factory.mktemp("towns"))
    yield started
    await started.close()


@pytest.mark.assistant
@pytest.mark.skipif(missing() is not None, reason=str(missing()))
@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: f"{script.topic}: {script.name}")
async def test_conversation(script: Script, towns: Towns) -> None:
    told = await Play(script, await towns.at(script.council)).run()
    if told:
        stale = "" if wanted(MODELS).exists() else "\n(the model is not of the present files: run `townclerk train`)"
        pytest.fail(told + stale, pytrace=False)  # the conversation says it all


def test_every_urgent_intent_is_met_in_a_conversation() -> None:
    with Path(ROOT / "taxonomy.tsv").open(encoding="utf-8", newline="") as file:
        urgent = {row["intent"] for row in csv.DictReader(file, delimiter="\t") if row["kind"] == "urgent"}
    met = {step.intent for script in SCRIPTS for step in script.steps if step.reason == "urgent"}
    assert urgent - met == set()
