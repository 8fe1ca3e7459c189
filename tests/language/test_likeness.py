"""Messages that a machine made of one are alike; a person's answers to several questions are not."""

from __future__ import annotations

import time

import pytest

from language.likeness import alike, gist, quotes

ONE = "I am driving (17:04). I will see your message at 18:30 on Monday. Ref 81734."


@pytest.mark.parametrize(
    "other",
    [
        ONE,
        "I am driving (17:05). I will see your message at 19:00 on Tuesday. Ref 81735.",
        "i am DRIVING 17.06: i will see your message at 19 on Wednesday, ref AB12X",
        "Hi, I am driving now (08:00). I will see your message at 9am. Ref 3",
    ],
)
def test_numbers_and_times_make_no_difference(other: str) -> None:
    assert alike(gist(ONE), gist(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("my bin was not emptied on Monday", "my garden waste bin has lost its lid since Monday"),
        ("the street light outside number 14 is out", "the street light outside number 14 is on all day"),
        ("yes please", "no please"),
        ("message 3", "message 4"),
        ("flat 2", "flat 3"),
        ("12", "14"),
        ("07700 900123", "07700 900124"),
        ("", ""),
        ("👍", "👎"),
    ],
)
def test_what_only_looks_alike(one: str, other: str) -> None:
    assert not alike(gist(one), gist(other))


def test_short_ones_are_alike_when_they_are_the_same() -> None:
    assert alike(gist("Driving!"), gist("driving"))
    assert not alike(gist("driving"), gist("driving home"))


OURS = "Your blue bin is emptied every second Wednesday. The next collections are 2 December and 16 December."


@pytest.mark.parametrize(
    "text",
    [
        OURS,
        f"You wrote: {OURS}",
        f"> {OURS}",
        OURS.upper(),
        "Your blue bin is emptied every second Wednesday. The next",
    ],
)
def test_our_own_words(text: str) -> None:
    assert quotes(gist(text), gist(OURS))


@pytest.mark.parametrize(
    "text",
    [
        "when is the blue bin emptied",
        "blue bin",
        "the next collections were missed and I want to complain about it",
        "",
    ],
)
def test_words_of_ones_own(text: str) -> None:
    assert not quotes(gist(text), gist(OURS))


def test_the_sums_tell_nothing_and_stay_few() -> None:
    assert all(len(part) == 3 for part in gist(ONE))
    assert len(gist(" ".join(f"word{chr(97 + n % 26)}{chr(97 + n // 26)}" for n in range(300)))) == 30


def test_hostile_text_costs_nothing() -> None:
    began = time.perf_counter()
    gist("a b " * 1000)
    gist("́" * 4000)
    assert time.perf_counter() - began < 0.1
