"""Receipts come late, twice and out of order, and never go backwards."""

from __future__ import annotations

import pytest

from connectors.messages import Asking, Status
from tests.flows.conftest import House

ACCEPTED, DELIVERED, FAILED = ("ended", "accepted"), ("ended", "delivered"), ("ended", "failed")
JOURNEYS = {
    "as it should be": (["sent", "delivered", "read"], "read", [ACCEPTED, DELIVERED]),
    "backwards": (["read", "delivered", "sent", "queued"], "read", [ACCEPTED, DELIVERED]),
    "twice": (["delivered", "delivered"], "delivered", [ACCEPTED, DELIVERED]),
    "failed, and a late sent": (["failed", "sent", "queued"], "failed", [ACCEPTED, FAILED]),
    "delivered after all": (["failed", "delivered"], "delivered", [ACCEPTED, FAILED, DELIVERED]),
    "failed after delivered": (["delivered", "failed"], "delivered", [ACCEPTED, DELIVERED]),
    "unknown is no receipt": (["unknown"], "sent", [ACCEPTED]),
}


@pytest.mark.parametrize(("receipts", "status", "clock"), JOURNEYS.values(), ids=JOURNEYS.keys())
async def test_receipts_never_go_backwards(
    house: House, receipts: list[str], status: str, clock: list[tuple[str, str]]
) -> None:
    await house.write("hello", channel="sms")
    await house.work()
    (row,) = await house.outbox()
    for receipt in receipts:
        assert await house.inbox("sms").delivery(row.id, Status(receipt), "why" if receipt == "failed" else None)
    assert (await house.outbox())[0].status == status
    assert await house.clock("delivery") == [("began", "reply"), *clock]


async def test_a_receipt_before_the_providers_answer_is_kept(house: House) -> None:
    class Eager(type(house.phone)):  # type: ignore[misc]
        async def send(self, message: object, asking: Asking) -> str:
            await asking()
            await house.inbox("sms").delivery(message.id, Status.DELIVERED, None)  # type: ignore[attr-defined]
            return "provider-1"

    house.context.channels["sms"] = Eager()  # type: ignore[index]
    await house.write("hello", channel="sms")
    await house.work()
    (row,) = await house.outbox()
    assert (row.status, row.provider_reference) == ("delivered", "provider-1")
    assert await house.clock("delivery") == [("began", "reply"), ACCEPTED, DELIVERED]


async def test_a_receipt_for_a_message_that_we_never_sent_is_not_ours(house: House) -> None:
    assert await house.inbox("sms").delivery("0" * 32, Status.DELIVERED, None) is False
