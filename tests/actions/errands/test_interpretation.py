"""What one message says to a question: an answer of each type, an aside, a correction, or what only seems danger."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from actions.dialogue import Turn
from actions.errands import asides, interpretation
from actions.errands.interpretation import place_volunteered
from actions.errands.spec import Question, errands
from tests.actions.conftest import FakeRecords


def turn(text: str, intent: str = "provide_details", *ranking: str, **entities: str) -> Turn:
    """One message."""
    return Turn(text, intent, ranking, entities)


async def answer(asked: Question, said: Turn, *, slots: dict[str, Any], note: str | None) -> tuple[Any, str | None]:
    """On a Saturday in November."""
    return await interpretation.answer(asked, said, slots=slots, note=note, today=TODAY)


def volunteered(asked: Question, said: Turn) -> Any:
    """The same day."""
    return interpretation.volunteered(asked, said, TODAY)


def question(intent: str, name: str) -> Question:
    """One of an errand's questions."""
    found = errands()[intent].question(name)
    assert found is not None
    return found


TODAY = date(2026, 11, 28)
SIZE = question("pothole_report", "size")
PLACE = question("pothole_report", "place")
DANGER = question("pothole_report", "danger")
PHOTO = question("pothole_report", "photo")
UPDATES = question("pothole_report", "updates")
VEHICLE = question("abandoned_vehicle_report", "vehicle")
ADDRESS = question("parking_permit_apply", "address")
HERE = {"address": "3 Barley Mow Lane, Fernley", "postcode": "FB1 2CD"}


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("pothole_report.size", "1", "small"),
        ("pothole_report.size", "2.", "medium"),
        ("pothole_report.size", "(3)", "large"),
        ("pothole_report.size", "option 3", "large"),
        ("pothole_report.size", "the second one", "medium"),
        ("pothole_report.size", "4", None),
        ("pothole_report.size", "0", None),
        ("pothole_report.size", "²", None),
        ("pothole_report.size", "33", None),
        ("pothole_report.size", "bigger than a car wheel.", "large"),
        ("pothole_report.size", "bigger than a wheel i reckon", "large"),
        ("pothole_report.size", "pretty big", "medium"),
        ("pothole_report.size", "its MASSIVE", "large"),
        ("pothole_report.size", "the blue house", None),
        ("street_light_report.fault", "it goes on and off", "flickering"),
        ("street_light_report.fault", "stays on all day", "on all day"),
        ("street_light_report.fault", "not working", "out"),
        ("flytipping_report.what", "a sofa and some bags", "furniture"),
        ("flytipping_report.what", "next door dumped their bin bags", "bags"),
        ("flytipping_report.what", "5", "other"),
        ("flooding_drain_report.what", "water coming into my kitchen", "home"),
        ("abandoned_vehicle_report.how_long", "since Monday", "under a week"),
        ("abandoned_vehicle_report.how_long", "less than a week", "under a week"),
        ("abandoned_vehicle_report.how_long", "5 days", "under a week"),
        ("abandoned_vehicle_report.how_long", "10 days", "one to four weeks"),
        ("abandoned_vehicle_report.how_long", "4 weeks", "one to four weeks"),
        ("abandoned_vehicle_report.how_long", "about 6 weeks", "over a month"),
        ("abandoned_vehicle_report.how_long", "12 weeks", "over a month"),
        ("abandoned_vehicle_report.how_long", "ages", "over a month"),
        ("noise_nuisance_report.what", "I saw their dog barking", "dogs"),
        ("street_cleaning_report.what", "dead leaves everywhere", "leaves"),
        ("street_cleaning_report.animal", "a seagull", "bird"),
    ],
)
async def test_a_choice_is_pressed_numbered_or_said(name: str, text: str, value: str | None) -> None:
    intent, _, field = name.partition(".")
    assert (await answer(question(intent, field), turn(text), slots={}, note=None))[0] == value


async def test_a_sub_topic_that_is_an_option_counts_before_the_words() -> None:
    what = question("noise_nuisance_report", "what")
    assert (await answer(what, turn("the band next door", subtopic="dogs"), slots={}, note=None))[0] == "dogs"
    assert (await answer(what, turn("the band next door", subtopic="unheard of"), slots={}, note=None))[0] == "music"


