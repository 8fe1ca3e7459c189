"""Sessions of the web chat: whose they are, who is refused, and how fast they may write."""

import asyncio
import re
import time
from collections.abc import Awaitable, Callable

import httpx
import pytest

from connectors.messages import Standing
from connectors.webchat.sessions import CLOCKS_APART_SECONDS, Sessions
from tests.connectors.webchat.site import (
    API,
    COUNCIL,
    MESSAGES,
    address,
    begin,
    client,
    code,
    say,
)
from tests.fakes.inbox import RecordingInbox

Way = Callable[[httpx.AsyncClient], Awaitable[httpx.Response]]


async def test_a_session_begins_with_a_greeting_in_two_lines_and_stores_nothing() -> None:
    inbox = RecordingInbox()
    async with client(inbox) as browser:
        answer = await browser.post(f"{API}/sessions")
    assert answer.status_code == 201
    assert set(answer.json()) == {"session", "messages"}
    (welcome,) = answer.json()["messages"]
    assert (welcome["id"], welcome["author"], welcome["choices"]) == (0, "assistant", [])
    first, second = welcome["text"].split("\n")
    assert "not a person" in first
    assert "card numbers" in second
    assert COUNCIL.privacy_notice in second
    assert not inbox.log
    assert "set-cookie" not in answer.headers


async def test_secrets_differ_are_long_and_are_not_what_the_inbox_is_told() -> None:
    inbox = RecordingInbox()
    async with client(inbox) as browser:
        one, other = await begin(browser), await begin(browser)
        await say(browser, one, text="Hello")
    secret = one["Authorization"].removeprefix("Bearer ")
    assert one != other
    assert len(secret.split(".")[0]) * 6 >= 128
    (message,) = inbox.received
    assert message.account == message.address
    assert message.address not in secret
    assert not any(part in message.address for part in secret.split("."))


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "Bearer",
        "Bearer ",
        "Bearer x",
        "Basic eDp5",
        "Bearer a.b.c",
        "Bearer " + "\u00e9" * 40,
        "Bearer " + "x" * 9999,
    ],
    ids=lambda header: str(header)[:12].encode("ascii", "replace").decode(),
)
async def test_without_a_session_of_ours_nothing_is_shown_or_saved(header: str | None) -> None:
    inbox = RecordingInbox()
    headers = {} if header is None else {"Authorization": header.encode("latin-1")}
    async with client(inbox) as browser:
        answers = [
            await browser.get(MESSAGES, headers=headers),
            await browser.post(MESSAGES, json={"text": "Hello"}, headers=headers),
            await browser.get(f"{API}/events", headers=headers),
            await browser.post(f"{API}/end", headers=headers),
        ]
    assert {answer.status_code for answer in answers} == {401}
    assert {code(answer) for answer in answers} == {"unknown_session"}
    assert all(answer.headers["www-authenticate"] == "Bearer" for answer in answers)
    assert inbox.received == inbox.left == []


async def test_a_changed_secret_and_one_of_another_gateway_are_refused_and_counted() -> None:
    inbox = RecordingInbox()
    async with client(inbox) as browser:
        who = (await begin(browser))["Authorization"]
        at = len("Bearer ") + 3
        changed = who[:at] + ("A" if who[at] != "A" else "B") + who[at + 1 :]
        foreign = Sessions("z" * 64, days=30).begin().secret
        for bad in (changed, f"Bearer {foreign}"):
            assert (await browser.get(MESSAGES, headers={"Authorization": bad})).status_code == 401
    assert inbox.rejections == ["unknown session"] * 2


async def test_a_session_shows_its_own_conversation_only() -> None:
    inbox = RecordingInbox()
    async with client(inbox) as browser:
        mine, theirs = await begin(browser), await begin(browser)
        await say(browser, mine, text="private")
        assert (await browser.get(MESSAGES, headers=theirs)).json()["messages"] == []
        await browser.post(f"{API}/end", headers=theirs)
    assert inbox.left != [(address(inbox), address(inbox))]


async def test_a_session_that_writes_too_fast_is_told_when_to_go_on_and_others_are_not_held_up() -> None:
    inbox = RecordingInbox()
    async with client(inbox, messages_per_minute=5) as browser:
        who, other = await begin(browser), await begin(browser)
        answers = [await say(browser, who, text=str(number)) for number in range(8)]
        assert [answer.status_code for answer in answers] == [202] * 5 + [429] * 3
        assert code(answers[-1]) == "too_fast"
        assert 11 <= int(answers[-1].headers["retry-after"]) <= 12, "one message each twelve seconds"
        assert (await say(browser, other, text="Hello")).status_code == 202


