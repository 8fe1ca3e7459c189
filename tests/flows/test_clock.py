"""The clock's rows are exactly those of docs/response-times.md, whatever officers do with a conversation."""

from __future__ import annotations

from bot.database.models import ClockRow
from tests.flows.conftest import House

BEGAN = ("began", "handoff")


async def test_a_persons_first_answer_is_credited_to_its_writer(house: House) -> None:
    sam, priya = await house.officer(), await house.officer("Priya Shah")
    await house.claimed(sam)
    await house.desk.release(1, sam)
    await house.desk.claim(1, priya)
    await house.desk.reply(1, priya, "Hello.", seen=99)
    assert await house.clock("first_human") == [
        BEGAN,
        ("moved", "released"),
        ("moved", "claimed"),
        ("ended", "answered"),
    ]
    last = [row for row in await house.rows(ClockRow) if row.kind == "first_human"][-1]
    assert (last.by, last.staff_id) == ("officer", priya.id)
    assert await house.clock("claim") == [BEGAN, ("ended", "claimed")], "the first claim only"


async def test_a_transfer_moves_the_same_interval(house: House) -> None:
    sam = await house.officer()
    await house.waits()
    await house.desk.transfer(1, sam, "housing")
    rows = [row for row in await house.rows(ClockRow) if row.kind == "first_human"]
    assert [(row.what, row.queue) for row in rows] == [("began", "waste"), ("moved", "housing")]
    assert rows[1].began_id == rows[0].id
    assert await house.clock("claim") == [BEGAN, ("moved", "transferred")]


async def test_holding_notes_and_automatic_messages_end_nothing(house: House) -> None:
    sam = await house.officer()
    await house.claimed(sam)
    await house.desk.note(1, sam, "Ask the depot.")
    assert await house.clock("first_human") == [BEGAN]


async def test_later_answers_are_intervals_of_their_own(house: House) -> None:
    sam = await house.officer()
    await house.claimed(sam)
    await house.desk.reply(1, sam, "Hello.", seen=99)
    await house.write("one more thing")
    await house.write("and another")
    await house.desk.reply(1, sam, "Yes.", seen=99)
    await house.desk.reply(1, sam, "And yes.", seen=99)
    assert await house.clock("first_human") == [BEGAN, ("ended", "answered")]
    assert await house.clock("next_human") == [("began", "message"), ("ended", "answered")]


async def test_a_message_before_the_first_answer_begins_nothing(house: House) -> None:
    await house.claimed(await house.officer())
    await house.write("hello?")
    assert await house.clock("next_human") == []


async def test_a_message_in_a_queue_after_an_answer_is_a_later_one(house: House) -> None:
    sam = await house.officer()
    await house.claimed(sam)
    await house.desk.reply(1, sam, "Hello.", seen=99)
    await house.desk.release(1, sam)
    await house.write("are you there?")
    assert await house.clock("first_human") == [BEGAN, ("ended", "answered")]
    assert await house.clock("next_human") == [("began", "message")]


async def test_no_reply_needed_is_counted_apart(house: House) -> None:
    sam = await house.officer()
    await house.claimed(sam)
    await house.desk.reply(1, sam, "Done.", seen=99)
    await house.write("thanks")
    await house.desk.no_reply_needed(1, sam)
    await house.desk.close(1, sam, "sorted")
    assert await house.clock("next_human") == [("began", "message"), ("ended", "closed_no_reply_needed")]


async def test_closing_on_an_open_question_is_not_an_answer(house: House) -> None:
    sam = await house.officer()
    await house.claimed(sam)
    await house.desk.close(1, sam, "sorted")
    assert await house.clock("first_human") == [BEGAN, ("ended", "closed_unanswered")]
    assert await house.clock("close") == [("began", "message"), ("ended", "closed")]


async def test_hand_back_ends_what_people_owed(house: House) -> None:
    sam = await house.officer()
    await house.claimed(sam)
    await house.desk.hand_back(1, sam)
    assert await house.clock("first_human") == [BEGAN, ("ended", "handed_back")]
    assert await house.clock("claim") == [BEGAN, ("ended", "claimed")]


async def test_each_handoff_is_timed(house: House) -> None:
    sam = await house.officer()
    await house.claimed(sam)
    await house.desk.reply(1, sam, "Hello.", seen=99)
    await house.desk.hand_back(1, sam)
    await house.waits()
    assert await house.clock("first_human") == [BEGAN, ("ended", "answered"), BEGAN]
    assert len({row.handoff_id for row in await house.rows(ClockRow) if row.kind == "first_human"}) == 2


async def test_an_officer_who_takes_over_from_the_assistant(house: House) -> None:
    await house.write("hello")
    await house.desk.take_over(1, await house.officer())
    assert await house.clock("assistant") == [("began", "message"), ("ended", "handed_off")]
    assert await house.clock("first_human") == [BEGAN]
    assert await house.clock("claim") == [BEGAN, ("ended", "claimed")]


async def test_language_and_channel_are_those_of_the_beginning(house: House) -> None:
    await house.write("bore da", channel="sms", language="cy")
    await house.work()
    rows = await house.rows(ClockRow)
    assert {(row.channel, row.language) for row in rows} == {("sms", "cy")}


async def test_every_end_and_move_points_at_its_beginning(house: House) -> None:
    sam = await house.officer()
    await house.claimed(sam)
    await house.desk.release(1, sam)
    await house.inbox().leave("ours", "ada")
    rows = {row.id: row for row in await house.rows(ClockRow)}
    for row in rows.values():
        began = rows[row.began_id] if row.began_id else row
        assert (began.what, began.kind) == ("began", row.kind) and row.at >= began.at
    ends = [row.began_id for row in rows.values() if row.what == "ended" and row.kind != "delivery"]
    assert len(ends) == len(set(ends))
