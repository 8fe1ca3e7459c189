"""STOP is respected: nothing more is sent, what was owed ends as `resident_left`, and START takes it back."""

from __future__ import annotations

from bot.models import ClockRow, OptOut
from connectors.messages import DeliveryDelayed, DeliveryFailed
from tests.flows.conftest import House


async def stop(house: House) -> None:
    await house.inbox("sms").opt_out("ours", "ada", "STOP")


async def test_what_is_queued_is_never_sent(house: House) -> None:
    house.phone.failures = [DeliveryDelayed("busy", 60)]
    await house.write("hello", channel="sms")
    await house.work()
    assert [row.status for row in await house.outbox()] == ["queued"]
    await stop(house)
    await house.later(120)
    assert [row.status for row in await house.outbox()] == ["failed"]
    assert house.phone.sent == []
    assert await house.clock("delivery") == [("began", "reply"), ("ended", "failed")]


async def test_what_was_owed_ends_and_the_conversation_is_closed(house: House) -> None:
    await house.waits(channel="sms")
    await stop(house)
    conversation = await house.conversation()
    assert (conversation.state, conversation.close_reason) == ("closed", "opted_out")
    assert await house.clock("first_human") == [("began", "handoff"), ("ended", "resident_left")]
    (note,) = await house.events("note")
    assert "opted out" in note.text, "the desk sees it"


async def test_nothing_is_sent_to_somebody_who_writes_all_the_same(house: House) -> None:
    await stop(house)
    await house.write("hello", channel="sms")
    await house.work()
    assert house.phone.sent == []
    assert [(row.status, row.error) for row in await house.outbox()] == [
        ("failed", "The resident has opted out of messages here.")
    ]


async def test_an_opt_out_that_comes_while_a_reply_is_saved_is_still_respected(house: House) -> None:
    await house.write("hello", channel="sms")
    await house.converse()
    row = OptOut(channel="sms", account="ours", address="ada", word="STOP", at=house.time)
    await house.database.write(lambda session: session.add(row))
    await house.work()
    assert house.phone.sent == []
    assert [row.status for row in await house.outbox()] == ["failed"]


async def test_opting_in_again(house: House) -> None:
    await house.write("hello", channel="sms")
    await house.work()
    await stop(house)
    await stop(house)
    await house.inbox("sms").opt_in("ours", "ada", "START")
    await house.write("hello again", channel="sms")
    await house.work()
    assert [message.text for message in house.phone.sent] == ["You said: hello", "You said: hello again"]
    assert await house.rows(OptOut) == []


async def test_it_holds_for_one_address_on_one_channel(house: House) -> None:
    await stop(house)
    await house.write("hello", who="ben", channel="sms")
    await house.write("hello", who="ada", channel="webchat")
    await house.work()
    assert [message.address for message in house.phone.sent] == ["ben"]
    assert (await house.texts())[-1] == "You said: hello"


async def test_the_providers_own_list_counts_too(house: House) -> None:
    house.phone.parts = 3
    house.phone.failures = [DeliveryFailed("Twilio 21610", opted_out=True)]
    await house.write("hello", channel="sms")
    await house.work()
    assert house.phone.sent == []
    assert {row.status for row in await house.outbox()} == {"failed"}
    assert [row.word for row in await house.rows(OptOut)] == ["provider"]
    rows = [row for row in await house.rows(ClockRow) if row.kind == "delivery" and row.what == "ended"]
    assert {row.cause for row in rows} == {"failed"} and len(rows) == 3
