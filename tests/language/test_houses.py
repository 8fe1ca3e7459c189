"""A home told by its house number and street."""

import pytest

from language.houses import house_and_street, is_at


@pytest.mark.parametrize(
    ("text", "house"),
    [
        ("6 High St Marlow", "6 high street"),
        ("its 4 barley mow lane", "4 barley mow lane"),
        ("7 Orchard Way FB6 3DN moved 2 june", "7 orchard way"),
        ("moved on 2 june to 12a Mill Ln", "12a mill lane"),
        ("im on the high street", None),
        ("2 june", None),
        ("3 kids and a dog", None),
        ("FB1 2CD", None),
    ],
)
def test_the_house_and_its_street(text: str, house: str | None) -> None:
    assert house_and_street(text) == house


def test_an_address_of_the_records_is_at_a_house() -> None:
    assert is_at("4 Barley Mow Lane, Fernley", "4 barley mow lane")
    assert not is_at("14 Barley Mow Lane, Fernley", "4 barley mow lane")
    assert is_at("6 High Street, Fernley", "6 high street") and not is_at("6 High Road, Fernley", "6 high street")
