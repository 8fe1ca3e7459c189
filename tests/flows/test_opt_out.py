"""STOP is respected: nothing more is sent, what was owed ends as `resident_left`, and START takes it back."""

from __future__ import annotations

import pytest

from bot.database.models import ClockRow, InboundRow, OptOut
from connectors.messages import DeliveryDelayed, DeliveryFailed, Status
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


@pytest.mark.parametrize("learnt", ["message", "receipt", "error"])
async def test_it_follows_the_same_however_it_is_learnt(house: House, learnt: str) -> None:
    sam = await house.officer()
    await house.claimed(sam, channel="sms")
    await house.write("and my recycling?", channel="sms")
    house.phone.failures = [DeliveryFailed("Twilio 21610", opted_out=True)] if learnt == "error" else []
    house.phone.parts = 2
    await house.desk.reply(1, sam, "On Friday.", seen=99)
    await house.work()
    if learnt != "error":
        await house.write("are you there?", channel="sms")
        house.phone.failures = [DeliveryDelayed("busy", 60)]
        await house.desk.transfer(1, sam, "waste")
        await house.desk.claim(1, sam)
        await house.work()
    if learnt == "receipt":
        await house.inbox("sms").delivery((await house.outbox())[-1].id, Status.FAILED, "30004")
    if learnt != "error":
        await stop(house)
    conversation = await house.conversation()
    assert (conversation.state, conversation.close_reason) == ("closed", "opted_out")
    assert [row.address for row in await house.rows(OptOut)] == ["ada"]
    assert not {"queued", "sending"} & {row.status for row in await house.outbox()}
    assert [(row.todo == "dialogue", row.settled is None) for row in await house.rows(InboundRow)] == [
        (False, False) for _ in await house.rows(InboundRow)
    ]
    ends = {row.cause for row in await house.rows(ClockRow) if row.kind in ("first_human", "next_human")}
    assert "resident_left" in ends
    open_answers = [kind for kind, began in (await began_and_ended(house)).items() if began != 0]
    assert open_answers == []
    assert await house.desk.listing("waiting", sam) == await house.desk.listing("mine", sam), "nobody is kept waiting"


async def began_and_ended(house: House) -> dict[str, int]:
    """For each kind how many are open: begun, less ended, and undone ends taken back."""
    steps = {"began": 1, "ended": -1, "undone": 1, "moved": 0}
    found: dict[str, int] = {}
    for row in await house.rows(ClockRow):
        if row.kind != "delivery":
            found[row.kind] = found.get(row.kind, 0) + steps[row.what]
    return found


async def test_an_answer_that_shows_the_opt_out_was_none(house: House) -> None:
    sam = await house.officer()
    await house.claimed(sam, channel="sms")
    await house.work()
    house.time = house.time.replace(minute=5)
    house.phone.failures = [DeliveryFailed("Twilio 21610", opted_out=True)]
    await house.desk.reply(1, sam, "On Friday.", seen=99)
    await house.work()
    assert await house.clock("first_human") == [
        ("began", "handoff"),
        ("ended", "answered"),
        ("undone", "failed"),
        ("ended", "resident_left"),
    ]


@pytest.mark.parametrize("by", ["error", "receipt"])
async def test_an_answer_that_does_not_arrive_ends_nothing(house: House, by: str) -> None:
    sam = await house.officer()
    await house.claimed(sam, channel="sms")
    await house.write("and my recycling?", channel="sms")
    house.time = house.time.replace(minute=5)
    house.phone.failures = [DeliveryFailed("Twilio 30006: a landline")] if by == "error" else []
    await house.desk.reply(1, sam, "On Friday.", seen=99)
    await house.work()
    if by == "receipt":
        await house.inbox("sms").delivery((await house.outbox())[-1].id, Status.FAILED, "30006")
    assert (await house.clock("first_human"))[-1] == ("undone", "failed")
    assert [row.settled is None for row in await house.rows(InboundRow)] == [False, True]
    [card] = (await house.desk.listing("mine", sam)).cards
    assert card.wait is not None and card.wait.clock_seconds == 300
    await house.desk.hand_back(1, sam)
    await house.work()
    assert (await house.texts(channel="sms"))[-1] == "You said: and my recycling?"


async def test_an_assistants_answer_to_somebody_who_has_opted_out_was_none(house: House) -> None:
    await stop(house)
    await house.write("hello", channel="sms")
    await house.work()
    assert (await house.conversation()).close_reason == "opted_out"
    assert await house.clock("assistant") == [("began", "message"), ("ended", "closed")]


async def test_somebody_who_has_opted_out_waits_in_no_queue(house: House) -> None:
    sam = await house.officer()
    await house.claimed(sam, channel="sms")
    await house.desk.reply(1, sam, "Hello", seen=99)
    await stop(house)
    await house.write("it was not sorted", channel="sms")
    await house.waits(channel="sms")
    assert (await house.desk.listing("waiting", sam)).total == 0


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
