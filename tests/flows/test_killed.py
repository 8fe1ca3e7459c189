"""kill -9: nothing acknowledged is lost, nothing is sent twice, and what cannot be known is said to be unknown.

Real processes on loopback: the gateway is killed and started again on the same file, between a fake Twilio and a fake
assistant that go on living."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import select

from bot.database import Database
from bot.database.models import EventRow, InboundRow, OutboxRow
from tests.fakes.twilio import Accept, FakeTwilio, Hang, Limit, Sent
from tests.flows.gateway_process import GatewayProcess, town

KILLS = 10


def rows(gateway: GatewayProcess, table: Any) -> list[Any]:
    """What the database holds, read beside the gateway."""
    database = Database(gateway.database_url)
    try:
        return list(database.read_now(lambda session: session.scalars(select(table)).all()))
    finally:
        database.close()


async def until(happened: Callable[[], bool], seconds: float = 15.0) -> None:
    async with asyncio.timeout(seconds):
        while not happened():  # noqa: ASYNC110 - it happens in another process
            await asyncio.sleep(0.01)


def said(twilio: FakeTwilio) -> list[str]:
    return [message.body for message in twilio.messages if message.body.startswith("You said")]


async def test_killed_while_the_assistant_is_asked(tmp_path: Path) -> None:
    async with town(tmp_path) as (gateway, twilio, rasa):
        rasa.delay = 30
        assert (await twilio.text(gateway.client, gateway.webhook, "hello")).status_code == 200
        await until(lambda: bool(rasa.asked))
        await gateway.kill()
        rasa.delay = 0
        await gateway.start()
        await until(lambda: bool(twilio.messages))
        await gateway.idle()
        assert said(twilio) == ["You said: hello"]
        asked = [body["id"] for body in rasa.asked]  # once more after the pause in which more might have come by text
        assert asked in (["1.0"] * 2, ["1.0"] * 3), "the same question, which Rasa answers once"


async def test_killed_between_saving_a_reply_and_sending_it(tmp_path: Path) -> None:
    async with town(tmp_path) as (gateway, twilio, _):
        twilio.next.append(Limit(1))
        await twilio.text(gateway.client, gateway.webhook, "hello")
        await until(lambda: bool(twilio.requests))
        await until(lambda: [row.status for row in rows(gateway, OutboxRow)] == ["queued"])
        await gateway.kill()
        assert twilio.messages == []
        await gateway.start()
        await until(lambda: bool(twilio.messages))
        await gateway.idle()
        assert said(twilio) == ["You said: hello"]
        assert [row.status for row in rows(gateway, OutboxRow)] == ["sent"]


async def test_killed_while_the_providers_answer_is_outstanding(tmp_path: Path) -> None:
    async with town(tmp_path) as (gateway, twilio, _):
        twilio.next.append(Hang())
        await twilio.text(gateway.client, gateway.webhook, "hello")
        await until(lambda: bool(twilio.messages))
        await gateway.kill()
        await gateway.start()
        await until(lambda: [row.status for row in rows(gateway, OutboxRow)] == ["unknown"])
        await twilio.text(gateway.client, gateway.webhook, "are you there")
        await until(lambda: len(twilio.messages) == 2)
        await gateway.idle()
        assert said(twilio) == ["You said: hello", "You said: are you there"], "the first is not sent again"
        report = await twilio.report(gateway.client, twilio.messages[0], "delivered")
        assert report.status_code == 204
        assert [row.status for row in rows(gateway, OutboxRow)] == ["delivered", "sent"]


async def test_killed_before_the_webhook_was_answered(tmp_path: Path) -> None:
    async with town(tmp_path) as (gateway, twilio, _):
        await gateway.kill()
        posting = asyncio.create_task(posted(gateway, twilio, "hello", "+447700900001"))
        await gateway.start()
        await posting
        await twilio.text(gateway.client, gateway.webhook, "hello", "+447700900001")
        await until(lambda: bool(twilio.messages))
        await gateway.idle()
        assert len(rows(gateway, InboundRow)) == 1 and said(twilio) == ["You said: hello"]


async def posted(gateway: GatewayProcess, twilio: FakeTwilio, text: str, sender: str) -> None:
    """A provider that tries again until it is heard."""
    while True:
        try:
            answer = await twilio.text(gateway.client, gateway.webhook, text, sender)
            if answer.status_code == 200:
                return
            assert answer.status_code == 503, answer.text
        except httpx.HTTPError:
            pass
        await asyncio.sleep(0.05)


async def test_killed_again_and_again(tmp_path: Path) -> None:
    chance = random.Random(7)
    async with town(tmp_path) as (gateway, twilio, rasa):
        rasa.delay = 0.02
        writing = []
        for kill in range(KILLS):
            twilio.next.extend(Accept(chance.uniform(0, 0.15)) for _ in range(8))
            for sender in range(4):
                text = f"message {kill} of {sender}"
                writing.append(asyncio.create_task(posted(gateway, twilio, text, f"+44770090000{sender}")))
            await asyncio.sleep(chance.uniform(0, 0.4))
            await gateway.kill()
            await gateway.start()
        await asyncio.gather(*writing)
        await gateway.idle()
        check_nothing_lost(gateway)
        check_nothing_twice(gateway, twilio)
        await check_unknown_is_settled(gateway, twilio)


def check_nothing_lost(gateway: GatewayProcess) -> None:
    """Every acknowledged message has one row and one reply, and each reply came to an end."""
    inbound = rows(gateway, InboundRow)
    assert len(inbound) == len({row.reference for row in inbound}) == KILLS * 4
    assert all(row.todo is None for row in inbound)
    replies = Counter(e.text for e in rows(gateway, EventRow) if e.text.startswith("You said"))
    assert len(replies) == KILLS * 4 and set(replies.values()) == {1}
    assert {row.status for row in rows(gateway, OutboxRow)} <= {"sent", "delivered", "unknown"}


def check_nothing_twice(gateway: GatewayProcess, twilio: FakeTwilio) -> None:
    """No reply reached Twilio twice; every one that it has not got is known to be unknown; each resident's in order."""
    sent = Counter(outbox_id(message) for message in twilio.messages)
    assert set(sent.values()) == {1}
    outbox = {row.id: row for row in rows(gateway, OutboxRow)}
    assert {row.status for row in outbox.values() if row.id not in sent} <= {"unknown"}
    for address in {message.to for message in twilio.messages}:
        order = [outbox[outbox_id(m)].number for m in twilio.messages if m.to == address]
        assert order == sorted(order)


async def check_unknown_is_settled(gateway: GatewayProcess, twilio: FakeTwilio) -> None:
    """Twilio's reports settle what was unknown; what Twilio never had stays so, for staff to see."""
    for message in twilio.messages:
        await twilio.report(gateway.client, message, "delivered")
    left = {row.id for row in rows(gateway, OutboxRow) if row.status == "unknown"}
    assert left.isdisjoint(outbox_id(message) for message in twilio.messages)


def outbox_id(message: Sent) -> str:
    return message.callback.rsplit("/", 1)[1]
