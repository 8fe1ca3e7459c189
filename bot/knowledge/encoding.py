"""Has the vectors that are missing made by the engine, so that an import on a machine without the assistant's
environment is completed by itself, and all of them again when the engine's encoder is another one."""

from __future__ import annotations

import asyncio
from typing import ClassVar

import structlog
from sqlalchemy.orm import Session

from bot.assistant import Assistant, Encoded
from bot.assistant.client import EngineState
from bot.context import Context
from bot.errors import AssistantDown, AssistantFailed
from bot.knowledge.importing import Unread, keep_vectors, list_unread, use_encoder
from bot.knowledge.index import version
from bot.workers import Worker

AT_ONCE = 16
"""Passages of one request: a third of a second of the engine's, between two residents' messages."""
PAUSE_SECONDS = 0.2

log = structlog.get_logger()


class PassageVectors(Worker):
    """Looks whether pages or encoder have changed, and goes on until no vector is missing."""

    name: ClassVar[str] = "passage_vectors"
    interval_seconds: ClassVar[float] = 10.0

    def __init__(self, context: Context, assistant: Assistant) -> None:
        super().__init__(context.live, alone=context.database.is_sqlite)
        self._database, self._assistant = context.database, assistant
        self._complete: tuple[int, str] | None = None
        """The pages' version and the encoder of which every vector is there: nothing is looked for while they last."""

    async def look(self) -> bool:
        """Some of the missing vectors, where an engine can be asked."""
        if self._assistant.state != EngineState.READY:
            return False
        try:
            return await self._add()
        except (AssistantDown, AssistantFailed) as error:
            log.info("passages.not_encoded", reason=error.reason)
            return False

    async def _add(self) -> bool:
        encoder = (await self._assistant.vectors([])).encoder
        now = await self._database.read(version)
        if not now or self._complete == (now, encoder):
            return False
        await self._database.write(lambda session: use_encoder(session, encoder))
        unread = await self._database.read(lambda session: list_unread(session, AT_ONCE))
        if unread:
            await self._keep(unread, await self._assistant.vectors([one.words for one in unread]))
            await asyncio.sleep(PAUSE_SECONDS)
            return True
        self._complete = (await self._database.read(version), encoder)
        return False

    async def _keep(self, unread: list[Unread], found: Encoded) -> None:
        def step(session: Session) -> None:
            keep_vectors(session, zip(unread, found.vectors, strict=True), found.encoder)

        await self._database.write(step)
        log.info("passages.encoded", passages=len(unread))
