"""Keeps the words in use the same as in the database: what another replica saves is used here at once."""

from __future__ import annotations

import structlog
from sqlalchemy.orm import Session

from bot.answers import Edit
from bot.context import Context
from bot.live import ANSWERS
from bot.store import answer_edits
from bot.workers import Worker

log = structlog.get_logger()


class AnswersRefresher(Worker):
    """Takes over what another gateway saved. A look costs one small query, whatever the number of messages."""

    name = "answers"
    topic = ANSWERS

    def __init__(self, context: Context) -> None:
        super().__init__(context.live)
        self._context = context
        self._seen: tuple[int, int] | None = None

    def wait_seconds(self) -> float:
        """On SQLite nobody tells us what another program changed."""
        return self.interval_seconds if self._context.database.is_sqlite else self._context.live.reread_seconds()

    async def look(self) -> bool:
        """Take over what was saved since the last look."""
        seen = self._seen

        def step(session: Session) -> tuple[tuple[int, int], dict[str, Edit] | None]:
            mark = answer_edits.get_mark(session)
            return mark, None if mark == seen else read_edits(session)

        self._seen, changed = await self._context.database.read(step)
        if changed is not None:
            put_in_use(self._context, changed)
        return False


def load_edits(context: Context) -> None:
    """Take over everything, before the first message."""
    put_in_use(context, context.database.read_now(read_edits))


def read_edits(session: Session) -> dict[str, Edit]:
    """The edits that count, by answer."""
    return {row.key: row.wordings for row in answer_edits.list_latest(session)}


def put_in_use(context: Context, changed: dict[str, Edit]) -> None:
    """Put these words in use from the next message on."""
    for key in context.answers.use(changed):
        log.warning("answer.set_aside", answer=key)
