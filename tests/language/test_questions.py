"""Whether a message is put as a question, or goes on about what was talked of."""

from __future__ import annotations

import pytest

from language.date_words import is_only_a_date
from language.questions import asks_how_to, asks_of_own_case, goes_on


@pytest.mark.parametrize("text", ["and for under 5s", "what about sundays", "for my mum", "oh and for him?"])
def test_what_goes_on_with_the_last_question(text: str) -> None:
    assert goes_on(text)


@pytest.mark.parametrize(
    "text", ["how much is it", "my son is under 5", "and my street light has been out for two weeks now"]
)
def test_what_does_not(text: str) -> None:
    assert not goes_on(text)


@pytest.mark.parametrize("text", ["how do i do it then", "how can we apply", "how do i get one"])
def test_who_asks_for_the_way(text: str) -> None:
    assert asks_how_to(text)


@pytest.mark.parametrize(
    "text", ["14th march", "on the 6th", "3/12", "its the 3rd dec", "March 14th please", "5 may 2026"]
)
def test_a_date_and_nothing_else(text: str) -> None:
    assert is_only_a_date(text)


@pytest.mark.parametrize("text", ["sunday", "14 mill lane", "28", "until 5 may it was fine", "FB1 2CD", "3rd floor"])
def test_more_than_a_date(text: str) -> None:
    assert not is_only_a_date(text)


@pytest.mark.parametrize(
    "text", ["wheres my application at", "can u not look it up", "any news on my claim", "has my form been looked at"]
)
def test_who_asks_of_their_own_case(text: str) -> None:
    assert asks_of_own_case(text)


@pytest.mark.parametrize("text", ["how do i apply", "wheres the form", "can you see the sea from there"])
def test_who_does_not(text: str) -> None:
    assert not asks_of_own_case(text)
