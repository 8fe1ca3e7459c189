"""A message in the light of what the conversation is about: which reading wins, and what is asked of a service."""

from __future__ import annotations

from typing import Any

import pytest

from components.asked import asks_for_contact, facet_asked
from components.subject import (
    Subject,
    in_light,
    in_open_form,
    may_be_about,
    subject_of,
)
from language.circumstances import lacks_money
from language.facets import OTHER

BADGE = Subject("blue_badge_apply")


def record(text: str, intent: str, confidence: float, **others: Any) -> dict[str, Any]:
    """As components/understanding.py makes one."""
    decision = others.pop("decision", "answer" if confidence >= 0.4 else "rephrase")
    return {
        "text": text,
        "intent": intent,
        "confidence": confidence,
        "decision": decision,
        "topic": "",
        "urgent": False,
        "ranking": [{"name": intent, "confidence": confidence}],
        "entities": [],
        "facet": None,
        "own_words": ["some"],
    } | others


def cost(confidence: float = 0.9) -> dict[str, Any]:
    return {"name": "cost", "confidence": confidence}


def test_what_the_gateway_sent_is_a_subject_only_if_it_is_a_service_of_ours() -> None:
    assert subject_of({"intent": "bin_order", "subtopic": "x"}) == Subject("bin_order", "x")
    assert subject_of({"intent": "bin_order", "done": True}) == Subject("bin_order", done=True)
    assert [subject_of(sent) for sent in (None, {}, {"intent": "gone"}, {"intent": "greet"}, "bin_order")] == [None] * 5


@pytest.mark.parametrize(
    ("intent", "confidence", "others", "expected"),
    [
        ("out_of_scope", 0.3, {}, True),
        ("help_menu", 0.95, {}, True),  # "how do i do that"
        ("provide_details", 0.9, {}, True),  # "and on sunday"
        ("thanks", 0.95, {}, False),
        ("thanks", 0.3, {}, True),
        ("pothole_report", 0.95, {}, False),  # another service, named plainly
        ("pothole_report", 0.5, {}, True),
        ("signpost_dvla", 0.95, {"own_words": []}, True),  # words that are asked of any service
        ("emergency_999", 0.5, {"urgent": True}, False),
    ],
)
def test_a_message_that_names_no_service_is_read_again(
    intent: str, confidence: float, others: dict[str, Any], expected: bool
) -> None:
    assert may_be_about(BADGE, record("some words", intent, confidence, **others)) is expected


def test_a_long_message_says_by_itself_what_it_is_about() -> None:
    assert not may_be_about(BADGE, record("word " * 13, "street_light_report", 0.8))
    assert may_be_about(BADGE, record("word " * 13, "street_light_report", 0.2)), "unless it is not understood"
    assert not may_be_about(None, record("how much", "out_of_scope", 0.2))


def test_the_subject_wins_where_the_second_reading_is_of_its_team() -> None:
    alone = record("how long does it take", "signpost_nhs_health", 0.11)
    won = in_light(alone, record("", "blue_badge_apply", 0.99), BADGE)
    assert (won["intent"], won["decision"], won["topic"], won["read"]) == (
        "blue_badge_apply",
        "answer",
        "parking",
        "subject",
    )
    assert won["alone"] == {"intent": "signpost_nhs_health", "confidence": 0.11, "decision": "rephrase"}


def test_another_service_of_the_same_team_may_be_meant() -> None:
    alone = record("can she use it on yellow lines", "road_change_request", 0.37)
    assert in_light(alone, record("", "blue_badge_rules", 0.7), BADGE)["intent"] == "blue_badge_rules"


@pytest.mark.parametrize(
    "together",
    [
        record("", "missed_bin_report", 0.9),  # of another team
        record("", "blue_badge_apply", 0.3),  # not sure either
        record("", "thanks", 0.9),
    ],
)
def test_else_the_message_is_read_alone(together: dict[str, Any]) -> None:
    alone = record("something", "out_of_scope", 0.3)
    assert in_light(alone, together, BADGE) is alone


