"""What stands before what somebody means who waits."""

from __future__ import annotations

import pytest

from language.asides import is_aside, says_what_about, without_aside

BESIDE = {
    "while im here what bins do pizza boxes go in": "what bins do pizza boxes go in",
    "while i'm waiting, can i order a bin": "can i order a bin",
    "while i wait when do the schools break up": "when do the schools break up",
    "btw do you take cards": "do you take cards",
    "one more thing is the tip open": "is the tip open",
    "in the meantime how do i pay my rent": "how do i pay my rent",
}


@pytest.mark.parametrize(("text", "meant"), BESIDE.items())
def test_what_is_asked_beside_the_matter(text: str, meant: str) -> None:
    assert without_aside(text) == meant and is_aside(text)


@pytest.mark.parametrize("text", ["how long do i wait", "i waited an hour", "while im waiting", "the meantime is hard"])
def test_nothing_is_cut_off_what_is_no_aside(text: str) -> None:
    assert without_aside(text) == text


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("its about my cafe", "my cafe"),
        ("hi it's to do with the rent", "the rent"),
        ("regarding a fine i got", "a fine i got"),
        ("its a disgrace", None),
        ("about", None),
    ],
)
def test_what_they_say_it_is_about(text: str, about: str | None) -> None:
    assert says_what_about(text) == about
