"""Answers are rendered here: the council's facts, the channel's wording, values that are never facts."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.answers import Answers, Button, Wording, load_answers
from bot.council import load_council
from bot.editing.titles import own_titles, title_of
from bot.errors import CouncilFileError
from language import taxonomy
from language.facets import FACETS

ROOT = Path(__file__).resolve().parent.parent
DOMAIN = """
responses:
  utter_phone:
  - text: "Call [[council.phone]], {name}. {missing}"
  - channel: sms
    text: "Ring [[council.phone]]"
  utter_choice:
  - text: "Which?"
    buttons: [{title: "Yes", payload: "/affirm"}]
"""


def answers(tmp_path: Path, text: str = DOMAIN) -> Answers:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "topic.yml").write_text(text)
    (tmp_path / "empty.yml").write_text("")
    return load_answers(tmp_path, {"council.phone": "01632 960 001"}.get)


def test_facts_and_values_are_filled_in_and_what_is_missing_left_out(tmp_path: Path) -> None:
    rendered = answers(tmp_path).render("utter_phone", {"name": "Ada"}, "webchat")
    assert rendered.text == "Call 01632 960 001, Ada."


@pytest.mark.parametrize("name", ["[[council.phone]]", "{name}", "{missing}", r"\1", "<b>x</b>", 7, 0])
def test_a_value_is_put_in_as_it_is(tmp_path: Path, name: object) -> None:
    assert answers(tmp_path).render("utter_phone", {"name": name}, "webchat").text == f"Call 01632 960 001, {name}."


def test_the_channels_own_wording_comes_first(tmp_path: Path) -> None:
    assert answers(tmp_path).render("utter_phone", {}, "sms").text == "Ring 01632 960 001"


def test_buttons_keep_their_payloads(tmp_path: Path) -> None:
    rendered = answers(tmp_path).render("utter_choice", {}, "webchat")
    assert rendered.buttons == (Button("Yes", "/affirm"),)


def test_an_answer_that_names_an_unknown_fact_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(CouncilFileError, match=r"lacks facts that answers use: utter_phone: council\.fax"):
        answers(tmp_path, DOMAIN.replace("[[council.phone]], {name}", "[[council.fax]]"))


def test_a_key_that_does_not_exist_is_an_error_and_not_silence(tmp_path: Path) -> None:
    made = answers(tmp_path)
    assert "utter_nothing" not in made
    with pytest.raises(KeyError):
        made.render("utter_nothing", {}, "webchat")


def test_every_answer_of_the_product_renders_on_every_channel() -> None:
    council = load_council(ROOT / "council.toml")
    made = load_answers(ROOT / "domain", council.fact)
    keys = made.keys()
    for key in keys:
        for channel in ("webchat", "sms"):
            text = made.render(key, {}, channel).text
            assert "[[" not in text and "{" not in text and text, key


def test_every_urgent_intent_has_its_signpost_and_the_flow_has_its_words() -> None:
    council = load_council(ROOT / "council.toml")
    made = load_answers(ROOT / "domain", council.fact)
    urgent = [f"utter_{intent.name}" for intent in council.intents.values() if intent.kind == "urgent"]
    assert urgent and all(key in made for key in urgent)
    keys = made.keys()
    assert sum(key.startswith("utter_gateway_") for key in keys) >= 10


def test_an_administrators_words_go_before_the_files_with_the_files_buttons(tmp_path: Path) -> None:
    made = answers(tmp_path)
    made.use({"utter_choice": {"": "Which one, on [[council.phone]]?"}, "utter_phone": {"sms": "Text {name}"}})
    rendered = made.render("utter_choice", {}, "sms")
    assert (rendered.text, rendered.buttons) == ("Which one, on 01632 960 001?", (Button("Yes", "/affirm"),))
    assert made.render("utter_phone", {"name": "Ada"}, "sms").text == "Text Ada"
    assert made.render("utter_phone", {"name": "Ada"}, "webchat").text == "Call 01632 960 001, Ada."
    made.use({})
    assert made.render("utter_choice", {}, "sms").text == "Which?"


def test_a_channels_own_words_can_be_dropped_and_added(tmp_path: Path) -> None:
    made = answers(tmp_path)
    made.use({"utter_phone": {"sms": None}, "utter_choice": {"sms": "Y or N?"}})
    assert made.render("utter_phone", {"name": "Ada"}, "sms").text == "Call 01632 960 001, Ada."
    assert made.render("utter_choice", {}, "sms").buttons == (Button("Yes", "/affirm"),)
    assert made.render("utter_choice", {}, "sms").text == "Y or N?"
    assert made.render("utter_choice", {}, "webchat").text == "Which?"


@pytest.mark.parametrize("text", ["Call [[council.fax]]", "Hello {stranger}"])
def test_an_edit_that_names_what_there_is_not_is_left_aside_whole(tmp_path: Path, text: str) -> None:
    made = answers(tmp_path)
    assert made.use({"utter_phone": {"": text, "sms": "Fine"}, "utter_gone": {"": "x"}}) == ["utter_phone"]
    assert made.render("utter_phone", {}, "sms").text == "Ring 01632 960 001"
    assert "utter_gone" not in made


def test_a_preview_is_what_would_be_rendered_and_changes_nothing(tmp_path: Path) -> None:
    made = answers(tmp_path)
    edit = {"": "Dial [[council.phone]] {name}", "sms": None}
    drawn = [made.preview("utter_phone", edit, {"name": "Ada"}, channel=channel).text for channel in ("webchat", "sms")]
    assert made.render("utter_phone", {}, "sms").text == "Ring 01632 960 001"
    made.use({"utter_phone": edit})
    assert drawn == [made.render("utter_phone", {"name": "Ada"}, channel).text for channel in ("webchat", "sms")]


def test_the_files_can_be_asked_what_an_answer_has(tmp_path: Path) -> None:
    made = answers(tmp_path)
    assert made.shipped("utter_phone") == {
        "": "Call [[council.phone]], {name}. {missing}",
        "sms": "Ring [[council.phone]]",
    }
    assert (made.values("utter_phone"), made.facts("utter_phone")) == (["name", "missing"], ["council.phone"])
    assert (made.channels(), made.topic("utter_phone")) == (["sms"], "topic")


def test_a_form_is_opened_with_what_the_resident_told_us() -> None:
    facts = {
        "link.book": "https://council.example/book",
        "link.pay": "https://council.example/pay?from=chat",
        "prefill.book.items": "what",
        "prefill.book.postcode": "pc",
        "prefill.pay.what": "w",
    }
    wordings = {
        "utter_book": (Wording("Book: [[prefilled.book]]", None),),
        "utter_pay": (Wording("[[prefilled.pay]]", None),),
    }
    answers = Answers(wordings, facts.get)
    values = {"items": "a sofa & {chairs} [[link.pay]]", "postcode": "FB1 2CD", "name": "nobody's business"}
    filled = answers.render("utter_book", values, "webchat").text
    expected = "https://council.example/book?what=a+sofa+%26+%7Bchairs%7D+%5B%5Blink.pay%5D%5D&pc=FB1+2CD"
    assert filled == f"Book: {expected}"
    assert answers.render("utter_book", {"postcode": ""}, "webchat").text == "Book: https://council.example/book"
    assert answers.render("utter_pay", {"what": "x"}, "sms").text == "https://council.example/pay?from=chat&w=x"
    assert answers.unknown("utter_book", "[[prefilled.nowhere]]") == ["[[prefilled.nowhere]]"]
    assert answers.missing_facts() == {}


def test_every_answer_has_a_title_in_words() -> None:
    answers = load_answers(ROOT / "domain", load_council(ROOT / "council.toml").fact)
    names = {key.removeprefix("utter_") for key in answers.keys()}  # noqa: SIM118 - not a mapping
    entitled = set(taxonomy.titles()) | set(own_titles())
    facets = {f"{name}_{facet}" for name in entitled for facet in FACETS}
    untitled = names - entitled - facets
    assert untitled == set(), "give them titles in bot/editing/answer_titles.tsv"
    assert set(own_titles()) <= names
    titles = [title_of(f"utter_{name}") for name in names]
    assert len(titles) == len(set(titles))
    assert not [title for title in titles if "_" in title or title != title.strip() or len(title) > 60]


@pytest.mark.parametrize(
    ("key", "title"),
    [
        ("utter_garden_waste_cost", "Garden waste bins: what it costs"),
        (
            "utter_council_tax_discount_exemption_student_needed",
            "Other council tax discounts: students: what is needed",
        ),
        ("utter_garden_waste_colour", "Garden waste colour"),
        ("utter_nobody_knows_cost", "Nobody knows cost"),
    ],
)
def test_a_facet_is_titled_after_its_service(key: str, title: str) -> None:
    assert title_of(key) == title
