"""The pages as a browser without scripts uses them: forms that post and return."""

import asyncio
import json
import re
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import httpx
import pytest

from connectors.messages import Choice, Standing, Waiting
from tests.connectors.webchat.site import API, BASE, COUNCIL, address, application, client, web_chat
from tests.fakes.inbox import RecordingInbox

WAIT = "Most people are answered within 6 minutes. You are third in the queue."
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def fields(page: str, form: str = "composer") -> dict[str, str]:
    """The hidden fields of the form with this id (or class)."""
    (body,) = re.findall(rf'<form[^>]*(?:id|class)="{form}"[^>]*>(.*?)</form>', page, re.S)
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', body))


def words(page: str) -> str:
    """What a resident reads."""
    body = re.sub(r"<(script|style|head).*?</\1>", "", page, flags=re.S)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


async def post(browser: httpx.AsyncClient, page: httpx.Response, **sent: Any) -> httpx.Response:
    return await browser.post("/chat", data=fields(page.text) | sent)


async def test_the_chat_opens_with_who_this_is_and_where_the_privacy_notice_is() -> None:
    inbox = RecordingInbox()
    async with client(inbox) as browser:
        page = await browser.get("/chat")
    assert page.status_code == 200
    said = words(page.text)
    assert "a computer program, not a person" in said
    assert "do not send card numbers" in said
    assert f'href="{COUNCIL.privacy_notice}"' in page.text
    assert "The assistant is answering you" in said
    assert "End or save this chat" in said
    assert "http-equiv" not in page.text
    assert not inbox.log


async def test_a_message_is_posted_and_shown_on_the_page_it_returns_to() -> None:
    inbox = RecordingInbox()
    async with client(inbox) as browser:
        answer = await post(browser, await browser.get("/chat"), text="My bin was\r\nnot emptied")
        assert answer.status_code == 303
        assert re.fullmatch(r"/chat\?at=\d+#newest", answer.headers["location"])
        page = await browser.get(answer.headers["location"])
    assert inbox.received[0].text == "My bin was\nnot emptied"
    assert "You My bin was not emptied Just now" in words(page.text)
    assert page.text.count('id="newest"') == 1
    assert re.search(r'<time datetime="[^"]+\+00:00" title="\w+day \d+ \w+ \d{4} at [^"]+m">Just now</time>', page.text)


async def test_posting_the_same_form_twice_sends_one_message() -> None:
    inbox = RecordingInbox()
    async with client(inbox) as browser:
        page = await browser.get("/chat")
        for _ in range(2):
            assert (await post(browser, page, text="Hello")).status_code == 303
    assert len(inbox.received) == 1


async def test_choices_are_buttons_until_they_are_answered() -> None:
    inbox = RecordingInbox()
    async with client(inbox) as browser:
        await post(browser, await browser.get("/chat"), text="Missed bin")
        place = address(inbox)
        await inbox.say(place, place, "Which?", choices=(Choice("2.1", "Refuse"), Choice("2.2", '"Garden" <b>')))
        page = await browser.get("/chat")
        assert '<button class="button button-quiet choice" name="choice" value="2.1">Refuse</button>' in page.text
        assert "&#34;Garden&#34; &lt;b&gt;" in page.text
        chosen = await browser.post("/chat", data=fields(page.text, "choices") | {"choice": "2.1"})
        assert chosen.status_code == 303
        assert 'name="choice"' not in (await browser.get("/chat")).text
    assert (inbox.received[-1].choice, inbox.received[-1].text) == ("2.1", None)


REFRESH = re.compile(r"(\d+); url=(/chat/messages\?after=\d+&at=\d+#newest)")


def again(page: httpx.Response) -> tuple[str, str] | None:
    """After how many seconds the page asks again, and where; None where it does not."""
    found = REFRESH.fullmatch(page.headers.get("refresh", ""))
    return found and (found[1], found[2])


async def test_the_messages_look_for_a_reply_by_themselves_only_while_one_may_come() -> None:
    inbox = RecordingInbox()
    async with client(inbox) as browser:
        await post(browser, await browser.get("/chat"), text="Hello")
        place = address(inbox)
        assert "refresh" not in (await browser.get("/chat")).headers
        assert again(await browser.get("/chat/messages"))
        assert not again(await browser.get("/chat/messages?still=1"))
        await inbox.say(place, place, "Hello.")
        assert not again(await browser.get("/chat/messages"))
        for state in ("waiting", "officer"):
            await inbox.stand(place, place, Standing(state, "Sam", Waiting(1, None, None)))
            assert again(await browser.get("/chat/messages"))


