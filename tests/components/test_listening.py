"""A whole message in its conversation, through Rasa with a trained model: the subject, offers, several wishes."""

from __future__ import annotations

from typing import Any

import pytest

from tests.components.conftest import Server

pytestmark = pytest.mark.assistant

BADGE = {"intent": "blue_badge_apply"}


def keys(answer: dict[str, Any]) -> list[str | None]:
    return [message["utter_action"] for message in answer["messages"]]


def test_a_short_question_is_about_the_subject(rasa: Server) -> None:
    understanding = rasa.say("40.1", "a", text="how long does it take", subject=BADGE)["understanding"]
    assert (understanding["intent"], understanding["read"]) == ("blue_badge_apply", "subject")
    assert understanding["alone"]["intent"] != "blue_badge_apply"


def test_without_a_subject_it_is_about_nothing(rasa: Server) -> None:
    understanding = rasa.say("40.2", "a", text="how long does it take")["understanding"]
    assert "read" not in understanding
    assert understanding["decision"] in ("rephrase", "clarify")


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("theres a pothole on my road", "pothole_report"),
        ("thanks", "thanks"),
        ("can i talk to someone", "speak_to_person"),
    ],
)
def test_another_service_and_talk_are_what_they_are(rasa: Server, text: str, intent: str) -> None:
    assert rasa.say(f"40.3{intent}", "a", text=text, subject=BADGE)["understanding"]["intent"] == intent


def test_a_wish_that_was_not_done_is_offered_and_a_yes_begins_it(rasa: Server) -> None:
    text = "how do i register to vote. also how do i join the library"
    first = rasa.say("41.1", "a", text=text)
    assert [wish["intent"] for wish in first["understanding"]["also"]] == ["library_join"]
    assert keys(first) == ["utter_register_to_vote", "utter_also_asked"]
    assert first["messages"][1]["values"] == {"about": "Join the library"}
    second = rasa.say("41.1", "b", text="yes please", dialogue=first["dialogue"])
    assert second["understanding"]["intent"] == "library_join"
    assert "utter_also_asked" not in keys(second)


def test_a_no_leaves_it(rasa: Server, calls: list[dict[str, Any]]) -> None:
    text = "how do i register to vote. also how do i join the library"
    first = rasa.say("41.2", "a", text=text)
    second = rasa.say("41.2", "b", text="no thanks", dialogue=first["dialogue"])
    assert "utter_also_asked" not in keys(second)
    assert [call["next_action"] for call in calls if call["sender_id"] == "41.2"] == ["action_deny"]


def answering(rasa: Server, sender: str, text: str) -> dict[str, Any]:
    """What comes of a text where a report of a pothole asked where it is."""
    first = rasa.say(sender, "a", text="theres a pothole")
    return rasa.say(sender, "b", text=text, dialogue=first["dialogue"], subject={"intent": "pothole_report"})


@pytest.mark.parametrize("text", ["i give up", "i dont want to do this anymore"])
def test_a_form_is_left_and_nobody_is_called_for_it(rasa: Server, text: str) -> None:
    found = answering(rasa, f"42.{len(text)}", text)["understanding"]
    assert (found["intent"], found["urgent"]) == ("start_over", False)


def test_a_question_in_a_form_about_another_service_is_not_taken_for_one_about_the_form(rasa: Server) -> None:
    found = answering(rasa, "42.1", "when is my bin collected?")["understanding"]
    assert (found["intent"], found.get("read")) == ("bin_collection_day", None)


def test_a_side_question_is_about_the_service_that_was_asked_about_beside_the_form(rasa: Server) -> None:
    first = rasa.say("42.4", "a", text="theres a pothole")
    text, beside = "do i have to book", {"intent": "recycling_centre"}
    found = rasa.say("42.4", "b", text=text, dialogue=first["dialogue"], subject=beside)["understanding"]
    assert (found["intent"], found["asked"]) == ("recycling_centre", "appointment")


def test_what_stands_behind_a_yes_is_understood(rasa: Server) -> None:
    found = answering(rasa, "42.2", "yes and there is a street light out on dairy lane too")["understanding"]
    assert found["intent"] == "street_light_report"


def test_a_detail_after_a_person_has_settled_it_does_not_begin_it_again(rasa: Server) -> None:
    for done, intent in ((True, "provide_details"), (False, "missed_bin_report")):
        subject = {"intent": "missed_bin_report", "done": done}
        found = rasa.say(f"42.3.{done}", "a", text="FB1 0JG", subject=subject)["understanding"]
        assert found["intent"] == intent
