"""The Answers pages as an administrator's browser gets them, with forms only: find, preview, save, look back, undo."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import pytest

from bot.database.models import AnswerEdit, StaffAudit
from bot.staff import Officer
from tests.desk.office import Browser, Office
from tests.flows.conftest import House

KEY = "utter_gateway_waiting"
HERE = f"/desk/answers/{KEY}"
GENERAL = "A person will answer you here. {wait} You can close this page and come back to it."
SMS = "A person will answer you by text. {wait}"


def box(browser: Browser, name: str = "words") -> str:
    """What stands in a field."""
    assert browser.page is not None
    found = re.search(rf'<textarea[^>]* name="{name}".*?>\n(.*?)</textarea>', browser.page.text, re.S)
    assert found is not None
    return unescape(found[1])


async def said(office: Office, channel: str = "webchat", key: str = KEY) -> str:
    """What a resident gets."""
    return office.house.context.answers.render(key, {"wait": "You are third in the queue."}, channel).text


@pytest.fixture
async def browser(office: Office, boss: Officer) -> Browser:
    """The administrator's, at the answer."""
    opened = await office.browser(boss)
    await opened.open(HERE)
    return opened


async def test_an_answer_is_found_by_its_name_its_words_and_its_topic(browser: Browser) -> None:
    page = await browser.open("/desk/answers")
    assert "What goes in which bin" in page
    page = await browser.open("/desk/answers?q=YOU%20can%20close%20this%20page%20and")
    assert "1 answer with" in page
    assert "Waiting for a person A person will answer you here." in page
    page = await browser.open("/desk/answers?topic=housing")
    assert "What goes in which bin" not in page
    assert "Nobody has edited an answer here yet" in await browser.open("/desk/answers?edited=true")
    assert "No answer contains these words" in await browser.open("/desk/answers?q=xyzzy")


async def test_the_page_shows_the_words_and_what_each_channel_reads(browser: Browser) -> None:
    page = await browser.open(HERE)
    assert (box(browser), box(browser, "words_sms")) == (GENERAL, SMS)
    assert (
        "A person will answer you by text. Most people are answered within 6 minutes. You are third in the queue."
        in page
    )
    assert "104 characters, charged as 1 text message" in page
    assert "Nobody has edited this answer" in page


async def test_a_preview_saves_nothing(browser: Browser, office: Office) -> None:
    before = await said(office)
    data = browser.hidden(HERE) | {"words": "Wait here. {wait}", "words_sms": ""}
    answer = await browser.client.post(f"{HERE}/preview", data=data)
    assert answer.status_code == 200
    assert answer.text.count("Wait here. Most people are answered within 6 minutes. You are third in the queue.") == 2
    assert await said(office) == before
    assert await office.house.rows(AnswerEdit) == []


async def test_saved_words_are_what_the_next_resident_gets(browser: Browser, office: Office, boss: Officer) -> None:
    page = await browser.send(HERE, words="Hold on.\r\n{wait} ", words_sms=SMS)
    assert "Residents get these words from now on" in page
    assert await said(office) == "Hold on.\nYou are third in the queue."
    assert await said(office, "sms") == "A person will answer you by text. You are third in the queue."
    (row,) = await office.house.rows(AnswerEdit)
    assert (row.key, row.version, row.wordings, row.staff_id) == (KEY, 1, {"": "Hold on.\n{wait}"}, boss.id)
    audited = [(r.action, r.target) for r in await office.house.rows(StaffAudit)]
    assert ("answer.edited", f"{KEY} 1") in audited
    assert "Hold on." in await browser.open("/desk/answers?edited=true")
    page = await browser.open(HERE)
    assert "Version 1, the newest Bo Lead" in page
    assert "removed: A person will answer you here. end of removed added: Hold on. end of added {wait}" in page


async def test_saving_the_same_words_makes_no_version(browser: Browser, office: Office) -> None:
    assert "Nothing was changed" in await browser.send(HERE, words=GENERAL, words_sms=SMS)
    assert await office.house.rows(AnswerEdit) == []


