"""The desk as an officer's browser gets it, with forms only: what is shown, and where each button leads."""

from __future__ import annotations

import re
from datetime import timedelta
from html.parser import HTMLParser

import pytest

from bot.database.models import ServiceRequest
from bot.staff import Officer
from tests.desk.office import Office
from tests.fakes.assistant import message, understood

SCRIPT = "<script>window.__xss=1</script>"
CORPUS = [
    SCRIPT,
    "<img src=x onerror=alert(1)>",
    "\"><svg onload=alert(1)>",
    "' autofocus onfocus=alert(1) x='",
    "</textarea><script>alert(1)</script>",
    "javascript:alert(1)",
    "[x](javascript:alert(1))",
    "{{ 7*7 }} {% raw %}",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "\u202e<b>right to left</b>\u2066",
    "<!--<img src=\"--><img src=x onerror=alert(1)//\">",
    "<a href=\"data:text/html,<script>alert(1)</script>\">x</a>",
    "<style>*{display:none}</style>",
    "<base href=//evil.example>",
    "]]><script>alert(1)</script>",
]  # fmt: skip


async def test_a_whole_conversation_by_forms(office: Office, sam: Officer) -> None:
    conversation = await office.waiting(text="My brown bin was missed")
    here = f"/desk/conversations/{conversation}"
    browser = await office.browser(sam)
    page = await browser.open("/desk")
    assert "Waste and recycling 1 longest 0 s" in page
    assert "My brown bin was missed" in page
    await browser.open(here)
    page = await browser.send(f"{here}/claim")
    assert "You have this · Waste and recycling" in page
    page = await browser.send(f"{here}/reply", text="Hello, when was it missed?")
    assert "Hello, when was it missed?" in page
    assert "Owed an answer" not in page
    page = await browser.send(f"{here}/note", text="Second time")
    assert "Note by Sam Okafor" in page
    page = await browser.send(f"{here}/close", reason="sorted", details="bin emptied")
    assert "Sorted (bin emptied)" in page
    page = await browser.send(f"{here}/reopen")
    assert "You have this" in page
    page = await browser.send(f"{here}/hand-back")
    assert "The assistant is answering" in page
    page = await browser.send(f"{here}/take-over")
    assert "You have this" in page
    page = await browser.send(f"{here}/transfer", to="housing")
    assert "Waiting in Housing" in page
    texts = await office.house.texts()
    assert "Hello, when was it missed?" in texts
    assert "Second time" not in texts


async def test_the_service_that_was_asked_for_is_shown_with_its_code(office: Office, sam: Officer) -> None:
    rasa = office.house.rasa
    rasa.understandings["a pothole"] = understood("pothole_report", "roads")
    await office.house.write("a pothole")
    await office.house.work()
    browser = await office.browser(sam)
    page = await browser.open("/desk/conversations/1")
    assert "Asked for Report a pothole (LGSL 557)" in page
    assert "another council does" not in page
    rasa.answers["a pothole"] = [message(None, "utter_other_council")]
    await office.house.write("a pothole")
    await office.house.work()
    page = await browser.open("/desk/conversations/1")
    assert "Asked for Report a pothole (LGSL 557) , which another council does" in page
    assert "90% sure, told that another council does this" in page


async def test_a_stale_reply_comes_back_with_its_words_and_what_is_new(office: Office, sam: Officer) -> None:
    conversation = await office.waiting()
    await office.desk.claim(conversation, sam)
    here = f"/desk/conversations/{conversation}"
    browser = await office.browser(sam)
    await browser.open(here)
    await office.house.write("It has been emptied now")
    page = await browser.send(f"{here}/reply", 409, text='I will send <somebody> & "soon"')
    assert "Not sent. The resident has written since you opened this." in page
    assert "New It has been emptied now" in page
    assert browser.page is not None
    assert "I will send &lt;somebody&gt; &amp; &#34;soon&#34;</textarea>" in browser.page.text
    assert await office.house.texts() == [t for t in await office.house.texts() if "soon" not in t]
    page = await browser.send(f"{here}/reply", text="Good to hear")
    assert (await office.house.texts())[-1] == "Good to hear"


