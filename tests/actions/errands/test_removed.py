"""A council may take any errand out of its files: nothing breaks, residents get an answer, and the start says so."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
import structlog
import yaml

from actions.errands import removed, spec
from actions.errands.lookups import case_status
from actions.errands.spec import COMMON, HERE, errands
from bot.gateway import actions
from tests.actions.rasa import DOMAIN, Rasa
from tests.actions.test_interrupted import Town, answer, begin, town

__all__ = ["town"]

ALL = sorted(errands())
FILES = sorted(path.name for path in HERE.glob("*.yml") if path != COMMON)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A copy of the errands' files, which are read anew."""
    for path in HERE.glob("*.yml"):
        shutil.copy(path, tmp_path)
    monkeypatch.setattr(spec, "HERE", tmp_path)
    monkeypatch.setattr(spec, "COMMON", tmp_path / COMMON.name)
    errands.cache_clear()
    yield tmp_path
    errands.cache_clear()


def remove(folder: Path, intent: str) -> None:
    """As a council would: its lines are deleted."""
    for path in folder.glob("*.yml"):
        found = yaml.safe_load(path.read_text("utf-8"))
        if intent in found:
            del found[intent]
            path.write_text(yaml.safe_dump(found), "utf-8")
    errands.cache_clear()
    assert intent not in errands() and len(errands()) == len(ALL) - 1


@pytest.mark.parametrize("intent", ALL)
async def test_each_may_be_removed(call: Any, town: Town, folder: Path, intent: str) -> None:
    remove(folder, intent)
    alone = Rasa(call)
    await begin(alone, intent)
    general = f"utter_{intent}" in DOMAIN["responses"]
    assert alone.keys == [f"utter_{intent}" if general else "utter_speak_to_person"]
    assert alone.loop is None and ("handoff" in alone.custom) is not general
    if not general:
        assert alone.custom["handoff"]["intent"] == intent
        assert alone.custom["handoff"]["topic"] != "conversation"


@pytest.mark.parametrize("intent", ALL)
async def test_the_others_go_on_without_it(call: Any, town: Town, folder: Path, intent: str) -> None:
    open_one = "graffiti_report" if intent != "graffiti_report" else "pothole_report"
    for other in (open_one, "missed_bin_report"):
        rasa = Rasa(call)
        remove(folder, intent) if intent in errands() else None
        await begin(rasa, other)
        asked = rasa.keys
        await rasa.says("flurble wurble", "nlu_fallback")
        assert rasa.keys, "whatever is not understood has an answer"
        await begin(rasa, intent)
        assert rasa.keys
        if "handoff" not in rasa.custom:
            assert rasa.keys[0] == f"utter_{intent}" and rasa.keys[-1].removesuffix("_again") in asked
            assert rasa.errand == other
            await answer(rasa)
            assert rasa.keys


@pytest.mark.parametrize("intent", ALL)
async def test_one_that_is_under_way_is_left_with_a_word(call: Any, town: Town, folder: Path, intent: str) -> None:
    rasa, beneath = Rasa(call), Rasa(call)
    await begin(rasa, intent)
    other = "graffiti_report" if intent != "graffiti_report" else "pothole_report"
    await begin(beneath, intent)
    interrupted = beneath.errand == intent
    await begin(beneath, other)
    remove(folder, intent)
    if rasa.errand is not None:
        await rasa.says("yes", "affirm")
        assert rasa.keys == ["utter_start_over"] and rasa.loop is None
    await beneath.says("leave it", "start_over")
    assert beneath.keys == ["utter_start_over"] and beneath.loop is None, interrupted


@pytest.mark.parametrize("name", FILES)
async def test_each_file_may_be_removed_whole(call: Any, town: Town, folder: Path, name: str) -> None:
    (folder / name).unlink()
    errands.cache_clear()
    for intent in removed.removed_errands():
        rasa = Rasa(call)
        await begin(rasa, intent)
        assert rasa.keys and rasa.loop is None
    rasa = Rasa(call)
    await rasa.says("FER-7K3M2Q", "provide_details")
    assert rasa.keys
    assert {case_status.title_of("pothole"), case_status.title_of("missed_bin")} >= {"a missed bin"}


def test_nothing_is_missing_as_we_ship_it() -> None:
    assert removed.removal_notices() == []


@pytest.mark.parametrize("intent", ALL)
def test_the_start_says_what_is_gone(folder: Path, intent: str) -> None:
    remove(folder, intent)
    with structlog.testing.capture_logs() as logs:
        actions._say_what_is_missing()
    (line,) = logs
    assert (line["event"], line["log_level"]) == ("errand.missing", "warning")
    assert line["says"].startswith(f"No file in actions/errands describes {intent}, which a rule in data/rules begins.")


def test_the_start_names_the_buttons_that_still_offer_it(folder: Path) -> None:
    offered = next(
        (key, button["payload"].removeprefix("/").partition("{")[0])
        for key, said in DOMAIN["responses"].items()
        for each in said
        for button in each.get("buttons") or ()
        if button["payload"].removeprefix("/").partition("{")[0] in errands()
    )
    remove(folder, offered[1])
    (sentence,) = removed.removal_notices()
    assert "It is still offered by a button of" in sentence and offered[0] in sentence


def test_the_start_says_which_file_makes_no_sense(folder: Path) -> None:
    (folder / "reports.yml").write_text("pothole_report: {title: a pothole}\n", "utf-8")
    errands.cache_clear()
    with structlog.testing.capture_logs() as logs:
        actions._say_what_is_missing()
    assert [line["event"] for line in logs] == ["errands.unreadable"]
    assert "pothole_report" in logs[0]["says"]