async def test_words_of_their_own_for_text_messages_are_dropped_and_added(browser: Browser, office: Office) -> None:
    await browser.send(HERE, words=GENERAL, words_sms="")
    assert await said(office, "sms") == await said(office)
    assert "Removed: this channel gets the words for every channel" in await browser.open(HERE)
    key = "utter_gateway_handed_back"
    await browser.open(f"/desk/answers/{key}")
    assert box(browser, "words_sms") == ""
    await browser.send(f"/desk/answers/{key}", words=box(browser), words_sms="The assistant is back.")
    assert await said(office, "sms", key) == "The assistant is back."
    assert (await said(office, "webchat", key)).startswith("The assistant is answering again.")


async def test_an_earlier_wording_and_the_one_that_came_are_used_again(browser: Browser, office: Office) -> None:
    for words in ("First. {wait}", "Second. {wait}"):
        await browser.send(HERE, words=words, words_sms=SMS)
    await browser.client.post(f"{HERE}/again", data=browser.hidden(HERE) | {"number": "1"})
    assert await said(office) == "First. You are third in the queue."
    await browser.open(HERE)
    page = await browser.send(f"{HERE}/again")
    assert "put back to the wording that came with Townclerk" in page
    assert await said(office) == GENERAL.replace("{wait}", "You are third in the queue.")
    rows = await office.house.rows(AnswerEdit)
    assert [(row.version, row.wordings) for row in sorted(rows, key=lambda row: row.version)] == [
        (1, {"": "First. {wait}"}), (2, {"": "Second. {wait}"}), (3, {"": "First. {wait}"}), (4, {}),
    ]  # fmt: skip
    assert ("answer.restored", f"{KEY} 4") in [(r.action, r.target) for r in await office.house.rows(StaffAudit)]
    missing = browser.hidden(HERE) | {"number": "9"}
    assert (await browser.client.post(f"{HERE}/again", data=missing)).status_code == 404


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (" \n ", "Residents would get an empty message"),
        ("{wait} Call [[council.phon]].", "has no [[council.phon]]. Did you mean [[council.phone]]"),
        ("{wait} for {officer}", "We cannot fill in {officer} here. You may use {wait}."),
        ("{wait} { wait }", "There is a { that we do not understand"),
        ("{wait} call [[ council.phone ]]", "Write [[ and ]] only around a name"),
        ("{wait} bad\x07word", "There is a hidden character after “bad"),
        ("{wait} \u202etxet", "There is a hidden character after “{wait}"),
        ("{wait}" + "x" * 1000, "This is 1006 characters long. Use 1000 at most."),
    ],
)
async def test_what_is_wrong_is_told_beside_the_field_and_the_words_are_kept(
    browser: Browser, office: Office, words: str, told: str
) -> None:
    page = await browser.send(HERE, 422, words=words, words_sms="<b>Mine</b>")
    assert told in page
    assert "Not saved. Put right what is marked below." in page
    assert box(browser) == words
    assert box(browser, "words_sms") == "<b>Mine</b>"
    assert await office.house.rows(AnswerEdit) == []


async def test_a_dropped_value_must_be_ticked_and_the_tick_is_for_that_only(browser: Browser, office: Office) -> None:
    page = await browser.send(HERE, 422, words="A person will come.", words_sms=SMS)
    assert "{wait} has been taken out" in page
    ticked = {"words": "A person will come.", "words_sms": "Soon.", "confirm": ":dropped.wait"}
    assert "{wait} has been taken out" in await browser.send(HERE, 422, **ticked)
    assert await office.house.rows(AnswerEdit) == []
    page = await browser.send(HERE, **ticked | {"confirm": [":dropped.wait", "sms:dropped.wait"]})
    assert await said(office, "sms") == "Soon."
    assert "Are you sure?" not in page, "it was settled"
    await browser.send(HERE, words="A person will come.", words_sms="Soon. {wait}")
    assert await said(office, "sms") == "Soon. You are third in the queue."
    assert "Are you sure?" in await browser.send(HERE, 422, words="Somebody will come.", words_sms="Soon. {wait}")