async def test_who_comes_second_is_told_who_was_first(office: Office, sam: Officer, priya: Officer) -> None:
    conversation = await office.waiting()
    here = f"/desk/conversations/{conversation}"
    hers, his = await office.browser(priya), await office.browser(sam)
    await hers.open(here)
    await his.open(here)
    await hers.send(f"{here}/claim")
    page = await his.send(f"{here}/claim", 409)
    assert "Priya Shah already has this conversation." in page
    assert "Priya Shah is answering." in page


async def test_words_are_kept_when_a_colleague_has_it_meanwhile(office: Office, sam: Officer, priya: Officer) -> None:
    boss = await office.hire("Bo Lead", "supervisor")
    conversation = await office.waiting()
    await office.desk.claim(conversation, sam)
    browser = await office.browser(sam)
    here = f"/desk/conversations/{conversation}"
    await browser.open(here)
    await office.desk.release(conversation, boss)
    await office.desk.claim(conversation, priya)
    page = await browser.send(f"{here}/reply", 409, text="A long and careful answer")
    assert "Priya Shah already has this conversation." in page
    assert "A long and careful answer" in page
    assert "A long and careful answer" not in await office.house.texts()


@pytest.mark.parametrize("text", ["", "x" * 4001])
async def test_an_unusable_reply_says_why_and_keeps_the_words(office: Office, sam: Officer, text: str) -> None:
    conversation = await office.waiting()
    await office.desk.claim(conversation, sam)
    browser = await office.browser(sam)
    here = f"/desk/conversations/{conversation}"
    await browser.open(here)
    page = await browser.send(f"{here}/reply", 422, text=text)
    assert "Write something first." in page or "Keep it under 4,000." in page
    assert text in page


async def test_a_form_sent_twice_sends_once(office: Office, sam: Officer) -> None:
    conversation = await office.waiting()
    await office.desk.claim(conversation, sam)
    browser = await office.browser(sam)
    here = f"/desk/conversations/{conversation}"
    await browser.open(here)
    form = browser.hidden(f"{here}/reply") | {"text": "Only once"}
    for _ in range(2):
        assert (await browser.client.post(f"{here}/reply", data=form)).status_code == 303
    assert (await office.house.texts()).count("Only once") == 1


