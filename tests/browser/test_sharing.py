"""Sharing a place in a real browser: offered where it makes sense, asked for on press, refused in plain words."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from playwright.async_api import Browser, BrowserContext, Locator, async_playwright, expect

from connectors.messages import Choice, Location
from connectors.webchat import wording
from tests.browser.chat import CHROMIUM, Site, log, pytestmark, serving, shown, site, write
from tests.conversations.test_conversations import missing, towns
from tests.conversations.town import Towns

__all__ = ["pytestmark", "site", "towns"]
INSECURE = "chat.fernley.example"
MILL_LANE: Any = {"latitude": 52.6284121, "longitude": -0.9012774, "accuracy": 12}
SAID = "You shared your location (52.62841, -0.90128)."
HELD = """navigator.geolocation.getCurrentPosition = (found) => {
    window.asked = (window.asked ?? 0) + 1;
    window.tell = () => found({ coords: { latitude: 52.6, longitude: -0.9, accuracy: 5 } });
};"""


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def browser() -> AsyncIterator[Browser]:
    """One that also finds this machine by a name, which over plain HTTP is no secure context."""
    async with async_playwright() as playwright:
        args = ["--no-sandbox", f"--host-resolver-rules=MAP {INSECURE} 127.0.0.1"]
        started = await playwright.chromium.launch(executable_path=CHROMIUM, args=args)
        yield started
        await started.close()


@pytest_asyncio.fixture(loop_scope="module")
async def phone(browser: Browser) -> AsyncIterator[BrowserContext]:
    """A small phone whose owner lets sites know where it is."""
    context = await browser.new_context(
        viewport={"width": 360, "height": 640}, has_touch=True, permissions=["geolocation"], geolocation=MILL_LANE
    )
    yield context
    await context.close()


def share(page: Any) -> Locator:
    button: Locator = page.get_by_role("button", name="Share my location")
    return button


async def asked_where(site: Site, page: Any) -> None:
    """A report has come to the question of the place."""
    await write(page, "There is a pothole")
    await site.say("Where is it?", wants=["location"])
    await expect(log(page)).to_contain_text("Where is it?")


async def test_a_place_is_shared_shown_in_words_and_sent_once(site: Site, phone: BrowserContext) -> None:
    page = await site.open(phone)
    await asked_where(site, page)
    await expect(share(page)).to_have_accessible_description("It tells us where you are now.")
    box = await share(page).bounding_box()
    assert box is not None and box["height"] >= 44
    assert await page.evaluate("document.documentElement.scrollWidth") == 360
    await share(page).click()
    await expect(page.locator(".group-resident").last).to_contain_text(SAID)
    await expect(share(page)).to_have_count(0)
    await expect(log(page)).to_be_focused()
    assert [(m.text, m.location) for m in site.inbox.received[1:]] == [(None, Location(52.628412, -0.901277))]
    await page.reload()
    await expect(log(page)).to_contain_text(SAID)
    assert await shown(page) == ["There is a pothole", "Where is it?", SAID]


async def test_it_is_offered_beside_choices_and_only_while_the_question_is_the_newest(
    site: Site, phone: BrowserContext
) -> None:
    page = await site.open(phone)
    await asked_where(site, page)
    await site.say("Which library, or where are you?", choices=(Choice("3.1", "Quarry Library"),), wants=["location"])
    await expect(page.get_by_role("group", name="Choices").get_by_role("button")).to_have_text(
        ["Quarry Library", "Share my location"]
    )
    await site.say("How big is it?", choices=(Choice("4.1", "Big"),))
    await expect(page.get_by_role("button", name="Big")).to_be_visible()
    await expect(share(page)).to_have_count(0)


async def test_the_browser_is_not_asked_before_the_press_and_a_refusal_is_said(site: Site, browser: Browser) -> None:
    context = await browser.new_context()
    page = await site.open(context)
    await asked_where(site, page)
    await expect(page.get_by_role("alert")).to_be_hidden()
    await share(page).click()
    await expect(page.get_by_role("alert")).to_contain_text("because your browser did not allow it. Type the street")
    await expect(page.get_by_role("button", name="Try again")).to_be_hidden()
    await expect(share(page)).to_be_focused()
    await write(page, "Mill Lane")
    await expect(page.get_by_role("alert")).to_be_hidden()
    await expect(share(page)).to_have_count(0)
    assert [message.text for message in site.inbox.received] == ["There is a pothole", "Mill Lane"]
    await context.close()


async def test_a_rough_place_is_not_sent(site: Site, phone: BrowserContext) -> None:
    await phone.set_geolocation(MILL_LANE | {"accuracy": 3000})
    page = await site.open(phone)
    await asked_where(site, page)
    await share(page).click()
    await expect(page.get_by_role("alert")).to_contain_text("only knows roughly where you are. Type the street")
    assert len(site.inbox.received) == 1


async def test_whoever_types_while_the_browser_looks_is_not_sent_twice(site: Site, phone: BrowserContext) -> None:
    await phone.add_init_script(HELD)
    page = await site.open(phone)
    await asked_where(site, page)
    await share(page).click()
    finding = page.get_by_role("button", name="Finding your location")
    await expect(finding).to_have_attribute("aria-disabled", "true")
    await finding.click(force=True)  # it is out of use, which a finger does not know
    await write(page, "Mill Lane")
    await expect(finding).to_have_count(0)
    await page.evaluate("window.tell()")
    await site.say("And where is the other one?", wants=["location"])
    await share(page).click()
    await page.evaluate("window.tell()")
    await expect(page.locator(".group-resident").last).to_contain_text("You shared your location")
    assert await page.evaluate("window.asked") == 2
    assert [message.text for message in site.inbox.received] == ["There is a pothole", "Mill Lane", None]


async def test_a_place_that_did_not_reach_us_can_be_sent_again_and_arrives_once(
    site: Site, phone: BrowserContext
) -> None:
    page = await site.open(phone)
    await asked_where(site, page)
    site.inbox.failure = RuntimeError("disk full")
    await share(page).click()
    await expect(page.get_by_role("alert")).to_contain_text("Your location did not reach us. Try again, or call 01632")
    site.inbox.failure = None
    await page.get_by_role("button", name="Try again").click()
    await expect(page.locator(".group-resident").last).to_contain_text(SAID)
    await expect(page.get_by_role("alert")).to_be_hidden()
    assert await shown(page) == ["There is a pothole", "Where is it?", SAID]


async def test_it_is_not_offered_over_an_insecure_connection(site: Site, phone: BrowserContext) -> None:
    page = await site.open(phone, base=site.base.replace("127.0.0.1", INSECURE))
    await asked_where(site, page)
    await expect(share(page)).to_have_count(0)


async def test_it_is_not_offered_without_scripts(site: Site, browser: Browser) -> None:
    context = await browser.new_context(java_script_enabled=False)
    page = await site.open(context)
    await write(page, "There is a pothole")
    await site.say("Where is it?", wants=["location"])
    await page.get_by_role("link", name="Check for new messages").click()
    messages = page.frame_locator("iframe")
    await expect(messages.get_by_role("log")).to_contain_text("Where is it?")
    await expect(share(page)).to_have_count(0)
    await expect(messages.get_by_role("button", name="Share my location")).to_have_count(0)
    await context.close()


@pytest.mark.parametrize(("policy", "offered"), [("", 1), ("geolocation=()", 0)])
async def test_the_widget_on_another_site_shares_unless_that_site_forbids_it(
    phone: BrowserContext, policy: str, offered: int
) -> None:
    elsewhere = FastAPI()
    async with serving(elsewhere) as their_base:
        gateway = Site(frame_ancestors=f"'self' {their_base}")
        async with gateway.running():
            headers = {"Permissions-Policy": policy} if policy else {}
            body = f'<!doctype html><script src="{gateway.base}/widget.js" defer></script>'
            elsewhere.add_api_route("/", lambda: HTMLResponse(body, headers=headers))
            page = await gateway.open(phone, "", base=their_base)
            await page.get_by_role("button", name="Chat with").click()
            frame = page.frame_locator("iframe")
            await asked_where(gateway, frame)
            await expect(share(frame)).to_have_count(offered)
            if offered:
                await share(frame).click()
                await expect(log(frame)).to_contain_text(SAID)
            await page.close()


async def test_the_councils_own_page_lets_the_widget_share(site: Site, phone: BrowserContext) -> None:
    page = await site.open(phone, "/")
    await page.get_by_role("button", name="Chat with").click()
    frame = page.frame_locator("iframe")
    await asked_where(site, frame)
    await share(frame).click()
    await expect(log(frame)).to_contain_text(SAID)


async def test_the_scripts_words_for_a_place_are_those_of_the_page_without_scripts(
    site: Site, phone: BrowserContext
) -> None:
    page = await site.open(phone)
    places = [(52.6284121, -0.9012774), (50.0, 0.0), (49.999996, -5.000005), (60.8612345, 1.7654321)]
    theirs = await page.evaluate(
        """async ([module, places]) => {
            const { shared } = await import(module);
            return places.map(([latitude, longitude]) => shared({ latitude, longitude }));
        }""",
        [f"/channels/webchat/static/{site.chat.assets.version}/wording.js", places],
    )
    assert theirs == [wording.shared(*place) for place in places]


@pytest.mark.assistant
@pytest.mark.skipif(missing() is not None, reason=str(missing()))
async def test_a_pothole_is_reported_from_where_the_resident_stands(towns: Towns, phone: BrowserContext) -> None:
    town = await towns.at(None)
    page = await phone.new_page()
    await page.goto(town.gateway.settings.base_url + "/chat")
    await write(page, "i want to report a pothole")
    await page.get_by_role("button", name="Bigger than a car wheel").click()
    await expect(log(page)).to_contain_text("Where is it?")
    await share(page).click()
    for choice in ("No", "No, thank you"):
        await page.get_by_role("button", name=choice, exact=True).click()
    await expect(log(page)).to_contain_text("Where: the place you shared (52.62841, -0.90128)")
    await page.get_by_role("button", name="Yes, send it").click()
    await expect(log(page)).to_contain_text("Your reference is")
