"""Administrators who do the same at the same moment, on either database: one is told what happened, in words."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.database import Database
from bot.errors import Conflict
from bot.staff import Officer
from tests.desk.office import PASSWORD, Office
from tests.flows.conftest import House, house
from tests.halfway import beside

__all__ = ["house"]
EMAIL = "jo@fernley.example"


@pytest.fixture
def office(house: House) -> Office:
    """An office with nobody in it."""
    return Office(house)


@pytest.fixture
async def there(house: House, database_url: str) -> AsyncIterator[Office]:
    """The same office, through another gateway."""
    other = House(Database(database_url))
    yield Office(other)
    await other.assistant.http.aclose()
    other.database.close()


@pytest.fixture
async def bo(office: Office) -> Officer:
    return await office.hire("Bo Lead", "administrator")


@pytest.fixture
async def al(office: Office) -> Officer:
    return await office.hire("Al Head", "administrator")


async def test_one_address_invited_twice_at_once(office: Office, there: Office, bo: Officer, al: Officer) -> None:
    here, other = office.pages.staffing, there.pages.staffing
    links: list[str] = []

    async def first() -> None:
        links.append(await here.invite(EMAIL, "Jo Hill", "officer", by=bo))

    with pytest.raises(Conflict, match="invited a moment ago"):
        await beside(office.house.database.engine, first, lambda: other.invite(EMAIL, "Jo Hill", "supervisor", by=al))
    jo = await here.accept(links[0].rsplit("/", 1)[1], PASSWORD)
    assert (jo.email, jo.role) == (EMAIL, "officer"), "the link that was shown works, as it was meant"


async def test_the_page_says_it_and_keeps_what_was_typed(office: Office, bo: Officer, al: Officer) -> None:
    browsers = [await office.browser(bo), await office.browser(al)]
    for browser in browsers:
        await browser.open("/desk/staff")
    form = {"email": EMAIL, "name": "Jo Hill", "role": "officer"}
    answers = await asyncio.gather(
        *(each.client.post("/desk/staff", data=each.hidden("/desk/staff") | form) for each in browsers)
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    told = next(answer.text for answer in answers if answer.status_code == 409)
    assert "was invited a moment ago" in told and f'value="{EMAIL}"' in told


async def test_the_first_administrator_beside_an_invitation_to_the_same_address(office: Office, there: Office) -> None:
    link = await office.pages.staffing.first_link()
    assert link is not None
    token = link.rsplit("/", 1)[1]
    with pytest.raises(Conflict, match="already has an account"):
        await beside(
            office.house.database.engine,
            lambda: office.pages.staffing.invite(EMAIL, "Jo Hill", "officer"),
            lambda: there.pages.staffing.accept(token, PASSWORD, "Jo Hill", email=EMAIL),
        )
    assert (await office.pages.staffing.invitation(token)).first, "the link is not used up"


async def test_two_administrators_who_switch_each_other_off(
    office: Office, there: Office, bo: Officer, al: Officer
) -> None:
    here, other = office.pages.staffing, there.pages.staffing
    with pytest.raises(Conflict, match="switched off a moment ago"):
        await beside(
            office.house.database.engine, lambda: here.deactivate(al.id, bo), lambda: other.deactivate(bo.id, al)
        )
    assert [p.officer.name for p in await here.everybody() if p.state != "off"] == ["Bo Lead"]
