"""How the answers are worded: a reading age of 11, short enough for the channel, one next step, no officialese."""

import re
from typing import Any

import pytest
import textstat

from connectors.messages import Choice, Outbound
from connectors.sms.segments import is_gsm, segments
from connectors.sms.wording import split
from connectors.webchat.wording import greeting
from language.taxonomy import intents
from tests.connectors.contract import COUNCIL as CONTRACT_COUNCIL
from tests.domain.written import (
    ANSWERING,
    FACT,
    PLACEHOLDER,
    RESPONSES,
    VALUES,
    answers_of_kinds,
    fact,
    filled,
    wording,
)

SMS_LIMIT = 320
WEB_LIMIT = 400
SEGMENTS = 3
LINE_OF_HELP = 151
"""Characters of the part of a long text that the line of help below an answer may add: 153, and two line breaks."""
# The sixth year of school in Flesch and Kincaid's scale begins at the age of 11 and ends at 12.
HARDEST_GRADE = 7.0
AVERAGE_GRADE = 5.0
# Values that the gateway fills in by itself.
GATEWAY_VALUES = {
    "wait",
    "reference",
    "officer",
    "limit",
    "kind",
    "notes",
    "said",
    "facets",
    "question",
    "team",
    "phone",
    "link",
}
# Words by which a carrier opts a resident out: on SMS no answer may ask for one.
OPT_OUT = re.compile(
    r"""(reply|say|text|type|send)\s+["']?(stop|stopall|cancel|end|quit|unsubscribe|optout|revoke)\b""", re.I
)
OFFICIALESE = re.compile(
    r"""\b(advised\ that|please\ be|kindly|in\ order\ to|utili[sz]e|commence|prior\ to|in\ the\ event\ of|via|etc
    |e\.g|i\.e|endeavour|ensure|facilitate|assistance|terminate|pursuant|hereby|regarding|in\ respect\ of|should\ you
    |oops|click|entitle[a-z]*|eligib[a-z]*|the\ customer|service\ user[s]?)\b""",
    re.I | re.X,
)
# National lines that answers may write out. A number of the council's own comes from council.toml.
NATIONAL = {
    "03457 48 49 50",  # National Rail
    "0300 1234 999",  # RSPCA
    "0345 988 1188",  # Floodline
    "0800 1111",  # Childline
    "0800 111 999",  # gas emergencies
    "0800 328 5644",  # Universal Credit
    "0808 2000 247",  # National Domestic Abuse Helpline
    "0808 223 1133",  # Citizens Advice, consumers
    "0808 800 4444",  # Shelter
    "0808 800 5000",  # NSPCC
    "0808 808 4000",  # National Debtline
}
NUMBER = re.compile(r"\b0\d[\d ]{6,}\d\b")
LINK = re.compile(r"https://\S+?(?=[.,:;)]*(?:\s|$))")

WORDINGS = [(key, variation) for key, variations in sorted(RESPONSES.items()) for variation in variations]
every_wording = pytest.mark.parametrize(("key", "variation"), WORDINGS, ids=[key for key, _ in WORDINGS])


def grade(text: str) -> float:
    """Flesch-Kincaid grade of the words themselves: facts and values are read as "this page", "this number", "this"."""
    links = FACT.sub(lambda m: "this page" if fact(m[1]).startswith("https://") else "this number", text)
    numbers = NUMBER.sub("this number", LINK.sub("this page", links))
    return float(textstat.flesch_kincaid_grade(PLACEHOLDER.sub("this", numbers)))


@every_wording
def test_a_child_of_eleven_can_read_it(key: str, variation: dict[str, Any]) -> None:
    if key != "utter_language_welsh":
        assert grade(variation["text"]) <= HARDEST_GRADE


def test_answers_are_easier_than_that_on_the_whole() -> None:
    grades = [grade(variation["text"]) for _, variation in WORDINGS]
    assert sum(grades) / len(grades) <= AVERAGE_GRADE


def test_the_measure_tells_plain_words_from_officialese() -> None:
    assert grade("Pay it at [[link.rent_pay]]. If you cannot pay, call us.") < 3
    assert grade("Residents experiencing difficulties are advised to communicate their circumstances promptly.") > 12


@every_wording
def test_it_is_plain_and_every_fact_and_value_in_it_is_known(key: str, variation: dict[str, Any]) -> None:
    text = filled(variation["text"])
    assert "!" not in text
    assert not OFFICIALESE.search(LINK.sub("", text))
    assert not OPT_OUT.search(text)
    assert set(PLACEHOLDER.findall(variation["text"])) <= set(VALUES) | GATEWAY_VALUES


@pytest.mark.parametrize("key", sorted(RESPONSES))
def test_it_fits_a_text_message_and_does_not_run_on_elsewhere(key: str) -> None:
    assert sorted(v.get("channel", "") for v in RESPONSES[key]) in ([""], ["", "sms"])
    assert len(filled(wording(key, "sms")["text"])) <= SMS_LIMIT
    assert len(filled(wording(key, "webchat")["text"])) <= WEB_LIMIT


