"""Looking things up: what is asked for, what is said, and what a council without such records gets."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import httpx
import pytest

from actions import records
from actions.errands.interpretation import reference_in
from actions.errands.lookups.case_status import title_of
from actions.errands.lookups.libraries import Clock, by_name, clock_words, day_named, miles, opening
from actions.errands.lookups.school_terms import breaks_of, named
from actions.errands.spec import errands
from bot.casework.filing import ALPHABET
from tests.actions.conftest import parsed, read, user

HOURS = ["09:30-17:00", "closed", "09:30-12:30, 13:30-17:00", "closed", "09:30-17:00", "10:00-13:00", "closed"]
CLOCK = Clock(date(2026, 11, 25), time(13, 0), frozenset({date(2026, 11, 27)}))  # a Wednesday, and a holiday on Friday
EMPTY = {"kept": False, "wards": [], "places": [], "terms": [], "libraries": [], "at": None, "applications": []}


def answering(found: dict[str, Any], asked: list[httpx.URL]) -> None:
    """Records that say this to every question."""

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url)
        clock = {"today": "2026-11-26", "now": "16:30", "bank_holidays": [], "requests": []}
        return httpx.Response(200, json=clock | found)

    records.use(httpx.AsyncClient(transport=httpx.MockTransport(answer), base_url="http://records"))


@pytest.mark.parametrize(
    "intent",
    [
        "council_ward_find",
        "election_polling_info",
        "school_dates_closures",
        "library_find_hours",
        "planning_search_comment",
    ],
)
async def test_without_such_records_the_general_answer_comes_at_once(call: Any, intent: str) -> None:
    answering(EMPTY, [])
    reply = await call("validate_errand_form", parsed("where is it", intent))
    assert reply.keys == [f"utter_{intent}"] and reply.closed


async def test_a_latest_report_is_looked_for_by_the_conversation_that_the_gateway_named(call: Any) -> None:
    asked: list[httpx.URL] = []
    answering({}, asked)
    reply = await call("validate_errand_form", parsed("any news on conversation 3?", "case_status"))
    assert [url.params.get("conversation") for url in asked] == ["7"]
    assert reply.slots["errand"]["asked"] == "reference" and not reply.closed


async def test_records_that_are_down_are_said_to_be_so(call: Any) -> None:
    def down(request: httpx.Request) -> httpx.Response:
        return httpx.Response(503)

    records.use(httpx.AsyncClient(transport=httpx.MockTransport(down), base_url="http://records"))
    reply = await call("validate_errand_form", parsed("when is half term", "school_dates_closures"))
    assert reply.keys == ["utter_records_down"] and reply.closed


@pytest.mark.parametrize("status", ["received", "with_staff", "passed_on", "closed"])
async def test_how_far_a_report_has_come_is_told_briefly(call: Any, status: str) -> None:
    row = {
        "reference": "FER-7KQ2MX",
        "kind": "pothole",
        "status": status,
        "filed_at": "2026-11-02T10:00:00+00:00",
        "status_at": "2026-11-09T10:00:00+00:00",
        "notes": "Filled with hot asphalt. " * 20,
    }
    answering({"requests": [row]}, [])
    reply = await call("validate_errand_form", parsed("what about fer7kq2mx", "case_status"))
    assert reply.keys == [f"utter_case_{status}"] and reply.closed
    said = reply.messages[0]
    assert (said["title"], said["filed"], said["changed"]) == ("a pothole", "2 November 2026", "9 November 2026")
    assert len(said["team_says"]) < 145


@pytest.mark.parametrize(
    ("now", "wanted", "said"),
    [
        (time(13, 0), None, ["closed now and opens at 1:30pm", "Next open: Saturday 28 November, 10am to 1pm"]),
        (time(10, 0), None, ["open now, until 12:30pm", "9:30am to 12:30pm and 1:30pm to 5pm"]),
        (time(18, 0), date(2026, 11, 28), ["It was open today", "Saturday 28 November: 10am to 1pm."]),
        (time(9, 0), date(2026, 11, 27), ["opens at 9:30am", "It is closed on Friday 27 November."]),
    ],
)
def test_whether_a_library_is_open(now: time, wanted: date | None, said: list[str]) -> None:
    told = " ".join(opening(HOURS, Clock(CLOCK.today, now, CLOCK.holidays), wanted))
    assert [phrase for phrase in said if phrase not in told] == []


def test_a_library_that_never_opens_says_no_more_than_that() -> None:
    assert opening(["closed"] * 7, CLOCK, None) == ["It is closed today."]


def test_hours_and_days_as_people_say_them() -> None:
    assert [clock_words(at) for at in (time(0, 0), time(12, 0), time(13, 5), time.max)] == [
        "12am",
        "12pm",
        "1:05pm",
        "midnight",
    ]
    assert day_named("open on tuesdays?", CLOCK.today) == date(2026, 12, 1)
    assert day_named("wed hours", CLOCK.today) == CLOCK.today
    assert day_named("open tomorrow", CLOCK.today) == date(2026, 11, 26)
    assert day_named("the sunny one", CLOCK.today) is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("what time does the central library shut", "Central Library"),
        ("fernley green libary", "Fernley Green Library"),
        ("is Mill Lane open", "Mill Lane Library"),
        ("the library in Fernley", None),
        ("central or quarry library", None),
    ],
)
def test_a_library_by_name(text: str, name: str | None) -> None:
    found = by_name(text, [dict(row) for row in read("libraries")])
    assert (found or {}).get("name") == name


def test_distance_is_in_miles() -> None:
    assert miles((51.5, 0.0), (51.5, 0.0)) == 0
    assert miles((50.0, 0.0), (51.0, 0.0)) == pytest.approx(69.1, abs=0.1)


def test_breaks_lie_between_terms_and_have_the_names_that_people_use() -> None:
    breaks = breaks_of([dict(row) for row in read("term_dates")])
    assert [each.name for each in breaks] == [
        "October half term",
        "Christmas holidays",
        "February half term",
        "Easter holidays",
        "May half term",
        "summer holidays",
        "October half term",
    ]
    assert breaks[1].lines(date(2026, 12, 18)) == [
        "School breaks up on Friday 18 December.",
        "Christmas holidays: Saturday 19 December to Monday 4 January 2027.",
        "School starts again on Tuesday 5 January 2027.",
    ]
    assert len(breaks[1].lines(date(2026, 12, 19))) == 2
    assert named("when do they brek up for xmas", breaks) == breaks[1]
    assert named("spring bank week, one week or two", breaks) == breaks[4]
    assert named("half term", breaks[1:]) == breaks[2]
    assert named("are they open", breaks) is None


def test_every_kind_of_report_has_a_name() -> None:
    assert title_of("missed_bin") == "a missed bin"
    assert title_of("litter_bin") == "a full litter bin"
    assert title_of("something_new") == "something new"


def town() -> dict[str, Any]:
    """The demonstration's libraries as the route gives them."""
    days = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    rows = [dict(row) | {"hours": [row[day] for day in days]} for row in read("libraries")]
    degrees = [{name: float(row[name]) for name in ("latitude", "longitude")} for row in rows]
    return {"libraries": [row | at for row, at in zip(rows, degrees, strict=True)], "at": None}


