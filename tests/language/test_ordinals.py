"""Which of a list of four is meant."""

from __future__ import annotations

import pytest

from language.ordinals import by_number, none_of_them, place_in_list
from tests.language.tables import each


@pytest.mark.parametrize(
    ("texts", "place"),
    [
        ("the first one | 1st | first please | top one | number 1 | yes the first one | option 1 | its the 1st one", 1),
        ("2nd please | no 2 | the second one down | option two | (2) | um the second i think", 2),
        ("third | number 3 | no the third one | 3 | #3", 3),
        ("the last one | last | bottom one | 4th | the 4th one please", 4),
    ],
)
def test_a_place_in_the_list(texts: str, place: int) -> None:
    assert {text: place_in_list(text, 4) for text in each(texts)} == dict.fromkeys(each(texts), place)


@pytest.mark.parametrize(
    "text",
    each("5 | 33 | 0 | ² | two | one | number 12 | first time | none | 1 mill lane | the first of may | last week"),
)
def test_no_place_in_it(text: str) -> None:
    assert place_in_list(text, 4) is None


@pytest.mark.parametrize(
    "text",
    each("none of these | none | neither | mine isnt there | i cant see mine | its not listed | no, none of them"),
)
def test_none_of_them(text: str) -> None:
    assert none_of_them(text) and place_in_list(text, 4) is None


def test_a_bare_number_may_be_a_houses_too() -> None:
    assert [text for text in ("3", "number 3", "3 please", "the third one", "last") if by_number(text)] == [
        "3",
        "number 3",
        "3 please",
    ]
