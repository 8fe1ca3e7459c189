"""The office, for the desk's pages."""

from __future__ import annotations

import pytest

from bot.staff import Officer
from tests.desk.office import Office
from tests.flows.conftest import House, house

__all__ = ["house"]


@pytest.fixture
def office(house: House) -> Office:
    """An office with nobody in it."""
    return Office(house)


@pytest.fixture
async def sam(office: Office) -> Officer:
    """An officer."""
    return await office.hire("Sam Okafor")


@pytest.fixture
async def priya(office: Office) -> Officer:
    """Another officer."""
    return await office.hire("Priya Shah")


@pytest.fixture
async def boss(office: Office) -> Officer:
    """An administrator."""
    return await office.hire("Bo Lead", "administrator")