async def test_a_shared_position_finds_the_nearest_library(call: Any) -> None:
    answering(town(), [])
    opened = await call("validate_errand_form", parsed("where is my nearest library", "library_find_hours"))
    assert opened.slots["errand"]["asked"] == "place" and not opened.closed
    offered = [value for _, value in opened.slots["errand"]["offered"]]
    assert offered[0] == "library=Central Library" and len(offered) == 4
    shared = parsed("", "provide_details") | {"sent": {"location": {"latitude": 52.63, "longitude": -0.88}}}
    found = await call("validate_errand_form", shared, opened.slots | {"requested_slot": "errand_answer"})
    assert found.keys == ["utter_library"] and found.closed
    assert found.messages[0]["name"] == "Quarry Library, 0.1 miles away"


async def test_a_position_shared_before_the_question_counts(call: Any) -> None:
    answering(town(), [])
    place = user("", "provide_details")
    place["parse_data"]["sent"] = {"location": {"latitude": 52.5928, "longitude": -0.8762}}
    reply = await call("validate_errand_form", parsed("is there a library near", "library_find_hours"), before=[place])
    assert reply.messages[0]["name"] == "Mill Lane Library, 0.1 miles away"


async def test_planning_that_is_not_found_twice_ends_with_the_search_page(call: Any) -> None:
    answering({"kept": True, "applications": []}, [])
    first = await call("validate_errand_form", parsed("status of 26/09999/FUL", "planning_search_comment"))
    assert not first.closed and first.slots["errand"]["note"] == "unknown_application"
    slots = first.slots | {"requested_slot": "errand_answer"}
    second = await call("validate_errand_form", parsed("26/09998/FUL", "provide_details"), slots)
    assert second.keys == ["utter_planning_search_comment"] and second.closed


async def test_a_miss_of_the_postcode_is_explained(call: Any) -> None:
    answering({"kept": True, "wards": []}, [])
    opened = await call("validate_errand_form", parsed("who is my councillor", "council_ward_find"))
    message = parsed("the blue house", "provide_details")
    missed = await call("validate_errand_form", message, opened.slots | {"requested_slot": "errand_answer"})
    now = opened.slots | missed.slots
    asked = await call("action_ask_errand_answer", message, now, since=missed.events)
    assert asked.keys == ["utter_ask_postcode_again"]


async def test_a_form_about_bins_goes_on_after_it(call: Any) -> None:
    answering({"terms": [dict(row) for row in read("term_dates")]}, [])
    asked = parsed("when is half term", "school_dates_closures")
    reply = await call("validate_errand_form", asked, loop="missed_bin_form")
    assert reply.closed and {"event": "followup", "name": "missed_bin_form"} in [
        {name: event.get(name) for name in ("event", "name")} for event in reply.events
    ]
    reply = await call("validate_errand_form", asked)
    assert "followup" not in [event["event"] for event in reply.events]


def test_every_reference_that_we_give_out_is_understood() -> None:
    question = errands()["case_status"].question("reference")
    assert question is not None
    for n in range(len(ALPHABET)):
        number = (ALPHABET * 2)[n : n + 6]
        assert reference_in(question, f"it is fer-{number.lower()} i think") == f"FER-{number}"


@pytest.mark.parametrize(
    "text", ["a pre-booked visit", "non-urgent", "the bin - please", "07700 900123", "on 12/11/2026"]
)
def test_what_is_no_reference(text: str) -> None:
    for intent in ("case_status", "planning_search_comment"):
        question = errands()[intent].question("reference")
        assert question is not None and reference_in(question, text) is None
