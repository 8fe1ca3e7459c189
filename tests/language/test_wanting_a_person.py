"""Who asks for a person, and what for."""

from __future__ import annotations

import pytest

from language.wanting_a_person import what_about


@pytest.mark.parametrize(
    "text",
    [
        "can i speak to someone about my polling card its not come",
        "could i talk to a person about my mums funeral",
        "id like to speak to somebody in planning",
        "i need to talk to a real person about my bins",
        "can someone ring me about my blue badge",
        "any chance of talking to one of your team",
    ],
)
def test_a_wish_for_a_person(text: str) -> None:
    assert what_about(text) is not None


@pytest.mark.parametrize(
    "text",
    [
        "can i talk to my neighbour about the noise",
        "i spoke to someone last week about my bin",
        "who do i talk to about a skip",
        "can someone collect my sofa",
        "i need someone to talk to",
    ],
)
def test_no_wish_for_a_person(text: str) -> None:
    assert what_about(text) is None


def test_what_it_is_about_stands_behind() -> None:
    assert what_about("can i speak to someone about my polling card its not come") == "my polling card its not come"
    assert what_about("can i speak to someone please") == ""
