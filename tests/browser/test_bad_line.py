"""The chat on a bad line: what is lost on its way is neither lost nor repeated."""

from typing import Any

from playwright.async_api import BrowserContext, expect

from connectors.messages import Standing
from tests.browser.chat import Site, browser, context, log, pytestmark, shown, site, write

__all__ = ["browser", "context", "pytestmark", "site"]


async def test_a_dropped_line_loses_and_repeats_nothing(site: Site, context: BrowserContext) -> None:
    page = await site.open(context)
    await write(page, "Hello")
    await site.say("one")
    await expect(log(page)).to_contain_text("one")
    site.reachable = False
    await site.cut()
    await site.say("two")
    await expect(page.get_by_text("The connection is lost")).to_be_visible()
    await write(page, "Are you there?")
    await expect(page.get_by_role("alert")).to_contain_text("It is still in the box: try again, or call 01632")
    await expect(page.get_by_label("Your message")).to_have_value("Are you there?")
    site.reachable = True
    await page.get_by_role("button", name="Try again").click()
    await expect(page.get_by_label("Your message")).to_have_value("")
    await expect(page.get_by_role("alert")).to_be_hidden()
    await expect(log(page)).to_contain_text("two", timeout=20_000)
    await expect(page.get_by_text("The connection is lost")).to_be_hidden()
    assert await shown(page) == ["Hello", "one", "two", "Are you there?"]
    assert [message.text for message in site.inbox.received] == ["Hello", "Are you there?"]


async def test_an_answer_that_was_lost_on_its_way_back_does_not_repeat_the_message(
    site: Site, context: BrowserContext
) -> None:
    page = await site.open(context)

    async def saved_but_unheard(route: Any) -> None:
        await route.fetch()
        await route.abort()

    await page.route("**/channels/webchat/messages", saved_but_unheard)
    await write(page, "Only once")
    await expect(page.get_by_role("alert")).to_contain_text("did not reach us")
    await page.unroute("**/channels/webchat/messages")
    await page.reload()
    await expect(page.get_by_label("Your message")).to_have_value("")
    await expect(log(page)).to_contain_text("Only once")
    assert await shown(page) == ["Only once"]
    assert len(site.inbox.received) == 1


async def test_a_changed_text_after_a_failure_is_a_new_message(site: Site, context: BrowserContext) -> None:
    page = await site.open(context)
    site.inbox.failure = RuntimeError("disk full")
    await write(page, "First words")
    await expect(page.get_by_role("alert")).to_contain_text("It is still in the box")
    site.inbox.failure = None
    await write(page, "Other words")
    await expect(page.get_by_role("alert")).to_be_hidden()
    assert [message.text for message in site.inbox.received] == ["Other words"]


async def test_where_streams_do_not_get_through_it_asks_instead(site: Site, context: BrowserContext) -> None:
    site.streams = False
    page = await site.open(context)
    await write(page, "Hello")
    await site.say("By asking")
    await expect(log(page)).to_contain_text("By asking")
    await site.becomes(Standing("officer", "Sam"))
    await expect(page.locator("#who")).to_have_text("Sam is answering you.")
    await site.say("Hello from Sam", author="officer")
    await expect(log(page)).to_contain_text("Hello from Sam")
    assert await shown(page) == ["Hello", "By asking", "Hello from Sam"]
    await expect(page.locator("#who")).to_have_text("Sam is answering you.")
    assert await page.locator(".notice").all_inner_texts() == []


async def test_where_too_many_pages_follow_it_asks_now_and_then(site: Site, context: BrowserContext) -> None:
    each, site.chat.streams.each = site.chat.streams.each, 0
    page = await site.open(context)
    await write(page, "Hello")
    await site.say("By asking")
    await expect(log(page)).to_contain_text("By asking", timeout=15_000)
    await expect(page.locator("#line")).to_have_text("")
    assert set(site.inbox.rejections) == {"streams of one address"} and len(site.inbox.rejections) < 4
    site.chat.streams.each = each