@pytest.mark.parametrize(
    ("text", "intent", "value"),
    [
        ("yes", "affirm", "yes"),
        ("Yep it could", "provide_details", "yes"),
        ("it could", "clarify", "yes"),
        ("yes, somebody might fall", "provide_details", "yes"),
        ("if you like", "affirm", "yes"),
        ("n", "nlu_fallback", "no"),
        ("no i dont think so", "deny", "no"),
        ("it's not dangerous", "provide_details", "no"),
        ("don't bother", "provide_details", "no"),
        ("i'd rather not", "deny", "no"),
        ("not sure", "provide_details", "not sure"),
        ("no, not sure", "deny", "not sure"),
        ("I don't know", "deny", "not sure"),
        ("it might", "provide_details", "not sure"),
        ("perhaps, i dunno", "provide_details", "not sure"),
        ("yesterday", "provide_details", None),
        ("noon", "provide_details", None),
        ("the blue house", "nlu_fallback", None),
    ],
)
async def test_yes_no_or_not_sure(text: str, intent: str, value: str | None) -> None:
    assert await answer(DANGER, turn(text, intent), slots={}, note=None) == (value, "missed")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("yes please", "yes"),
        ("no ta", "no"),
        ("not sure", "no"),
        ("my email is Ada.L+x@fernley.example thanks", "Ada.L+x@fernley.example"),
        ("no, write to ada@fernley.example", "ada@fernley.example"),
        ("write to ada at fernley", None),
        ("@", None),
    ],
)
async def test_news_here_none_or_by_email(text: str, value: str | None) -> None:
    assert (await answer(UPDATES, turn(text), slots={}, note=None))[0] == value


@pytest.mark.parametrize(("text", "value"), [("no", []), ("havent got one", []), ("yes", None), ("maybe later", [])])
async def test_words_to_the_photo_question_are_no_photo_but_for_a_promise(text: str, value: Any) -> None:
    assert (await answer(PHOTO, turn(text), slots={}, note=None))[0] == value


async def test_own_words_are_taken_whole_but_for_signs_alone() -> None:
    assert await answer(VEHICLE, turn("red Fiesta, AB12 CDE"), slots={}, note=None) == (
        "red Fiesta, AB12 CDE",
        None,
    )
    assert await answer(VEHICLE, turn("?!"), slots={}, note=None) == (None, "missed")
    longest = ("van " * 1000)[:-1] + "s"
    assert await answer(VEHICLE, turn(longest), slots={}, note=None) == (longest, None)


@pytest.mark.parametrize(
    ("intent", "text", "value"),
    [
        ("planning_search_comment", "its 26/00123/ful i think", "26/00123/FUL"),
        ("planning_search_comment", "I haven't got it", "none"),
        ("planning_search_comment", "the one on Mill Lane", None),
        ("case_status", "fer-7kq2mx", "FER-7KQ2MX"),
        ("case_status", "i lost it", "none"),
    ],
)
async def test_a_reference_or_that_there_is_none(intent: str, text: str, value: str | None) -> None:
    assert (await answer(question(intent, "reference"), turn(text), slots={}, note=None))[0] == value


@pytest.mark.parametrize(
    ("text", "note", "found"),
    [
        ("outside 14 Mill Lane", None, ({"words": "outside 14 Mill Lane"}, "unknown_postcode")),
        ("in the park", None, ({"words": "in the park"}, "unknown_postcode")),
        ("here", None, (None, "vague_place")),
        ("my house ZZ9 9ZZ", None, (None, "unknown_postcode")),
        ("my house ZZ9 9ZZ", "unknown_postcode", ({"words": "my house ZZ9 9ZZ"}, None)),
    ],
)
async def test_a_place(council_records: FakeRecords, text: str, note: str | None, found: Any) -> None:
    assert await answer(PLACE, turn(text), slots={}, note=note) == found


async def test_home_is_the_address_that_was_given_before(council_records: FakeRecords) -> None:
    home = {"words": "outside 3 Barley Mow Lane, Fernley, FB1 2CD", "postcode": "FB1 2CD"}
    assert await answer(PLACE, turn("outside my house"), slots=HERE, note=None) == (home, None)
    assert await answer(PLACE, turn("outside my house"), slots={"address": None}, note=None) == (
        None,
        "vague_place",
    )