async def by_program(browser: httpx.AsyncClient) -> httpx.Response:
    return await say(browser, await begin(browser), text="Hello")


async def by_form(browser: httpx.AsyncClient) -> httpx.Response:
    browser.cookies.clear()
    page = (await browser.get("/chat")).text
    fields = dict(re.findall(r'name="(token|reference)" value="([^"]+)"', page))
    return await browser.post("/chat", data={**fields, "text": "Hello"})


@pytest.mark.parametrize("first", [by_program, by_form])
@pytest.mark.parametrize("second", [by_program, by_form])
async def test_one_address_begins_so_many_chats_a_minute_on_all_ways_together(first: Way, second: Way) -> None:
    inbox = RecordingInbox()
    async with client(inbox, sessions_per_minute=3) as browser:
        answers = [await first(browser), await first(browser), await second(browser)]
        refused = [await first(browser), await second(browser)]
        again = [await say(browser, await begin(browser), text="Hello") for _ in range(2)]
    assert all(answer.status_code in (202, 303) for answer in answers)
    assert {answer.status_code for answer in refused + again} == {429}
    assert len(inbox.received) == 3 and set(inbox.rejections) == {"new chats of one address"}


async def test_who_ends_a_chat_and_begins_the_next_is_counted_again() -> None:
    inbox = RecordingInbox()
    async with client(inbox, sessions_per_minute=2) as browser:
        who, answers = await begin(browser), []
        for _ in range(3):
            answers.append((await say(browser, who, text="Hello")).status_code)
            inbox.standings[address(inbox), address(inbox)] = Standing("closed", last_number=1)
            await asyncio.sleep(0.6)
    assert answers == [202, 202, 429]


async def test_going_on_with_a_chat_is_never_held_up_by_new_ones() -> None:
    inbox = RecordingInbox()
    async with client(inbox, sessions_per_minute=1) as browser:
        who = await begin(browser)
        answers = [await say(browser, who, text=str(number)) for number in range(20)]
        assert {answer.status_code for answer in answers} == {202}
        assert (await by_program(browser)).status_code == 429
        assert (await say(browser, who, text="still")).status_code == 202


async def test_opening_pages_stores_nothing_and_counts_for_nothing() -> None:
    inbox = RecordingInbox()
    async with client(inbox, sessions_per_minute=1) as browser:
        for _ in range(50):
            browser.cookies.clear()
            assert (await browser.get("/chat")).status_code == 200
            assert (await browser.get("/chat?embed=1")).status_code == 200
            assert (await browser.post(f"{API}/sessions")).status_code == 201
        assert (inbox.received, inbox.rejections, dict(inbox.log)) == ([], [], {})
        assert (await by_program(browser)).status_code == 202


async def test_the_default_limits_let_many_conversations_from_one_address_through() -> None:
    inbox = RecordingInbox()
    async with client(inbox) as browser:
        people = await asyncio.gather(*(begin(browser) for _ in range(64)))
        answers = await asyncio.gather(*(say(browser, who, text=f"{n}") for who in people for n in range(10)))
    assert {answer.status_code for answer in answers} == {202}


def test_a_session_lasts_as_long_as_its_setting_says() -> None:
    given = Sessions("k" * 64, days=30).begin()
    assert Sessions("k" * 64, days=1).read(given.secret) == given
    assert Sessions("k" * 64, days=-1).read(given.secret) is None


@pytest.mark.parametrize(
    ("seconds", "known"),
    [
        (-CLOCKS_APART_SECONDS - 60, False),
        (-CLOCKS_APART_SECONDS + 60, True),
        (-3, True),
        (0, True),
        (24 * 3600 - 60, True),
        (24 * 3600 + 60, False),
    ],
)
def test_a_gateway_whose_clock_is_behind_knows_the_chats_of_another(
    monkeypatch: pytest.MonkeyPatch, seconds: int, known: bool
) -> None:
    given = Sessions("k" * 40, days=1).begin()
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + seconds)
    assert (Sessions("k" * 40, days=1).read(given.secret) is not None) == known
