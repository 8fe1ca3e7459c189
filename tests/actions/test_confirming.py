"""Nothing is filed without a clear yes: every phrase of language's lists, whatever it was classified as."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from actions.dialogue import PERSON
from language.yes_no import Said, yes_or_no
from tests.actions.conftest import FakeRecords, parsed
from tests.actions.errands.test_form import Talk, confirmed_pothole, talk
from tests.actions.test_conversation import bot
from tests.actions.waste.test_missed_bin import FORM, READY
from tests.language.test_yes_no import ALL

__all__ = ["talk"]

TEXTS = [phrase.text for _, phrase in ALL]
INTENTS = ("affirm", "deny", "provide_details", "start_over", "bin_order", "pothole_report", "nlu_fallback")
CLEAR = [text for text in TEXTS if yes_or_no(text) is Said.YES]
REFUSED = ["please don’t", "please cancel", "ok cancel it", "okay leave it", "yes, no", "iawn, peidiwch"]


async def test_a_report_is_filed_by_a_clear_yes_and_by_nothing_else(talk: Talk) -> None:
    await confirmed_pothole(talk)
    slots, events = deepcopy(talk.slots), list(talk.events)
    for intent in INTENTS:
        filed = []
        for text in TEXTS:
            talk.slots, talk.events = deepcopy(slots), list(events)
            reply = await talk.call("validate_errand_form", parsed(text, intent), talk.slots, before=talk.events)
            filed += [text] if any("service_request" in custom for custom in reply.custom) else []
        assert filed == CLEAR


async def test_a_missed_bin_is_filed_by_a_clear_yes_and_by_nothing_else(
    call: Any, council_records: FakeRecords
) -> None:
    for intent in INTENTS:
        replies = [(text, await call(FORM, parsed(text, intent), READY)) for text in TEXTS]
        assert [text for text, reply in replies if reply.slots.get("confirmed")] == CLEAR


@pytest.mark.parametrize("text", REFUSED)
@pytest.mark.parametrize("intent", ["affirm", "deny", "provide_details", "clarify"])
async def test_a_refusal_is_asked_what_to_change_and_can_be_left(talk: Talk, text: str, intent: str) -> None:
    await confirmed_pothole(talk)
    reply = await talk.says(text, intent)
    assert reply.keys == ["utter_what_to_change"]
    assert reply.payloads[-1] == "/start_over"


@pytest.mark.parametrize("text", ["ok", "yes", "fine", "right", "send it"])
async def test_a_yes_to_what_to_change_files_nothing_before_it_is_said_back_again(
    talk: Talk, call: Any, council_records: FakeRecords, text: str
) -> None:
    await confirmed_pothole(talk)
    await talk.says("no", "deny")
    again = await talk.says(text, "affirm")
    assert (again.keys, again.custom) == (["utter_errand_confirm_again"], [])
    assert any("service_request" in custom for custom in (await talk.says("yes", "affirm")).custom)

    noted = [{"event": "slot", "name": "note", "value": "change"}]
    asked = await call("action_ask_confirmed", parsed("no", "deny"), READY, since=noted)
    assert asked.keys == ["utter_what_to_change"]
    before = [bot(*asked.messages[-1]["buttons"])]
    reply = await call(FORM, parsed(text, "affirm"), READY | {"note": "change"}, before=before)
    assert (reply.slots["note"], reply.slots.get("confirmed")) == (None, None)


async def test_a_refusal_that_is_understood_as_one_is_left_to_its_rule(talk: Talk, call: Any) -> None:
    await confirmed_pothole(talk)
    assert (await talk.says("please cancel", "start_over")).events == []
    assert (await call(FORM, parsed("please cancel", "start_over"), READY)).events == []


@pytest.mark.parametrize("text", ["yes if it is free", "yes but let me think", "not sure", "yes but be quick"])
@pytest.mark.parametrize("intent", ["affirm", "provide_details", "bulky_waste_book"])
async def test_a_doubt_is_asked_again_in_other_words_and_then_offered_a_person(
    talk: Talk, text: str, intent: str
) -> None:
    await confirmed_pothole(talk)
    assert (await talk.says(text, intent)).keys == ["utter_errand_unclear", "utter_errand_confirm_again"]
    again = await talk.says(text, intent)
    assert (again.keys[0], again.custom) == ("utter_person_instead", [])
    assert again.keys[-1] == "utter_errand_confirm_again"


async def test_a_doubt_about_a_missed_bin_is_asked_again_in_other_words(
    call: Any, council_records: FakeRecords
) -> None:
    for intent in ("affirm", "bulky_waste_book"):
        message = parsed("yes if it is free", intent)
        reply = await call(FORM, message, READY)
        ask = await call("action_ask_confirmed", message, READY | reply.slots, since=reply.events)
        assert ask.keys == ["utter_errand_unclear", "utter_confirm_missed_bin"]


async def test_a_question_beside_a_yes_is_answered_first(talk: Talk, call: Any) -> None:
    await confirmed_pothole(talk)
    assert (await talk.says("ok but when is my bin day?", "bin_collection_day")).events == []
    assert (await call(FORM, parsed("ok but where is the tip?", "recycling_centre"), READY)).events == []


async def test_a_change_after_a_yes_is_the_change(talk: Talk) -> None:
    await confirmed_pothole(talk)
    assert (await talk.says("ok but change the street", "affirm")).keys == ["utter_errand_place"]


@pytest.mark.parametrize(
    ("text", "danger"),
    [
        ("I do not think so", "no"),
        ("yes, I don’t think so", "no"),
        ("it could hurt someone", "yes"),
        ("I think so", "yes"),
        ("nac ydy", "no"),
        ("ydy", "yes"),
        ("dwn i ddim", "not sure"),
    ],
)
async def test_a_fact_is_read_as_the_sentence_says(talk: Talk, text: str, danger: str) -> None:
    await talk.says("a massive pothole outside 14 Mill Lane", "pothole_report")
    await talk.says(text, "affirm")
    assert talk.state.answers["danger"] == danger


async def test_a_welsh_answer_is_no_wish_for_welsh(talk: Talk) -> None:
    await talk.says("a massive pothole outside 14 Mill Lane", "pothole_report")
    await talk.says("nac ydy", "language_welsh")
    await talk.says("dim diolch", "language_welsh")
    assert talk.state.answers | {"danger": "no", "updates": "no"} == talk.state.answers
    assert (await talk.says("dw i eisiau siarad Cymraeg", "language_welsh")).events == []
    assert (await talk.says("ie, anfonwch o", "language_welsh")).keys == ["utter_errand_sent"]


async def test_a_fact_under_a_condition_is_asked_again(talk: Talk) -> None:
    await talk.says("a massive pothole outside 14 Mill Lane", "pothole_report")
    assert (await talk.says("yes if a car hits it", "affirm")).keys[:1] == ["utter_errand_missed"]
    assert "danger" not in talk.state.answers


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("yes then", "utter_speak_to_person"),
        ("ok then", "utter_affirm"),
        ("yeah no", "utter_deny"),
        ("yes later", "utter_affirm"),
    ],
)
async def test_outside_of_a_form_only_a_yes_means_the_person_who_was_offered(call: Any, text: str, key: str) -> None:
    assert (await call("action_affirm", parsed(text, "affirm"), before=[bot(PERSON)])).keys == [key]
