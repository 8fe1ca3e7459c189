"""The same again: what each message of an answer is, and in which words it comes the second and the third time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from bot.answers import Answers, Button, Rendered, Wording, load_answers
from bot.assistant import Answer, Reply, Report, Understanding
from bot.conversation.repeats import (
    MOST_KEPT,
    Rewording,
    Role,
    Words,
    digest,
    first_sentence,
    only_asked,
    remembered,
    roles,
    told,
)
from bot.council import load_council
from bot.database.states import HandoffReason
from bot.ownership import HandoffRequest

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 26, 16, 30, tzinfo=UTC)
PERSON = Button("Talk to a person", "/speak_to_person")
COUNCIL = load_council(ROOT / "council.toml")
BUS = Understanding("answer", "bus_pass", 0.9, "roads", urgent=False, raw={})


@pytest.fixture(scope="module")
def rewording() -> Rewording:
    return Rewording(load_answers(ROOT / "domain", COUNCIL.fact), COUNCIL, "webchat")


def answer(rewording: Rewording, key: str, role: Role = Role.ANSWER, **values: str) -> Words:
    return Words(rewording.answers.render(key, values, "webchat"), role, key, values, "bus_pass")


def said_in_turn(rewording: Rewording, words: Words, times: int) -> list[Rendered]:
    """One message after the other, each in a turn of its own."""
    said, out = None, []
    for minute in range(times):
        now = NOW + timedelta(minutes=minute)
        (spoken,) = rewording.reworded([words], said, now)
        said = remembered(said, told([words], [spoken]), now)
        out.append(spoken)
    return out


def with_answers(**texts: str) -> Rewording:
    """The shipped answers, but of bus passes only these."""
    more = {f"utter_{name}": (Wording(text, None),) for name, text in texts.items()}
    shipped = load_answers(ROOT / "domain", COUNCIL.fact)
    kept = {
        key: (Wording(shipped.shipped(key)[""], None),)
        for key in shipped.keys()  # noqa: SIM118
        if not key.startswith("utter_bus_pass_")
    }
    return Rewording(Answers(kept | more, COUNCIL.fact), COUNCIL, "webchat")


ANSWERED = Answer((Reply(key="utter_bus_pass"),), BUS)
ASIDE = Answer((Reply(key="utter_bus_pass"), Reply(key="utter_ask_postcode")), BUS, open_errand="garden_waste")
BACK = Answer((Reply(key="utter_errand_back"), Reply(key="utter_ask_postcode")), BUS, open_errand="garden_waste")
NOTED = Answer((Reply(key="utter_errand_noted"), Reply(key="utter_ask_postcode")), BUS, open_errand="garden_waste")
SENT = Answer((Reply(key="utter_errand_sent"), Reply(report=Report("pothole", "roads"))), BUS)
PASSED_ON = replace(ANSWERED, handoff=HandoffRequest(HandoffReason.ASKED))
WORDLESS = Answer((Reply(key="utter_ask_postcode"), Reply()), BUS, open_errand="garden_waste")
OWN_TEXT = Answer((Reply(text="You said: hello"),), BUS)

SIDE_ANSWER = Answer((Reply(key="utter_bus_pass_cost"),), BUS, open_errand="garden_waste")
OFFERED_MORE = Answer((Reply(key="utter_ask_postcode"), Reply(key="utter_also_asked")), BUS, open_errand="bin_order")

ROLES = [
    (SIDE_ANSWER, [Role.ASIDE]),
    (OFFERED_MORE, [Role.QUESTION, Role.ASIDE]),
    (ANSWERED, [Role.ANSWER]),
    (ASIDE, [Role.ASIDE, Role.QUESTION]),
    (BACK, [Role.REMARK, Role.OLD_QUESTION]),
    (NOTED, [Role.REMARK, Role.QUESTION]),
    (SENT, [Role.WHOLE, Role.WHOLE]),
    (PASSED_ON, [Role.REMARK]),
    (WORDLESS, [Role.QUESTION, Role.WHOLE]),
    (OWN_TEXT, [Role.WHOLE]),
]


@pytest.mark.parametrize(("given", "expected"), ROLES)
def test_what_each_message_of_an_answer_is(given: Answer, expected: list[Role]) -> None:
    texts = ["words" if reply.key or reply.text else "" for reply in given.replies]
    assert roles(given, texts) == expected


def test_an_answer_comes_whole_then_short_then_with_a_person_to_turn_to(rewording: Rewording) -> None:
    first, second, third, fourth = said_in_turn(rewording, answer(rewording, "utter_bin_assisted_collection"), 4)
    assert first.text == answer(rewording, "utter_bin_assisted_collection").rendered.text
    assert second.text.startswith("As we said: If nobody in your home can move the bins")
    assert "https://www.fernley.example/bins/help" in second.text and "It is free" not in second.text
    assert "Waste and recycling team, 01632 960 010" in third.text
    assert fourth.text not in (first.text, second.text, third.text)
    assert third.buttons == fourth.buttons == (PERSON,)


def test_the_same_words_are_never_said_twice_in_a_row(rewording: Rewording) -> None:
    for key in ("utter_bus_pass", "utter_thanks", "utter_which_one", "utter_language_welsh"):
        texts = [spoken.text for spoken in said_in_turn(rewording, answer(rewording, key), 12)]
        assert all(before != after for before, after in pairwise(texts)), key


def test_what_else_of_the_service_has_an_answer_is_offered() -> None:
    rewording = with_answers(
        signpost_passport_immigration_cost="A passport is not free.",
        signpost_passport_immigration_duration="It takes two weeks to come.",
    )
    _, second, _ = said_in_turn(rewording, answer(rewording, "utter_signpost_passport_immigration"), 3)
    assert second.text.endswith("You can also ask what it costs or how long it takes.")
    _, second, _ = said_in_turn(rewording, answer(rewording, "utter_signpost_passport_immigration_cost"), 3)
    assert second.text.endswith("You can also ask how long it takes.")


def test_what_was_told_of_it_is_not_offered_again() -> None:
    rewording = with_answers(bus_pass_cost="A bus pass is free.", bus_pass_duration="It takes two weeks to come.")
    words = answer(rewording, "utter_bus_pass")
    said = remembered(None, [words.rendered.text, "A bus pass is free."], NOW)
    assert rewording.reworded([words], said, NOW)[0].text.endswith("You can also ask how long it takes.")


def test_an_answer_with_words_of_its_own_for_the_second_time_has_those(rewording: Rewording) -> None:
    words = answer(rewording, "utter_menu", about="your bins")
    words = replace(words, rendered=replace(words.rendered, buttons=(PERSON,)))
    first, second, third = said_in_turn(rewording, words, 3)
    assert second.text == rewording.answers.render("utter_menu_again", {"about": "your bins"}, "webchat").text
    assert "your bins" in third.text and third.text != second.text
    assert first.buttons == second.buttons == third.buttons == (PERSON,)


def test_other_values_are_another_answer(rewording: Rewording) -> None:
    said = remembered(None, [answer(rewording, "utter_menu", about="your bins").rendered.text], NOW)
    other = answer(rewording, "utter_menu", about="housing")
    assert rewording.reworded([other], said, NOW) == [other.rendered]


def test_a_question_that_is_still_open_says_so_and_keeps_its_choices(rewording: Rewording) -> None:
    question = answer(rewording, "utter_ask_bin_order_why", Role.QUESTION)
    question = replace(question, rendered=replace(question.rendered, buttons=(Button("It is broken", "/x"),)))
    first, second, third, fourth = said_in_turn(rewording, question, 4)
    assert first == question.rendered
    assert second.text == f"We still need this: {first.text}"
    assert third.text.endswith(first.text) and len({first.text, second.text, third.text}) == 3
    assert fourth == second, "the one that was said longest ago"
    assert second.buttons == third.buttons == first.buttons


def test_a_facet_asked_again_is_told_again_in_full(rewording: Rewording) -> None:
    words = answer(rewording, "utter_bulky_waste_book_cost")
    first, second, _ = said_in_turn(rewording, words, 3)
    assert first.text.startswith("It costs £38")
    assert second.text.startswith(f"As we said: {first.text}")


def test_of_a_services_own_answer_the_sentence_that_is_asked_for_is_told_again(rewording: Rewording) -> None:
    words = answer(rewording, "utter_council_tax_pay")
    asked = replace(words, values={"sentence": "To pay by phone, call."})
    (again,) = rewording.reworded([asked], remembered(None, told([asked], [asked.rendered]), NOW), NOW)
    assert "To pay by phone, call" in again.text and "You need your account number" not in again.text


def test_another_form_may_ask_what_one_has_asked_but_not_as_the_next_thing(rewording: Rewording) -> None:
    question = answer(rewording, "utter_ask_postcode", Role.QUESTION)
    said = remembered(None, told([question], [question.rendered]), NOW)
    assert rewording.reworded([question], said, NOW)[0].text == f"We still need this: {question.rendered.text}"
    said = remembered(said, ["The next collections"], NOW)
    assert rewording.reworded([question], said, NOW) == [question.rendered]
    back = replace(question, role=Role.OLD_QUESTION)
    assert rewording.reworded([back], said, NOW)[0].text.startswith("We still need this: "), "it was never answered"


def test_what_an_answer_to_a_question_lacked_is_said_in_as_many_words_as_there_are(rewording: Rewording) -> None:
    """Then only the question comes again."""
    remark = answer(rewording, "utter_errand_vague_place", Role.REMARK)
    question = answer(rewording, "utter_errand_place", Role.QUESTION)
    said, remarks = remembered(None, told([question], [question.rendered]), NOW), []
    for _ in range(5):
        put = rewording.reworded([remark, question], said, NOW)
        said = remembered(said, told([remark, question], put), NOW)
        remarks.append(put[0].text)
        assert put[1].text
    assert all(remarks[:3]) and len(set(remarks[:3])) == 3 and remarks[3:] == ["", ""]


def test_beside_a_form_an_answer_is_put_short_and_its_question_follows(rewording: Rewording) -> None:
    _, second = said_in_turn(rewording, answer(rewording, "utter_bus_pass", Role.ASIDE), 2)
    assert second.text.startswith("As we said: ") and "other words" not in second.text


def test_what_was_looked_up_offers_no_more_questions(rewording: Rewording) -> None:
    values = {"address": "Hill Farm", "collections": "Monday: blue bin\nTuesday: black bin"}
    days = replace(answer(rewording, "utter_bin_days", Role.ANSWER, **values), intent="bin_collection_day")
    _, second = said_in_turn(rewording, days, 2)
    assert second.text.startswith("As we said: The next collections for Hill Farm: Monday: blue bin. If that is not it")


def test_a_report_is_confirmed_in_full_as_often_as_one_is_made(rewording: Rewording) -> None:
    words = answer(rewording, "utter_errand_sent", Role.WHOLE, title="a pothole")
    assert len({spoken.text for spoken in said_in_turn(rewording, words, 3)}) == 1


def test_what_stands_twice_in_one_answer_is_said_once(rewording: Rewording) -> None:
    words = answer(rewording, "utter_bus_pass")
    first, second = rewording.reworded([words, words], None, NOW)
    assert (first, second) == (words.rendered, Rendered(""))


def test_a_day_later_it_may_be_said_again(rewording: Rewording) -> None:
    words = answer(rewording, "utter_bus_pass")
    said = remembered(None, [words.rendered.text], NOW)
    assert rewording.reworded([words], said, NOW + timedelta(hours=23)) != [words.rendered]
    assert rewording.reworded([words], said, NOW + timedelta(hours=25)) == [words.rendered]


def test_what_is_remembered_does_not_grow_with_the_conversation() -> None:
    said = None
    for number in range(3 * MOST_KEPT):
        said = remembered(said, [f"answer {number}"], NOW)
    assert said is not None and len(said) == MOST_KEPT
    assert said[-1][0] == digest(f"answer {3 * MOST_KEPT - 1}")
    again = remembered(said, [f"answer {3 * MOST_KEPT - 2}"], NOW)
    assert len(again) == MOST_KEPT and again[-1][0] == digest(f"answer {3 * MOST_KEPT - 2}")


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("We can report the pothole for you. How big is it?", "How big is it?"),
        ("Where is it? Type the street, or a postcode.", "Where is it? Type the street, or a postcode."),
        ("We could not tell which bin that is. Choose one.", "We could not tell which bin that is. Choose one."),
        ("We will report a pothole:\nSize: small. Wide.\nIs that right?",) * 2,
    ],
)
def test_only_what_is_asked_comes_again(question: str, asked: str) -> None:
    assert only_asked(question) == asked


SENTENCES = {
    "Pay at https://www.x.example/pay or call us. We take cards.": "Pay at https://www.x.example/pay or call us.",
    "It is free. Anybody who lives here can have one. Ask us.": "It is free. Anybody who lives here can have one.",
    "Whoever rents a home from us may ask for this. See https://x.example/a.b, or call. More: https://x.example/c": (
        "Whoever rents a home from us may ask for this. https://x.example/a.b"
    ),
    "The next collections for Hill Farm:\nMonday: blue bin\nTuesday: black bin\nPut bins out by 6am.": (
        "The next collections for Hill Farm: Monday: blue bin."
    ),
    "Go to the desk at St. Mary's Hall on Mill Road, please. Bring your letter.": (
        "Go to the desk at St. Mary's Hall on Mill Road, please."
    ),
    "It costs £12.50 a year for each of the bins. We collect": "It costs £12.50 a year for each of the bins.",
    "no sentence at all": "no sentence at all",
}


@pytest.mark.parametrize("text", SENTENCES)
def test_the_first_sentence(text: str) -> None:
    assert first_sentence(text) == SENTENCES[text]


def test_whose_contacts_were_given_is_whom_to_turn_to(rewording: Rewording) -> None:
    *_, third = said_in_turn(rewording, answer(rewording, "utter_contact_waste"), 3)
    assert "Waste and recycling team, 01632 960 010" in third.text


def test_a_quotation_is_never_cut(rewording: Rewording) -> None:
    values = {"title": "Bins", "quotation": "Put it out by 6. We come late.", "page": "https://x.example/b"}
    _, second = said_in_turn(rewording, answer(rewording, "utter_page_quotation", Role.ANSWER, **values), 2)
    assert second.text.count('"') % 2 == 0 and "https://x.example/b" in second.text
