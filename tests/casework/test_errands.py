"""What an errand's form files reaches the back office whole, and whoever wanted no news gets none."""

from __future__ import annotations

from typing import Any

import pytest

from actions.errands.service_request import fields
from actions.errands.state import State
from tests.casework.conftest import Casework

PLACE = {"words": "outside 3 Barley Mow Lane, Fernley, FB1 2CD", "postcode": "FB1 2CD"}
SHARED = {"words": "the place you shared (52.58763, -0.94010)", "latitude": 52.58763, "longitude": -0.9401}


def pothole(**answers: Any) -> dict[str, Any]:
    """The fields of a pothole's request with these answers beside the usual ones."""
    usual = {"size": "large", "place": PLACE, "danger": "yes", "photo": [], "updates": "no"}
    return fields(State("pothole_report", usual | answers, said="someone will come off their bike"))


def sent(work: Casework) -> dict[str, str]:
    """The arguments that the back office got."""
    (filed,) = work.office.filed
    return dict(filed.form)


@pytest.mark.parametrize(
    ("updates", "told"), [("no", False), ("yes", True), ("ada@fernley.example", True), (None, True)]
)
async def test_news_goes_to_whoever_did_not_decline_it(work: Casework, updates: str | None, told: bool) -> None:
    await work.file("pothole", pothole(updates=updates))
    await work.look()
    for status, notes in (("open", "A crew will come."), ("closed", "Filled."), ("open", "It sank again.")):
        work.office.change("293944", status, notes)
        row = await work.look(minutes=15)
        assert row.notes == notes
    assert len(await work.said()) == (3 if told else 0)
    messages = [e for e in await work.house.events("message") if e.data.get("request")]
    assert len(messages) == (3 if told else 0)


async def test_declining_news_of_one_report_leaves_that_of_another(work: Casework) -> None:
    await work.file("pothole", pothole(updates="no"))
    second = await work.file("pothole", pothole(updates="yes"))
    await work.look(times=2)
    for filed in work.office.filed:
        filed.status = "closed"
    await work.look(minutes=15)
    said = await work.said()
    assert len(said) == 1 and second.reference in said[0]


async def test_an_email_address_goes_in_its_own_argument_and_nowhere_else(either: Casework) -> None:
    row = await either.file("pothole", pothole(updates="ada@fernley.example"))
    await either.look()
    assert sent(either)["email"] == "ada@fernley.example"
    assert "ada@" not in sent(either)["description"]
    assert row.fields["updates"] == "yes"


async def test_without_one_no_person_is_named(work: Casework) -> None:
    await work.file("pothole", pothole(updates="yes"))
    await work.look()
    assert sent(work).keys() & {"email", "phone", "first_name", "last_name"} == set()


async def test_what_was_answered_stands_in_the_description(either: Casework) -> None:
    row = await either.file("pothole", pothole())
    await either.look()
    assert sent(either)["description"].splitlines() == [
        "someone will come off their bike",
        "Size: large",
        "Danger: yes",
        "Updates: no",
        f"Our reference: {row.reference}",
    ]
    assert sent(either)["address_string"] == PLACE["words"]


async def test_a_shared_position_goes_as_degrees_with_its_words(either: Casework) -> None:
    await either.file("pothole", pothole(place=SHARED))
    await either.look()
    form = sent(either)
    assert (form["lat"], form["long"]) == ("52.58763", "-0.9401")
    assert form["address_string"] == SHARED["words"]
    assert "52.58763" not in form["description"]


async def test_a_photo_goes_as_its_address(work: Casework) -> None:
    photos = ["https://council.example/files/1.jpg", "https://council.example/files/2.jpg"]
    await work.file("pothole", pothole(photo=photos))
    await work.look()
    assert sent(work)["media_url"] == photos[0] and "Photo" not in sent(work)["description"]