def test_nonsense_is_not_about_the_subject() -> None:
    alone, together = record("mumble", "out_of_scope", 0.17), record("", "blue_badge_apply", 0.87)
    assert in_light(alone, together, BADGE) is alone
    alone["ranking"].append({"name": "blue_badge_renew", "confidence": 0.05})
    assert in_light(alone, together, BADGE)["intent"] == "blue_badge_apply"


def test_danger_is_never_found_by_the_second_reading() -> None:
    together = record("", "self_harm_crisis", 0.6)
    together["ranking"].append({"name": "blue_badge_apply", "confidence": 0.5})
    alone = record("lost it", "blue_badge_replace", 0.3)
    assert in_light(alone, together, BADGE)["intent"] == "blue_badge_apply"


def test_a_question_asked_of_any_service_is_asked_of_the_subject() -> None:
    alone = record("when does it start", "out_of_scope", 0.3, own_words=[], facet={"name": "when", "confidence": 0.8})
    won = in_light(alone, record("", "bin_collection_day", 0.94), Subject("garden_waste"))
    assert won["intent"] == "garden_waste"


def test_it_is_asked_of_the_subject_however_unlike_that_it_sounds() -> None:
    alone = record("will they know it was me", "personal_data_request", 0.09, own_words=[], facet=cost())
    won = in_light(alone, record("", "thanks", 0.2), BADGE)
    assert (won["intent"], won["decision"], won["read"]) == ("blue_badge_apply", "answer", "subject")
    change = {"facet": {"name": "change", "confidence": 0.9}}
    stop, ask = alone | change | {"text": "stop it"}, alone | change | {"text": "can i change my mind"}
    assert in_light(stop, record("", "thanks", 0.2), BADGE) is stop
    assert in_light(ask, record("", "thanks", 0.2), BADGE)["intent"] == "blue_badge_apply"


def test_a_message_of_general_words_names_no_errand_of_its_own() -> None:
    together = record("", "blue_badge_apply", 0.9, entities=[{"entity": "subtopic", "value": "renew"}])
    alone = record("where do i go", "out_of_scope", 0.2, own_words=[], facet=cost())
    assert in_light(alone, together, BADGE)["entities"] == []
    assert in_light(alone | {"own_words": ["renewal"]}, together, BADGE)["entities"] == together["entities"]


def test_the_subtopic_stays_with_the_subject() -> None:
    subject = Subject("licence_apply", "taxi")
    won = in_light(record("how much", "out_of_scope", 0.3), record("", "licence_apply", 0.9), subject)
    assert [(e["entity"], e["value"]) for e in won["entities"]] == [("subtopic", "taxi")]


CONTACT = {"name": "contact", "confidence": 0.9}
ANSWERS = {"utter_blue_badge_apply", "utter_blue_badge_apply_cost"}


@pytest.mark.parametrize(
    ("found", "subject", "in_form", "expected"),
    [
        (record("how much is a blue badge", "blue_badge_apply", 0.9, facet=cost()), None, False, "cost"),
        (record("how much is a blue badge", "blue_badge_apply", 0.9, facet=cost(0.5)), None, False, None),
        (record("how much", "blue_badge_apply", 0.9, facet=cost(0.5)), BADGE, False, "cost"),
        # without words of ours: the first time the service's own answer, then an honest word
        (record("how much is a plot", "allotment_apply", 0.9, facet=cost()), None, False, None),
        (record("how much", "allotment_apply", 0.9, facet=cost()), Subject("allotment_apply"), False, "cost"),
        (record("whats their number", "allotment_apply", 0.9, facet=CONTACT), None, False, "contact"),
        # a question with words of its own about what was told
        (record("plasterboard?", "blue_badge_apply", 0.5), BADGE, False, OTHER),
        (record("apply for a blue badge", "blue_badge_apply", 0.95), BADGE, False, None),
        (record("its on mill lane", "pothole_report", 0.5), Subject("pothole_report"), False, None),
        # in a form only what is put as a question
        (record("how much is it", "blue_badge_apply", 0.9, facet=cost()), BADGE, True, "cost"),
        (record("about 10 pounds", "blue_badge_apply", 0.9, facet=cost()), BADGE, True, None),
        (record("how much", "blue_badge_apply", 0.2, facet=cost()), BADGE, False, None),
        (record("how much are you", "bot_challenge", 0.9, facet=cost()), BADGE, False, None),
    ],
)  # fmt: skip
def test_a_facet_is_answered_in_place_of_the_service(
    found: dict[str, Any], subject: Subject | None, in_form: bool, expected: str | None
) -> None:
    assert facet_asked(found, subject, ANSWERS, in_form=in_form) == expected


