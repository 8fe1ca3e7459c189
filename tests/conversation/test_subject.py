"""What a conversation is about after each answer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.answers import Button
from bot.assistant import Answer, Reply, Report, Understanding
from bot.conversation.subject import beside_matter, next_subject, subject_told
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


def told(ranking: dict[str, float], *, about: str | None = None, read: str | None = None) -> Answer:
    """What somebody who waits wrote, which got no answer."""
    ranked = [{"name": name, "confidence": confidence} for name, confidence in ranking.items()]
    raw: UnderstandingData = {"ranking": ranked}
    if about:
        raw["about"] = about
    if read:
        raw["read"] = read
    found = answer(next(iter(ranking), "out_of_scope"), decision="clarify")
    return replace(found, understanding=replace(found.understanding, raw=raw))


@pytest.mark.parametrize(
    ("before", "came", "text", "expected"),
    [
        (None, told({"licence_apply": 0.36}), "im opening a cafe soon", {"intent": "licence_apply"}),
        (None, told({"licence_apply": 0.2}), "im opening a cafe soon", None),
        (None, told({"licence_apply": 0.36}), "do i need a licence", None),
        (None, told({"greet": 0.5, "bin_order": 0.3}), "someone took our bin away", {"intent": "bin_order"}),
        (None, told({"contact_council": 0.6}), "nobody has rung me back", None),
        (None, told({"signpost_dwp": 0.6, "ceremony_book": 0.3}), "i got the letter", {"intent": "ceremony_book"}),
        (BEFORE, told({"bin_order": 0.4}), "someone took our bin away", BEFORE),
        (BEFORE, told({"bin_order": 0.6}), "someone took our bin away", {"intent": "bin_order"}),
        (BEFORE, told({"bin_order": 0.6}), "btw someone took our bin away", BEFORE),
        (BEFORE, told({"bin_order": 0.6}, read="subject"), "someone took our bin away", BEFORE),
        (BEFORE, told({"council_tax_reduction": 0.7}), "im on universal credit", BEFORE),
        (BEFORE, told({}, about="rent_pay"), "can i speak to someone about my rent", {"intent": "rent_pay"}),
        (
            {"intent": "complaint_feedback"},
            told({"bin_order": 0.9}),
            "its about my bin",
            {"intent": "complaint_feedback"},
        ),
    ],
)
def test_what_is_told_while_waiting_says_what_the_matter_is(
    before: SubjectData | None, came: Answer, text: str, expected: SubjectData | None
) -> None:
    assert subject_told(before, came, intents(), text=text) == expected


def test_the_matter_is_kept_beside_what_is_asked_meanwhile_until_it_is_talked_of_again() -> None:
    beside = beside_matter(BEFORE, {"intent": "bin_order"}, intents())
    assert beside == {"intent": "bin_order", "matter": {"intent": "blue_badge_apply"}}
    further = beside_matter(beside, {"intent": "bin_collection_day"}, intents())
    assert further == {"intent": "bin_collection_day", "matter": {"intent": "blue_badge_apply"}}
    assert beside_matter(further, {"intent": "blue_badge_renew"}, intents()) == {"intent": "blue_badge_renew"}
    assert beside_matter(None, {"intent": "bin_order"}, intents()) == {"intent": "bin_order"}
    assert beside_matter(BEFORE, None, intents()) is None