async def test_who_waits_is_offered_to_go_on_without_a_person() -> None:
    inbox = RecordingInbox()
    async with client(inbox) as browser:
        await post(browser, await browser.get("/chat"), text="Hello")
        place = address(inbox)
        await inbox.stand(place, place, Standing("officer", "Sam"))
        assert "Go on without a person" not in (await browser.get("/chat/messages")).text
        await inbox.stand(place, place, Standing("waiting", None, Waiting(1, None, None)))
        frame = await browser.get("/chat/messages")
        assert "Go on without a person" in words(frame.text)
        await browser.post("/chat", data=fields(frame.text, "alone") | {"text": "Go on without a person"})
        assert inbox.received[-1].text == "Go on without a person"


async def test_the_messages_come_when_there_is_news_or_after_a_while() -> None:
    inbox = RecordingInbox()
    async with client(inbox) as browser:
        await post(browser, await browser.get("/chat"), text="Hello")
        place = address(inbox)
        first = await browser.get("/chat/messages")
        told = again(first)
        assert told is not None
        asked = asyncio.create_task(browser.get(told[1].partition("#")[0]))
        await asyncio.sleep(0.05)
        assert not asked.done()
        await inbox.say(place, place, "Here I am.")
        assert "Here I am." in words((await asyncio.wait_for(asked, 1)).text)
        await inbox.stand(place, place, Standing("officer", "Sam"))
        unchanged = again(await browser.get("/chat/messages?after=2"))
        assert unchanged is not None and unchanged[0] == "1"


async def test_a_page_that_may_not_wait_asks_seldom() -> None:
    inbox = RecordingInbox()
    chat = web_chat()
    chat.limit_streams(0)
    transport = httpx.ASGITransport(application(inbox, chat))
    async with httpx.AsyncClient(transport=transport, base_url=BASE) as browser:
        await post(browser, await browser.get("/chat"), text="Hello")
        seldom = again(await browser.get("/chat/messages?after=1"))
        assert seldom is not None and seldom[0] == "10"


async def test_a_stranger_is_shown_nobodys_messages_and_is_not_waited_for() -> None:
    async with client(RecordingInbox()) as browser:
        page = await browser.get("/chat/messages?after=5")
    assert "set-cookie" not in page.headers
    assert not again(page)
    assert "a computer program" in words(page.text)
    assert "frame-ancestors 'self'" in page.headers["content-security-policy"]


async def test_the_answer_is_waited_for_before_the_page_comes_back() -> None:
    inbox = RecordingInbox()
    chat = web_chat()
    chat.answer_seconds = 5.0
    transport = httpx.ASGITransport(application(inbox, chat))
    async with httpx.AsyncClient(transport=transport, base_url=BASE) as browser:
        page = await browser.get("/chat")
        sent = asyncio.create_task(post(browser, page, text="Which day?"))
        while not inbox.received:  # noqa: ASYNC110 - the inbox has no event for it
            await asyncio.sleep(0.01)
        place = address(inbox)
        await asyncio.sleep(0.05)
        assert not sent.done()
        await inbox.say(place, place, "On Tuesday.")
        answer = await asyncio.wait_for(sent, 2)
        assert "On Tuesday." in words((await browser.get(answer.headers["location"])).text)
        await inbox.stand(place, place, Standing("officer", "Sam"))
        await asyncio.wait_for(post(browser, await browser.get("/chat?at=7"), text="To Sam"), 2)


async def test_what_is_sent_again_from_an_earlier_page_is_saved_once_and_nothing_else_is_lost() -> None:
    inbox = RecordingInbox()
    async with client(inbox) as browser:
        assert (await post(browser, await browser.get("/chat"), text="My bin")).status_code == 303
        place = address(inbox)
        await inbox.say(place, place, "Which?", choices=(Choice("2.1", "Refuse"), Choice("2.2", "Garden")))
        back = await browser.get("/chat")
        again = await post(browser, back, text="My bin")
        assert "We have this already: it is in the chat." in words(again.text)
        assert "My bin</textarea>" in again.text
        assert (await post(browser, again, text="My bin, again")).status_code == 303
        second = await browser.get("/chat?at=1790000000001")
        for text in ("yes", "yes", "no"):
            await post(browser, second, text=text)
        third = await browser.get("/chat?at=1790000000002")
        await post(browser, third, text="yes")
    assert [message.text for message in inbox.received] == ["My bin", "My bin, again", "yes", "no", "yes"]