async def test_a_long_text_message_must_be_ticked(browser: Browser, office: Office) -> None:
    long = "{wait} " + "Please wait here. " * 15
    page = await browser.send(HERE, 422, words=long, words_sms="")
    assert "Text messages should have 320 at most: write shorter words for them" in page
    assert "charged as 3 text messages" in page
    page = await browser.send(HERE, 422, words=GENERAL, words_sms=long)
    assert "characters when filled in. Text messages should have 320 at most: longer ones cost more" in page
    await browser.send(HERE, words=GENERAL, words_sms=long, confirm="sms:limit.sms")
    assert len(await said(office, "sms")) > 260


async def test_an_answer_for_danger_must_say_whom_to_call(browser: Browser) -> None:
    here = "/desk/answers/utter_domestic_abuse"
    await browser.open(here)
    page = await browser.send(here, 422, words="Please talk to somebody you trust.", words_sms="")
    assert "This answer is for people in danger. Say which number to call." in page


async def test_who_saves_second_is_shown_both_and_can_replace(office: Office, browser: Browser, boss: Officer) -> None:
    other = await office.browser(await office.hire("Ada Clerk", "administrator"))
    await other.open(HERE)
    await browser.send(HERE, words="From Bo. {wait}", words_sms="")
    page = await other.send(HERE, 409, words="From Ada. {wait}", words_sms=SMS)
    assert "Somebody else changed this answer" in page
    assert "What Bo Lead saved" in page
    assert "From Bo. {wait}" in page
    assert "None: this channel gets the words for every channel." in page
    assert box(other) == "From Ada. {wait}"
    assert await said(office) == "From Bo. You are third in the queue."
    await other.send(HERE, words="From Ada. {wait}", words_sms=SMS)
    assert await said(office) == "From Ada. You are third in the queue."
    data = browser.hidden(HERE) | {"words": "x {wait}", "version": "77"}
    assert (await browser.client.post(HERE, data=data)).status_code == 409


async def test_words_are_text_and_never_markup(browser: Browser) -> None:
    words = "{wait} <img src=x onerror=alert(1)></textarea><script>1</script>"
    await browser.send(HERE, words=words, words_sms=SMS)
    await browser.open(HERE)
    assert browser.page is not None
    assert box(browser) == words
    for part in ("<img", "<script>1"):
        assert part not in browser.page.text
        assert part not in (await browser.client.get("/desk/answers")).text


async def test_officers_and_supervisors_neither_see_nor_save(office: Office, sam: Officer) -> None:
    for officer in (sam, await office.hire("Su Pervisor", "supervisor")):
        browser = await office.browser(officer)
        page = await browser.open("/desk")
        assert "/desk/answers" not in page
        form = browser.hidden("/desk/sign-out") | {"words": "Mine. {wait}", "version": "0", "number": "0"}
        for action in ("", "/preview", "/again"):
            assert (await browser.client.post(f"{HERE}{action}", data=form)).status_code == 403
    assert await office.house.rows(AnswerEdit) == []


async def test_there_is_no_page_for_an_answer_that_does_not_exist(browser: Browser) -> None:
    await browser.open("/desk/answers/utter_nothing", 404)
    await browser.open("/desk")
    form = browser.hidden("/desk/sign-out") | {"words": "x", "version": "0"}
    assert (await browser.client.post("/desk/answers/utter_nothing", data=form)).status_code == 404


async def test_a_channel_that_is_off_has_no_field_and_keeps_its_words(house: House, office: Office) -> None:
    boss = await office.hire("Bo Lead", "administrator")
    browser = await office.browser(boss)
    await browser.open(HERE)
    await browser.send(HERE, words=GENERAL, words_sms="By text. {wait}")
    without = {name: channel for name, channel in house.context.channels.items() if name != "sms"}
    house.context = replace(house.context, channels=without)
    closed = Office(house)
    browser = await closed.browser(boss)
    page = await browser.open(HERE)
    assert browser.page is not None
    assert "words_sms" not in browser.page.text and "Text message" not in page.partition("History")[0]
    await browser.send(HERE, words="Somebody will answer you here. {wait}")
    assert await said(closed) == "Somebody will answer you here. You are third in the queue."
    assert await said(closed, "sms") == "By text. You are third in the queue."
