"""Postcodes as people type them."""

import pytest

from actions.postcodes import find_postcode


@pytest.mark.parametrize(
    ("text", "postcode"),
    [
        ("FB1 2CD", "FB1 2CD"),
        ("fb12cd", "FB1 2CD"),
        ("im at fb1  2cd, the green gate", "FB1 2CD"),
        ("not FB1 2CD, it is FB2 9BN", "FB2 9BN"),
        ("EC1A 1BB please", "EC1A 1BB"),
        ("FB1 OJG", "FB1 0JG"),
        ("fb1.2cd", "FB1 2CD"),
        ("its number 12", None),
        ("FB1", None),
        ("", None),
    ],
)
def test_finds_the_postcode_meant(text: str, postcode: str | None) -> None:
    assert find_postcode(text) == postcode
