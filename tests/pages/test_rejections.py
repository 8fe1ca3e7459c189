"""Administrators see what was refused, in words."""

from __future__ import annotations

from bot.inbox import Rejections
from bot.staff import Officer
from tests.desk.office import Office


async def test_an_administrator_sees_counts_by_channel_and_cause(office: Office, boss: Officer) -> None:
    browser = await office.browser(boss)
    assert "Nothing was refused" in await browser.open("/desk/refused")
    office.house.context.rejection_counts.count("sms", "signature", 1234)
    office.house.context.rejection_counts.count("telegram", "secret_token", 2)
    await Rejections(office.house.context).look()
    told = await browser.open("/desk/refused")
    assert "Text message The provider’s signature was missing or wrong 1,234 1,234" in told
    assert "Telegram Secret token 2 2" in told


async def test_an_officer_does_not(office: Office, sam: Officer) -> None:
    await (await office.browser(sam)).open("/desk/refused", 403)