@pytest.mark.parametrize("key", answers_of_kinds(*ANSWERING))
def test_an_answer_with_its_choices_is_one_text_message_at_the_cheap_rate(key: str) -> None:
    """Within the GSM alphabet, and at most three of the parts that a network charges for."""
    variation = wording(key, "sms")
    choices = tuple(Choice(button["payload"], button["title"]) for button in variation.get("buttons", []))
    (message,) = split(Outbound("1", "sms", "07700900123", text=filled(variation["text"]), choices=choices))
    assert is_gsm(message.text)
    assert segments(message.text) <= SEGMENTS


@pytest.mark.parametrize("key", answers_of_kinds(*ANSWERING))
def test_an_answer_leads_to_one_page_or_one_number_of_the_council(key: str) -> None:
    """One of each at most; the line outside opening hours does not count, for it stands beside the daytime one."""
    for variation in RESPONSES[key]:
        facts = set(FACT.findall(variation["text"])) - {"council.emergency_phone", "council.privacy_notice"}
        pages = {path for path in facts if path.startswith(("link.", "prefilled.")) or path.endswith(".page")}
        numbers = {path for path in facts if path.endswith(".phone") or path.startswith("call.")}
        assert len(pages) <= 1
        assert len(numbers) <= 1
        assert pages | numbers


def test_an_answer_for_another_council_is_one_text_message_at_the_cheap_rate() -> None:
    variation = wording("utter_other_council", "sms")
    choices = tuple(Choice(button["payload"], button["title"]) for button in variation["buttons"])
    (message,) = split(Outbound("1", "sms", "07700900123", text=filled(variation["text"]), choices=choices))
    assert is_gsm(message.text)
    assert segments(message.text) <= SEGMENTS


ORGANISATIONS = {
    "signpost_nhs_health": "NHS",
    "signpost_dvla": "DVLA",
    "signpost_dwp": "Department for Work and Pensions",
    "signpost_hmrc": "HM Revenue and Customs",
    "signpost_police": "police",
    "signpost_passport_immigration": "Home Office",
    "signpost_utilities": "water company",
    "signpost_public_transport": "National Rail",
    "signpost_neighbour_dispute": "Citizens Advice",
    "signpost_govuk_other": "GOV.UK",
}


def test_signposts_say_which_organisation_to_ask() -> None:
    assert {name for name, intent in intents().items() if intent.kind == "signpost"} == set(ORGANISATIONS)
    for name, organisation in ORGANISATIONS.items():
        assert all(organisation in variation["text"] for variation in RESPONSES[f"utter_{name}"])


def test_signposts_and_danger_name_a_page_or_a_number() -> None:
    for key in answers_of_kinds("signpost", "urgent"):
        for variation in RESPONSES[key]:
            assert LINK.search(filled(variation["text"])) or re.search(r"\d{3}", filled(variation["text"]))


def test_every_danger_has_a_line_of_help_for_whom_it_is_meant_that_costs_one_more_part() -> None:
    for name in (name for name, intent in intents().items() if intent.kind == "urgent"):
        for variation in RESPONSES[f"utter_possible_{name}"]:
            line = filled(variation["text"])
            assert line.startswith("If ") and re.search(r"\d{3}", line)
            assert is_gsm(line) and len(line) <= LINE_OF_HELP


@every_wording
def test_only_national_lines_are_written_out(key: str, variation: dict[str, Any]) -> None:
    assert set(NUMBER.findall(variation["text"])) <= NATIONAL


@pytest.mark.parametrize("key", answers_of_kinds("pay"))
def test_who_asks_to_pay_is_told_to_send_no_card_numbers(key: str) -> None:
    page = LINK.search(filled(wording(key, "sms")["text"]))
    assert page
    if "gov.uk" not in page[0]:
        for variation in RESPONSES[key]:
            assert re.search(r"Please do not (send|text us) card numbers", variation["text"])


def test_answers_to_different_questions_differ() -> None:
    texts = [variation["text"] for intent in intents() for variation in RESPONSES.get(f"utter_{intent}", [])]
    assert len(set(texts)) == len(texts)


QUOTED = re.compile(r'"[^"]*"|“[^”]*”')
ONE_PERSON = re.compile(r"\b(I|I'm|I'll|I've|me|my|mine|myself)\b")


@every_wording
def test_the_council_says_we(key: str, variation: dict[str, Any]) -> None:
    """A program that says "I" is taken for a person. What a resident may write is quoted, and buttons are theirs."""
    if key != "utter_language_welsh":
        assert not ONE_PERSON.search(QUOTED.sub("", variation["text"]).replace("’", "'"))


def test_the_chat_says_we_too() -> None:
    assert not ONE_PERSON.search(greeting(CONTRACT_COUNCIL))
