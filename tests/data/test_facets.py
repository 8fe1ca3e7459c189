"""The examples of what residents ask of any service: enough of each kind, none twice, nobody's personal data, and the
elliptical ones without a service's name."""

from __future__ import annotations

import re
from collections import Counter, defaultdict

import pytest
import yaml

from actions.handover import mentioned_topic
from components.facet_examples import FILE, NONE, SERVICE, Example, examples
from tests.data.test_examples import DRAMA_NUMBER, PHONE

FACETS = {block["facet"] for block in yaml.safe_load(FILE.read_text(encoding="utf-8"))["facets"]}
LEAST = 60
LEAST_NONE = 200
MOST_TIMES_THE_LEAST = 2
BOTH = "benefits"
"""A topic that is also what somebody is on, which they say of themselves when they ask of a service."""


def written() -> list[Example]:
    """Each line of the file once."""
    return list({example.written: example for example in examples()}.values())


def test_every_facet_has_enough_and_none_has_most() -> None:
    counts = Counter(example.facet for example in written())
    assert len(FACETS) == 13
    assert counts.keys() == FACETS | {NONE}
    assert min(counts[facet] for facet in FACETS) >= LEAST
    assert max(counts[facet] for facet in FACETS) <= MOST_TIMES_THE_LEAST * min(counts[facet] for facet in FACETS)
    assert counts[NONE] >= LEAST_NONE


def test_no_line_is_there_twice_nor_of_two_kinds() -> None:
    lines = re.findall(r"^ +- (.+)$", FILE.read_text(encoding="utf-8"), re.MULTILINE)
    bare = Counter(re.sub(r"\W+", " ", line.lower()).strip() for line in lines)
    assert not [line for line, count in bare.items() if count > 1]


def test_most_are_asked_without_a_question_mark() -> None:
    marked = [example.written for example in written() if "?" in example.written]
    assert len(marked) < len(written()) / 20


@pytest.mark.parametrize("example", [example for example in written() if example.alone], ids=lambda each: each.text)
def test_what_is_asked_of_a_known_service_names_none(example: Example) -> None:
    assert SERVICE not in example.written
    assert mentioned_topic(example.text) in (None, BOTH)


def test_a_service_is_put_in_and_not_always_the_same() -> None:
    for example in examples():
        assert "{" not in example.text
    grouped = defaultdict(set)
    for example in examples():
        grouped[example.written].add(example.text)
    assert {len(texts) for line, texts in grouped.items() if SERVICE in line} == {3}
    assert {len(texts) for line, texts in grouped.items() if SERVICE not in line} == {1}


def test_the_same_file_always_gives_the_same_examples() -> None:
    assert examples() == examples()


def test_nobody_can_be_rung() -> None:
    for example in written():
        numbers = [re.sub(r"\D", "", found[0]) for found in PHONE.finditer(example.text)]
        assert all(DRAMA_NUMBER.fullmatch(number) for number in numbers), example.text
        assert "@" not in example.text
