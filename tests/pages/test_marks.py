"""A page's mark says how the page stood when it was read. What is committed while it is being read, before whichever
of its statements, is on it or makes its mark old: no page believes that it is fresh while something is missing."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable
from functools import partial

import pytest

from bot.database import Database
from bot.database.models import OutboxRow
from bot.inbox.receiving import save
from bot.outbox import note_receipt
from bot.staff import Officer
from connectors.messages import Inbound, Status
from tests.desk.office import Browser, Office
from tests.flows.conftest import House
from tests.halfway import before_statement

CHANGING = re.compile(r'value="[^"]{16,}"|data-(list|thread)-mark="([^"]*)"')


@pytest.fixture
async def there(house: House, database_url: str) -> AsyncIterator[House]:
    """Another gateway on the same database."""
    other = House(Database(database_url))
    yield other
    await other.assistant.http.aclose()
    other.database.close()


def marks(page: str) -> dict[str, str]:
    """The page's marks, by what they are of."""
    return {name: mark for name, mark in CHANGING.findall(page) if name}


def writes(there: House, number: int) -> None:
    """The resident writes."""
    message = Inbound("sms", "ours", f"more {number}", "ada", text=f"message {number}")
    there.database.write_now(lambda session: save(session, there.context, message))


def fails(there: House, number: int) -> None:
    """The provider says that one of our messages did not arrive."""

    def step(session: object) -> None:
        row = session.query(OutboxRow).filter_by(status="sent").order_by(OutboxRow.number.desc()).first()  # type: ignore[attr-defined]
        note_receipt(session, row.id, Status.FAILED, error=f"fault {number}", at=there.time)  # type: ignore[arg-type]

    there.database.write_now(step)


async def page_at(browser: Browser, address: str) -> str:
    """The page as it is, not only its words."""
    await browser.open(address)
    assert browser.page is not None
    return browser.page.text


@pytest.mark.parametrize("meanwhile", [writes, fails])
async def test_a_page_never_believes_that_it_is_fresh_while_something_is_missing(
    office: Office, sam: Officer, there: House, meanwhile: Callable[[House, int], None]
) -> None:
    house = office.house
    conversation = await office.waiting(channel="sms")
    await office.desk.claim(conversation, sam)
    browser, address = await office.browser(sam), f"/desk/conversations/{conversation}"
    number, statements = 0, 1
    while number < statements:
        await office.desk.reply(conversation, sam, f"answer {number}", seen=999)
        await house.work()
        with before_statement(house.database._reading, number, partial(meanwhile, there, number)) as sent:
            page = await page_at(browser, address)
        statements, fresh = sent[0], await page_at(browser, address)
        stale = {name for name, mark in marks(page).items() if mark != marks(fresh)[name]}
        for name in {"list", "thread"} - stale:
            assert part(page, name) == part(fresh, name), (number, name)
        number += 1
    assert number > 20, "of every statement of the page"


def part(page: str, name: str) -> str:
    """The page's lists or its thread, without what differs each time."""
    lists, thread = page.split('class="column lists"')[1].split('class="column thread', 1)
    return CHANGING.sub("", lists if name == "list" else thread)