def test_a_side_question_in_a_form_is_about_its_errand() -> None:
    found = record("how much", "provide_details", 0.26, own_words=[], facet=cost())
    assert in_open_form(found, "blue_badge_apply")["intent"] == "blue_badge_apply"
    assert in_open_form(found, None) is found


@pytest.mark.parametrize(
    "answered",
    [
        record("about ten pounds", "provide_details", 0.3, own_words=[], facet=cost()),
        record("it says how much for a sofa", "bulky_waste_book", 0.3, facet=cost(), own_words=["a", "b", "c"]),
        record("when are my bins emptied", "bin_collection_day", 0.9),
        record("can i talk to someone", "speak_to_person", 0.9, facet=CONTACT),
        record("how much", "emergency_999", 0.3, own_words=[], facet=cost(), urgent=True),
    ],
)
def test_what_may_be_an_answer_is_left_to_the_form(answered: dict[str, Any]) -> None:
    assert in_open_form(answered, "blue_badge_apply") is answered


def test_a_team_may_be_asked_for_where_no_service_is() -> None:
    found = record("how do i contact the bin people", "contact_council", 0.29, decision="clarify", facet=CONTACT)
    assert (asks_for_contact(found)["intent"], asks_for_contact(found)["decision"]) == ("contact_council", "answer")
    settled = record("number for the bin people", "help_menu", 0.5, facet=CONTACT)
    assert asks_for_contact(settled)["intent"] == "contact_council"
    known = record("phone number for school admissions", "school_place_apply", 0.9, facet=CONTACT)
    assert asks_for_contact(known) is known


def test_a_bare_detail_is_no_question() -> None:
    detail = record(
        "on the 5th", "council_tax_move_or_change", 0.6, alone={"intent": "provide_details", "confidence": 0.57}
    )
    assert facet_asked(detail, Subject("council_tax_move_or_change"), (), in_form=False) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("im pregnant does that help", "eligibility"),
        ("my son is 18 and at college", "eligibility"),
        ("what about hedgehogs", OTHER),
        ("hedgehogs", OTHER),
        ("there was no sign anywhere near it", OTHER),
        ("the ticket number is FE12345678", OTHER),
        ("nobody put a sign up", None),
    ],
)
def test_a_circumstance_asks_who_can_have_it_and_a_statement_asks_nothing(text: str, expected: str | None) -> None:
    found = record(text, "blue_badge_apply", 0.6)
    answers = {"utter_blue_badge_apply", "utter_blue_badge_apply_eligibility"}
    assert facet_asked(found, BADGE, answers, in_form=False) == expected


def test_a_question_in_a_form_may_stand_behind_its_reason() -> None:
    text = "im on universal credit is it cheaper"
    found = record(text, "hardship_support", 0.3, facet=cost(), own_words=["universal"])
    assert in_open_form(found, "bulky_waste_book")["intent"] == "bulky_waste_book"


def test_a_side_question_that_no_facet_names_is_not_left_without_an_answer() -> None:
    found = in_open_form(record("can my brother use it", "out_of_scope", 0.3), "blue_badge_apply")
    assert facet_asked(found, BADGE, ANSWERS, in_form=True) == OTHER


