"""The JSON API as other clients rely on it."""

import asyncio
import json
from datetime import UTC, datetime

import pytest

from connectors.messages import MAX_TEXT, Choice, Event, Location, Standing, Waiting
from tests.connectors.webchat.site import (
    API,
    MESSAGES,
    address,
    application,
    begin,
    client,
    code,
    say,
    web_chat,
)
from tests.fakes.inbox import RecordingInbox

JSON = {"Content-Type": "application/json"}


async def test_a_text_is_saved_and_answered_with_its_number() -> None:
    inbox = RecordingInbox()
    async with client(inbox) as browser:
        who = await begin(browser)
        answer = await say(browser, who, text="When is my bin day?", colour="blue", nested={"a": [1]})
    assert (answer.status_code, answer.json()) == (202, {"id": 1})
    (message,) = inbox.received
    assert (message.channel, message.text, message.choice) == ("webchat", "When is my bin day?", None)


async def test_a_choice_is_passed_on_by_its_id() -> None:
    inbox = RecordingInbox()
    async with client(inbox) as browser:
        await say(browser, await begin(browser), choice="4.1")
    assert (inbox.received[0].choice, inbox.received[0].text) == ("4.1", None)


async def test_a_shared_location_is_passed_on_and_shown_in_words() -> None:
    inbox = RecordingInbox()
    place = {"latitude": 52.62841099999, "longitude": -0.9, "accuracy": 12, "label": "home"}
    async with client(inbox) as browser:
        who = await begin(browser)
        answers = [await say(browser, who, location=place, reference="r1") for _ in range(3)]
        shown = (await browser.get(MESSAGES, headers=who)).json()["messages"]
    assert [answer.json() for answer in answers] == [{"id": 1}] * 3
    (message,) = inbox.received
    assert (message.text, message.choice, message.location) == (None, None, Location(52.628411, -0.9))
    assert [(m["author"], m["text"]) for m in shown] == [("resident", "You shared your location (52.62841, -0.90000).")]


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
async def test_a_location_is_of_numbers_that_there_are(number: str) -> None:
    inbox = RecordingInbox()
    body = f'{{"location": {{"latitude": {number}, "longitude": 0}}}}'
    async with client(inbox) as browser:
        answer = await browser.post(MESSAGES, content=body, headers=await begin(browser) | JSON)
    assert (answer.status_code, code(answer)) == (422, "invalid_location")
    assert "latitude from -90 to 90" in answer.json()["error"]["message"]
    assert inbox.received == []


async def test_a_question_says_what_answers_it_besides_words() -> None:
    inbox = RecordingInbox()
    async with client(inbox) as browser:
        who = await begin(browser)
        await say(browser, who, text="A pothole")
        await inbox.say(address(inbox), address(inbox), "Where is it?", wants=["location"])
        await inbox.say(address(inbox), address(inbox), "How big is it?")
        shown = (await browser.get(MESSAGES, headers=who)).json()["messages"]
    assert [message["wants"] for message in shown] == [[], ["location"], []]


async def test_a_repeat_with_the_same_reference_is_harmless_a_hundred_times_at_once() -> None:
    inbox = RecordingInbox()
    async with client(inbox) as browser:
        who = await begin(browser)
        answers = await asyncio.gather(*(say(browser, who, text="Hello", reference="r1") for _ in range(100)))
        again = await say(browser, who, text="Hello", reference="r2")
    assert {(a.status_code, a.json()["id"]) for a in answers} == {(202, 1)}
    assert again.json() == {"id": 2}
    assert len(inbox.received) == 2


async def test_the_same_reference_in_two_sessions_is_two_messages() -> None:
    inbox = RecordingInbox()
    async with client(inbox) as browser:
        for _ in range(2):
            await say(browser, await begin(browser), text="Hello", reference="r1")
    assert len({message.account for message in inbox.received}) == 2


