"""What phones write for what our patterns have: curly quotes, unseen characters, full width. Kept as it was written."""

from __future__ import annotations

from typing import Any

import pytest

from actions.dialogue import read_turn
from actions.errands import asides
from tests.actions.conftest import FakeRecords, parsed
from tests.actions.errands.test_form import Talk, confirmed_pothole, talk
from tests.actions.errands.test_interpretation import DANGER, PLACE, SIZE, UPDATES, VEHICLE, answer, question

__all__ = ["talk"]

TEXTS = [
    ("pothole_report.updates", "I don’t mind", "no"),
    ("pothole_report.updates", "don´t bother", "no"),
    ("pothole_report.danger", "I don’t know", "not sure"),
    ("pothole_report.danger", "ＹＥＳ", "yes"),
    ("pothole_report.danger", "n\u200bo", "no"),
    ("pothole_report.danger", "“yes”", "yes"),
    ("pothole_report.danger", "isn‘t dangerous", "no"),
    ("pothole_report.size", "“Bigger than a car wheel”", "large"),
    ("pothole_report.size", "３", "large"),
    ("pothole_report.size", "2️⃣", "medium"),
    ("street_light_report.fault", "doesn’t work", "out"),
    ("case_status.reference", "fer‑7kq2mx", "FER-7KQ2MX"),
    ("case_status.reference", "ＦＥＲ－７ＫＱ２ＭＸ", "FER-7KQ2MX"),
    ("case_status.reference", "FER-7K\u200bQ2MX", "FER-7KQ2MX"),
    ("case_status.reference", "haven’t got one", "none"),
    ("planning_search_comment.reference", "26/00123\u2060/FUL", "26/00123/FUL"),
    ("council_tax_move_or_change.what", "don’t know, my gran died", "death"),
]


@pytest.mark.parametrize(("name", "text", "value"), TEXTS)
async def test_it_answers_as_if_typed_on_a_keyboard(name: str, text: str, value: str) -> None:
    intent, _, field = name.partition(".")
    turn = read_turn(parsed(text, "provide_details"))
    assert (await answer(question(intent, field), turn, slots={}, note=None))[0] == value


@pytest.mark.parametrize(
    "text", ["I don’t know", "can’t remember", "outside my\u200b house", "dunno\u2026", "here\u00a0"]
)
async def test_what_says_no_place_is_no_place(text: str, council_records: FakeRecords) -> None:
    assert await answer(PLACE, read_turn(parsed(text, "deny")), slots={}, note=None) == (None, "vague_place")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("outside St Mary’s Church", "outside St Mary’s Church"),
        ("it’s by 12–14 Mill Lane", "by 12–14 Mill Lane"),
        ("sorry, outside “The Ship”", "outside “The Ship”"),
    ],
)
async def test_a_place_is_kept_as_written(text: str, words: str, council_records: FakeRecords) -> None:
    found, _ = await answer(PLACE, read_turn(parsed(text, "provide_details")), slots={}, note=None)
    assert found == {"words": words}


async def test_words_are_kept_as_written(talk: Talk) -> None:
    text = "there’s a massive pothole on St\u00a0Mary’s Road,  it’s “lethal”"
    await talk.says(text, "pothole_report")
    assert talk.state.said == text
    assert talk.state.answers["place"] == {"words": "on St Mary’s Road"}
    turn = read_turn(parsed("it’s a red “Fiesta”", "provide_details"))
    assert (await answer(VEHICLE, turn, slots={}, note=None))[0] == "it’s a red “Fiesta”"


async def test_a_postcode_with_unseen_characters_finds_its_addresses(call: Any, council_records: FakeRecords) -> None:
    for text in ("FB1\u200b2CD", "ｆｂ１２ｃｄ", "fb 12cd", "FB1\u00a02CD, number\u00a03"):
        reply = await call("validate_bin_day_form", parsed(text, "provide_details"), {"requested_slot": "postcode"})
        assert reply.slots["postcode"] == "FB1 2CD"


@pytest.mark.parametrize(
    "text",
    [
        "I don’t mind",
        "not really bothered",
        "I’m not fussed",
        "can't be bothered",
        "it doesn’t matter",
        "no, not needed",
        "dim ots gen i",
        "does dim angen",
        "no more texts please",
        "Don’t text me",
    ],
)
async def test_not_minding_about_news_loses_no_report(talk: Talk, text: str) -> None:
    await talk.says("a massive pothole outside 14 Mill Lane", "pothole_report")
    await talk.says("no", "deny")
    back = await talk.says(text, "start_over")
    assert back.keys == ["utter_errand_confirm"]
    assert talk.state.answers["updates"] == "no"


async def test_the_word_that_stops_everything_is_no_answer(talk: Talk) -> None:
    await talk.says("a massive pothole outside 14 Mill Lane", "pothole_report")
    await talk.says("no", "deny")
    assert (await talk.says("STOP", "start_over")).events == []


@pytest.mark.parametrize("text", ["my bin was missed", "you missed our bins", "also my black bin wasn’t emptied"])
async def test_a_missed_bin_is_not_the_vehicle_that_was_asked_about(talk: Talk, text: str) -> None:
    await talk.says("abandoned car", "abandoned_vehicle_report")
    assert (await talk.says(text, "missed_bin_report")).events == []
    await talk.says("a red van by the bins", "missed_bin_report")
    assert talk.state.answers["vehicle"] == "a red van by the bins"


async def test_a_correction_is_seen_through_its_quotes(talk: Talk) -> None:
    await confirmed_pothole(talk)
    back = await talk.says("no, it’s outside 5 Mill Lane", "deny")
    assert back.keys == ["utter_errand_confirm"]
    assert talk.state.answers["place"] == {"words": "outside 5 Mill Lane"}


def test_questions_are_asides_in_any_quotes() -> None:
    turn = read_turn(parsed("what’s my bin day", "bin_collection_day"))
    assert asides.is_aside(turn, SIZE, "pothole_report")
    assert not asides.is_aside(read_turn(parsed("don’t mind", "start_over")), UPDATES, "pothole_report")
    assert DANGER.type == "yes_no"
