"""Where something is: what residents write about streets, landmarks, postcodes and houses, and what says no place."""

from __future__ import annotations

import httpx
import pytest

from actions import records
from actions.errands import places
from actions.records import Records
from tests.actions.conftest import FakeRecords

STREETS = [(1, "Mill Lane"), (2, "Mill Lane"), (3, "Hall Lane")]


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("there's a pothole outside 14 Mill Lane", "outside 14 Mill Lane"),
        ("pothole on Mill Lane near the school its massive", "on Mill Lane near the school"),
        ("the light is out on Barley Mow Lane and it's pitch black", "on Barley Mow Lane"),
        ("Barley Mow Lane has a hole in it", "Barley Mow Lane"),
        ("Old Mill Lane", "Old Mill Lane"),
        ("mill ln", "mill ln"),
        ("high st", "high st"),
        ("the high street is a mess", "high street"),
        ("mil lane by the chruch", "mil lane by the chruch"),
        ("on Park Road opposite the pub", "on Park Road opposite the pub"),
        ("at the end of St John's Road", "at the end of St John's Road"),
        ("outside 22b Queen's Drive can you fix it", "outside 22b Queen's Drive"),
        ("corner of Mill Lane and High Street", "corner of Mill Lane and High Street"),
        ("dumped at the corner of Mill Lane and Barley Mow Road!", "at the corner of Mill Lane and Barley Mow Road"),
        (
            "junction of Station Road and Church Street, been there 3 weeks",
            "junction of Station Road and Church Street",
        ),
        ("between Mill Lane and Quarry Street", "between Mill Lane and Quarry Street"),
        ("between numbers 4 and 8 Mill Lane", "between numbers 4 and 8 Mill Lane"),
        ("outside 12 and 14 Mill Lane", "outside 12 and 14 Mill Lane"),
        ("number 12 Quarry Street", "number 12 Quarry Street"),
        ("no 7 station rd", "no 7 station rd"),
        ("it is at Flat 3, Mill Court, been there a week", "at Flat 3, Mill Court"),
        ("Flat 3 Mill Court", "Flat 3 Mill Court"),
        ("column 12 Station Road is flickering", "column 12 Station Road"),
        ("my neighbour at 14 Mill Lane has music on all night", "at 14 Mill Lane"),
        ("he walks his dog down Mill Lane every morning at 7", "down Mill Lane"),
        ("on Mill Lane at 2 am", "on Mill Lane"),
        ("it is 10 inches wide on Mill Lane", "on Mill Lane"),
        ("a white van has been parked in Mill Lane since christmas", "in Mill Lane"),
        ("not sure, somewhere on Mill Lane", "on Mill Lane"),
        ("opposite 5 The Green", "opposite 5 The Green"),
        ("there is a deep one on the A6003", "on the A6003"),
        ("junction with the A43", "junction with the A43"),
        ("next to the library on Market Square", "next to the library on Market Square"),
        ("dumped outside fb12cd please", "outside fb12cd"),
        ("a dead fox FB1 2CD", "FB1 2CD"),
        ("12 Mill Lane Fernley FB1 2CD", "12 Mill Lane Fernley FB1 2CD"),
    ],
)
def test_where_a_longer_message_says_it_is(text: str, where: str) -> None:
    assert places.place_in(text) == where


@pytest.mark.parametrize(
    "text",
    [
        "it's been there for 3 weeks",
        "2 weeks now and nobody has come",
        "about 30cm deep and 2 feet wide",
        "music on at 3 in the morning",
        "at 11 pm every night",
        "there are 4 bags of rubbish in the lay by",
        "I can't walk down the street",
        "I hit a pothole on the way to work",
        "on my way to court",
        "I could drive round it",
        "it is too close to call",
        "the whole street is dark",
        "I need a new green bin",
        "he parks on his drive",
        "outside my house",
        "by the bus stop opposite the school",
        "outside the Co-op",
        "in the park",
        "the one by my nan's",
        "last night on the way home",
    ],
)
def test_what_is_too_little_for_a_place_out_of_the_blue(text: str) -> None:
    assert places.place_in(text) is None


@pytest.mark.parametrize(
    "text", ["by the bus stop opposite the school", "outside the co-op", "St Marys Church", "Aldi"]
)
def test_a_landmark_is_enough_for_an_answer(text: str) -> None:
    assert places.names_a_landmark(text) and not places.is_vague(text)


@pytest.mark.parametrize(
    "text",
    [
        "outside my house",
        "in my street",
        "on our road.",
        "down the road",
        "here",
        "right here!!",
        "at mine",
        "by me",
        "next door",
        "on the corner",
        "at the end of my road",
        "on the main road",
        "in the village",
        "everywhere",
        "where I live",
        "don't know",
        "I don't know the name of the road",
        "no idea mate",
        "not sure",
        "?",
        "x",
        "",
        "yh",
        "yes please",
        "nope",
        "haven't a clue",
        "couldn't tell you",
        "I’m really not sure sorry",
        "okay thanks",
        "later",
        "nothing",
        "the pavement",
        "ie",
        "dwn i ddim",
        "ddim yn siŵr",
        "diolch",
        "yma",
    ],
)
def test_what_says_no_place_at_all(text: str) -> None:
    assert places.is_vague(text)


