"""The chat in a real browser: what a resident sees, loses nothing of, and can do with a keyboard."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, expect

from connectors.messages import Choice, Standing, Waiting
from connectors.webchat import wording
from connectors.webchat.links import linked
from tests.browser.chat import Site, browser, context, log, pytestmark, shown, site, write

__all__ = ["browser", "context", "pytestmark", "site"]

WAIT = "Most people are answered within 6 minutes. You are third in the queue."
FURTHER = "You are second in the queue. We cannot say yet how long this will take."
TWO_BINS = (Choice("2.1", "Refuse"), Choice("2.2", "Garden waste"))


async def test_a_conversation_is_shown_grouped_with_names_and_times(site: Site, context: BrowserContext) -> None:
    page = await site.open(context)
    await expect(log(page)).to_contain_text("a computer program, not a person")
    await write(page, "My bin was missed")
    await expect(page.get_by_label("Your message")).to_have_value("")
    await site.say("I am sorry to hear that.")
    await site.say("Which bin was it?")
    await expect(page.locator(".group-assistant").last).to_contain_text("Which bin was it?")
    assert await shown(page) == ["My bin was missed", "I am sorry to hear that.", "Which bin was it?"]
    assert await page.locator("#log .group:not(#greeting) .group-name").all_inner_texts() == ["You", "Assistant"]
    time = page.locator(".group-assistant time").last
    await expect(time).to_have_text("Just now")
    assert wording.exact(datetime.now(site.chat.council.zone))[:10] in str(await time.get_attribute("title"))
    assert site.inbox.seen_through == {(site.place, site.place): 3}


async def test_nothing_is_asked_of_the_gateway_before_the_resident_writes(site: Site, context: BrowserContext) -> None:
    asked: list[str] = []
    page = await context.new_page()
    page.on("request", lambda request: asked.append(request.url))
    await page.goto(site.base + "/chat")
    await page.wait_for_timeout(300)
    assert not [url for url in asked if "/channels/webchat/" in url and "/static/" not in url]


async def test_a_choice_is_a_button_until_it_is_answered(site: Site, context: BrowserContext) -> None:
    page = await site.open(context)
    await write(page, "Missed bin")
    await site.say("Which bin?", choices=TWO_BINS)
    await expect(page.get_by_role("group", name="Choices").get_by_role("button")).to_have_text(
        ["Refuse", "Garden waste"]
    )
    await page.get_by_role("button", name="Garden waste").click()
    await expect(page.locator(".group-resident").last).to_contain_text("Garden waste")
    await expect(page.get_by_role("group", name="Choices")).to_have_count(0)
    assert (site.inbox.received[-1].choice, site.inbox.received[-1].text) == ("2.2", None)
    await expect(log(page)).to_be_focused()


async def test_who_waits_can_go_on_without_a_person_and_keeps_what_is_typed(
    site: Site, context: BrowserContext
) -> None:
    page = await site.open(context)
    await write(page, "A person please")
    alone = page.get_by_role("button", name="Go on without a person")
    await expect(alone).to_be_hidden()
    await site.becomes(Standing("waiting", None, Waiting(1, None, None)))
    await expect(alone).to_be_visible()
    await page.get_by_label("Your message").fill("half a sen")
    await alone.press("Enter")
    await expect(log(page)).to_contain_text("Go on without a person")
    assert site.inbox.received[-1].text == "Go on without a person"
    await site.becomes(Standing("assistant"))
    await expect(alone).to_be_hidden()
    await expect(page.get_by_label("Your message")).to_have_value("half a sen")
    await expect(page.get_by_label("Your message")).to_be_focused()


async def test_a_newer_reply_takes_older_choices_away(site: Site, context: BrowserContext) -> None:
    page = await site.open(context)
    await write(page, "Missed bin")
    await site.say("Which bin?", choices=TWO_BINS)
    await site.say("Never mind, I found it.")
    await expect(log(page)).to_contain_text("Never mind")
    await expect(page.get_by_role("group", name="Choices")).to_have_count(0)


async def test_a_reload_finds_everything_once_and_goes_on(site: Site, context: BrowserContext) -> None:
    page = await site.open(context)
    await write(page, "Hello")
    await site.becomes(Standing("officer", "Sam"))
    await site.say("Hello, I am Sam.", author="officer")
    await expect(log(page)).to_contain_text("I am Sam")
    before = await shown(page)
    await page.reload()
    await expect(log(page)).to_contain_text("I am Sam")
    assert await shown(page) == before == ["Hello", "Hello, I am Sam."]
    await expect(page.locator("#who")).to_have_text("Sam is answering you.")
    assert await page.locator(".notice").all_inner_texts() == []
    await site.say("Are you there?", author="officer")
    await expect(log(page)).to_contain_text("Are you there?")
    assert len(await shown(page)) == 3


async def test_who_answers_the_wait_and_typing_are_said(site: Site, context: BrowserContext) -> None:
    page = await site.open(context)
    who, typing = page.locator("#who"), page.locator("#typing")
    await expect(who).to_have_text("The assistant is answering you. Ask for a person at any time.")
    await write(page, "A person please")
    await site.inbox.stand(site.place, site.place, Standing(typing=True))
    await expect(typing).to_have_text("The assistant is typing")
    await site.say("I am passing you on.")
    await expect(typing).to_be_hidden()
    await site.becomes(Standing("waiting", None, Waiting(3, 352, None, WAIT)))
    await expect(who).to_have_text(f"You are waiting for a person. {WAIT}")
    await site.inbox.stand(site.place, site.place, Standing("waiting", None, Waiting(2, None, None, FURTHER)))
    await expect(who).to_contain_text(FURTHER)
    await site.becomes(Standing("officer", "Sam", typing=True))
    await expect(who).to_have_text("Sam is answering you.")
    await expect(typing).to_have_text("Sam is typing")
    await site.becomes(Standing("closed"))
    await expect(who).to_contain_text("This chat is closed.")
    await expect(log(page)).to_contain_text("This chat is closed.")


async def test_markup_is_text_and_only_web_and_telephone_links_can_be_followed(
    site: Site, context: BrowserContext
) -> None:
    page = await site.open(context)
    hostile = "<img src=x onerror=window.__xss=1><script>window.__xss=1</script> javascript:window.__xss=1"
    await write(page, hostile)
    await site.say(hostile + " https://www.fernley.example/bins, 01632 960 010", choices=(Choice("2.1", hostile),))
    links = page.locator("#log .group:not(#greeting) a")
    await expect(links).to_have_count(2)
    assert [await link.get_attribute("href") for link in await links.all()] == [
        "https://www.fernley.example/bins",
        "tel:01632960010",
    ]
    assert await links.first.get_attribute("rel") == "noopener noreferrer"
    assert (await shown(page))[0] == hostile
    await page.get_by_role("button", name="<img").click()
    await expect(page.locator(".group-resident")).to_have_count(2)
    await page.reload()
    await expect(links).to_have_count(2)
    assert await page.evaluate("window.__xss") is None


async def test_the_box_counts_only_near_the_limit_and_says_when_it_is_too_long(
    site: Site, context: BrowserContext
) -> None:
    page = await site.open(context)
    box, count = page.get_by_label("Your message"), page.locator("#count")
    await box.fill("a" * 3000)
    await expect(count).to_have_text("")
    await box.fill("a" * 3900)
    await expect(count).to_have_text("100 characters left")
    await write(page, "a" * 4001)
    await expect(count).to_have_text("1 character too many")
    await expect(page.get_by_role("alert")).to_contain_text("Messages can have at most 4,000 characters")
    await expect(page.get_by_role("button", name="Try again")).to_be_hidden()
    assert site.inbox.received == []
    await write(page, "\U0001f5d1" * 4000)
    await expect(box).to_have_value("")
    assert len(site.inbox.received) == 1


async def test_a_draft_outlives_a_reload(site: Site, context: BrowserContext) -> None:
    page = await site.open(context)
    await page.get_by_label("Your message").fill("Half a thought")
    await page.reload()
    await expect(page.get_by_label("Your message")).to_have_value("Half a thought")


async def test_it_works_by_keyboard_alone(site: Site, context: BrowserContext) -> None:
    page = await site.open(context)
    await page.get_by_label("Your message").focus()
    await page.keyboard.type("Line one")
    await page.keyboard.press("Shift+Enter")
    await page.keyboard.type("line two")
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("Your message")).to_have_value("")
    await expect(page.get_by_label("Your message")).to_be_focused()
    assert site.inbox.received[0].text == "Line one\nline two"
    await site.say("Which?", choices=TWO_BINS)
    await page.get_by_role("button", name="Refuse").focus()
    outline = await page.get_by_role("button", name="Refuse").evaluate("e => getComputedStyle(e).outlineStyle")
    assert outline == "solid"
    await page.keyboard.press("Enter")
    await expect(page.locator(".group-resident").last).to_contain_text("Refuse")


async def test_the_chat_can_be_saved_and_ending_it_asks_first(site: Site, context: BrowserContext) -> None:
    page = await site.open(context)
    await write(page, "Hello")
    await site.say("Good morning.")
    await expect(log(page)).to_contain_text("Good morning.")
    await page.get_by_text("End or save this chat").click()
    async with page.expect_download() as download:
        await page.get_by_role("link", name="Save this chat").click()
    saved = (await (await download.value).path()).read_text("utf-8")
    assert saved.startswith("Chat with Fernley Borough Council\nSaved on ")
    assert "] You:\nHello\n" in saved
    assert "] Assistant:\nGood morning.\n" in saved
    await page.get_by_role("button", name="End this chat").click()
    await page.get_by_role("button", name="No, keep it").click()
    assert site.inbox.left == []
    await page.get_by_role("button", name="End this chat").click()
    await page.get_by_role("button", name="Yes, end it").click()
    await expect(log(page)).to_contain_text("You ended the chat.")
    first = site.place
    assert site.inbox.left == [(first, first)]
    await write(page, "A new matter")
    await expect(log(page)).to_contain_text("A new matter")
    assert site.place != first
    assert await shown(page) == ["A new matter"]


async def test_two_tabs_show_one_conversation(site: Site, context: BrowserContext) -> None:
    one, other = await site.open(context), await site.open(context)
    await write(one, "From the first tab")
    await expect(log(other)).to_contain_text("From the first tab")
    await write(other, "From the second")
    await expect(log(one)).to_contain_text("From the second")
    assert len({message.address for message in site.inbox.received}) == 1


async def test_a_session_that_is_no_longer_known_starts_anew_without_losing_the_text(
    site: Site, context: BrowserContext
) -> None:
    page = await site.open(context)
    await page.evaluate("localStorage.setItem('townclerk.session', 'of.another.key')")
    await page.reload()
    await expect(log(page)).to_contain_text("Your earlier chat is no longer here.")
    await write(page, "Hello again")
    await expect(log(page)).to_contain_text("Hello again")
    assert [message.text for message in site.inbox.received] == ["Hello again"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_it_fits_a_small_phone_with_big_targets(site: Site, browser: Browser, scheme: Any) -> None:
    context = await browser.new_context(viewport={"width": 320, "height": 568}, color_scheme=scheme, has_touch=True)
    page = await site.open(context)
    await write(page, "x" * 300)
    await site.say("y" * 300, choices=tuple(Choice(f"2.{n}", f"Choice {n} " + "z" * 60) for n in range(8)))
    await page.get_by_text("End or save this chat").click()
    await expect(page.get_by_role("group", name="Choices").get_by_role("button")).to_have_count(8)
    assert await page.evaluate("document.documentElement.scrollWidth") == 320
    small = """[...document.querySelectorAll("button, summary, textarea, .menu-actions a")]
        .filter((e) => e.offsetParent && (e.offsetHeight < 44 || e.offsetWidth < 44)).map((e) => e.outerHTML)"""
    assert await page.evaluate(small) == []
    await page.goto(site.base + "/")
    assert await page.evaluate("document.documentElement.scrollWidth") == 320
    await context.close()


async def test_motion_stops_for_those_who_ask(site: Site, browser: Browser) -> None:
    context = await browser.new_context(reduced_motion="reduce")
    page = await site.open(context)
    assert await page.locator(".typing-dots i").first.evaluate("e => getComputedStyle(e).animationName") == "none"
    await context.close()


async def test_the_log_and_its_live_regions_are_named(site: Site, context: BrowserContext) -> None:
    page = await site.open(context)
    await write(page, "Hello")
    await expect(page.locator("#log")).to_have_attribute("aria-live", "polite")
    await expect(page.get_by_role("log", name="Messages")).to_have_count(1)
    await expect(page.get_by_role("textbox", name="Your message")).to_have_count(1)
    unnamed = """[...document.querySelectorAll("button, a, textarea")]
        .filter((e) => !e.textContent.trim() && !e.labels?.length && !e.ariaLabel).length"""
    assert await page.evaluate(unnamed) == 0


async def test_without_scripts_the_page_is_a_form_and_scripts_take_it_over(site: Site, browser: Browser) -> None:
    context = await browser.new_context(java_script_enabled=False)
    page = await site.open(context)
    messages = page.frame_locator("iframe")
    await write(page, "By form")
    await expect(log(messages)).to_contain_text("By form")
    await site.say("Which bin?", choices=TWO_BINS)
    await page.get_by_role("link", name="Check for new messages").click()
    await messages.get_by_role("button", name="Refuse").click()
    await expect(messages.get_by_role("button", name="Refuse")).to_have_count(0)
    await page.locator("summary").click()
    await expect(page.get_by_role("button", name="End this chat")).to_be_visible()
    state = await context.storage_state()
    await context.close()
    scripted = await browser.new_context(storage_state=state)
    page = await site.open(scripted)
    await write(page, "By script")
    await expect(log(page)).to_contain_text("By script")
    assert (await shown(page))[:2] == ["By form", "Which bin?"]
    assert len({message.address for message in site.inbox.received}) == 1
    await scripted.close()


async def test_the_scripts_words_and_links_are_those_of_the_page_without_scripts(
    site: Site, context: BrowserContext
) -> None:
    page = await site.open(context)
    module = f"/channels/webchat/static/{site.chat.assets.version}"
    now = datetime(2026, 10, 23, 17, 5, tzinfo=UTC).astimezone(site.chat.council.zone)
    moments = [now - timedelta(minutes=m) for m in (0, 1, 59, 60, 200, 1500, 4000, 300_000)]
    theirs = await page.evaluate(
        """async ([module, now, moments]) => {
            const wording = await import(module + "/wording.js");
            const at = new Date(now);
            return [moments.map((m) => [wording.ago(new Date(m), at), wording.exact(new Date(m))]),
                    [wording.HERE.assistant, wording.HERE.closed, wording.CLOSED]];
        }""",
        [module, now.isoformat(), [m.isoformat() for m in moments]],
    )
    assert theirs[0] == [[wording.ago(moment, now), wording.exact(moment)] for moment in moments]
    here = [wording.who_answers(Standing(state)) for state in ("assistant", "closed")]
    assert theirs[1] == [*here, wording.CLOSED]
    texts = [
        "https://a.example/b_(c). (http://b.example/?q=1&r=2)",
        "https://a@b.example 0800 1111",
        "https://[ 01632 960 001",
    ]
    html = await page.evaluate(
        """async ([module, texts]) => {
            const { linked } = await import(module + "/links.js");
            return texts.map((text) => [...linked(text).querySelectorAll("a")].map((a) => a.outerHTML));
        }""",
        [module, texts],
    )
    for text, links in zip(texts, html, strict=True):
        mine = str(linked(text))
        assert mine.count("<a ") == len(links)
        assert all(link in mine for link in links)