@pytest.mark.parametrize(
    ("asked", "text", "intent", "aside"),
    [
        (SIZE, "when is my bin day", "bin_collection_day", True),
        (SIZE, "about the size of a bin lid", "bin_order", False),
        (SIZE, "about the size of a bin lid", "pothole_report", False),
        (SIZE, "the size of a moon", "out_of_scope", False),
        (SIZE, "can I talk to someone", "speak_to_person", True),
        (DANGER, "yes my nan fell", "adult_care_request", False),
        (DANGER, "I can smell gas", "emergency_999", True),
        (PLACE, "by the street light that is out on Mill Lane", "street_light_report", False),
        (PLACE, "outside the school", "school_place_apply", False),
        (PLACE, "i need a new green bin", "bin_order", True),
        (PLACE, "where is the library on Mill Lane?", "library_find_hours", True),
        (PLACE, "in my street", "help_menu", False),
        (PLACE, "help", "help_menu", True),
        (PLACE, "what can you do?", "help_menu", True),
        (VEHICLE, "it was in the car park with a permit", "parking_permit_apply", False),
        (VEHICLE, "how do I pay my council tax", "council_tax_pay", True),
        (UPDATES, "yes email me at a@b.example", "email_council", False),
        (PHOTO, "i need a new bin", "bin_order", True),
        (PHOTO, "no photo sorry", "deny", False),
        (ADDRESS, "number 4", "bin_collection_day", True),
        (ADDRESS, "number 4", "provide_details", False),
        (None, "no it is on Hill Road", "street_light_report", False),
        (None, "i need a new bin", "bin_order", True),
    ],
)
def test_an_aside_is_told_from_an_answer(asked: Question | None, text: str, intent: str, aside: bool) -> None:
    assert asides.is_aside(turn(text, intent), asked, "pothole_report") is aside


LIKELIER = ("pothole_report", "homelessness_now")
DANGEROUS = ("domestic_abuse", "pothole_report")
WHO = question("council_tax_single_person_discount", "others")


@pytest.mark.parametrize(
    ("asked", "text", "intent", "ranking", "only"),
    [
        (PLACE, "outside my house", "homelessness_now", LIKELIER, True),
        (WHO, "hes a student", "domestic_abuse", ("council_tax_single_person_discount", "domestic_abuse"), True),
        (SIZE, "2", "emergency_999", LIKELIER, True),
        (DANGER, "yes it could", "emergency_999", LIKELIER, True),
        (ADDRESS, "FB1 2CD", "homelessness_now", LIKELIER, True),
        (PLACE, "outside my house", "domestic_abuse", DANGEROUS, False),
        (PLACE, "outside my house", "homelessness_now", (), False),
        (PLACE, "he is outside my house again and I am so frightened", "domestic_abuse", LIKELIER, False),
        (PLACE, "by the fire station", "emergency_999", LIKELIER, True),
        (DANGER, "yes people could get hurt", "emergency_999", LIKELIER, True),
        (PLACE, "he is going to kill me", "domestic_abuse", LIKELIER, False),
        (PLACE, "I have nowhere to go", "homelessness_now", LIKELIER, False),
        (PLACE, "the house is on fire", "emergency_999", LIKELIER, False),
        (DANGER, "no, he beats me", "domestic_abuse", LIKELIER, False),
        (DANGER, "yes help she collapsed", "emergency_999", LIKELIER, False),
        (SIZE, "2 of them threatened us", "domestic_abuse", LIKELIER, False),
        (SIZE, "he hits me", "domestic_abuse", LIKELIER, False),
        (DANGER, "he hits me", "domestic_abuse", LIKELIER, False),
        (VEHICLE, "he hits me", "domestic_abuse", LIKELIER, False),
        (UPDATES, "no", "domestic_abuse", LIKELIER, False),
        (None, "yes", "domestic_abuse", LIKELIER, False),
        (PLACE, "outside my house", "pothole_report", LIKELIER, False),
    ],
)
def test_a_short_answer_with_a_faint_sign_of_danger_is_an_answer(
    asked: Question | None, text: str, intent: str, ranking: tuple[str, ...], only: bool
) -> None:
    assert asides.only_answers(turn(text, intent, *ranking), asked) is only


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("pothole_report.size", "a massive pothole on Mill Lane", "large"),
        ("pothole_report.size", "2 potholes on Mill Lane", None),
        ("street_light_report.fault", "the light is flickering", "flickering"),
        ("council_tax_move_or_change.when", "we moved on 3 march and again on 5 may", "Tuesday 3 March, Tuesday 5 May"),
        ("pothole_report.danger", "a dangerous pothole", None),
        ("pothole_report.updates", "no pothole", None),
        ("case_status.reference", "any news of fer-7kq2mx", "FER-7KQ2MX"),
    ],
)
def test_what_a_first_message_says_already(name: str, text: str, value: str | None) -> None:
    intent, _, field = name.partition(".")
    found = volunteered(question(intent, field), turn(text, intent))
    assert found == value


async def test_a_place_in_a_longer_message_keeps_its_postcode(council_records: FakeRecords) -> None:
    found = await place_volunteered(turn("a pothole on Barley Mow Lane, its huge, FB1 2CD"))
    assert found == {"words": "on Barley Mow Lane, FB1 2CD", "postcode": "FB1 2CD"}
    assert await place_volunteered(turn("a huge pothole")) is None
    assert await place_volunteered(turn("a pothole at ZZ9 9ZZ")) is None
