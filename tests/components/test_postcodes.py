"""Postcodes as residents type them."""

import pytest

from components.postcodes import find_postcodes


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("FB1 2CD", "FB1 2CD"),
        ("its fb12cd i think", "FB1 2CD"),
        ("FB11  2CD.", "FB11 2CD"),
        ("we moved to sw1a1aa in may", "SW1A 1AA"),
        ("fb1 ocd", "FB1 0CD"),
        ("fb1-2cd", "FB1 2CD"),
    ],
)
def test_found_in_its_proper_form(text: str, value: str) -> None:
    (found,) = find_postcodes(text)
    assert found["value"] == value
    assert text[found["start"] : found["end"]].strip(".").lower().startswith("fb1") or value.startswith("SW1A")


@pytest.mark.parametrize("text", ["", "12 Mill Lane", "FB1", "call 01632 960123", "the b12 to town", "FB1 2C"])
def test_not_seen_where_there_is_none(text: str) -> None:
    assert find_postcodes(text) == []
