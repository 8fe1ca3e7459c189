"""What a first start adds, where two gateways start at once."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy.orm import Session

from bot.command import first_run
from bot.command.first_run import load_demonstration
from bot.database import Database
from bot.database.models import Staff
from bot.records import count_by_kind, never_imported
from bot.staff import Staffing
from bot.store import staff_accounts
from tests.flows.conftest import House, house

__all__ = ["house"]
TOGETHER_SECONDS = 0.3


class Meeting:
    """Two that come by within TOGETHER_SECONDS meet; one that waits alone goes on."""

    def __init__(self) -> None:
        self._barrier = Barrier(2)

    def wait(self) -> None:
        try:
            self._barrier.wait(TOGETHER_SECONDS)
        except Exception:
            self._barrier.abort()


def test_two_gateways_that_start_at_once_load_the_demonstration_once(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    meeting = Meeting()

    def looked(session: Session) -> bool:
        found = never_imported(session)
        meeting.wait()
        return found

    monkeypatch.setattr(first_run, "never_imported", looked)
    with ThreadPoolExecutor(2) as gateways:
        list(gateways.map(load_demonstration, [database, database]))
    assert all(database.read_now(count_by_kind).values())


async def test_two_gateways_that_start_at_once_make_one_first_administrator(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    meeting, by_email = Meeting(), staff_accounts.get_by_email

    def looked(session: object, email: str) -> Staff | None:
        found = by_email(session, email)  # type: ignore[arg-type]
        meeting.wait()
        return found

    monkeypatch.setattr(staff_accounts, "get_by_email", looked)
    links = await asyncio.gather(*(Staffing(house.context).first_link() for _ in range(2)))
    assert all(links)
    [account] = await house.rows(Staff)
    assert account.role == "administrator"
