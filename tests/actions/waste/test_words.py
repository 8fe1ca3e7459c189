"""Which bin and which address words mean, and when they are about something else."""

import pytest

from actions.addresses import Address, match_address, postcode_given
from actions.dialogue import Turn
from actions.waste.bins import bin_meant

HOMES = [
    Address("1", "1 Mill Lane, Fernley", "FB1 2CD"),
    Address("2", "12 Mill Lane, Fernley", "FB1 2CD"),
    Address("3", "Flat 12, Weavers House, 3 Mill Lane, Fernley", "FB1 2CD"),
    Address("4", "Rose Cottage, Mill Lane, Fernley", "FB1 2CD"),
]


def turn(text: str, intent: str = "provide_details") -> Turn:
    return Turn(text, intent, (), {})


@pytest.mark.parametrize(
    ("text", "uprn"),
    [
        ("12", "2"),
        ("number 12 please", "2"),
        ("12 mill lane", "2"),
        ("flat 12", "3"),
        ("Rose cottage", "4"),
        ("mill lane", None),
        ("99", None),
        ("", None),
    ],
)
def test_one_address_or_none(text: str, uprn: str | None) -> None:
    found = match_address(text, HOMES)
    assert (found.uprn if found else None) == uprn


@pytest.mark.parametrize(
    ("text", "intent", "meant"),
    [
        ("the green one", "garden_waste", "garden"),
        ("actually the green bin", "bin_order", "garden"),
        ("no, not the blue one, the black one", "clarify", "refuse"),
        ("my recycling wasn't collected", "missed_bin_report", "recycling"),
        ("food waste", "nlu_fallback", "food"),
        ("household rubbish", "nlu_fallback", "refuse"),
        ("what goes in the green bin", "bin_what_goes_where", None),
        ("how do i get a new blue bin", "bin_order", None),
        ("blue and black", "provide_details", None),
        ("never mind", "start_over", None),
    ],
)
def test_the_bin_meant(text: str, intent: str, meant: str | None) -> None:
    about_bins = intent in {"clarify", "nlu_fallback", "provide_details", "missed_bin_report"}
    assert bin_meant(turn(text, intent), about_bins) == meant


@pytest.mark.parametrize(
    ("text", "intent", "postcode"),
    [
        ("no sorry, the postcode is fb12cd", "council_ward_find", "FB1 2CD"),
        ("fb1 2cd", "help_menu", "FB1 2CD"),
        ("what council tax band is FB1 2CD", "council_tax_bands_charges", None),
        ("we moved to the mill at FB1 2CD in may", "provide_details", "FB1 2CD"),
    ],
)
def test_the_postcode_meant(text: str, intent: str, postcode: str | None) -> None:
    assert postcode_given(turn(text, intent), about_form=turn(text, intent).unspecific) == postcode
