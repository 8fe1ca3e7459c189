"""Several gateways on one database: one row for each message, one open conversation, one line of numbers."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.assistant.client import EngineState
from bot.database import Database
from bot.database.models import Conversation, EventRow, InboundRow, Rejection
from bot.inbox import Rejections
from connectors.messages import Status
from tests.flows.conftest import House


@pytest.fixture
async def houses(house: House, database_url: str) -> AsyncIterator[tuple[House, House]]:
    """Two gateways."""
    other = House(Database(database_url))
    yield house, other
    await other.assistant.http.aclose()
    other.database.close()


async def test_a_hundred_repeats_over_two_gateways_are_one_row(houses: tuple[House, House]) -> None:
    receipts = await asyncio.gather(*(houses[n % 2].write("hello", reference="same") for n in range(100)))
    assert [receipt.new for receipt in receipts].count(True) == 1
    assert len({(receipt.conversation, receipt.number) for receipt in receipts}) == 1
    assert len(await houses[0].rows(InboundRow)) == len(await houses[0].rows(EventRow)) == 1


async def test_one_open_conversation_for_each_resident_and_numbers_without_a_gap(houses: tuple[House, House]) -> None:
    await asyncio.gather(
        *(houses[n % 2].write(f"message {n}", who=f"resident {n % 3}", reference=f"r{n}") for n in range(60))
    )
    rows = await houses[0].rows(Conversation)
    assert sorted(row.address for row in rows) == ["resident 0", "resident 1", "resident 2"]
    for row in rows:
        events = [event for event in await houses[0].rows(EventRow) if event.conversation_id == row.id]
        assert sorted(event.number for event in events) == list(range(1, 21))
        assert row.last_number == 20


async def test_one_comes_back_once_however_many_write_at_once(houses: tuple[House, House]) -> None:
    here, _ = houses
    sam = await here.officer()
    await here.claimed(sam)
    await here.desk.close(1, sam, "sorted")
    await asyncio.gather(*(houses[n % 2].write(f"message {n}", reference=f"again {n}") for n in range(20)))
    (conversation,) = await here.rows(Conversation)
    assert conversation.state == "waiting"
    assert (await here.clock("first_human")).count(("began", "reopened")) == 1
    assert (await here.clock("close")).count(("began", "reopened")) == 1


async def test_two_gateways_never_answer_the_same_message(houses: tuple[House, House]) -> None:
    here, there = houses
    there.rasa = here.rasa
    there.assistant.http = here.assistant.http
    for number in range(12):
        await here.write(f"message {number}", who=f"resident {number % 4}")
        here.pause()
    there.time = here.time
    for _ in range(30):
        await asyncio.gather(here.turns.start_due(), there.turns.start_due())
        await asyncio.gather(here.turns.finish(), there.turns.finish())
    asked = Counter((body["sender"], body["id"]) for body in here.rasa.asked)
    assert len(asked) == 12 and set(asked.values()) == {1}
    assert max(here.rasa.most_at_once.values()) == 1
    for number in range(4):
        replies = [text for text in await here.texts(f"resident {number}") if text.startswith("You said")]
        assert replies == [f"You said: message {n}" for n in range(number, 12, 4)]


async def test_two_gateways_never_send_the_same_message(houses: tuple[House, House]) -> None:
    here, there = houses
    for number in range(10):
        await here.write(f"message {number}", who=f"resident {number % 3}", channel="sms")
    await here.converse()
    for _ in range(20):
        await asyncio.gather(here.deliverer.start_due(), there.deliverer.start_due())
        await asyncio.gather(here.deliverer.finish(), there.deliverer.finish())
    sent = [message.id for message in (*here.phone.sent, *there.phone.sent)]
    assert len(sent) == len(set(sent)) == 10
    assert {row.status for row in await here.outbox()} == {"sent"}


async def test_two_patiences_hold_and_hand_over_once(houses: tuple[House, House]) -> None:
    here, there = houses
    here.rasa.mode = there.rasa.mode = "down"
    for each in houses:
        each.assistant.engines[0].state = EngineState.DOWN
    for number in range(10):
        await here.write("hello", who=f"resident {number}")
    for seconds in (11, 50):
        here.time = there.time = here.time + timedelta(seconds=seconds)
        await asyncio.gather(here.patience.look(), there.patience.look())
        await asyncio.gather(here.patience.look(), there.patience.look())
    for number in range(10):
        texts = await here.texts(f"resident {number}")
        assert len(texts) == 4, texts
    clock = [await here.clock("first_human", number) for number in range(1, 11)]
    assert clock == [[("began", "handoff")]] * 10


async def test_fifty_claims_at_once_have_one_winner(houses: tuple[House, House]) -> None:
    here, _ = houses
    officers = [await here.officer(f"Officer{n} X") for n in range(10)]
    await here.waits()
    claims = (houses[n % 2].desk.claim(1, officers[n % 10]) for n in range(50))
    outcomes = Counter(type(outcome).__name__ for outcome in await asyncio.gather(*claims, return_exceptions=True))
    assert outcomes["NoneType"] == 5 and outcomes["AlreadyClaimed"] == 45, "the winner's own repeats change nothing"
    assert await here.clock("claim") == [("began", "handoff"), ("ended", "claimed")]


async def test_a_claim_against_messages_and_replies_keeps_one_owner(houses: tuple[House, House]) -> None:
    here, there = houses
    sam = await here.officer()
    await here.waits()
    writes = (there.write(f"message {n}", reference=f"w{n}") for n in range(10))
    await asyncio.gather(there.desk.claim(1, sam), *writes)
    await there.work()
    conversation = await here.conversation()
    assert (conversation.state, conversation.officer_id) == ("officer", sam.id)
    assert not any(text.startswith("You said: message") for text in await here.texts())


async def test_counts_and_receipts_at_once(houses: tuple[House, House]) -> None:
    here, _ = houses
    await here.write("hello", channel="sms")
    await here.work()
    (row,) = await here.outbox()
    statuses = (Status.SENT, Status.DELIVERED)
    await asyncio.gather(*(houses[n % 2].inbox("sms").rejected("signature") for n in range(20)))
    await asyncio.gather(*(Rejections(house.context).look() for house in houses))
    await asyncio.gather(*(houses[n % 2].inbox("sms").delivery(row.id, statuses[n % 2], None) for n in range(20)))
    await asyncio.gather(*(houses[n % 2].inbox("sms").opt_out("ours", "ada", "STOP") for n in range(20)))
    assert [row.count for row in await here.rows(Rejection)] == [20]
    assert (await here.clock("delivery")).count(("ended", "delivered")) == 1
    assert (await here.clock("close")).count(("ended", "closed")) == 1
