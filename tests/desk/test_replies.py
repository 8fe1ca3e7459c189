"""What officers write to residents, and what may not go out."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.database.models import ClockRow, OutboxRow
from bot.errors import AlreadyClaimed, Conflict, StaleThread, Unusable
from bot.staff import Officer
from connectors.messages import MAX_TEXT
from tests.desk.office import Office


async def test_the_first_reply_ends_the_wait_and_is_credited_to_its_writer(office: Office, sam: Officer) -> None:
    conversation = await office.waiting()
    await office.desk.claim(conversation, sam)
    office.house.time += timedelta(minutes=4)
    number = await office.desk.reply(conversation, sam, "  Hello, I am looking into it.  ", seen=99)
    event = (await office.house.seen_by())[-1]
    assert (event.number, event.author, event.text) == (number, "officer", "Hello, I am looking into it.")
    assert event.data == {"officer": "Sam"}
    ended = [r for r in await office.house.rows(ClockRow) if r.kind == "first_human" and r.what == "ended"]
    assert [(row.cause, row.by, row.staff_id) for row in ended] == [("answered", "officer", sam.id)]


async def test_what_the_resident_writes_next_begins_a_wait_of_its_own(office: Office, sam: Officer) -> None:
    conversation = await office.waiting()
    await office.desk.claim(conversation, sam)
    await office.desk.reply(conversation, sam, "Hello", seen=99)
    await office.house.write("Are you there?")
    await office.house.write("Hello?")
    await office.desk.reply(conversation, sam, "Yes", seen=99)
    assert await office.house.clock("next_human") == [("began", "message"), ("ended", "answered")]


async def test_a_stale_reply_asks_first_and_goes_when_told_to(office: Office, sam: Officer) -> None:
    conversation = await office.waiting()
    await office.desk.claim(conversation, sam)
    seen = (await office.desk.thread(conversation)).seen
    newest = (await office.house.write("It is sorted, thank you")).number
    with pytest.raises(StaleThread) as stale:
        await office.desk.reply(conversation, sam, "I will send somebody", seen=seen)
    assert stale.value.number == newest
    assert "I will send somebody" not in await office.house.texts()
    await office.desk.reply(conversation, sam, "I will send somebody", seen=seen, anyway=True)
    assert "I will send somebody" in await office.house.texts()


async def test_nothing_is_closed_or_waved_through_that_was_not_read(office: Office, sam: Officer) -> None:
    conversation = await office.waiting()
    await office.desk.claim(conversation, sam)
    seen = (await office.desk.thread(conversation)).seen
    await office.house.write("Help, there is a fire")
    for act in (
        office.desk.close(conversation, sam, "sorted", seen=seen),
        office.desk.hand_back(conversation, sam, seen),
        office.desk.no_reply_needed(conversation, sam, seen),
    ):
        with pytest.raises(StaleThread):
            await act
    assert (await office.row(conversation)).state == "officer"


async def test_the_same_form_sent_twice_sends_one_message(office: Office, sam: Officer) -> None:
    conversation = await office.waiting()
    await office.desk.claim(conversation, sam)
    first = await office.desk.reply(conversation, sam, "Hello", seen=99, reference="form-1")
    again = await office.desk.reply(conversation, sam, "Hello", seen=99, reference="form-1")
    assert first == again
    assert (await office.house.texts()).count("Hello") == 1
    await office.desk.reply(conversation, sam, "Hello", seen=99, reference="form-2")
    assert (await office.house.texts()).count("Hello") == 2


@pytest.mark.parametrize("text", ["", "  \n ", "\x00\x07", "x" * (MAX_TEXT + 1)])
async def test_nothing_and_too_much_are_refused(office: Office, sam: Officer, text: str) -> None:
    conversation = await office.waiting()
    await office.desk.claim(conversation, sam)
    with pytest.raises(Unusable):
        await office.desk.reply(conversation, sam, text, seen=99)


async def test_text_that_a_database_cannot_hold_is_made_harmless(office: Office, sam: Officer) -> None:
    conversation = await office.waiting()
    await office.desk.claim(conversation, sam)
    await office.desk.reply(conversation, sam, "a\x00b\ud800c\r\nd \u202etxet", seen=99)
    assert (await office.house.texts())[-1] == "ab?c\nd \u202etxet"


async def test_only_the_owner_replies(office: Office, sam: Officer, priya: Officer) -> None:
    conversation = await office.waiting()
    with pytest.raises(Conflict, match="Claim"):
        await office.desk.reply(conversation, sam, "Hello", seen=99)
    await office.desk.claim(conversation, priya)
    with pytest.raises(AlreadyClaimed, match="Priya Shah"):
        await office.desk.reply(conversation, sam, "Hello", seen=99)
    boss = await office.hire("Bo Lead", "supervisor")
    with pytest.raises(AlreadyClaimed):
        await office.desk.reply(conversation, boss, "Hello", seen=99)


async def test_an_answer_that_cannot_go_out_does_not_count(office: Office, sam: Officer) -> None:
    conversation = await office.waiting("07700900123", channel="sms")
    await office.desk.claim(conversation, sam)

    def opt_out(session: object) -> None:
        from bot.database.models import OptOut
        from bot.outbox import record_opt_out

        wish = OptOut(channel="sms", account="ours", address="07700900123", word="STOP", at=office.at())
        record_opt_out(session, wish)  # type: ignore[arg-type]

    await office.house.database.write(opt_out)
    with pytest.raises(Conflict, match="opted out"):
        await office.desk.reply(conversation, sam, "Hello", seen=99)
    thread = await office.desk.thread(conversation)
    assert thread.opted_out
    assert thread.blocked
    assert ("ended", "answered") not in await office.house.clock("first_human")


async def test_a_note_is_for_colleagues_only_and_ends_no_wait(office: Office, sam: Officer, priya: Officer) -> None:
    conversation = await office.waiting()
    await office.desk.claim(conversation, sam)
    await office.desk.note(conversation, priya, "Known address, see last month")
    assert "Known address, see last month" not in await office.house.texts()
    thread = await office.desk.thread(conversation)
    assert [(e.name, e.text) for e in thread.entries if e.kind == "note"] == [
        ("Priya Shah", "Known address, see last month")
    ]
    assert await office.house.clock("first_human") == [("began", "handoff")]


async def test_no_reply_needed_is_counted_apart_and_keeps_the_conversation(office: Office, sam: Officer) -> None:
    conversation = await office.waiting()
    await office.desk.claim(conversation, sam)
    await office.desk.reply(conversation, sam, "Done", seen=99)
    seen = (await office.house.write("thanks")).number
    await office.desk.no_reply_needed(conversation, sam, seen)
    await office.desk.no_reply_needed(conversation, sam, seen)
    assert await office.house.clock("next_human") == [("began", "message"), ("ended", "closed_no_reply_needed")]
    assert (await office.row(conversation)).state == "officer"
    lines = [entry.line for entry in (await office.desk.thread(conversation)).entries if entry.line]
    assert lines.count("Sam Okafor marked it: no reply needed") == 1


async def test_a_reply_is_cut_for_its_channel_and_each_part_is_followed(office: Office, sam: Officer) -> None:
    office.house.phone.parts = 2
    conversation = await office.waiting("07700900123", channel="sms")
    await office.desk.claim(conversation, sam)
    number = await office.desk.reply(conversation, sam, "Hello", seen=99)
    rows = [row for row in await office.house.rows(OutboxRow) if row.number == number]
    assert [row.status for row in rows] == ["queued", "queued"]
    entry = (await office.desk.thread(conversation)).entries[-1]
    assert entry.delivery is not None
    assert (entry.delivery.status, entry.delivery.parts) == ("queued", 2)