@pytest.mark.parametrize(
    ("fields", "status", "expected"),
    [
        ({}, 422, "text_or_choice"),
        ({"text": "a", "choice": "b"}, 422, "text_or_choice"),
        ({"text": "a", "location": {"latitude": 52.6, "longitude": -0.9}}, 422, "text_or_choice"),
        ({"choice": "a", "location": {"latitude": 52.6, "longitude": -0.9}}, 422, "text_or_choice"),
        ({"location": None}, 422, "text_or_choice"),
        ({"location": {}}, 422, "invalid_location"),
        ({"location": "52.6,-0.9"}, 422, "invalid_location"),
        ({"location": [52.6, -0.9]}, 422, "invalid_location"),
        ({"location": {"latitude": 52.6}}, 422, "invalid_location"),
        ({"location": {"latitude": "52.6", "longitude": "-0.9"}}, 422, "invalid_location"),
        ({"location": {"latitude": True, "longitude": False}}, 422, "invalid_location"),
        ({"location": {"latitude": 90.1, "longitude": 0}}, 422, "invalid_location"),
        ({"location": {"latitude": 0, "longitude": -180.1}}, 422, "invalid_location"),
        ({"location": {"latitude": 10**400, "longitude": 0}}, 422, "invalid_location"),
        ({"text": ""}, 422, "empty_text"),
        ({"text": " \n\t "}, 422, "empty_text"),
        ({"text": "\x00\x00"}, 422, "empty_text"),
        ({"text": "\u200f\u202e"}, 422, "empty_text"),
        ({"text": 7}, 422, "invalid_request"),
        ({"text": ["a"]}, 422, "invalid_request"),
        ({"choice": ""}, 422, "unknown_choice"),
        ({"choice": "c" * 201}, 422, "unknown_choice"),
        ({"text": "a", "reference": "r" * 201}, 422, "invalid_reference"),
        ({"text": "a", "reference": 4}, 422, "invalid_request"),
        ({"text": "a" * (MAX_TEXT + 1)}, 413, "text_too_long"),
        ({"text": "a" * 20_000}, 413, "text_too_long"),
    ],
)
async def test_what_we_cannot_take_is_refused_in_words(fields: dict[str, object], status: int, expected: str) -> None:
    inbox = RecordingInbox()
    async with client(inbox) as browser:
        answer = await say(browser, await begin(browser), **fields)
    assert (answer.status_code, code(answer)) == (status, expected)
    assert inbox.received == []


async def test_the_limit_is_named_and_a_text_of_just_that_length_is_taken() -> None:
    inbox = RecordingInbox()
    async with client(inbox) as browser:
        who = await begin(browser)
        assert "4,000" in (await say(browser, who, text="é" * 4001)).json()["error"]["message"]
        assert (await say(browser, who, text="é" * 4000)).status_code == 202


@pytest.mark.parametrize(
    ("raw", "saved"),
    [
        (r'{"text": "a\u0000b"}', "ab"),
        (r'{"text": "a\ud800b"}', "a\ufffdb"),
        (r'{"text": "\udfff"}', "\ufffd"),
        (r'{"text": "\ud83d\ude00"}', "\U0001f600"),
        (r'{"text": "\u202eabc\u200f"}', "\u202eabc\u200f"),
        (r'{"text": "one\r\ntwo"}', "one\ntwo"),
        (r'{"text": "<script>alert(1)</script>"}', "<script>alert(1)</script>"),
        (r'{"text": "/restart"}', "/restart"),
        (r'{"text": "/inform{\"a\": 1}"}', '/inform{"a": 1}'),
        ('{"text": "' + "a\u0301" * 1900 + '"}', "a\u0301" * 1900),
    ],
)
async def test_strange_text_is_kept_as_text(raw: str, saved: str) -> None:
    inbox = RecordingInbox()
    async with client(inbox) as browser:
        who = await begin(browser)
        assert (await browser.post(MESSAGES, content=raw.encode(), headers=who | JSON)).status_code == 202
        shown = (await browser.get(MESSAGES, headers=who)).json()["messages"]
    assert [message["text"] for message in shown] == [saved]


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"null",
        b"[]",
        b'"text"',
        b"{",
        b"\xff\xfe",
        b"[" * 60_000,
        b'{"text": ' + b"9" * 5000 + b"}",
        b"text=hello",
    ],
    ids=lambda raw: repr(raw[:8]),
)
async def test_a_body_that_is_no_json_object_is_refused(raw: bytes) -> None:
    async with client(RecordingInbox()) as browser:
        answer = await browser.post(MESSAGES, content=raw, headers=await begin(browser) | JSON)
    assert answer.status_code == 422
    code(answer)


