"""Every message of a resident is answered, handed over or marked by a person: whoever has the conversation owes it."""

from __future__ import annotations

from datetime import timedelta

from bot.database.models import ClockRow, Conversation, Handoff, InboundRow
from bot.response_log.intervals import intervals
from bot.response_log.periods import last_days
from bot.staff import Officer
from tests.fakes.assistant import message
from tests.flows.conftest import House

DAY = 24 * 3600


async def owed(house: House) -> list[int]:
    return sorted(row.number for row in await house.rows(InboundRow) if row.settled is None)


async def open_kinds(house: House) -> list[str]:
    rows = await house.rows(ClockRow)
    last = {row.began_id: row.what for row in sorted(rows, key=lambda row: row.id) if row.what in ("ended", "undone")}
    return sorted(
        row.kind
        for row in rows
        if row.what == "began" and row.kind not in ("delivery", "close") and last.get(row.id) != "ended"
    )


async def handed_over_with_another_question(house: House) -> Officer:
    """The resident asks for a person and then for her bin day: the assistant hands over before it reads that."""
    handoff = {"reason": "asked", "topic": "waste", "intent": "speak_to_person"}
    house.rasa.answers["a person, please"] = [message("I will pass you on.", custom={"handoff": handoff})]
    await house.write("a person, please")
    house.pause()
    await house.write("when is my bin day?")
    await house.work()
    sam = await house.officer()
    await house.desk.claim(1, sam)
    return sam


async def test_what_a_handoff_overtook_is_answered_after_a_hand_back(house: House) -> None:
    sam = await handed_over_with_another_question(house)
    await house.desk.hand_back(1, sam)
    assert await open_kinds(house) == ["assistant"]
    await house.work()
    assert (await house.texts())[-1] == "You said: when is my bin day?"
    assert [body["text"] for body in house.rasa.asked].count("a person, please") == 1, "that was handed over"
    assert (await owed(house), await open_kinds(house)) == ([], [])


async def test_what_a_handoff_overtook_keeps_silence_from_closing(house: House) -> None:
    sam = await handed_over_with_another_question(house)
    house.rasa.mode = "down"
    await house.desk.hand_back(1, sam)
    await house.later(2 * DAY)
    assert (await house.conversation()).state == "waiting"
    assert len(await owed(house)) == 1


async def test_what_an_officer_answered_or_marked_goes_to_nobody(house: House) -> None:
    sam = await handed_over_with_another_question(house)
    await house.desk.no_reply_needed(1, sam)
    await house.write("and my recycling?")
    await house.desk.reply(1, sam, "On Friday.", seen=99)
    await house.desk.hand_back(1, sam)
    asked = len(house.rasa.asked)
    await house.work()
    assert (len(house.rasa.asked), await owed(house), await open_kinds(house)) == (asked, [], [])


async def test_the_assistant_owes_until_the_last_message_is_answered(house: House) -> None:
    await house.write("one")
    house.pause()
    await house.write("two")
    await house.turns.start_due()
    await house.turns.finish()
    assert (await owed(house), await open_kinds(house)) == ([2], ["assistant"])
    house.time += timedelta(seconds=5)
    await house.work()
    assert await house.clock("assistant") == [("began", "message"), ("ended", "answered")]


async def test_through_two_handoffs_and_an_outage_nothing_is_forgotten(house: House) -> None:
    sam = await handed_over_with_another_question(house)
    house.rasa.mode = "down"
    await house.desk.hand_back(1, sam)
    await house.write("hello?")
    await house.later(61)
    assert (await house.conversation()).state == "waiting"
    await house.desk.claim(1, sam)
    house.rasa.mode = "ready"
    await house.desk.hand_back(1, sam)
    await house.work()
    assert [text for text in await house.texts() if text.startswith("You said")] == [
        "You said: when is my bin day?",
        "You said: hello?",
    ]


async def test_what_no_person_had_is_taken_over_and_can_be_released(house: House) -> None:
    await house.write("hello")
    await house.work()
    await house.later(DAY + 60)
    sam = await house.officer()
    await house.desk.reopen(1, sam)
    await house.desk.release(1, sam)
    row = await house.conversation()
    (handoff,) = await house.rows(Handoff)
    assert (row.state, row.queue, row.handoff_id) == ("waiting", "contact_centre", handoff.id)
    assert (handoff.reason, handoff.ended_at) == ("taken_over", None)
    assert [card.id for card in (await house.desk.listing("waiting", sam)).cards] == [1]
    assert await open_kinds(house) == ["first_human"]


LINKS = ("urgent", "handoff_id", "queue", "officer_id", "last_officer_id", "closed_at", "close_reason")


async def links(house: House) -> dict[str, object]:
    """Everything of a conversation that a close could change."""
    row: Conversation = await house.conversation()
    (handoff,) = await house.rows(Handoff)
    return {name: getattr(row, name) for name in LINKS} | {
        "ended": handoff.ended_at,
        "owed": await owed(house),
        "open": await open_kinds(house),
        "first": (await house.clock("first_human"))[0],
    }


async def ended(house: House) -> list[tuple[str, float, str | None]]:
    """What counts: each ended interval that people were waiting in, with its length."""
    period = last_days(house.council.zone, house.time, 3)
    found = await house.database.read(lambda session: list(intervals(session, period)))
    return sorted(
        (each.measure, (each.ended - each.began).total_seconds(), each.cause)
        for each in found
        if each.ended is not None and each.measure not in ("delivery", "delivered")
    )


async def test_an_undone_close_leaves_everything_as_if_it_had_not_been(house: House) -> None:
    sam = await handed_over_with_another_question(house)
    await house.write("are you there?")
    before = await links(house)
    house.time += timedelta(minutes=5)
    await house.desk.close(1, sam, "sorted")
    house.time += timedelta(minutes=5)
    await house.desk.reopen(1, sam)
    assert await links(house) == before
    await house.desk.reply(1, sam, "Yes.", seen=99)
    await house.desk.close(1, sam, "sorted")
    counted = [each for each in await ended(house) if each[0] in ("first_human", "next_human", "close")]
    assert counted == [("close", 631.0, "closed"), ("first_human", 600.0, "answered")]


async def test_a_colleague_who_undoes_a_close_has_it_with_the_same_wait(house: House) -> None:
    sam = await handed_over_with_another_question(house)
    priya = await house.officer("Priya Shah")
    await house.desk.close(1, sam, "sorted")
    await house.desk.reopen(1, priya)
    row = await house.conversation()
    assert (row.state, row.officer_id) == ("officer", priya.id)
    assert await house.clock("first_human") == [
        ("began", "handoff"),
        ("ended", "closed_unanswered"),
        ("undone", "reopened"),
        ("moved", "released"),
        ("moved", "claimed"),
    ]


async def test_who_left_a_queue_is_back_in_their_place_when_that_is_undone(house: House) -> None:
    first, sam = await house.waits("ada"), await house.officer()
    house.time += timedelta(minutes=1)
    second = await house.waits("ben")
    await house.inbox().leave("ours", "ada")
    await house.desk.reopen(first, sam)
    await house.desk.release(first, sam)
    standing = {who: (await house.inbox().standing("ours", who)).waiting for who in ("ada", "ben")}
    assert {who: waiting.position for who, waiting in standing.items() if waiting} == {"ada": 1, "ben": 2}
    assert await house.clock("claim", first) == [
        ("began", "handoff"),
        ("ended", "closed"),
        ("undone", "reopened"),
        ("ended", "claimed"),
    ]
    assert (await house.conversation(second)).state == "waiting"
