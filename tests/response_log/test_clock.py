"""The clock's queries find their rows by the right index, however long the log is."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from bot.database import Database
from bot.response_log.clock import OPEN


@pytest.mark.parametrize("kinds", [["first_human"], ["first_human", "claim", "close"]])
def test_sqlite_seeks_open_intervals_in_their_conversation(sqlite_template: Path, kinds: list[str]) -> None:
    database = Database(f"sqlite:///{sqlite_template}")
    query = OPEN.params(conversation=5, kinds=kinds)
    asked = query.compile(database.engine, compile_kwargs={"literal_binds": True})
    plan = database.read_now(lambda session: session.execute(text(f"EXPLAIN QUERY PLAN {asked}")).all())
    database.close()
    assert "clock_by_conversation (conversation_id=?" in plan[0][3]