async def test_who_answers_and_who_joined_is_said_in_words() -> None:
    inbox = RecordingInbox()
    async with client(inbox) as browser:
        await post(browser, await browser.get("/chat"), text="A person please")
        place = address(inbox)
        await inbox.note(place, place, state="waiting", officer=None)
        await inbox.stand(place, place, Standing("waiting", None, Waiting(3, 352.0, None, WAIT)))
        waiting = words((await browser.get("/chat")).text)
        await inbox.note(place, place, state="officer", officer="Sam")
        await inbox.say(place, place, "Hello.", author="officer")
        await inbox.stand(place, place, Standing("officer", "Sam"))
        joined = words((await browser.get("/chat")).text)
    assert f"You are waiting for a person. {WAIT}" in waiting
    assert "Sam is answering you." in joined
    assert "has joined" not in joined  # that is a message, which is said once


HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</textarea><script>alert(1)</script>",
    "javascript:alert(1)",
    "[x](javascript:alert(1))",
    "data:text/html,<script>1</script>",
    'https://x.example/"onmouseover="alert(1)',
    "{{ 7 * 7 }}",
    "&lt;b&gt;",
    "\u202eevil\u202c",
]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("author", ["resident", "assistant", "officer", "system"])
async def test_markup_in_a_message_is_text(text: str, author: str) -> None:
    inbox = RecordingInbox()
    async with client(inbox) as browser:
        plain = (await browser.get("/chat")).text
        await post(browser, await browser.get("/chat"), text="Hello")
        await inbox.say(address(inbox), address(inbox), text, author=author)
        page = (await browser.get("/chat")).text
    shown = re.search(r'id="newest">\s*<p class="message-text" dir="auto">(.*?)</p>', page, re.S)
    assert shown is not None
    links = re.compile(
        r'<a href="https://x.example/" target="_blank" rel="noopener noreferrer">(x.example/)<span .*?</a>'
    )
    assert unescape(links.sub(r"https://\1", shown[1])) == text
    assert page.count("<script") == plain.count("<script")
    assert not re.search(r"<[^>]+\son\w+=", page)


async def test_a_link_leads_to_web_or_telephone_only_and_shows_where() -> None:
    inbox = RecordingInbox()
    said = "See https://www.fernley.example/bins?a=1&b=2. Call 01632 960 010, not https://good.example@evil.example/x"
    async with client(inbox) as browser:
        await post(browser, await browser.get("/chat"), text="Hello")
        await inbox.say(address(inbox), address(inbox), said)
        page = (await browser.get("/chat")).text.split('id="newest"')[1]
    assert (
        '<a href="https://www.fernley.example/bins?a=1&amp;b=2" target="_blank" rel="noopener noreferrer">'
        "www.fernley.example/bins?a=1&amp;b=2<span" in page
    )
    assert '<a href="tel:01632960010">01632 960 010</a>' in page
    assert "evil.example" not in "".join(re.findall(r'href="([^"]*)"', page))


@pytest.mark.parametrize(
    ("text", "status", "problem"),
    [
        ("", 422, "Write a message first."),
        (" \r\n ", 422, "Write a message first."),
        ("a" * 4001, 413, "Your message has 4,001 characters. Messages can have at most 4,000"),
        ("a" * 66_000, 413, "The request is larger than 64 KiB."),
    ],
)
async def test_what_cannot_be_taken_comes_back_in_the_box_with_the_reason(text: str, status: int, problem: str) -> None:
    inbox = RecordingInbox()
    async with client(inbox) as browser:
        answer = await post(browser, await browser.get("/chat"), text=text)
    assert answer.status_code == status
    assert problem in words(answer.text)
    assert inbox.received == []
    if len(text) < 60_000:
        box = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", answer.text, re.S)
        assert box is not None
        assert box[1] == text.replace("\r\n", "\n")


