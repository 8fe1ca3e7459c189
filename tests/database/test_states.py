"""The words of a closed set: plain text in the database, the same word again when it is read."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select, text

from bot.database.engine import Database
from bot.database.models import Base, Conversation
from bot.database.models.base import Words
from bot.database.states import State

SETS = [column for table in Base.metadata.sorted_tables for column in table.columns if isinstance(column.type, Words)]
AT = datetime(2026, 11, 27, 12, tzinfo=UTC)


def conversation(state: str) -> Conversation:
    values = {"channel": "webchat", "account": "1", "address": "1", "language": "en", "opened_at": AT, "active_at": AT}
    return Conversation(state=state, closed_at=AT if state == "closed" else None, **values)


@pytest.mark.parametrize("given", [State.CLOSED, "closed"])
def test_a_word_is_kept_as_plain_text_and_read_as_itself(database: Database, given: str) -> None:
    database.write_now(lambda session: session.add(conversation(given)))
    with database.engine.connect() as connection:
        assert connection.scalar(text("SELECT state FROM conversations WHERE state = 'closed'")) == "closed"
    found = database.read_now(lambda session: session.scalars(select(Conversation.state)).one())
    assert found is State.CLOSED


@pytest.mark.parametrize("asked", [State.CLOSED, "closed"])
def test_a_query_may_ask_with_the_word_or_its_text(database: Database, asked: State) -> None:
    database.write_now(lambda session: session.add(conversation("closed")))
    query = select(Conversation.id).where(Conversation.state == asked, Conversation.state.in_([asked]))
    assert len(database.read_now(lambda session: session.scalars(query).all())) == 1


@pytest.mark.parametrize("column", SETS, ids=str)
def test_every_word_fits_into_its_column(column: object) -> None:
    words = column.type  # type: ignore[attr-defined]
    assert max(map(len, words.kind)) <= words.length


def test_a_word_of_another_version_is_read_as_its_text(database: Database) -> None:
    database.write_now(lambda session: session.add(conversation("assistant")))
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE conversations SET machine = 'of_next_year'"))
    assert database.read_now(lambda session: session.scalars(select(Conversation.machine)).one()) == "of_next_year"
