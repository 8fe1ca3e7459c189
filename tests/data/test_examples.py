"""The training examples: none twice, none too alike, no intent starved, nobody's personal data."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest

from components.examples import examples
from language import taxonomy

ROOT = Path(__file__).resolve().parents[2]

TOO_ALIKE = 0.7
"""Share of character trigrams that two examples of an intent may have in common (Jaccard). Below it come
shapes that residents really share; above it, one example with a word swapped."""

LEAST, COMMON_LEAST, URGENT_LEAST = 15, 30, 60
MOST_TIMES_THE_MEAN = 3
STANDS_FOR_THE_REST = "out_of_scope"  # everything that is not ours: as many as it takes, up to a tenth
COMMON = frozenset(
    [
        "bin_collection_day",
        "bin_what_goes_where",
        "missed_bin_report",
        "bin_order",
        "bulky_waste_book",
        "garden_waste",
        "recycling_centre",
        "council_tax_pay",
        "council_tax_direct_debit",
        "council_tax_balance",
        "council_tax_single_person_discount",
        "council_tax_reduction",
        "council_tax_move_or_change",
        "council_tax_arrears",
        "housing_benefit_apply",
        "change_of_circumstances_report",
        "hardship_support",
        "housing_register_apply",
        "housing_repair_report",
        "homelessness_risk",
        "pothole_report",
        "street_light_report",
        "flytipping_report",
        "noise_nuisance_report",
        "street_cleaning_report",
        "parking_permit_apply",
        "parking_fine_pay",
        "parking_fine_appeal",
        "blue_badge_apply",
        "planning_permission_check",
        "planning_search_comment",
        "school_place_apply",
        "adult_care_request",
        "register_birth",
        "register_death",
        "register_to_vote",
        "contact_council",
        "complaint_feedback",
        "case_status",
        "speak_to_person",
        "help_menu",
        "provide_details",
    ]
)

EMAIL = re.compile(r"[\w.+-]+@([\w-]+(?:\.[\w-]+)+)")
RESERVED_DOMAIN = re.compile(r"(.+\.)?example(\.(com|org|net))?")  # RFC 2606
PHONE = re.compile(r"(?<![\w/-])(?:\+44|0)[ -]?(?:\d[ -]?){8,9}\d(?![\w-])")
DRAMA_NUMBER = re.compile(r"07700900\d{3}|01632960\d{3}")  # Ofcom keeps them for fiction


@cache
def by_intent() -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for text, intent, _ in examples(ROOT / "data" / "nlu"):
        found[intent].append(text)
    return dict(found)


def everything() -> Iterator[tuple[str, str]]:
    for intent, texts in by_intent().items():
        yield from ((intent, text) for text in texts)


def plain(text: str) -> str:
    """Without case and punctuation, which a resident may leave out."""
    return " ".join(re.findall(r"\w+", text.lower().replace("'", "").replace("’", "")))


def trigrams(text: str) -> set[str]:
    padded = f" {plain(text)} "
    return {padded[i : i + 3] for i in range(len(padded) - 2)}


def alike(texts: list[str], limit: float = TOO_ALIKE) -> list[tuple[str, str]]:
    grams = [trigrams(text) for text in texts]
    return [
        (texts[a], texts[b])
        for a, b in combinations(range(len(texts)), 2)
        if len(grams[a] & grams[b]) >= limit * len(grams[a] | grams[b])
    ]


def personal(text: str) -> list[str]:
    """E-mail addresses and telephone numbers that might be somebody's."""
    emails = [found[0] for found in EMAIL.finditer(text) if not RESERVED_DOMAIN.fullmatch(found[1])]
    phones = [found for found in PHONE.findall(text) if not DRAMA_NUMBER.fullmatch(_national(found))]
    return emails + phones


def _national(phone: str) -> str:
    digits = re.sub(r"\D", "", phone)
    return "0" + digits[2:] if digits.startswith("44") else digits


def test_every_intent_of_the_taxonomy_is_taught_and_no_other() -> None:
    assert by_intent().keys() == taxonomy.intents().keys()


def test_no_message_is_taught_twice() -> None:
    taught: dict[str, list[str]] = defaultdict(list)
    for intent, text in everything():
        taught[plain(text)].append(intent)
    assert {text: intents for text, intents in taught.items() if len(intents) > 1} == {}


def test_every_example_has_words() -> None:
    assert [(intent, text) for intent, text in everything() if not plain(text)] == []


def test_examples_of_an_intent_differ() -> None:
    assert {intent: pairs for intent, texts in by_intent().items() if (pairs := alike(texts))} == {}


def test_the_measure_of_likeness() -> None:
    first = "Please empty my brown bin, it was missed on Tuesday"
    swapped = "please empty my green bin it was missed on tuesday"
    assert alike([first, "They drove straight past our house", swapped]) == [(first, swapped)]


def test_no_intent_is_starved() -> None:
    counts = Counter({intent: len(texts) for intent, texts in by_intent().items()})
    urgent = {intent.name for intent in taxonomy.intents().values() if intent.kind == "urgent"}
    assert counts.keys() >= COMMON
    assert {intent: count for intent, count in counts.items() if count < LEAST} == {}
    assert {intent: counts[intent] for intent in COMMON if counts[intent] < COMMON_LEAST} == {}
    assert {intent: counts[intent] for intent in urgent if counts[intent] < URGENT_LEAST} == {}


def test_no_intent_crowds_out_the_others() -> None:
    counts = {intent: len(texts) for intent, texts in by_intent().items()}
    rest = counts.pop(STANDS_FOR_THE_REST)
    most = MOST_TIMES_THE_MEAN * sum(counts.values()) / len(counts)
    assert {intent: count for intent, count in counts.items() if count > most} == {}
    assert rest <= sum(counts.values()) / 10


def test_no_example_holds_personal_data() -> None:
    assert {text: found for _, text in everything() if (found := personal(text))} == {}


@pytest.mark.parametrize(
    "text",
    ["ring me on 07911 123456", "01212 345678 after six", "+44 7911 123 456", "write to jo.bloggs@mail.co.uk please"],
)
def test_personal_data_is_noticed(text: str) -> None:
    assert len(personal(text)) == 1


@pytest.mark.parametrize(
    "text",
    ["07700 900123", "01632-960118", "+44 7700 900 123", "a@post.example", "b@example.org", "ref 500281993", "10:45"],
)
def test_what_is_nobodys_may_stand(text: str) -> None:
    assert personal(text) == []