async def test_when_it_cannot_be_saved_the_text_is_still_in_the_box() -> None:
    inbox = RecordingInbox()
    async with client(inbox) as browser:
        page = await browser.get("/chat")
        inbox.failure = RuntimeError("disk full")
        answer = await post(browser, page, text="Do not lose </textarea> this")
        assert answer.status_code == 503
        assert "Do not lose &lt;/textarea&gt; this</textarea>" in answer.text
        assert "It is still in the box" in words(answer.text)
        inbox.failure = None
        assert (await post(browser, answer, text="Do not lose </textarea> this")).status_code == 303


async def test_lone_surrogates_and_nul_in_a_form_do_no_harm() -> None:
    inbox = RecordingInbox()
    async with client(inbox) as browser:
        token = fields((await browser.get("/chat")).text)["token"]
        raw = f"token={token}&text=a%00b%ED%A0%80c%FF"
        assert (await browser.post("/chat", content=raw, headers=FORM)).status_code == 303
    assert inbox.received[0].text == "ab\ufffd\ufffd\ufffdc\ufffd"


async def test_the_transcript_is_the_whole_conversation_as_text() -> None:
    inbox = RecordingInbox()
    async with client(inbox) as browser:
        assert (await browser.get("/chat/transcript")).status_code == 303
        await post(browser, await browser.get("/chat"), text="<b>Hello</b>")
        place = address(inbox)
        await inbox.note(place, place, state="officer", officer="Sam")
        await inbox.say(place, place, "Two\nlines", author="officer")
        file = await browser.get("/chat/transcript")
    assert file.headers["content-disposition"] == 'attachment; filename="chat.txt"'
    assert file.headers["content-type"].startswith("text/plain")
    said = re.sub(r"\[[^]]+\]", "[at]", file.text).split("\n\n")[1:]
    assert said == ["[at] You:\n<b>Hello</b>", "[at] Sam:\nTwo\nlines\n"]


async def test_a_place_that_was_shared_is_shown_in_words_and_cannot_be_posted_by_the_form() -> None:
    inbox = RecordingInbox()
    place = {"latitude": 52.6284, "longitude": -0.9}
    async with client(inbox) as browser:
        refused = await post(browser, await browser.get("/chat"), location=json.dumps(place))
        assert (refused.status_code, inbox.received) == (422, [])
        begun = await browser.post(f"{API}/sessions", headers={"Sec-Fetch-Site": "same-origin"})
        who = {"Authorization": f"Bearer {begun.json()['session']}"}
        await browser.post(f"{API}/messages", json={"location": place}, headers=who)
        await inbox.say(address(inbox), address(inbox), "Where is it?", wants=["location"])
        page, file = await browser.get("/chat"), await browser.get("/chat/transcript")
    assert "You You shared your location (52.62840, -0.90000)." in words(page.text)
    assert "Share my location" not in page.text
    assert "You:\nYou shared your location (52.62840, -0.90000)." in file.text


async def test_showing_the_page_marks_our_messages_as_seen() -> None:
    inbox = RecordingInbox()
    async with client(inbox) as browser:
        await post(browser, await browser.get("/chat"), text="Hello")
        place = address(inbox)
        await inbox.say(place, place, "Hello.")
        await browser.get("/chat")
    assert inbox.seen_through == {(place, place): 2}


async def test_going_back_when_the_hour_has_struck_meanwhile_leads_to_the_same_page(monkeypatch: Any) -> None:
    class Clock(datetime):
        moment = datetime(2026, 11, 27, 9, 59, 59, tzinfo=UTC)

        @classmethod
        def now(cls, _zone: Any = None) -> datetime:
            return cls.moment

    monkeypatch.setattr("connectors.webchat.rendering.datetime", Clock)
    monkeypatch.setattr("tests.fakes.inbox.datetime", Clock)
    inbox = RecordingInbox()
    async with client(inbox) as browser:
        await post(browser, await browser.get("/chat"), text="My bin")
        await inbox.say(address(inbox), address(inbox), "Which?")
        Clock.moment += timedelta(seconds=2)
        again = await post(browser, await browser.get("/chat"), text="My bin")
        assert "We have this already" in words(again.text)
        Clock.moment += timedelta(hours=1)
        assert (await post(browser, await browser.get("/chat"), text="My bin")).status_code == 303
    assert [message.text for message in inbox.received] == ["My bin", "My bin"]
