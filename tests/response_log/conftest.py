"""A log to write into: conversations and clock rows in a real database, a council with known hours."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.council import Council
from bot.database import Database
from tests.council_files import write_council
from tests.response_log.log import Log


@pytest.fixture
def council(tmp_path: Path) -> Council:
    """Open on weekdays 08:30-12:30 and 13:30-17:00; the tax queue on Tuesdays 10:00-12:00."""
    return write_council(tmp_path)


@pytest.fixture
def log(database: Database) -> Log:
    """An empty database, and the hand that writes into it."""
    return Log(database)


@pytest.fixture
def tuesday() -> datetime:
    """Tuesday 10 March 2026, ten o'clock in London: winter time, everything open."""
    return datetime(2026, 3, 10, 10, tzinfo=UTC)