class Parsed(HTMLParser):
    """What a browser would make of a page: its elements, where it leads, and its words."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.addresses: list[str] = []
        self.words = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.addresses += [value or "" for name, value in attrs if name in ("href", "src", "action")]

    def handle_data(self, data: str) -> None:
        self.words += data


async def test_what_anybody_writes_is_only_words(office: Office, sam: Officer) -> None:
    conversation = await office.waiting(who="<script>x</script>", text=SCRIPT, channel="sms")
    await office.desk.claim(conversation, sam)
    for text in CORPUS:
        await office.house.write(text, "<script>x</script>", "sms")
        await office.desk.note(conversation, sam, text)
        await office.waiting(who=text, text=text)
    row = ServiceRequest(
        reference="FER-XSS222", conversation_id=conversation, kind=SCRIPT, topic="waste", intent="x", lgsl="1",
        queue="waste", state="open", fields={text: text for text in CORPUS}, at=office.at(),
    )  # fmt: skip
    await office.house.database.write(lambda session: session.add(row))
    browser = await office.browser(sam)
    for address in ("/desk", f"/desk/conversations/{conversation}", "/desk/requests"):
        await browser.open(address)
        assert browser.page is not None
        page = Parsed(browser.page.text)
        assert not page.tags & {"img", "svg", "iframe", "style", "base", "b", "object", "embed"}
        assert not [name for name in page.attributes if name.startswith("on") or name in ("style", "srcdoc")]
        assert all(re.match(r"/desk|/look\.css$|#|data:,$", where) for where in page.addresses), page.addresses
        assert browser.page.text.count("<script") <= 1
        for text in CORPUS:
            assert text in page.words
        policy = browser.page.headers["content-security-policy"]
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy


async def test_every_list_says_when_it_is_empty(office: Office, sam: Officer) -> None:
    browser = await office.browser(sam)
    page = await browser.open("/desk")
    assert "You have none. Claim one below." in page
    assert "Nobody is waiting." in page
    for view, said in (
        ("colleagues", "No colleague has a conversation now."),
        ("assistant", "The assistant has no conversation now."),
        ("closed", "No conversation has been closed yet."),
    ):
        assert said in await browser.open(f"/desk?view={view}")
    assert "Nothing to do here." in await browser.open("/desk/requests")
    assert "Nothing has been marked as done here." in await browser.open("/desk/requests?done=true")


async def test_very_long_words_stay_in_their_place(office: Office, sam: Officer) -> None:
    conversation = await office.waiting(text="a" * 4000)
    browser = await office.browser(sam)
    assert "a" * 4000 in await browser.open(f"/desk/conversations/{conversation}")
    assert "a" * 161 not in await browser.open("/desk")


async def test_the_place_in_the_lists_is_kept_through_an_action(office: Office, sam: Officer) -> None:
    conversation = await office.waiting()
    browser = await office.browser(sam)
    here = f"/desk/conversations/{conversation}"
    await browser.open(f"{here}?view=closed&queue=waste")
    await browser.send(f"{here}/claim")
    assert browser.page is not None
    assert str(browser.page.url).endswith(f"{here}?view=closed&queue=waste#latest")


async def test_what_did_not_arrive_can_be_written_again_on_purpose(office: Office, sam: Officer) -> None:
    conversation = await office.waiting("07700900123", channel="sms")
    await office.desk.claim(conversation, sam)
    number = await office.desk.reply(conversation, sam, "Please try 01632 960010", seen=99)
    browser = await office.browser(sam)
    await browser.open(f"/desk/conversations/{conversation}?again={number}")
    assert browser.page is not None
    assert "Please try 01632 960010</textarea>" in browser.page.text


async def test_waits_are_told_with_their_target(office: Office, sam: Officer) -> None:
    await office.waiting()
    office.house.time += timedelta(minutes=4)
    browser = await office.browser(sam)
    assert "6 min left" in await browser.open("/desk")
    office.house.time += timedelta(minutes=10)
    assert "4 min over" in await browser.open("/desk")


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/desk/conversations/999", 404),
        ("/desk/conversations/99999999999999999999", 422),
        ("/desk/conversations/x", 422),
        ("/desk?view=everything", 422),
        ("/desk/static/nothing.js", 404),
        ("/desk/static/..%2fdesk.py", 404),
        ("/desk/welcome/nothing", 404),
    ],
)
async def test_what_is_not_there_is_said_plainly(office: Office, sam: Officer, address: str, status: int) -> None:
    browser = await office.browser(sam)
    page = await browser.client.get(address)
    assert page.status_code == status
    assert "Traceback" not in page.text


async def test_our_scripts_get_the_part_that_they_ask_for(office: Office, sam: Officer) -> None:
    conversation = await office.waiting()
    browser = await office.browser(sam)
    here = f"/desk/conversations/{conversation}"
    lists = (await browser.client.get(f"{here}?part=list")).text
    assert 'id="list"' in lists
    assert 'id="thread"' not in lists
    thread = (await browser.client.get(f"{here}?part=thread")).text
    assert 'id="thread"' in thread
    assert 'id="list"' not in thread


async def test_service_requests_are_worked_through(office: Office, sam: Officer) -> None:
    conversation = await office.waiting()
    row = ServiceRequest(
        reference="FER-TEST22", conversation_id=conversation, kind="missed_bin", topic="waste", intent="x", lgsl="524",
        queue="waste", state="open", fields={"bin": "Brown", "note": None}, at=office.at(),
    )  # fmt: skip
    await office.house.database.write(lambda session: session.add(row))
    browser = await office.browser(sam)
    page = await browser.open("/desk/requests?queue=waste")
    assert "Missed bin FER-TEST22" in page
    assert "Waste and recycling · LGSL 524 ·" in page
    assert "Note not given" in page
    page = await browser.send("/desk/requests/1/done")
    assert "Nothing to do here." in page
    page = await browser.open("/desk/requests?queue=waste&done=true")
    assert "done by Sam Okafor" in page
    await browser.send("/desk/requests/1/open")
    assert "FER-TEST22" in await browser.open("/desk/requests")
