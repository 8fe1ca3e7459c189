"""Sending: in order within a conversation, as the provider asks, to the end of each message, and never twice."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from bot import ownership
from bot.database.models import OutboxRow
from bot.errors import DatabaseBusy
from bot.outbox import Deliverer
from bot.outbox.taking import LEASE
from connectors.messages import Asking, DeliveryDelayed, DeliveryFailed, DeliveryUnknown, Outbound, Status
from tests.flows.conftest import FakeChannel, House


class SlowChannel(FakeChannel):
    """Hangs on whoever is named in `hangs` until it is let go."""

    def __init__(self, hangs: str) -> None:
        super().__init__()
        self.hangs, self.go, self.asked = hangs, asyncio.Event(), asyncio.Event()

    async def send(self, message: Outbound, asking: Asking) -> str:
        await asking()
        self.asked.set()
        if message.address == self.hangs:
            await self.go.wait()
        return await super().send(message, asking)


class PatientChannel(FakeChannel):
    """Waits before it asks, and again for the answer, as a test says."""

    def __init__(self) -> None:
        super().__init__()
        self.reached, self.go = asyncio.Event(), asyncio.Event()
        self.asked, self.answer = asyncio.Event(), asyncio.Event()

    async def send(self, message: Outbound, asking: Asking) -> str:
        self.reached.set()
        await self.go.wait()
        await asking()
        self.asked.set()
        await self.answer.wait()
        self.sent.append(message)
        return f"provider-{len(self.sent)}"


async def statuses(house: House) -> list[str]:
    return [row.status for row in await house.outbox()]


async def test_parts_go_out_in_order_one_after_the_other(house: House) -> None:
    house.phone.parts = 3
    await house.write("one", channel="sms")
    await house.write("two", channel="sms")
    await house.work()
    said = [f"You said: {text} ({part})" for text in ("one", "two") for part in range(3)]
    assert [message.text for message in house.phone.sent] == said
    assert await statuses(house) == ["sent"] * 6


async def test_a_delayed_part_holds_back_the_rest_of_its_conversation_and_nobody_else(house: House) -> None:
    house.phone.parts = 2
    house.phone.failures = [DeliveryDelayed("busy", 30)]
    await house.write("one", who="ada", channel="sms")
    await house.work()
    await house.write("hello", who="ben", channel="sms")
    await house.work()
    assert {message.address for message in house.phone.sent} == {"ben"}
    await house.later(29)
    assert await statuses(house) == ["queued", "queued", "sent", "sent"]
    await house.later(2)
    assert [message.text for message in house.phone.sent if message.address == "ada"] == [
        "You said: one (0)",
        "You said: one (1)",
    ]


async def test_a_provider_that_hangs_on_one_message_delays_nobody_else(house: House) -> None:
    slow = SlowChannel("ada")
    house.context.channels["sms"] = slow  # type: ignore[index]
    await house.write("hello", who="ada", channel="sms")
    await house.converse()
    await house.deliverer.start_due()
    await house.write("hello", who="ben", channel="sms")
    await house.converse()
    await house.deliverer.start_due()
    await asyncio.sleep(0.2)
    assert [message.address for message in slow.sent] == ["ben"]
    slow.go.set()
    await house.deliverer.finish()
    assert await statuses(house) == ["sent", "sent"]


async def test_it_waits_longer_each_time(house: House) -> None:
    house.phone.failures = [DeliveryDelayed("busy") for _ in range(20)]
    await house.write("hello", channel="sms")
    waits = []
    for _ in range(12):
        await house.work()
        (row,) = await house.outbox()
        assert row.next_attempt_at is not None
        waits.append((row.next_attempt_at - house.time).total_seconds())
        house.time = row.next_attempt_at
    assert 1 <= waits[0] <= 3 and 2 <= waits[1] <= 6 and 4 <= waits[2] <= 12
    assert all(450 <= wait <= 1350 for wait in waits[-2:]), "a quarter of an hour at the most, give or take"


@pytest.mark.parametrize(("asked", "waited"), [(0.5, 0.5), (77, 77), (999_999, 3600)])
async def test_the_provider_says_how_long(house: House, asked: float, waited: float) -> None:
    house.phone.failures = [DeliveryDelayed("busy", asked)]
    await house.write("hello", channel="sms")
    await house.work()
    (row,) = await house.outbox()
    assert row.next_attempt_at == house.time + timedelta(seconds=waited)


async def test_it_gives_up_after_a_day(house: House) -> None:
    house.phone.failures = [DeliveryDelayed("still busy", 3600) for _ in range(99)]
    await house.write("hello", channel="sms")
    await house.work()
    for _ in range(30):
        await house.later(3601)
    (row,) = await house.outbox()
    assert (row.status, row.error) == ("failed", "Given up after 24 hours: still busy")
    assert len(house.phone.failures) == 99 - 25
    assert await house.clock("delivery") == [("began", "reply"), ("ended", "failed")]


async def test_what_failed_is_not_tried_again_and_the_next_goes_out(house: House) -> None:
    house.phone.failures = [DeliveryFailed("no such number")]
    await house.write("one", channel="sms")
    await house.write("two", channel="sms")
    await house.work()
    await house.later(7200)
    assert await statuses(house) == ["failed", "sent"]
    assert (await house.outbox())[0].error == "no such number"


@pytest.mark.parametrize("failure", [DeliveryUnknown("timed out"), RuntimeError("a bug"), TimeoutError()])
async def test_what_may_have_gone_out_is_never_sent_again(house: House, failure: Exception) -> None:
    house.phone.failures = [failure]
    await house.write("hello", channel="sms")
    await house.work()
    await house.later(2 * 86400)
    assert await statuses(house) == ["unknown"]
    assert house.phone.sent == []
    assert await house.clock("delivery") == [("began", "reply"), ("ended", "unknown")]
    await house.inbox("sms").delivery((await house.outbox())[0].id, Status.DELIVERED, None)
    assert await statuses(house) == ["delivered"]
    assert (await house.clock("delivery"))[2:] == [("ended", "accepted"), ("ended", "delivered")]


async def test_what_a_dead_gateway_left_outstanding_is_unknown(house: House) -> None:
    await house.write("hello", channel="sms")
    await house.converse()

    def die(session: object) -> None:
        for row in session.query(OutboxRow):  # type: ignore[attr-defined]
            row.status, row.changed_at = "sending", house.time

    await house.database.write(die)
    await house.deliverer.recover(timedelta(seconds=120))
    assert await statuses(house) == ["sending"], "its gateway may yet live"
    house.time += timedelta(seconds=121)
    await house.deliverer.recover(timedelta(seconds=120))
    await house.work()
    assert await statuses(house) == ["unknown"] and house.phone.sent == []


async def test_a_row_says_that_it_goes_out_only_when_it_does(house: House) -> None:
    """While a connector waits (for a limit of its provider's, a token, a connection) nobody has been asked."""
    waiting = PatientChannel()
    house.context.channels["sms"] = waiting  # type: ignore[index]
    await house.write("hello", channel="sms")
    await house.converse()
    await house.deliverer.start_due()
    await waiting.reached.wait()
    assert await statuses(house) == ["queued"]
    assert await house.deliverer.start_due() == 0, "taken: nobody else sends it"
    waiting.go.set()
    await waiting.asked.wait()
    assert await statuses(house) == ["sending"]
    waiting.answer.set()
    await house.deliverer.finish()
    assert await statuses(house) == ["sent"]


async def test_what_a_dead_gateway_had_only_taken_is_queued_again_by_itself(house: House) -> None:
    """With its order, and without being counted as unknown. On SQLite there is no other gateway, so at its next start;
    on PostgreSQL the gateway may live, so when the lease ends."""
    dead = PatientChannel()
    house.context.channels["sms"] = dead  # type: ignore[index]
    await house.write("one", channel="sms")
    await house.write("two", channel="sms")
    await house.converse()
    await house.deliverer.start_due()
    await dead.reached.wait()  # and there it stays
    house.context.channels["sms"] = house.phone  # type: ignore[index]
    after = Deliverer(house.context, ownership.not_sent)
    running = asyncio.create_task(after.run())
    await asyncio.sleep(0.2)
    assert await statuses(house) == (["sent", "sent"] if house.database.is_sqlite else ["queued", "queued"])
    house.time += LEASE
    async with asyncio.timeout(5):
        while await statuses(house) != ["sent", "sent"]:  # noqa: ASYNC110 - it happens in another task
            await asyncio.sleep(0.05)
    assert [message.text for message in house.phone.sent] == ["You said: one", "You said: two"]
    running.cancel()
    dead.go.set()
    await house.deliverer.finish()
    assert not dead.asked.is_set(), "it woke up too late: the row is not its own any more"
    assert await statuses(house) == ["sent", "sent"]


async def test_what_was_asked_for_when_the_gateway_died_is_unknown(house: House) -> None:
    dead = PatientChannel()
    dead.go.set()
    house.context.channels["sms"] = dead  # type: ignore[index]
    await house.write("hello", channel="sms")
    await house.converse()
    await house.deliverer.start_due()
    await dead.asked.wait()
    house.time += timedelta(seconds=121)
    await Deliverer(house.context, ownership.not_sent).recover(timedelta(seconds=120))
    assert await statuses(house) == ["unknown"]
    dead.answer.set()
    await house.deliverer.finish()
    assert await statuses(house) == ["sent"], "it lived after all, and knows"


async def test_nothing_goes_out_to_somebody_who_opted_out_while_it_waited(house: House) -> None:
    waiting = PatientChannel()
    house.context.channels["sms"] = waiting  # type: ignore[index]
    await house.write("hello", channel="sms")
    await house.converse()
    await house.deliverer.start_due()
    await waiting.reached.wait()
    await house.inbox("sms").opt_out("ours", "ada", "STOP")
    waiting.go.set()
    await house.deliverer.finish()
    assert await statuses(house) == ["failed"] and not waiting.asked.is_set()


@pytest.mark.parametrize("fault", [DeliveryUnknown("timed out"), RuntimeError("a bug"), TimeoutError()])
async def test_what_was_never_asked_for_is_tried_again_whatever_went_wrong(house: House, fault: Exception) -> None:
    house.phone.waits = [fault]
    await house.write("hello", channel="sms")
    await house.work()
    assert await statuses(house) == ["queued"]
    await house.later(5)
    assert await statuses(house) == ["sent"]


async def test_nothing_goes_out_that_could_not_be_written_down(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """A database that fails just before the request: the message waits, and is not in doubt."""
    write, failures = house.database.write, [DatabaseBusy("busy")]

    async def away(step: Callable[[Session], object]) -> object:
        if failures and house.context.channels["sms"].reached.is_set():  # type: ignore[attr-defined]
            raise failures.pop()
        return await write(step)

    waiting = PatientChannel()
    waiting.go.set()
    waiting.answer.set()
    house.context.channels["sms"] = waiting  # type: ignore[index]
    await house.write("hello", channel="sms")
    await house.converse()
    monkeypatch.setattr(house.database, "write", away)
    await house.deliverer.start_due()
    await house.deliverer.finish()
    assert await statuses(house) == ["queued"] and waiting.sent == [] and failures == []
    await house.later(5)
    assert await statuses(house) == ["sent"]


async def test_a_delay_told_after_the_message_was_given_up_as_unknown_queues_it_again(house: House) -> None:
    slow = SlowChannel("ada")
    slow.failures = [DeliveryDelayed("busy", 1)]
    house.context.channels["sms"] = slow  # type: ignore[index]
    await house.write("hello", channel="sms")
    await house.converse()
    await house.deliverer.start_due()
    await slow.asked.wait()
    house.time += timedelta(seconds=1)
    await house.deliverer.recover(timedelta(0))
    assert await statuses(house) == ["unknown"]
    slow.go.set()
    await house.deliverer.finish()
    assert await statuses(house) == ["queued"]


async def test_a_channel_that_was_switched_off_fails_plainly(house: House) -> None:
    await house.write("hello", channel="sms")
    del house.context.channels["sms"]  # type: ignore[attr-defined]
    await house.work()
    assert [(row.status, row.error) for row in await house.outbox()] == [("failed", "This channel is switched off.")]


async def test_a_saved_reply_on_our_own_page_is_a_sent_one(house: House) -> None:
    await house.write("hello")
    await house.work()
    assert await statuses(house) == ["sent"]
    assert house.page.sent == []
    newest = (await house.seen_by())[-1].number
    await asyncio.gather(*(house.inbox().seen("ours", "ada", newest) for _ in range(5)))
    assert await statuses(house) == ["delivered"]
    assert await house.clock("delivery") == [("began", "reply"), ("ended", "accepted"), ("ended", "delivered")]
