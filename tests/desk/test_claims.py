"""Who has a conversation: claiming, taking over, giving back."""

from __future__ import annotations

import asyncio

import pytest

from bot.database.models import StaffAudit
from bot.errors import AlreadyClaimed, Conflict, NotFound, Unusable
from bot.staff import Officer
from tests.desk.office import Office


async def test_a_claim_ends_the_claim_clock_and_tells_the_resident_who_joined(office: Office, sam: Officer) -> None:
    conversation = await office.waiting()
    await office.desk.claim(conversation, sam)
    row = await office.row(conversation)
    assert (row.state, row.officer_id, row.last_officer_id) == ("officer", sam.id, sam.id)
    assert await office.house.clock("claim") == [("began", "handoff"), ("ended", "claimed")]
    assert (await office.house.texts())[-1] == "Sam has joined and will answer you now."
    assert await office.house.clock("first_human") == [("began", "handoff")], "joining is not an answer"


async def test_fifty_claims_at_once_have_one_winner_whom_the_others_are_told(office: Office) -> None:
    conversation = await office.waiting()
    officers = [await office.hire(f"Officer{number} Test") for number in range(50)]
    results = await asyncio.gather(
        *(office.desk.claim(conversation, officer) for officer in officers), return_exceptions=True
    )
    winners = [officer for officer, result in zip(officers, results, strict=True) if result is None]
    assert len(winners) == 1
    told = [result.by for result in results if isinstance(result, AlreadyClaimed)]
    assert told == [winners[0].name] * 49
    joined = [text for text in await office.house.texts() if "has joined" in text]
    assert len(joined) == 1


async def test_claiming_ones_own_again_changes_nothing(office: Office, sam: Officer) -> None:
    conversation = await office.waiting()
    await office.desk.claim(conversation, sam)
    before = await office.row(conversation)
    await office.desk.claim(conversation, sam)
    after = await office.row(conversation)
    assert (after.version, after.last_number) == (before.version, before.last_number)


async def test_what_the_assistant_answers_is_taken_over_not_claimed(office: Office, sam: Officer) -> None:
    await office.house.write("hello")
    with pytest.raises(Conflict, match="Take it over"):
        await office.desk.claim(1, sam)
    version = (await office.row(1)).version
    await office.desk.take_over(1, sam)
    row = await office.row(1)
    assert (row.state, row.officer_id) == ("officer", sam.id)
    assert row.version > version
    assert await office.house.clock("assistant") == [("began", "message"), ("ended", "handed_off")]
    assert await office.house.clock("claim") == [("began", "handoff"), ("ended", "claimed")]
    assert [text for text in await office.house.texts() if "Most people" in text or "no figure" in text] == []


async def test_taking_over_what_a_colleague_has_names_the_colleague(
    office: Office, sam: Officer, priya: Officer
) -> None:
    await office.house.write("hello")
    await office.desk.take_over(1, priya)
    with pytest.raises(AlreadyClaimed, match="Priya Shah"):
        await office.desk.take_over(1, sam)


async def test_a_late_reply_of_the_assistant_is_dropped_after_a_take_over(office: Office, sam: Officer) -> None:
    await office.house.write("hello")
    await office.house.turns.start_due()
    await office.desk.take_over(1, sam)
    await office.house.turns.finish()
    assert [e.author for e in await office.house.seen_by() if e.author == "assistant"] == []


async def test_released_and_claimed_again_it_keeps_its_clock(office: Office, sam: Officer, priya: Officer) -> None:
    conversation = await office.waiting()
    await office.desk.claim(conversation, sam)
    await office.house.later(300)
    await office.desk.release(conversation, sam)
    assert (await office.row(conversation)).state == "waiting"
    await office.desk.claim(conversation, priya)
    assert await office.house.clock("first_human") == [
        ("began", "handoff"),
        ("moved", "released"),
        ("moved", "claimed"),
    ]
    [card] = (await office.desk.listing("mine", priya)).cards
    assert card.wait is not None
    assert card.wait.clock_seconds == 300


async def test_a_transfer_goes_to_the_other_queue_with_its_clock(office: Office, sam: Officer) -> None:
    conversation = await office.waiting()
    await office.desk.transfer(conversation, sam, "housing")
    row = await office.row(conversation)
    assert (row.state, row.queue) == ("waiting", "housing")
    assert await office.house.clock("first_human") == [("began", "handoff"), ("moved", "transferred")]
    with pytest.raises(Unusable):
        await office.desk.transfer(conversation, sam, "no_such_queue")


async def test_only_the_owner_or_a_supervisor_moves_what_an_officer_has(
    office: Office, sam: Officer, priya: Officer
) -> None:
    boss = await office.hire("Bo Lead", "supervisor")
    conversation = await office.waiting()
    await office.desk.claim(conversation, sam)
    for act in (office.desk.release(conversation, priya), office.desk.transfer(conversation, priya, "housing")):
        with pytest.raises(AlreadyClaimed, match="Sam Okafor"):
            await act
    await office.desk.release(conversation, boss)
    assert (await office.row(conversation)).state == "waiting"


async def test_there_is_no_such_conversation(office: Office, sam: Officer) -> None:
    for act in (office.desk.claim(99, sam), office.desk.reply(99, sam, "hi", seen=0), office.desk.thread(99)):
        with pytest.raises(NotFound):
            await act


async def test_what_officers_do_is_audited(office: Office, sam: Officer) -> None:
    conversation = await office.waiting()
    await office.desk.claim(conversation, sam)
    await office.desk.close(conversation, sam, "sorted")
    rows = await office.house.rows(StaffAudit)
    assert [(row.staff_id, row.action, row.target) for row in rows] == [
        (sam.id, "conversation.claim", str(conversation)),
        (sam.id, "conversation.close", str(conversation)),
    ]
