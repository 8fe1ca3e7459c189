"""The day's texts as staff see them: all on the staff page, and a notice at the desk when they are nearly used up."""

from __future__ import annotations

from bot.council.file import Limits
from tests.desk.office import Office


async def test_administrators_see_what_was_used(office: Office) -> None:
    browser = await office.browser(await office.hire("Ada Admin", "administrator"))
    assert "None used today" in await browser.open("/desk/staff")
    await office.house.write("hello", channel="sms")
    await office.house.work()
    page = await browser.open("/desk/staff")
    assert "Texts today" in page and "5,000" in page and "ours" in page


async def test_everybody_is_told_at_eighty_per_cent_and_at_the_end(office: Office) -> None:
    office.house.council.limits = Limits(texts_a_day={"sms": 5})
    browser = await office.browser(await office.hire("Sam Okafor"))
    for number, told in enumerate(("", "", "", "4 of today’s 5 texts are used", "today’s 5 texts are used up")):
        await office.house.write("hello", who=f"r{number}", channel="sms")
        await office.house.work()
        page = await browser.open("/desk")
        assert told in page and ("texts are used" in page) is bool(told)
