"""Handing back to the assistant, closing, and undoing a close."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.database.models import InboundRow
from bot.errors import AlreadyClaimed, Conflict, Unusable
from bot.staff import Officer
from tests.desk.office import Office


async def claimed(office: Office, sam: Officer, answered: bool = True) -> int:
    conversation = await office.waiting()
    await office.house.work()
    await office.desk.claim(conversation, sam)
    if answered:
        await office.desk.reply(conversation, sam, "Hello", seen=99)
    return conversation


async def test_handed_back_the_assistant_keeps_quiet_about_what_was_answered(office: Office, sam: Officer) -> None:
    conversation = await claimed(office, sam)
    before = await office.row(conversation)
    await office.desk.hand_back(conversation, sam)
    await office.house.work()
    row = await office.row(conversation)
    assert (row.state, row.officer_id, row.spell) == ("assistant", None, before.spell + 1)
    assert (await office.house.texts())[-1] == "The assistant is answering again. Say if you need a person."
    assert [r.todo for r in await office.house.rows(InboundRow)] == [None]


async def test_handed_back_the_assistant_answers_what_no_person_did(office: Office, sam: Officer) -> None:
    conversation = await claimed(office, sam)
    await office.house.write("and when is my bin day?")
    await office.desk.hand_back(conversation, sam)
    assert await office.house.clock("next_human") == [("began", "message"), ("ended", "handed_back")]
    assert (await office.house.clock("assistant"))[-1] == ("began", "handed_back")
    await office.house.work()
    assert [e.author for e in await office.house.seen_by()][-1] == "assistant"
    assert (await office.house.clock("assistant"))[-1] == ("ended", "answered")


async def test_after_a_hand_back_the_assistant_answers_the_next_message(office: Office, sam: Officer) -> None:
    conversation = await claimed(office, sam)
    await office.desk.hand_back(conversation, sam)
    await office.house.write("hello again")
    await office.house.work()
    assert [e.author for e in await office.house.seen_by()][-1] == "assistant"


async def test_closed_after_an_answer(office: Office, sam: Officer) -> None:
    conversation = await claimed(office, sam)
    await office.desk.close(conversation, sam, "sorted")
    row = await office.row(conversation)
    assert (row.state, row.close_reason, row.officer_id) == ("closed", "sorted", None)
    assert "Sam closed this conversation" in (await office.house.texts())[-1]
    assert await office.house.clock("first_human") == [("began", "handoff"), ("ended", "answered")]
    assert (await office.house.clock("close"))[-1] == ("ended", "closed")


async def test_closed_with_an_answer_owed_says_so_in_the_clock(office: Office, sam: Officer) -> None:
    conversation = await claimed(office, sam, answered=False)
    await office.desk.close(conversation, sam, "other", details="moved to a call")
    assert await office.house.clock("first_human") == [("began", "handoff"), ("ended", "closed_unanswered")]
    assert (await office.row(conversation)).close_reason == "other: moved to a call"


@pytest.mark.parametrize(("reason", "details"), [("", ""), ("made_up", ""), ("other", "  "), ("sorted", "x" * 301)])
async def test_a_close_needs_a_reason(office: Office, sam: Officer, reason: str, details: str) -> None:
    conversation = await claimed(office, sam)
    with pytest.raises(Unusable):
        await office.desk.close(conversation, sam, reason, details=details)


async def test_only_its_owner_or_a_supervisor_closes(office: Office, sam: Officer, priya: Officer) -> None:
    conversation = await claimed(office, sam)
    with pytest.raises(AlreadyClaimed):
        await office.desk.close(conversation, priya, "sorted")
    other = await office.waiting("bob")
    with pytest.raises(Conflict, match="Claim"):
        await office.desk.close(other, priya, "sorted")


async def test_a_close_can_be_undone_and_the_wait_goes_on_from_where_it_began(office: Office, sam: Officer) -> None:
    conversation = await claimed(office, sam, answered=False)
    office.house.time += timedelta(minutes=5)
    await office.desk.close(conversation, sam, "sorted")
    await office.desk.reopen(conversation, sam)
    row = await office.row(conversation)
    assert (row.state, row.officer_id, row.closed_at, row.close_reason) == ("officer", sam.id, None, None)
    [card] = (await office.desk.listing("mine", sam)).cards
    assert card.wait is not None
    assert (card.wait.kind, card.wait.clock_seconds) == ("first_human", 300)
    await office.desk.reply(conversation, sam, "Sorry, I closed this by mistake", seen=99)
    assert (await office.house.clock("first_human"))[-1] == ("ended", "answered")


async def test_a_close_of_something_answered_is_undone_without_a_new_wait(office: Office, sam: Officer) -> None:
    conversation = await claimed(office, sam)
    await office.desk.close(conversation, sam, "sorted")
    await office.desk.reopen(conversation, sam)
    [card] = (await office.desk.listing("mine", sam)).cards
    assert card.wait is None
    assert (await office.house.clock("close"))[-1] == ("undone", "reopened")


async def test_what_is_open_or_has_a_successor_is_not_reopened(office: Office, sam: Officer) -> None:
    conversation = await claimed(office, sam)
    with pytest.raises(Conflict, match="already open"):
        await office.desk.reopen(conversation, sam)
    await office.desk.close(conversation, sam, "sorted")
    office.house.time += timedelta(days=30)
    await office.house.write("something new")
    with pytest.raises(Conflict, match="new conversation"):
        await office.desk.reopen(conversation, sam)
    assert not (await office.desk.thread(conversation)).can_reopen


async def test_nothing_is_written_into_a_closed_conversation(office: Office, sam: Officer) -> None:
    conversation = await claimed(office, sam)
    await office.desk.close(conversation, sam, "sorted")
    for act in (
        office.desk.reply(conversation, sam, "Hello", seen=99),
        office.desk.note(conversation, sam, "Hello"),
        office.desk.claim(conversation, sam),
        office.desk.release(conversation, sam),
        office.desk.transfer(conversation, sam, "housing"),
        office.desk.take_over(conversation, sam),
    ):
        with pytest.raises(Conflict, match="closed"):
            await act