@pytest.mark.parametrize(
    ("text", "own_words", "facet", "expected"),
    [
        ("does dad have to come", ["dad"], None, OTHER),
        ("how do i get a blue badge", ["blue", "badge"], None, None),
        ("how do i get one for a taxi", ["taxi"], "cost", None),  # its own answer was not given yet
    ],
)
def test_a_question_about_what_was_told_does_not_get_it_again(
    text: str, own_words: list[str], facet: str | None, expected: str | None
) -> None:
    found = record(text, "blue_badge_apply", 0.95, own_words=own_words)
    assert facet_asked(found, Subject("blue_badge_apply", facet=facet), ANSWERS, in_form=False) == expected


@pytest.mark.parametrize(
    ("text", "confidence", "own_words", "intent"),
    [
        ("do i need planning", 0.62, ["planning"], "planning_permission_check"),
        ("do i need planning for it", 0.62, ["planning"], "blue_badge_apply"),
        ("do i need it", 0.62, [], "blue_badge_apply"),
        ("can i apply for one", 0.93, [], "planning_permission_check"),
        ("can i apply for one", 0.86, [], "blue_badge_apply"),  # nothing is left of the other one beside the subject
        ("what about planning", 0.45, ["planning"], "blue_badge_apply"),
    ],
)
def test_another_service_named_by_its_own_words_is_not_swallowed(
    text: str, confidence: float, own_words: list[str], intent: str
) -> None:
    alone = record(text, "planning_permission_check", confidence, own_words=own_words)
    together = record("", "blue_badge_apply", 0.98)
    assert in_light(alone, together, BADGE)["intent"] == intent


@pytest.mark.parametrize(
    ("text", "own_words", "confidence", "intent"),
    [
        ("what band would we be", ["band"], 0.53, "housing_register_apply"),  # its answers speak of bands too
        ("what parking band would we be", ["parking", "band"], 0.53, "council_tax_bands_charges"),
        ("what council tax band are we", ["council", "tax", "band"], 0.53, "council_tax_bands_charges"),
        ("what band would we be", ["band"], 0.95, "council_tax_bands_charges"),
    ],
)
def test_what_half_fits_another_service_is_about_the_one_whose_answers_speak_of_it(
    text: str, own_words: list[str], confidence: float, intent: str
) -> None:
    answers = {"utter_housing_register_apply_next": [{"text": "We put you in a band."}], "utter_voter_id": []}
    alone = record(text, "council_tax_bands_charges", confidence, own_words=own_words)
    together = record("", "housing_register_apply", 0.69)
    together["ranking"].append({"name": "council_tax_bands_charges", "confidence": 0.1})
    assert in_light(alone, together, Subject("housing_register_apply"), answers=answers)["intent"] == intent
    assert in_light(alone, together, Subject("housing_register_apply"))["intent"] == "council_tax_bands_charges"


@pytest.mark.parametrize(
    ("text", "own_words", "confidence", "intent"),
    [
        ("how long does someone take to come, ive got a newborn", ["newborn"], 0.58, "pest_control"),
        ("how long does someone take to come, ive got a newborn", ["newborn"], 0.7, "register_birth"),
        ("how do i register a birth", ["register", "birth"], 0.6, "register_birth"),
    ],
)
def test_a_question_of_any_service_is_not_another_one_for_a_word_beside_it(
    text: str, own_words: list[str], confidence: float, intent: str
) -> None:
    asked = {"name": "duration", "confidence": 0.9}
    alone = record(text, "register_birth", confidence, own_words=own_words, facet=asked)
    assert in_light(alone, record("", "pest_control", 0.74), Subject("pest_control"))["intent"] == intent


@pytest.mark.parametrize(
    ("text", "intent", "confidence", "expected"),
    [
        ("council tenant", "tenancy_services", 0.85, "blue_badge_apply"),
        ("council yeah", "help_menu", 0.9, "blue_badge_apply"),
        ("its a council flat if that matters", "housing_register_apply", 0.79, "blue_badge_apply"),
        ("got 2 kids 3 and 7", "provide_details", 0.47, "blue_badge_apply"),
        ("my council flat has mould", "housing_repair_report", 0.86, "housing_repair_report"),
    ],
)
def test_how_somebody_is_placed_is_told_for_the_subject(
    text: str, intent: str, confidence: float, expected: str
) -> None:
    alone = record(text, intent, confidence, own_words=["some"])
    assert in_light(alone, record("", "blue_badge_apply", 0.4), BADGE)["intent"] == expected


