"""A resident's events have one line of numbers over all their conversations, whatever happens at once: a page resumes
after the last number it saw, and would never show what comes with a number that was there already."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from bot.assistant import Understanding
from bot.casework.georeport import RequestStatus
from bot.casework.resident_updates import keep_status
from bot.conversation import danger
from bot.database import Database
from bot.database.models import Conversation, EventRow, ServiceRequest
from bot.errors import Conflict
from bot.staff import Officer
from bot.store import conversations
from tests.fakes.assistant import message
from tests.flows.conftest import House
from tests.halfway import beside

GAS = Understanding("hand_over", "emergency_out_of_hours", 0.9, "emergencies", urgent=True, raw={})


@pytest.fixture
async def there(house: House, database_url: str) -> AsyncIterator[House]:
    """Another gateway on the same database."""
    other = House(Database(database_url))
    yield other
    await other.assistant.http.aclose()
    other.database.close()


async def closed_with_a_request(house: House, there: House) -> None:
    """Conversation 1: a report was filed with the assistant, and a day later it is over."""
    request = {"kind": "pothole", "topic": "roads", "intent": "pothole_report", "fields": {}}
    house.rasa.answers["a pothole"] = [message("Thank you.", custom={"service_request": request})]
    await house.write("a pothole")
    await house.work()
    await house.later(25 * 3600)
    assert (await house.conversation()).state == "closed"
    there.time = house.time


async def closed_by_an_officer(house: House, there: House) -> Officer:
    """Conversation 1: closed so long ago that a new message opens another."""
    sam = await house.officer()
    await house.claimed(sam)
    await house.desk.close(1, sam, "sorted")
    house.time += timedelta(days=60)
    there.time = house.time
    return sam


async def is_told(house: House) -> None:
    """The back office has closed the request, and the resident is told."""
    told = RequestStatus(id="1", closed=True, notes="Filled.", updated_at=None, description="")

    def step(session: Session) -> None:
        keep_status(session, house.context, session.get_one(ServiceRequest, 1), status=told)

    await house.database.write(step)


async def alarm(house: House) -> None:
    """Danger is read in a message of conversation 1, late."""

    def step(session: Session) -> None:
        danger.raise_alarm(session, house.context, conversations.lock(session, 1), understanding=GAS, at=house.time)

    await house.database.write(step)


async def check_numbers(house: House) -> None:
    """No number twice, and every later conversation counts on from the one before."""
    events = sorted(await house.rows(EventRow), key=lambda row: (row.conversation_id, row.number))
    assert [row.number for row in events] == list(range(1, len(events) + 1))
    for row in await house.rows(Conversation):
        assert row.last_number == max(event.number for event in events if event.conversation_id == row.id)


async def states(house: House) -> list[str]:
    return [row.state for row in sorted(await house.rows(Conversation), key=lambda row: row.id)]


async def test_news_of_a_request_beside_a_new_conversation(house: House, there: House) -> None:
    await closed_with_a_request(house, there)
    await beside(house.database.engine, lambda: house.write("hello again"), lambda: is_told(there))
    await check_numbers(house)
    assert "Filled." in (await house.texts())[-1]


async def test_a_new_conversation_beside_news_of_a_request(house: House, there: House) -> None:
    await closed_with_a_request(house, there)
    await beside(there.database.engine, lambda: is_told(there), lambda: house.write("hello again"))
    await check_numbers(house)
    assert (await house.texts())[-1] == "hello again" and await states(house) == ["closed", "assistant"]


async def test_two_first_messages_of_a_new_conversation(house: House, there: House) -> None:
    await closed_with_a_request(house, there)
    there.time = house.time
    write = there.write("and again", reference="another")
    await beside(house.database.engine, lambda: house.write("hello again"), lambda: write)
    await check_numbers(house)
    assert await states(house) == ["closed", "assistant"]


async def test_danger_read_late_beside_a_new_conversation(house: House, there: House) -> None:
    """The newest conversation takes the alarm: an older one that is opened again would count over numbers in use."""
    await closed_with_a_request(house, there)
    await beside(house.database.engine, lambda: house.write("hello again"), lambda: alarm(there))
    await check_numbers(house)
    assert await states(house) == ["closed", "waiting"]


async def test_danger_read_when_two_conversations_are_over(house: House, there: House) -> None:
    await closed_with_a_request(house, there)
    await house.write("hello again")
    await house.work()
    await house.later(25 * 3600)
    await alarm(house)
    await check_numbers(house)
    assert await states(house) == ["closed", "waiting"]


async def test_an_undone_close_beside_a_new_message(house: House, there: House) -> None:
    sam = await closed_by_an_officer(house, there)
    with pytest.raises(Conflict, match="since started a new conversation"):
        await beside(house.database.engine, lambda: house.write("hello again"), lambda: there.desk.reopen(1, sam))
    await check_numbers(house)
    assert await states(house) == ["closed", "assistant"]


async def test_a_new_message_beside_an_undone_close(house: House, there: House) -> None:
    """It goes to the officer who has the conversation again."""
    sam = await closed_by_an_officer(house, there)
    receipt_of = there.write("hello again", reference="another")
    await beside(house.database.engine, lambda: house.desk.reopen(1, sam), lambda: receipt_of)
    await check_numbers(house)
    (conversation,) = await house.rows(Conversation)
    assert (conversation.state, conversation.officer_id) == ("officer", sam.id)
