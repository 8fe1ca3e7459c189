"""Conversations close by themselves only when nothing is owed, and come back to their queue or begin afresh."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.database.models import Conversation, EventRow, Handoff
from connectors.messages import MessageRefused
from tests.fakes.assistant import message
from tests.flows.conftest import House

DAY = 24 * 3600


async def closed_by_an_officer(house: House) -> None:
    sam = await house.officer()
    await house.claimed(sam)
    await house.desk.reply(1, sam, "It will be collected today.", seen=99)
    await house.desk.close(1, sam, "sorted")


async def conversations(house: House) -> list[Conversation]:
    return sorted(await house.rows(Conversation), key=lambda row: row.id)


async def test_a_day_of_silence_closes_what_owes_nothing(house: House) -> None:
    await house.write("hello")
    await house.work()
    await house.later(DAY - 60)
    assert (await house.conversation()).state == "assistant"
    await house.later(120)
    conversation = await house.conversation()
    assert (conversation.state, conversation.close_reason) == ("closed", "silence")
    assert await house.clock("close") == [("began", "message"), ("ended", "closed")]


async def test_silence_closes_an_officers_conversation_that_owes_nothing(house: House) -> None:
    sam = await house.officer()
    await house.claimed(sam)
    await house.desk.reply(1, sam, "Done.", seen=99)
    await house.later(DAY + 60)
    assert (await house.conversation()).state == "closed"


async def test_silence_closes_one_in_a_queue_that_has_been_answered(house: House) -> None:
    sam = await house.officer()
    await house.claimed(sam)
    await house.desk.reply(1, sam, "Done.", seen=99)
    await house.desk.release(1, sam)
    await house.later(DAY + 60)
    assert (await house.conversation()).state == "closed"


async def test_nobody_who_waits_is_closed(house: House) -> None:
    sam = await house.officer()
    await house.waits("ada")
    await house.claimed(sam, "ben")
    house.rasa.mode = "down"
    await house.write("hello", who="cy")
    await house.later(8 * DAY)
    await house.later(8 * DAY)
    assert {row.state for row in await conversations(house)} == {"waiting", "officer"}


async def test_many_who_wait_do_not_hide_one_who_is_done(house: House) -> None:
    await house.write("hello", who="done")
    await house.work()
    for number in range(120):
        await house.write("a person, please", who=f"resident {number}")
    house.rasa.mode = "down"
    await house.later(DAY + 60)
    assert (await house.conversation()).state == "closed"


async def test_soon_after_an_officer_closed_it_goes_back_to_the_queue(house: House) -> None:
    await closed_by_an_officer(house)
    house.time = datetime(2026, 11, 30, 23, 0, tzinfo=UTC)  # the fifth working day after a Monday
    await house.write("It was not collected.")
    await house.work()
    (conversation,) = await conversations(house)
    assert (conversation.state, conversation.queue, conversation.spell) == ("waiting", "waste", 2)
    assert conversation.last_officer_id is not None, "whom the desk prefers"
    assert [(row.reason, row.topic) for row in await house.rows(Handoff)] == [("asked", "waste"), ("reopened", "waste")]
    assert await house.clock("first_human") == [
        ("began", "handoff"),
        ("ended", "answered"),
        ("began", "reopened"),
    ]
    assert await house.clock("close") == [("began", "message"), ("ended", "closed"), ("began", "reopened")]
    assert await house.clock("next_human") == []
    mine, told = (await house.texts())[-2:]
    assert mine == "It was not collected." and told.startswith("A person will answer you here")


async def test_later_it_begins_with_the_assistant_linked_and_numbers_go_on(house: House) -> None:
    await closed_by_an_officer(house)
    house.time = datetime(2026, 12, 1, 0, 30, tzinfo=UTC)
    await house.write("hello again")
    await house.work()
    old, new = await conversations(house)
    assert (old.state, new.state, new.previous_id) == ("closed", "assistant", old.id)
    numbers = [event.number for event in await house.seen_by()]
    assert numbers == sorted(set(numbers)) and max(numbers) > old.last_number
    assert house.rasa.asked[-1]["sender"] == "2.1"


async def test_what_the_assistant_settled_begins_afresh(house: House) -> None:
    await house.write("hello")
    await house.work()
    await house.inbox().leave("ours", "ada")
    await house.write("hello again")
    await house.work()
    assert [row.state for row in await conversations(house)] == ["closed", "assistant"]


async def test_what_an_officer_handed_back_was_settled_by_the_assistant(house: House) -> None:
    sam = await house.officer()
    await house.claimed(sam)
    await house.desk.hand_back(1, sam)
    await house.work()
    await house.inbox().leave("ours", "ada")
    await house.write("hello again")
    assert [row.state for row in await conversations(house)] == ["closed", "assistant"]


async def test_a_resident_who_leaves_while_waiting(house: House) -> None:
    await house.waits()
    await house.inbox().leave("ours", "ada")
    conversation = await house.conversation()
    assert (conversation.state, conversation.close_reason) == ("closed", "resident_left")
    assert await house.clock("first_human") == [("began", "handoff"), ("ended", "resident_left")]
    assert await house.clock("claim") == [("began", "handoff"), ("ended", "closed")]
    assert await house.clock("close") == [("began", "message"), ("ended", "closed")]


async def test_a_resident_who_leaves_before_the_assistant_has_answered(house: House) -> None:
    await house.write("hello")
    await house.inbox().leave("ours", "ada")
    await house.work()
    assert await house.clock("assistant") == [("began", "message"), ("ended", "closed")]
    assert house.rasa.asked == [], "nobody is there to be answered"
    assert house.rasa.read == ["hello"], "but it is read"


async def test_leaving_without_a_conversation_changes_nothing(house: House) -> None:
    await house.inbox().leave("ours", "ada")
    assert await conversations(house) == []


async def test_a_choice_of_a_conversation_that_comes_back_is_still_ours(house: House) -> None:
    house.rasa.answers["report"] = [message("Sure?", buttons=[{"title": "Yes", "payload": "/affirm"}])]
    await house.write("report")
    await house.work()
    choice = (await house.seen_by())[-1].choices[0].id
    await closed_by_an_officer(house)
    await house.write(choice=choice)
    assert (await house.conversation()).state == "waiting"
    assert "Yes" in await house.texts()


async def test_a_refused_choice_opens_and_reopens_nothing(house: House) -> None:
    await closed_by_an_officer(house)
    for who in ("ada", "ben"):
        with pytest.raises(MessageRefused):
            await house.write(choice="1.1", who=who)
    assert [row.state for row in await conversations(house)] == ["closed"]


async def shown(house: House, after: int = 0) -> list[str]:
    """What the resident's own pages show, and a transcript holds."""
    return [event.text or event.data["state"] for event in await house.inbox().history("ours", "ada", after)]


async def test_a_chat_that_the_resident_ended_can_be_read_by_staff_only(house: House) -> None:
    await house.write("my name is on the form", "ada")
    await house.work()
    await house.inbox().leave("ours", "ada")
    assert await shown(house) == ["closed"]
    assert any("my name is on the form" in event.text for event in await house.rows(EventRow))


async def test_a_new_chat_after_the_ended_one_shows_only_itself(house: House) -> None:
    await house.write("my name is on the form", "ada")
    await house.work()
    await house.inbox().leave("ours", "ada")
    await house.write("hello again", "ada")
    assert await shown(house) == ["closed", "hello again"]
    await house.inbox().leave("ours", "ada")
    await house.write("and again", "ada")
    assert await shown(house) == ["closed", "and again"]


async def test_a_conversation_that_was_reopened_after_the_resident_ended_it_keeps_its_past_hidden(house: House) -> None:
    sam = await house.officer()
    await house.claimed(sam)
    await house.desk.reply(1, sam, "It will be collected today.", seen=99)
    await house.inbox().leave("ours", "ada")
    await house.write("one more thing", "ada")
    assert "It will be collected today." not in await shown(house)
    assert "one more thing" in await shown(house)
