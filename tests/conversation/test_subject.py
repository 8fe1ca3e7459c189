"""What a conversation is about after each answer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.answers import Button
from bot.assistant import Answer, Reply, Report, Understanding
from bot.conversation.subject import next_subject
from bot.database.event_data import SubjectData, UnderstandingData
from language.taxonomy import intents

BEFORE: SubjectData = {"intent": "blue_badge_apply", "facet": "cost"}


def answer(intent: str, *, decision: str = "answer", **others: object) -> Answer:
    raw: UnderstandingData = {"facet": "cost"} if others.pop("facet", None) else {}
    subtopic, in_form = others.pop("subtopic", None), bool(others.pop("in_form", False))
    read = Understanding(decision, intent, 0.9, None, False, raw, subtopic, in_form=in_form)  # type: ignore[arg-type]
    replies = (Reply(text="x", report=Report("pothole", "roads") if others.pop("report", None) else None),)
    return Answer(replies, read, **others)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("came", "expected"),
    [
        (answer("bin_order"), {"intent": "bin_order"}),
        (answer("licence_apply", subtopic="taxi"), {"intent": "licence_apply", "subtopic": "taxi"}),
        (answer("blue_badge_apply", facet=True), {"intent": "blue_badge_apply", "facet": "cost"}),
        (answer("thanks"), BEFORE),
        (answer("bin_order", decision="rephrase"), BEFORE),
        (answer("bin_order", in_form=True), BEFORE),
        (answer("bin_order", in_form=True, open_errand="pothole_report"), {"intent": "pothole_report"}),
        (answer("affirm", in_form=True, report=True), {**BEFORE, "done": True}),
        (answer("pothole_report", report=True), {"intent": "pothole_report", "done": True}),
        (answer("no_longer_ours"), BEFORE),
    ],
)
def test_what_was_acted_on_is_the_subject_and_talk_changes_nothing(came: Answer, expected: SubjectData) -> None:
    assert next_subject(BEFORE, came, intents()) == expected


def choice(*intents: str) -> Answer:
    """ "Did you mean", with a way out."""
    buttons = tuple(Button(name, f"/{name}") for name in (*intents, "nlu_fallback"))
    return Answer(
        (Reply(key="utter_did_you_mean", buttons=buttons),), answer("clarify", decision="clarify").understanding
    )


def test_who_types_on_after_a_choice_of_one_team_is_about_its_first() -> None:
    of_one_team = choice("council_tax_bands_charges", "council_tax_appeal")
    assert next_subject(None, of_one_team, intents()) == {"intent": "council_tax_bands_charges"}
    assert next_subject(BEFORE, choice("bin_order", "council_tax_appeal"), intents()) == BEFORE
    assert next_subject(BEFORE, choice("speak_to_person"), intents()) == BEFORE


def test_somebody_elses_service_takes_its_place_only_where_it_is_sure() -> None:
    came = answer("signpost_dvla")
    weak = replace(came, understanding=replace(came.understanding, confidence=0.63))
    assert next_subject(BEFORE, came, intents()) == {"intent": "signpost_dvla"}
    assert next_subject(BEFORE, weak, intents()) == BEFORE
    assert next_subject(None, weak, intents()) == {"intent": "signpost_dvla"}


def test_there_is_none_before_anything_was_asked() -> None:
    assert next_subject(None, answer("greet"), intents()) is None
