"""What a resident told becomes the arguments of a request, or a reason why it cannot."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.casework.arguments import MOST_DESCRIPTION_CHARACTERS, Outgoing, request_arguments
from bot.casework.attributes import is_same_name, values_for
from bot.casework.connection import BackOfficeTable
from bot.casework.georeport import Attribute, Service
from bot.errors import NotSendable

LONDON = ZoneInfo("Europe/London")
COLOURS = (("101", "Black bin"), ("102", "Blue bin"))


def arguments(fields: dict[str, Any], asked: tuple[Attribute, ...] = (), **table: Any) -> dict[str, Any]:
    """What would be sent; several values of one name as a list."""
    request = Outgoing(1, "FER-7KQ2MX", "pothole", "007", {"postcode": "FB1 2CD"} | fields)
    sent: dict[str, Any] = {}
    service = Service("007", "Pothole", "realtime", True)
    for name, value in request_arguments(request, service, asked, table=BackOfficeTable(**table), zone=LONDON):
        sent[name] = [*sent.get(name, []), value] if name.endswith("[]") else value
    return sent


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"latitude": 52.1234567, "longitude": "-1.5"}, {"lat": "52.1234567", "long": "-1.5"}),
        ({"lat": 0.00001, "lng": -0.0000004}, {"lat": "0.00001", "long": "-0.0000004"}),
        ({"location": {"latitude": 52.5, "longitude": -1.5, "label": "The Green"}},
         {"lat": "52.5", "long": "-1.5", "address_string": "FB1 2CD, The Green"}),
        ({"latitude": 91, "longitude": 0}, {"address_string": "FB1 2CD"}),
        ({"latitude": 52.5}, {"address_string": "FB1 2CD"}),
        ({"address": "4 Mill Lane, FB1 2CD"}, {"address_string": "4 Mill Lane, FB1 2CD"}),
        ({"place": "by the shop", "street": "Mill  Lane"}, {"address_string": "by the shop, Mill Lane, FB1 2CD"}),
    ],
)  # fmt: skip
def test_the_place(fields: dict[str, Any], expected: dict[str, str]) -> None:
    sent = arguments(fields)
    assert {name: value for name, value in sent.items() if name in ("lat", "long")} == {
        name: value for name, value in expected.items() if name != "address_string"
    }
    assert sent["address_string"] == expected.get("address_string", "FB1 2CD")


def test_their_number_of_a_home_is_sent_where_the_council_says_which_it_is() -> None:
    assert "address_id" not in arguments({"uprn": "1000"})
    assert arguments({"uprn": "1000"}, address_id="uprn")["address_id"] == "1000"
    assert arguments({"uprn": "1000", "postcode": None}, address_id="uprn")["address_id"] == "1000"


def test_without_a_place_it_cannot_be_sent() -> None:
    with pytest.raises(NotSendable, match="No place"):
        arguments({"postcode": " ", "details": "Here"})


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, {}),
        ({"name": "Ada Lovelace Byron"}, {"first_name": "Ada Lovelace", "last_name": "Byron"}),
        ({"name": "Ada"}, {"first_name": "Ada"}),
        (
            {"first_name": "Ada", "last_name": "Byron", "name": "Al"},
            {"first_name": "Ada", "last_name": "Byron"},
        ),
        ({"contact": "ada@example.org"}, {"email": "ada@example.org"}),
        ({"contact": "07700 900123"}, {"phone": "07700 900123"}),
        ({"contact": "pat.o'brien@example.org"}, {"email": "pat.o'brien@example.org"}),
        ({"contact": "ada@example"}, {}),
        ({"contact": "ring Pat on 07700 900123 or 07700 900124"}, {}),
        ({"email": "ada@", "phone": "07700 9001"}, {}),
        ({"contact": "no"}, {}),
        ({"contact": False}, {}),
        ({"email": "a@example.org", "phone": "07700 900123"}, {"email": "a@example.org", "phone": "07700 900123"}),
    ],
)
def test_a_residents_particulars_go_only_where_they_belong(fields: dict[str, Any], expected: dict[str, str]) -> None:
    sent = arguments(fields)
    assert {k: v for k, v in sent.items() if k in ("first_name", "last_name", "email", "phone")} == expected
    assert sent["description"] == "Our reference: FER-7KQ2MX"


def test_the_description_has_the_words_the_rest_and_our_reference() -> None:
    fields = {
        "details": "A <b>deep</b> one.\r\nMind it\x00",
        "danger": True,
        "seen_on": ["Monday", "Tuesday"],
        "none": None,
    }
    assert arguments(fields)["description"] == (
        "A ‹b›deep‹/b› one.\nMind it\nDanger: yes\nSeen on: Monday, Tuesday\nOur reference: FER-7KQ2MX"
    )
    long = arguments({"details": "word " * 2000})["description"]
    assert len(long) == MOST_DESCRIPTION_CHARACTERS
    assert long.endswith("… (cut: too long)\nOur reference: FER-7KQ2MX")


def test_a_picture_that_has_an_address_goes_with_it() -> None:
    assert arguments({"photo": "https://pictures.example/1.jpg"})["media_url"] == "https://pictures.example/1.jpg"
    assert arguments({"photos": [{"name": "x"}, {"url": "https://p.example/2.jpg"}]})["media_url"].endswith("2.jpg")
    assert "media_url" not in arguments({"photo": "javascript:alert(1)"})


def question(datatype: str, required: bool = True, code: str = "WHICH", values: Any = ()) -> Attribute:
    return Attribute(code, datatype, required, "Which one?", tuple(values))


@pytest.mark.parametrize(
    ("datatype", "value", "sent"),
    [
        ("string", " two\nlines ", ["two lines"]),
        ("text", " two\nlines ", ["two\nlines"]),
        ("number", "1,200.5", ["1200.5"]),
        ("number", 3, ["3"]),
        ("number", "three", []),
        ("number", "٣", []),
        ("datetime", "2026-07-01", ["2026-07-01T00:00:00+01:00"]),
        ("datetime", "2026-01-01T10:00", ["2026-01-01T10:00:00+00:00"]),
        ("datetime", "2026-01-01T10:00:00Z", ["2026-01-01T10:00:00+00:00"]),
        ("datetime", "Tuesday", []),
        ("singlevaluelist", "black bin", ["101"]),
        ("singlevaluelist", "102", ["102"]),
        ("singlevaluelist", "refuse", ["101"]),
        ("singlevaluelist", ["refuse", "102"], []),
        ("singlevaluelist", "green", []),
        ("multivaluelist", ["refuse", "Blue-Bin"], ["101", "102"]),
        ("multivaluelist", "refuse, 102", ["101", "102"]),
        ("multivaluelist", "refuse, green", []),
        ("string", {"latitude": 1}, []),
        ("string", "", []),
    ],
)
def test_each_datatype_takes_what_it_can(datatype: str, value: Any, sent: list[str]) -> None:
    assert values_for(question(datatype, values=COLOURS), value, ours={"refuse": "101"}, zone=LONDON) == sent


def test_fields_and_attributes_meet_by_the_table_or_by_name() -> None:
    asked = (question("string", code="RoadName"), question("multivaluelist", code="BINS", values=COLOURS))
    sent = arguments({"road_name": "A12", "colours": ["101", "102"]}, asked, attributes={"colours": "BINS"})
    assert sent["attribute[RoadName]"] == "A12"
    assert sent["attribute[BINS][]"] == ["101", "102"]
    assert sent["description"] == "Our reference: FER-7KQ2MX"
    own = {"attributes": {"pothole": {"size": "RoadName"}, "road_name": "BINS"}}
    assert arguments({"size": "big", "road_name": "Black bin"}, asked, **own)["attribute[RoadName]"] == "big"
    named = {"attributes": {"reference": "RoadName"}}
    assert arguments({}, asked[:1], **named)["attribute[RoadName]"] == "FER-7KQ2MX"
    assert is_same_name("bin_type", "Bin Type")
    assert not is_same_name("_", "-")


def test_what_is_required_must_be_there_and_fit() -> None:
    with pytest.raises(NotSendable, match=r"WHICH \(Which one\?\), which the resident was not asked"):
        arguments({}, (question("string"),))
    with pytest.raises(NotSendable, match="does not accept what was given as which"):
        arguments({"which": "x"}, (question("number"),))
    assert "attribute[WHICH]" not in arguments({"which": "x"}, (question("number", required=False),))
    assert "Which: x" in arguments({"which": "x"}, (question("number", required=False),))["description"]
