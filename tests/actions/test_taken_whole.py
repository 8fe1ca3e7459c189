"""Values are taken whole or asked for again: references, dates, lists, addresses, house numbers."""

from __future__ import annotations

from typing import Any

import pytest

from actions.addresses import Address, match_address, named_address
from tests.actions.errands.test_form import Talk, talk
from tests.actions.errands.test_interpretation import UPDATES, answer, question, turn, volunteered

__all__ = ["talk"]


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("planning_search_comment.reference", "26/00123/FUL", "26/00123/FUL"),
        ("planning_search_comment.reference", "26/00123/FULLX", None),
        ("planning_search_comment.reference", "26/00123/FUL2", None),
        ("planning_search_comment.reference", "X-26/00123/FUL", None),
        ("planning_search_comment.reference", "126/00123/FUL", None),
        ("case_status.reference", "FER-7KQ2MX", "FER-7KQ2MX"),
        ("case_status.reference", "FER-7KQ2MXX", None),
        ("case_status.reference", "FER-7KQ2M", None),
        ("case_status.reference", "FER-7KQ2MX-2", None),
        ("case_status.reference", "AFER-7KQ2MX", None),
        ("council_tax_move_or_change.new_postcode", "FB1 2CD", "FB1 2CD"),
        ("council_tax_move_or_change.new_postcode", "fb 12cd", "FB1 2CD"),
        ("council_tax_move_or_change.new_postcode", "AFB1 2CDE", None),
        ("council_tax_move_or_change.when", "we moved on 3 march 26", "Tuesday 3 March"),
        ("council_tax_move_or_change.when", "from 3-5 march 2026", "3-5 march 2026"),
        ("council_tax_move_or_change.when", "on 12/5/2026", "Tuesday 12 May"),
        ("council_tax_move_or_change.when", "on 112/5/2026", None),
        ("council_tax_move_or_change.when", "on 12/5/20261", None),
        ("bulky_waste_book.items", "a sofa, a lawnmower and a bed please", "sofa, a lawnmower and a bed"),
        ("bulky_waste_book.items", "collect a bed frame", "bed frame"),
        ("bulky_waste_book.items", "two sofa beds and my fridge freezer", "sofa beds, fridge freezer"),
        ("bulky_waste_book.items", "a sofa and two beds", "sofa and two beds"),
        ("bulky_waste_book.items", "a sofa and a lawnmower", None),
        ("bulky_waste_book.items", "a lawnmower and a sofa", None),
        ("bulky_waste_book.items", "can you come and collect a sofa, thanks", "sofa"),
    ],
)
def test_what_is_volunteered_is_whole_or_nothing(name: str, text: str, value: str | None) -> None:
    intent, _, field = name.partition(".")
    assert volunteered(question(intent, field), turn(text, intent)) == value


@pytest.mark.parametrize(
    "text", ["pat.o'brien@example", "yes to ada@fernley", "a@b.example c@d.example", "a@ b.example"]
)
async def test_an_address_that_is_not_whole_is_asked_for_again(talk: Talk, text: str) -> None:
    assert await answer(UPDATES, turn(text), slots={}, note=None) == (None, "unclear_email")
    await talk.says("a massive pothole outside 14 Mill Lane", "pothole_report")
    await talk.says("no", "deny")
    assert (await talk.says(text, "affirm")).keys == ["utter_errand_unclear_email", "utter_errand_updates_again"]
    await talk.says("pat.o’brien@example.com")
    filed = (await talk.says("yes", "affirm")).custom[0]["service_request"]
    assert filed["fields"]["email"] == "pat.o'brien@example.com"


def homes(*addresses: str) -> list[Address]:
    return [Address(str(number), address, "FB1 2CD") for number, address in enumerate(addresses)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("12a", "12A Mill Lane, Fernley"),
        ("number 12 a", "12A Mill Lane, Fernley"),
        ("12", "12 Mill Lane, Fernley"),
        ("12b", None),
        ("12 b", None),
        ("12½", None),
        ("12-14", None),
        ("112", None),
    ],
)
def test_a_house_number_is_whole(text: str, found: str | None) -> None:
    match = match_address(text, homes("12 Mill Lane, Fernley", "12A Mill Lane, Fernley", "3 Mill Lane, Fernley"))
    assert (match.address if match else None) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("bin day for 12 Mill Lane FB1 2CD", "12 Mill Lane, Fernley"),
        ("bin day for flat 2 12 Mill Lane FB1 2CD", None),
        ("bin day for 12 a Mill Lane FB1 2CD", None),
    ],
)
def test_an_address_with_another_number_is_none(text: str, found: Any) -> None:
    match = named_address(text, homes("12 Mill Lane, Fernley", "3 Mill Lane, Fernley"))
    assert (match.address if match else None) == found


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("whats my bin day fb1 2cd number 3", "3"),
        ("im 3 fb1 2cd when is it", "3"),
        ("no 4 fb1 2cd", "4"),
        ("fb1 2cd 5", "5"),
        ("bin day on the 3rd fb1 2cd", None),
        ("missed 2 bins fb1 2cd", None),
        ("fb1 2cd 2 bins missed", None),
        ("number 2 or number 3 fb1 2cd", None),
        ("house 9 fb1 2cd", None),
    ],
)
def test_a_house_number_beside_a_postcode(text: str, number: str | None) -> None:
    match = named_address(text, homes(*(f"{house} Mill Lane, Fernley" for house in range(1, 7))))
    assert (match and match.address.split()[0]) == number
