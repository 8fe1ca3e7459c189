"""Words that name danger plainly, and those that only may."""

import pytest

from language.danger_words import may_cry_for_help, names_danger, says_danger


@pytest.mark.parametrize(
    "text",
    ["he’s got a KNIFE", "the live wires are hanging down", "I smell gas", "she's collapsed", "he threatened us"],
)
def test_a_plain_word_of_danger(text: str) -> None:
    assert names_danger(text) and may_cry_for_help(text)


@pytest.mark.parametrize("text", ["can you help", "I have nowhere to go", "there is no heating"])
def test_words_of_somebody_in_danger_that_others_use_too(text: str) -> None:
    assert may_cry_for_help(text) and not names_danger(text)


@pytest.mark.parametrize(
    "text",
    [
        "by the fire station",
        "the old gasworks",
        "when is my bin day",
        "a gunmetal gate",
        "the gas man came",
        "his nose bleeds",
        "shes not sleeping",
        "can he get help with council tax",
        "its not safe in the dark",
        "we got nowhere else",
    ],
)
def test_words_that_only_look_like_it(text: str) -> None:
    assert not may_cry_for_help(text)


@pytest.mark.parametrize(
    "text",
    [
        "its started smoking a bit",
        "i can smell gas",
        "the bag has caught fire",
        "my fella nearly killed me",
        "i want to die",
    ],
)
def test_words_that_say_nothing_else(text: str) -> None:
    assert says_danger(text)


@pytest.mark.parametrize(
    "text", ["he started smoking again", "no smell of gas", "that pothole nearly killed me", "a new fire door"]
)
def test_words_that_may_say_something_else(text: str) -> None:
    assert not says_danger(text)
