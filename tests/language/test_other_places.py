"""Whether somebody says that their home is another council's, and which."""

from __future__ import annotations

import pytest

from language.other_places import council_named, says_elsewhere


@pytest.mark.parametrize(
    "text",
    [
        "i need to pay my council tax but my house is in ashdale not fernley is it u",
        "no i live over the border",
        "we live in swindon, not here",
        "its a different council i think",
        "im not in your area am i",
    ],
)
def test_who_lives_elsewhere(text: str) -> None:
    assert says_elsewhere(text)


@pytest.mark.parametrize(
    "text",
    [
        "i live in a council house not a private one",
        "the bin is in the garden not the street",
        "im in arrears not my fault",
        "is the tip in town not open today",
    ],
)
def test_who_does_not_say_so(text: str) -> None:
    assert not says_elsewhere(text)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("its ashdale district council", "Ashdale District Council"),
        ("we pay north fernshire county council", "North Fernshire County Council"),
        ("how do i contact the council", None),
        ("is it the county council", None),
    ],
)
def test_the_council_that_is_named(text: str, name: str | None) -> None:
    assert council_named(text) == name
