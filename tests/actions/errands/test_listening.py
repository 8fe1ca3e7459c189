"""Forms that listen: to what was said before, to what does not fit the question, and to what is said about the form."""

from __future__ import annotations

from typing import Any

import pytest

from actions.dialogue import PERSON
from actions.errands.spec import errands
from tests.actions.rasa import Rasa
from tests.actions.test_interrupted import Town, town

__all__ = ["town"]


@pytest.fixture
def rasa(call: Any, town: Town) -> Rasa:
    """Nothing said yet."""
    return Rasa(call)


def answers(rasa: Rasa) -> dict[str, Any]:
    """What the open errand has gathered."""
    found: dict[str, Any] = rasa.slots["errand"]["answers"]
    return found


def lines(rasa: Rasa) -> str:
    """What the last message says back."""
    return str(next(m["lines"] for m in reversed(rasa.said) if m.get("lines")))


@pytest.mark.parametrize(
    ("before", "intent", "field", "value"),
    [
        (["outside 14 Mill Lane"], "pothole_report", "place", {"words": "outside 14 Mill Lane"}),
        (["14 Mill Lane", "sorry, 16 Mill Lane"], "pothole_report", "place", {"words": "16 Mill Lane"}),
        (["AB12 CDE"], "abandoned_vehicle_report", "vehicle", "AB12 CDE"),
        (["all day every day"], "noise_nuisance_report", "when", "all day every day"),
        (["next tues"], "council_tax_move_or_change", "when", "Tuesday 1 December"),
        (["FB2 1AB"], "council_tax_move_or_change", "new_postcode", "FB2 1AB"),
    ],
)
async def test_a_detail_given_earlier_is_not_asked_for_again(
    rasa: Rasa, before: list[str], intent: str, field: str, value: Any
) -> None:
    for text in before:
        await rasa.says(text, "provide_details")
    await rasa.says("can you help", intent)
    assert answers(rasa)[field] == value


@pytest.mark.parametrize(
    ("first", "began", "known"),
    [
        (
            "im moving to another house next friday",
            "council_tax_move_or_change",
            {"what": "within", "when": "Friday 4 December"},
        ),
        ("how much is it to collect a sofa and a mattress", "bulky_waste_book", {"items": "sofa, mattress"}),
        ("can my mum have a blue badge", "blue_badge_apply", {"who": "other"}),
    ],
)
async def test_a_form_begun_from_an_answer_keeps_what_was_said_first(
    rasa: Rasa, first: str, began: str, known: dict[str, str]
) -> None:
    rasa.events.append(
        {
            "event": "user",
            "text": first,
            "parse_data": {"text": first, "intent": {"name": "facet", "instead_of": began}},
        }
    )
    await rasa.says("yes please", began)
    assert answers(rasa).items() >= known.items()


async def test_another_errands_place_is_not_this_ones(rasa: Rasa) -> None:
    await rasa.says("a huge pothole outside 14 Mill Lane", "pothole_report")
    await rasa.says("no", "deny")
    await rasa.says("no", "deny")
    await rasa.says("yes", "affirm")
    await rasa.says("also graffiti", "graffiti_report")
    assert "place" not in answers(rasa)


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("all day every day", "place"),
        ("most nights after 11pm", "place"),
        ("07700 900123", "place"),
        ("my number is 07700 900123", "place"),
        ("ok thanks", "place"),
        ("how much is it?", "place"),
        ("do you need my name", "place"),
        ("14 Mill Lane", "when"),
        ("07700 900123", "when"),
        ("jo@example.com", "when"),
        ("ok", "when"),
        ("what happens then?", "when"),
        ("hello?", "when"),
    ],
)
async def test_what_does_not_fit_is_never_kept_and_asked_again_in_other_words(
    rasa: Rasa, text: str, field: str
) -> None:
    await rasa.says("a dog barks", "noise_nuisance_report")
    if field == "when":
        await rasa.says("5 Dairy Lane", "provide_details")
    asked = rasa.keys[-1]
    await rasa.says(text, "provide_details")
    assert field not in answers(rasa)
    assert rasa.keys[-1] == f"{asked}_again"


async def test_an_answer_to_a_later_question_is_kept_for_that_one(rasa: Rasa) -> None:
    await rasa.says("a dog barks", "noise_nuisance_report")
    await rasa.says("all day every day", "provide_details")
    assert answers(rasa)["when"] == "all day every day" and rasa.keys[-1] == "utter_ask_noise_place_again"
    await rasa.says("14 Mill Lane", "provide_details")
    assert answers(rasa)["place"] == {"words": "14 Mill Lane"} and rasa.keys[-1] == "utter_errand_updates"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("ok its a blue Ford Focus", "its a blue Ford Focus"),
        ("no, a red van", "a red van"),
        ("hi, silver Corsa AB12 CDE", "silver Corsa AB12 CDE"),
        ("um it's white", "it's white"),
    ],
)
async def test_what_opens_a_sentence_is_no_part_of_the_answer(rasa: Rasa, text: str, kept: str) -> None:
    await rasa.says("abandoned", "abandoned_vehicle_report")
    await rasa.says(text, "provide_details")
    assert answers(rasa)["vehicle"] == kept


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("and a mattress", "sofa, a mattress"),
        ("oh also an old wotsit please", "sofa, an old wotsit"),
        ("plus two chairs", "sofa, two chairs"),
        ("no sorry, a bed", "bed"),
    ],
)
async def test_a_second_item_is_one_more(rasa: Rasa, text: str, items: str) -> None:
    await rasa.says("collect a sofa from my house", "bulky_waste_book")
    await rasa.says(text, "provide_details")
    assert answers(rasa)["items"] == items


