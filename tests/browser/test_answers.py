"""Editing an answer in a real browser: the preview follows the typing, what is saved is what a resident reads next."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from bot.staff import Officer
from tests.browser.test_desk import SOON, Street, database_url, pytestmark, street
from tests.fakes.assistant import message
from tests.flows.conftest import house

__all__ = ["database_url", "house", "pytestmark", "street"]
KEY = "utter_gateway_handed_back"
HERE = f"/desk/answers/{KEY}"
NEW = "The assistant is back. Call [[council.phone]] if you need us."
READ = "The assistant is back. Call 01632 960 001 if you need us."


@pytest.fixture
async def boss(street: Street) -> Officer:
    return await street.office.hire("Bo Lead", "administrator")


def shown(page: Page, channel: str) -> object:
    """A channel's preview."""
    return page.locator(f'#preview [data-channel="{channel}"]')


async def test_edit_preview_save_and_the_next_resident_reads_it(street: Street, boss: Officer) -> None:
    page = await street.open(boss, "/desk/answers")
    await page.get_by_label("Find an answer").fill("answering again")
    await page.get_by_role("button", name="Find").click()
    await page.get_by_role("link", name="Handed back").click()
    general, own = page.get_by_label("Words for every channel"), page.get_by_label("Words only for")
    await general.fill(NEW)
    for channel in ("webchat", "sms"):
        await expect(shown(page, channel)).to_have_text(READ, timeout=SOON)
    await own.fill("Back: ring [[council.fone]]")
    await expect(page.get_by_text("council.toml has no [[council.fone]]")).to_be_visible(timeout=SOON)
    await own.fill("We are back.")
    await expect(page.get_by_text("council.toml has no")).to_have_count(0, timeout=SOON)
    await expect(shown(page, "sms")).to_have_text("We are back.")
    await expect(shown(page, "webchat")).to_have_text(READ)
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_text("Residents get these words from now on")).to_be_visible()
    house = street.office.house
    house.rasa.answers["hello"] = [message("Rasa's words", KEY)]
    for who, channel in (("ada", "webchat"), ("+447700900123", "sms")):
        await house.write("hello", who, channel)
    await house.work()
    assert (await house.texts())[-1] == READ
    assert house.phone.sent[-1].text == "We are back."
    await page.get_by_role("button", name="Go back to the wording that came").click()
    await expect(page.get_by_text("put back to the wording that came")).to_be_visible()
    await expect(general).to_have_value("The assistant is answering again. Say if you need a person.")


async def test_a_preview_that_cannot_be_had_says_so_and_keeps_the_words(street: Street, boss: Officer) -> None:
    page = await street.open(boss, HERE)
    await page.context.set_offline(True)
    await page.get_by_label("Words for every channel").fill("Back again.")
    await expect(page.get_by_text("The preview cannot be reached.")).to_be_visible(timeout=SOON)
    await page.context.set_offline(False)
    await page.get_by_role("button", name="Preview").click()
    await expect(shown(page, "webchat")).to_have_text("Back again.", timeout=SOON)
    await expect(page.get_by_text("The preview cannot be reached.")).to_be_hidden()
    await page.context.clear_cookies()
    await page.get_by_label("Words for every channel").fill("Signed out meanwhile.")
    await expect(page.locator("#preview-problem")).to_contain_text("Copy your words before you leave", timeout=SOON)
    await expect(page.get_by_label("Words for every channel")).to_have_value("Signed out meanwhile.")


async def test_it_all_works_without_scripts(street: Street, boss: Officer) -> None:
    page = await street.open(boss, HERE, scripts=False)
    await page.get_by_label("Words for every channel").fill("Back again.")
    await page.get_by_role("button", name="Preview").click()
    await expect(shown(page, "sms")).to_have_text("Back again.")
    await expect(page.get_by_text("Nobody has edited this answer")).to_be_visible()
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_text("Residents get these words from now on")).to_be_visible()


@pytest.mark.parametrize("width", [360, 800, 1440])
async def test_nothing_sticks_out(street: Street, boss: Officer, width: int) -> None:
    page = await street.open(boss, HERE, width)
    await page.get_by_label("Words for every channel").fill("See https://www.fernley.example/" + "long/" * 60)
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_text("Not saved yet.")).to_be_visible()
    await page.get_by_label("Save it anyway").check()
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_text("Version 1, the newest")).to_be_visible()
    for address in (HERE, "/desk/answers"):
        await page.goto(address)
        assert await page.evaluate("document.documentElement.scrollWidth") <= width