@pytest.mark.parametrize(
    "text",
    [
        "Mill Lane",
        "the park",
        "near the river",
        "14",
        "opposite Greggs",
        "in Northome",
        "Homelands",
        "top of Church Hill",
        "not sure but near the bakery",
        "yes by Greggs",
        "the bridge",
        "no 5 Mill Lane",
        "Right Bank",
        "ger yr afon",
    ],
)
def test_what_says_some_place(text: str) -> None:
    assert not places.is_vague(text)


def test_home_is_known_by_its_words() -> None:
    assert [
        t for t in ("outside my house", "our front door", "where i live", "my road", "a house") if places.at_home(t)
    ] == [
        "outside my house",
        "our front door",
        "where i live",
    ]


@pytest.fixture
def town(council_records: FakeRecords) -> Records:
    """The demonstration's addresses: FB1 2CD is all of Barley Mow Lane."""
    return records.records()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("FB1 2CD", "Barley Mow Lane, Fernley, FB1 2CD"),
        ("fb12cd", "Barley Mow Lane, Fernley, FB1 2CD"),
        ("near FB1 2CD", "near Barley Mow Lane, Fernley, FB1 2CD"),
        ("outside number 3, FB1 2CD", "outside number 3, Barley Mow Lane, Fernley, FB1 2CD"),
        ("3 barley mow lane FB1 2CD", "3 barley mow lane, FB1 2CD"),
        ("behind the barleycorn pub FB1 2CD", "behind the barleycorn pub, Barley Mow Lane, Fernley, FB1 2CD"),
    ],
)
async def test_a_postcode_brings_its_street(town: Records, text: str, words: str) -> None:
    assert await places.resolved(text, town) == {"words": words, "postcode": "FB1 2CD"}


async def test_words_alone_ask_no_records(town: Records, council_records: FakeRecords) -> None:
    assert await places.resolved("  outside   the Co-op, ", town) == {"words": "outside the Co-op"}
    assert council_records.asked == []


async def test_a_postcode_of_several_streets_names_none_of_them() -> None:
    homes = [{"uprn": f"{n}", "address": f"{n} {street}, Fernley", "postcode": "FB7 1AA"} for n, street in STREETS]
    answer = httpx.MockTransport(lambda request: httpx.Response(200, json={"addresses": homes}))
    town = records.use(httpx.AsyncClient(transport=answer, base_url="http://records"))
    assert await places.resolved("by the gate, FB7 1AA", town) == {
        "words": "by the gate, FB7 1AA",
        "postcode": "FB7 1AA",
    }


async def test_a_postcode_that_nobody_knows_is_no_place(town: Records) -> None:
    assert await places.resolved("outside 4 Mill Lane ZZ9 9ZZ", town) is None


async def test_without_records_a_place_is_taken_as_it_was_written(town: Records, council_records: FakeRecords) -> None:
    council_records.down = True
    assert await places.resolved("outside 3, FB1 2CD", town) == {"words": "outside 3, FB1 2CD", "postcode": "FB1 2CD"}


async def test_a_story_is_kept_whole(town: Records) -> None:
    story = "by the wall " * 300 + "on the left"
    assert await places.resolved(story, town) == {"words": story}


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("outside 12½ Mill Lane", "outside 12½ Mill Lane"),
        ("pothole 12½ Mill Lane", "12½ Mill Lane"),
        ("pothole 12345 Mill Lane", "12345 Mill Lane"),
        ("12/2 Mill Lane has a hole", "12/2 Mill Lane"),
        ("light out, 12a-14b Mill Lane", "12a-14b Mill Lane"),
        ("pothole at 12ab Mill Lane, massive", "at 12ab Mill Lane"),
        ("hole outside no. 12 Mill Lane", "outside no. 12 Mill Lane"),
        ("pothole outside St. Mary's Road", "outside St. Mary's Road"),
        ("a hole in great north road", "in great north road"),
        ("hole by " + "the wall with the ivy and " * 20 + "Mill Lane", "Mill Lane"),
    ],
)
def test_a_place_is_taken_whole(text: str, place: str) -> None:
    assert places.place_in(text) == place


def test_a_shared_position_is_told_by_its_label_or_its_numbers() -> None:
    at = {"latitude": 52.58763456789, "longitude": -0.9401}
    assert places.shared(at) == {
        "words": "the place you shared (52.58763, -0.94010)",
        "latitude": 52.587635,
        "longitude": -0.9401,
    }
    assert places.shared(at | {"label": "Market Square"})["words"] == "Market Square"


@pytest.mark.parametrize("text", ["on " * 2000, "A" * 6000, "Mill " * 1500, "1 and 2 " * 1000, "my " * 2000])
def test_odd_input_takes_no_time(text: str) -> None:
    assert places.place_in(text) is None
    places.is_vague(text)