async def test_one_thing_more_takes_no_choices_place(rasa: Rasa) -> None:
    await rasa.says("bags of rubbish dumped on Mill Lane", "flytipping_report")
    await rasa.says("and a mattress", "provide_details")
    assert answers(rasa)["what"] == "bags"
    await rasa.says("no", "deny")
    await rasa.says("no", "deny")
    assert lines(rasa).endswith("Also: a mattress")
    await rasa.says("yes", "affirm")
    assert rasa.custom["service_request"]["fields"]["details"].endswith("\na mattress")


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("it's near the shops actually", "Mill Lane, near the shops"),
        ("by number 12", "Mill Lane, by number 12"),
        ("outside the chemist", "Mill Lane, outside the chemist"),
        ("no, it's on Dairy Lane", "on Dairy Lane"),
    ],
)
async def test_a_more_exact_place_adds_to_the_place(rasa: Rasa, text: str, where: str) -> None:
    await rasa.says("a huge pothole", "pothole_report")
    await rasa.says("Mill Lane", "provide_details")
    await rasa.says(text, "provide_details")
    assert answers(rasa)["place"]["words"] == where


async def test_what_we_have_so_far_is_said_back_and_the_question_comes_again(rasa: Rasa) -> None:
    await rasa.says("a huge pothole on Mill Lane", "pothole_report")
    await rasa.says("what do you have so far", "help_menu")
    assert rasa.keys == ["utter_errand_so_far", "utter_errand_danger_again"]
    assert lines(rasa).splitlines() == ["Size: Bigger than a car wheel", "Where: on Mill Lane"]


async def test_back_again_and_changes(rasa: Rasa) -> None:
    await rasa.says("pothole", "pothole_report")
    await rasa.says("go back", "start_over")
    assert rasa.keys == ["utter_errand_first_question", "utter_ask_pothole_report_size_again"]
    await rasa.says("small", "provide_details")
    await rasa.says("Mill Lane", "provide_details")
    await rasa.says("previous question", "start_over")
    assert rasa.keys == ["utter_errand_place"]
    await rasa.says("Dairy Lane", "provide_details")
    await rasa.says("change the size", "nlu_fallback")
    assert rasa.keys == ["utter_ask_pothole_report_size"]
    await rasa.says("huge", "provide_details")
    await rasa.says("change the street to Station Road", "nlu_fallback")
    assert answers(rasa) == {"photo": [], "size": "large", "place": {"words": "Station Road"}}
    await rasa.says("start again", "start_over")
    assert rasa.keys == ["utter_errand_restarted", "utter_ask_pothole_report_size"]
    assert answers(rasa) == {"photo": []}


@pytest.mark.parametrize("intent", sorted(errands()))
@pytest.mark.parametrize("text", ["what do you have so far", "go back", "start again"])
async def test_every_form_understands_what_is_said_about_it(rasa: Rasa, intent: str, text: str) -> None:
    await rasa.presses(f"/{intent}")
    if rasa.errand != intent:
        return  # answered at once
    await rasa.says(text, "start_over")
    assert rasa.errand == intent and rasa.keys[0].startswith("utter_errand_"), rasa.keys


async def test_only_what_is_not_needed_can_be_skipped(rasa: Rasa) -> None:
    await rasa.says("a dog barks", "noise_nuisance_report")
    await rasa.says("skip", "nlu_fallback")
    assert rasa.keys == ["utter_errand_needed", "utter_ask_noise_place_again"]
    await rasa.says("moving house", "council_tax_move_or_change")
    await rasa.presses('/provide_details{"answer": "what=within"}')
    await rasa.says("skip this", "nlu_fallback")
    assert answers(rasa)["when"] == "none" and rasa.keys == ["utter_ask_new_postcode"]


async def test_just_send_it_goes_to_what_is_said_back_and_no_further(rasa: Rasa) -> None:
    await rasa.says("a huge pothole", "pothole_report")
    await rasa.says("just send it", "affirm")
    assert rasa.keys == ["utter_errand_not_yet", "utter_errand_place_again"]
    await rasa.says("Mill Lane", "provide_details")
    await rasa.says("just send it", "affirm")
    assert rasa.keys == ["utter_errand_confirm"] and "service_request" not in rasa.custom
    await rasa.says("yes send it", "affirm")
    assert rasa.custom["service_request"]["kind"] == "pothole"


async def test_yes_and_another_wish_files_the_one_and_begins_the_other(rasa: Rasa) -> None:
    await rasa.says("a huge pothole on Mill Lane", "pothole_report")
    await rasa.says("just send it", "affirm")
    await rasa.says("yes and there is graffiti on the bridge too", "graffiti_report")
    assert rasa.custom["service_request"]["kind"] == "pothole" and rasa.errand == "graffiti_report"
    assert rasa.slots["interrupted"] is None


async def test_the_third_time_a_person_is_offered_and_nothing_is_lost(rasa: Rasa) -> None:
    await rasa.says("a huge pothole", "pothole_report")
    for text in ("hello?", "ok thanks"):
        assert PERSON not in rasa.said[-1]["buttons"]
        await rasa.says(text, "provide_details")
    assert rasa.said[-1]["buttons"][-1] == PERSON and answers(rasa)["size"] == "large"