def test_what_is_told_may_be_a_reason_for_another_service_of_the_team() -> None:
    alone = record("its only me living here", "council_tax_single_person_discount", 0.7, own_words=["living"])
    together = record("", "council_tax_move_or_change", 0.75)
    assert in_light(alone, together, Subject("council_tax_move_or_change")) is alone


def test_what_there_is_at_a_place_is_asked_of_that() -> None:
    alone = record("is there parking im disabled", "blue_badge_apply", 0.4, own_words=["parking"])
    together = record("", "blue_badge_apply", 0.54)
    assert in_light(alone, together, Subject("contact_council"))["intent"] == "contact_council"
    assert in_light(alone, together, Subject("bus_pass")) is alone


def test_what_refers_to_the_subject_is_about_it_though_it_sounds_like_nothing() -> None:
    alone, together = record("it sticks up about 3cm", "out_of_scope", 0.24), record("", "blue_badge_apply", 0.92)
    assert in_light(alone, together, BADGE)["intent"] == "blue_badge_apply"


def test_without_money_help_is_what_is_asked_for() -> None:
    found = record("i havent got money for that", "blue_badge_apply", 0.6)
    assert facet_asked(found, BADGE, {"utter_blue_badge_apply_help"}, in_form=False) == "help"
    assert facet_asked(found, BADGE, {"utter_blue_badge_apply_eligibility"}, in_form=False) == OTHER
    assert lacks_money("im flat broke") and not lacks_money("it broke when they emptied it")


TOLD = ("council tenant", "its a council flat", "got 2 kids", "its only me living here")


@pytest.mark.parametrize("text", TOLD)
def test_what_is_told_of_oneself_gets_who_can_have_it_and_then_something_else(text: str) -> None:
    found = record(text, "blue_badge_apply", 0.6) | {"read": "subject"}
    answers = {"utter_blue_badge_apply_eligibility"}
    assert facet_asked(found, BADGE, answers, in_form=False) == "eligibility"
    assert facet_asked(found, Subject("blue_badge_apply", facet="eligibility"), answers, in_form=False) == OTHER


def test_a_reason_for_another_service_of_the_team_gets_who_can_have_that() -> None:
    found = record("its only me living here", "council_tax_single_person_discount", 0.7)
    answers = {"utter_council_tax_single_person_discount_eligibility"}
    assert facet_asked(found, Subject("council_tax_pay"), answers, in_form=False) == "eligibility"
    assert facet_asked(found, Subject("bin_order"), answers, in_form=False) is None
    assert facet_asked(found, None, answers, in_form=False) is None


@pytest.mark.parametrize(("left", "intent"), [(0.24, "school_in_year_transfer"), (0.55, "school_find")])
def test_what_is_told_half_fitting_another_service_is_told_of_the_subject(left: float, intent: str) -> None:
    alone = record("oakfield high to st peters academy", "school_find", 0.61, own_words=["oakfield"])
    together = record("", "school_in_year_transfer", 0.61)
    together["ranking"].append({"name": "school_find", "confidence": left})
    assert in_light(alone, together, Subject("school_in_year_transfer"))["intent"] == intent


def test_what_is_wanted_and_not_told_is_the_other_service() -> None:
    alone = record("and i need a doctors appointment", "signpost_nhs_health", 0.6, own_words=["doctors"])
    together = record("", "school_appeal", 0.9)
    assert in_light(alone, together, Subject("school_appeal")) is alone
    told = alone | {"text": "waiting for the doctors", "facet": cost()}
    assert in_light(told, together, Subject("school_appeal"))["intent"] == "school_appeal"
    assert in_light(told, record("", "signpost_dvla", 0.9), Subject("signpost_dvla")) is told