async def test_a_huge_body_is_refused_before_it_is_read() -> None:
    inbox, read = RecordingInbox(), 0

    async def ten_megabytes() -> object:
        nonlocal read
        for _ in range(160):
            read += 1
            yield b"x" * 65_536

    async with client(inbox) as browser:
        who = await begin(browser)
        declared = await browser.post(MESSAGES, content=b"x" * 10_000_000, headers=who | JSON)
        endless = await browser.post(MESSAGES, content=ten_megabytes(), headers=who | JSON)  # type: ignore[arg-type]
    assert (declared.status_code, code(declared)) == (413, "request_too_large")
    assert (endless.status_code, code(endless)) == (413, "request_too_large")
    assert inbox.received == []


async def test_messages_are_shown_after_a_number_with_who_answers_and_the_wait() -> None:
    inbox = RecordingInbox()
    opens = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
    async with client(inbox) as browser:
        who = await begin(browser)
        await say(browser, who, text="My bin was missed")
        place = address(inbox)
        await inbox.say(place, place, "Which bin?", choices=(Choice("2.1", "Refuse"), Choice("2.2", "Garden")))
        await inbox.note(place, place, state="waiting")
        waiting = Waiting(3, 352.5, opens, "You are third in the queue.")
        await inbox.stand(place, place, Standing("waiting", None, waiting))
        answer = await browser.get(f"{MESSAGES}?after=1", headers=who)
    body = answer.json()
    (message,) = body.pop("messages")
    assert datetime.fromisoformat(message.pop("at")).tzinfo is not None
    assert message == {
        "id": 2,
        "author": "assistant",
        "text": "Which bin?",
        "choices": [{"id": "2.1", "title": "Refuse"}, {"id": "2.2", "title": "Garden"}],
        "wants": [],
    }
    assert body == {
        "state": "waiting",
        "said": "You are waiting for a person. You are third in the queue.",
        "officer": None,
        "waiting": {"position": 3, "typical_seconds": 352.5, "opens_at": "2026-11-23T08:30:00Z"},
    }


async def test_reading_marks_our_messages_as_seen_and_not_the_residents_own() -> None:
    inbox = RecordingInbox()
    async with client(inbox) as browser:
        who = await begin(browser)
        await say(browser, who, text="Hello")
        place = address(inbox)
        await browser.get(MESSAGES, headers=who)
        assert inbox.seen_through == {}
        await inbox.say(place, place, "Hello.")
        await inbox.say(place, place, "How can I help?")
        await browser.get(MESSAGES, headers=who)
        assert inbox.seen_through == {(place, place): 3}
        await browser.get(f"{MESSAGES}?after=3", headers=who)
    assert inbox.seen_through == {(place, place): 3}


@pytest.mark.parametrize("after", ["-1", "x", "1e3", str(10**30)])
async def test_a_number_that_is_none_is_refused(after: str) -> None:
    async with client(RecordingInbox()) as browser:
        answer = await browser.get(f"{MESSAGES}?after={after}", headers=await begin(browser))
    assert (answer.status_code, code(answer)) == (422, "invalid_request")


async def test_the_inboxs_own_refusal_reaches_the_client() -> None:
    inbox = RecordingInbox()
    async with client(inbox) as browser:
        who = await begin(browser)
        inbox.refuse("unknown_choice", "That choice is no longer on offer. Please write your answer.")
        answer = await say(browser, who, choice="9.9")
    assert (answer.status_code, code(answer)) == (422, "unknown_choice")
    assert "no longer on offer" in answer.text


