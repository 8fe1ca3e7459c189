"""Databases of earlier versions: their rows come along, and what could not be is put right."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.database import Database
from bot.database.models import Conversation, EventRow, Handoff, InboundRow
from bot.database.schema import MIGRATIONS, migrate

AT = datetime(2026, 11, 23, 10, tzinfo=UTC)
BARE = {
    "conversations": {
        "channel": "webchat", "account": "ours", "language": "en", "state": "assistant", "version": 1, "spell": 1,
        "last_number": 1, "urgent": False, "held_number": 0, "opened_at": AT, "active_at": AT,
    },
    "events": {"kind": "message", "author": "resident", "text": "", "choices": "[]", "data": "{}", "at": AT},
    "inbound": {"channel": "webchat", "account": "ours", "attempts": 0, "received_at": AT},
    "handoffs": {"reason": "asked", "at": AT},
    "clock": {"what": "began", "at": AT, "cause": "message", "by": "resident", "channel": "webchat", "language": "en"},
}  # fmt: skip


@pytest.fixture
def old(database: Database) -> Database:
    """The database as version 0009 had it."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with database.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0009")
    return database


def add(database: Database, table: str, **values: Any) -> None:
    row = BARE[table] | values
    names = ", ".join(row)
    marks = ", ".join(f":{name}" for name in row)
    database.write_now(lambda s: s.execute(text(f"INSERT INTO {table} ({names}) VALUES ({marks})"), row))  # noqa: S608


def conversation(database: Database, number: int, **values: Any) -> None:
    """A conversation with one message of a resident that nobody has answered."""
    add(database, "conversations", id=number, address=f"resident {number}", **values)
    add(database, "events", conversation_id=number, number=1)
    add(database, "inbound", id=number, conversation_id=number, number=1, reference=f"r{number}")


def row(database: Database, number: int) -> Conversation:
    return database.read_now(lambda session: session.get_one(Conversation, number))


def settled(database: Database) -> dict[int, int | None]:
    return database.read_now(lambda s: {row.id: row.settled for row in s.query(InboundRow)})


def test_who_waited_in_no_queue_waits_where_it_waited_last_or_for_the_contact_centre(old: Database) -> None:
    conversation(old, 1, state="waiting")
    conversation(old, 2, state="waiting")
    add(old, "handoffs", id=7, conversation_id=2, queue="waste")
    migrate(old)
    assert (row(old, 1).queue, row(old, 2).queue) == ("contact_centre", "waste")
    first, second = (old.read_now(lambda s, n=n: s.get_one(Handoff, row(old, n).handoff_id)) for n in (1, 2))
    assert (first.conversation_id, first.queue, second.id) == (1, "contact_centre", 7)


def test_what_could_not_be_is_put_right_and_no_row_is_lost(old: Database) -> None:
    conversation(old, 1, state="officer")
    conversation(old, 2, state="closed")
    conversation(old, 3, closed_at=AT)
    migrate(old)
    assert [row(old, n).state for n in (1, 2, 3)] == ["waiting", "closed", "assistant"]
    assert (row(old, 1).queue, row(old, 2).closed_at, row(old, 3).closed_at) == ("contact_centre", AT, None)
    assert old.read_now(lambda s: s.query(EventRow).count()) == 3


def test_what_is_owed_is_known_afterwards(old: Database) -> None:
    conversation(old, 1)  # the assistant has answered
    conversation(old, 2)
    conversation(old, 3, state="waiting", queue="waste")
    conversation(old, 4, state="waiting", queue="waste")  # a person has answered
    add(old, "events", conversation_id=4, number=2, author="officer")
    for number, kind in ((2, "assistant"), (3, "first_human")):
        add(old, "clock", conversation_id=number, kind=kind)
    old.write_now(lambda s: s.execute(text("UPDATE inbound SET todo = 'dialogue' WHERE id = 2")))
    migrate(old)
    assert settled(old) == {1: 1, 2: None, 3: None, 4: 1}


@pytest.mark.parametrize(
    "values",
    [
        {"state": "waiting"},
        {"state": "officer", "queue": "waste"},
        {"state": "closed"},
        {"state": "assistant", "closed_at": AT},
    ],
)
def test_the_database_refuses_what_cannot_be(database: Database, values: dict[str, Any]) -> None:
    def step(session: Session) -> None:
        more = {"channel": "webchat", "account": "ours", "address": "ada", "language": "en"}
        session.add(Conversation(opened_at=AT, active_at=AT, **more, **values))

    with pytest.raises(IntegrityError):
        database.write_now(step)
