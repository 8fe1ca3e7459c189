"""A house whose requests go to a back office on loopback; time moves only when a test says so."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from bot import casework, ownership
from bot.casework.client import GeoReport
from bot.casework.connection import BackOfficeTable, Open311Settings
from bot.database.models import Conversation, ServiceRequest
from bot.outbox import Deliverer
from bot.response_log import Moment
from bot.store import conversations
from tests.fakes.open311 import KEY, FakeOpen311
from tests.flows.conftest import House, house

__all__ = ["house"]

TABLE = BackOfficeTable(
    services={"missed_bin": "WASTE-01", "pothole_report": "007", "flytipping": "FLY", "graffiti": "BOX", "gone": "X"},
    attributes={"missed_bin": {"bin": "BIN_TYPE"}, "count": "HOW_MANY"},
    values={"bin": {"refuse": "101", "recycling": "102"}},
    address_id="uprn",
)
MISSED = {
    "uprn": "100012345678",
    "address": "4 Mill Lane",
    "postcode": "FB1 2CD",
    "bin": "refuse",
    "due": "2026-11-20",
}
POTHOLE = {"details": "A deep one by the school", "street": "Mill Lane", "postcode": "FB1 2CD"}
QUICK = httpx.Timeout(connect=2, write=2, read=0.4, pool=2)


def settings(url: str, **more: Any) -> Open311Settings:
    """What OPEN311_… would say."""
    return Open311Settings(url=url, api_key=SecretStr(KEY), **more)


class Casework:
    """The house, the worker and the back office."""

    def __init__(self, house: House, office: FakeOpen311, **more: Any) -> None:
        self.house, self.office = house, office
        self.context = replace(house.context, back_office=TABLE.services)
        self.restart(**more)
        office.now = house.time

    def restart(self, **more: Any) -> None:
        """Another gateway, which knows only what the database knows."""
        given = settings(self.office.url, **more)
        self.worker = casework.BackOffice(
            self.context, casework.Connection(given, TABLE), GeoReport(given, QUICK, deadline_seconds=2.0)
        )

    async def file(self, kind: str, fields: dict[str, Any], who: str = "ada", channel: str = "sms") -> ServiceRequest:
        """A resident's report, as the assistant hands it over."""
        receipt = await self.house.write("a report", who, channel)
        request = {"kind": kind, "topic": "waste", "intent": f"{kind}_report", "lgsl": "1", "fields": fields}

        def step(session: Any) -> int:
            conversation = conversations.lock(session, receipt.conversation)
            row = casework.file(
                session, self.context, conversation, moment=Moment(self.house.time, "assistant"), **request
            )
            session.flush()
            return row.id

        return await self.row(await self.house.database.write(step))

    async def row(self, number: int = 1) -> ServiceRequest:
        """The request as it is now."""
        return await self.house.database.read(lambda session: session.get_one(ServiceRequest, number))

    async def look(self, times: int = 1, **later: float) -> ServiceRequest:
        """Time passes, then the worker looks; returns the first request."""
        for _ in range(times):
            self.house.time += timedelta(**later)
            self.office.now = self.house.time
            await self.worker.look()
            await self.worker.tasks.finish()
        return await self.row()

    async def said(self) -> list[str]:
        """What was sent to phones, our references aside."""
        deliverer = Deliverer(self.context, ownership.not_sent)
        while await deliverer.start_due():
            await deliverer.finish()
        return [m.text for m in self.house.phone.sent if not m.text.startswith("Your reference is")]

    async def conversation(self, number: int) -> Conversation:
        """A conversation's row."""
        return await self.house.conversation(number)


@pytest.fixture
async def office() -> AsyncIterator[FakeOpen311]:
    """A back office that does what it should."""
    async with FakeOpen311() as built:
        yield built


@pytest.fixture
async def work(house: House, office: FakeOpen311) -> AsyncIterator[Casework]:
    """Everything together, speaking XML."""
    built = Casework(house, office)
    yield built
    await built.worker.finish()


@pytest.fixture(params=["xml", "json"])
async def either(house: House, office: FakeOpen311, request: pytest.FixtureRequest) -> AsyncIterator[Casework]:
    """Everything together, in each format."""
    built = Casework(house, office, format=request.param)
    yield built
    await built.worker.finish()