async def test_when_it_cannot_be_saved_the_resident_still_has_it() -> None:
    inbox = RecordingInbox()
    async with client(inbox) as browser:
        who = await begin(browser)
        inbox.failure = RuntimeError("sqlite: database is locked at /var/secret")
        answer = await say(browser, who, text="Hello", reference="r1")
        assert (answer.status_code, code(answer)) == (503, "not_saved")
        assert "It is still in the box" in answer.text
        assert "sqlite" not in answer.text
        assert int(answer.headers["retry-after"]) > 0
        inbox.failure = None
        assert (await say(browser, who, text="Hello", reference="r1")).json() == {"id": 1}
    assert len(inbox.received) == 1


class Unreadable(RecordingInbox):
    """Saves, and can do nothing else."""

    async def history(self, account: str, address: str, after: int) -> list[Event]:
        raise RuntimeError("no such table: events")

    async def rejected(self, reason: str) -> None:
        raise RuntimeError("no such table: rejections")


async def test_when_it_cannot_be_read_nothing_is_said_of_why() -> None:
    async with client(Unreadable()) as browser:
        who = await begin(browser)
        answers = [
            await browser.get(MESSAGES, headers=who),
            await browser.get(MESSAGES, headers={"Authorization": "Bearer forged"}),
        ]
        await browser.get("/chat")
        page = await browser.get("/chat")
    assert [(answer.status_code, code(answer)) for answer in answers] == [(503, "not_read"), (401, "unknown_session")]
    assert page.status_code == 503
    assert "Nothing is lost" in page.text
    assert "table" not in page.text + answers[0].text


class Unmarkable(RecordingInbox):
    """Cannot note what was seen."""

    async def seen(self, account: str, address: str, through: int) -> None:
        raise RuntimeError("database is locked")


async def test_a_mark_that_fails_spoils_no_answer() -> None:
    inbox = Unmarkable()
    async with client(inbox) as browser:
        who = await begin(browser)
        await say(browser, who, text="Hello")
        await inbox.say(address(inbox), address(inbox), "Hello.")
        assert len((await browser.get(MESSAGES, headers=who)).json()["messages"]) == 2


async def test_ending_leaves_the_conversation() -> None:
    inbox = RecordingInbox()
    async with client(inbox) as browser:
        who = await begin(browser)
        await say(browser, who, text="Hello")
        answer = await browser.post(f"{API}/end", headers=who)
    assert (answer.status_code, answer.content) == (204, b"")
    assert inbox.left == [(address(inbox), address(inbox))]


def test_the_description_names_every_call_answer_and_error() -> None:
    paths = application(RecordingInbox(), web_chat()).openapi()["paths"]
    schemas = application(RecordingInbox(), web_chat()).openapi()["components"]
    calls = {
        (path.removeprefix(API), method): call for path, methods in paths.items() for method, call in methods.items()
    }
    assert {key for key in calls if key[0] != "/look.css"} == {
        ("/sessions", "post"),
        ("/messages", "post"),
        ("/messages", "get"),
        ("/events", "get"),
        ("/end", "post"),
    }
    assert set(calls["/messages", "post"]["responses"]) == {"202", "401", "413", "422", "429", "503"}
    assert set(calls["/sessions", "post"]["responses"]) == {"201"}
    assert "text/event-stream" in calls["/events", "get"]["responses"]["200"]["content"]
    assert calls["/messages", "get"]["security"] == [{"WebChatSession": []}]
    assert schemas["securitySchemes"]["WebChatSession"]["scheme"] == "bearer"
    body = calls["/messages", "post"]["requestBody"]["content"]["application/json"]["schema"]
    assert set(body["properties"]) == {"text", "choice", "location", "reference"}
    assert "$ref" not in json.dumps(body), "nothing in /openapi.json is where it would lead"
    page = schemas["schemas"]["Page"]["properties"]
    assert set(page) == {"state", "said", "messages", "officer", "waiting"}
    assert page["state"]["enum"] == ["assistant", "waiting", "officer", "closed"]
    assert json.dumps(paths)
