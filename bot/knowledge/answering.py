"""Answers a message by a quotation from the council's pages, from an index that is kept in memory."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import structlog

from bot.assistant import Assistant
from bot.database import Database
from bot.errors import AssistantDown, AssistantFailed
from bot.knowledge.index import Index, read_index, vector_of, version
from bot.knowledge.quoting import LONGEST as LONGEST_QUOTATION
from bot.knowledge.quoting import SURE, Quotation, quotation, sections_to_compare
from bot.knowledge.retrieval import LONGEST, MOST_UTTERANCES, Utterance

LONGEST_SECONDS = 2.0
"""A resident waits for this: what takes longer is no answer."""
REMEMBERED_SENSES = 4_000
"""Of texts, above all of sections, which are compared again and again: 1.5 kB each."""
IDLE_FOR_EACH_BUSY = 20
"""Pages change one after another while they are imported and encoded: reading them takes 5% of the time at most."""

log = structlog.get_logger()


@dataclass(frozen=True)
class Searched:
    """Whether there are pages and they could be searched, and what is quoted, where we are sure."""

    done: bool
    quotation: Quotation | None


class Quotations:
    """Quotes the council's pages. It holds all passages in memory, and what the engine said of texts."""

    def __init__(self, database: Database, assistant: Assistant, clock: Callable[[], float] = time.monotonic) -> None:
        self._database, self._assistant, self._clock = database, assistant, clock
        self._index: Index | None = None
        self._may_read_at = float("-inf")
        self._reading = asyncio.Lock()
        self._senses: OrderedDict[str, np.ndarray] = OrderedDict()
        self._encoder = ""

    async def search(
        self,
        messages: Sequence[str],
        subject: str | None = None,
        *,
        conversation: int = 0,
        longest: int = LONGEST_QUOTATION,
    ) -> Searched:
        """What the pages say to the last of a resident's messages, which are about `subject` if that is known."""
        try:
            async with asyncio.timeout(LONGEST_SECONDS):
                found = await self._find(_said(messages, subject), conversation, longest)
        except (AssistantDown, AssistantFailed, TimeoutError) as error:
            log.warning("pages.not_searched", conversation=conversation, error=type(error).__name__)
            found = None
        return Searched(found is not None, found if found and found.confidence >= SURE else None)

    async def _find(
        self, said: Sequence[tuple[str, bool]], conversation: int, longest: int = LONGEST_QUOTATION
    ) -> Quotation | None:
        """Whatever fits best. Vectors of two encoders are never compared."""
        index = await self._index_now()
        if not index.passages or not said:
            return None
        if index.encoder != self._encoder:
            self._senses.clear()
        senses = await self._senses_of([words for words, _ in said], conversation)
        if index.encoder != self._encoder:
            return None  # the pages are being encoded anew
        utterances = [Utterance(words, by_resident, senses[words]) for words, by_resident in said]
        sections = await asyncio.to_thread(sections_to_compare, index, utterances)
        senses = await self._senses_of([section.words for section in sections], conversation)
        return quotation(sections, senses, utterances, longest=longest)

    async def _index_now(self) -> Index:
        """The index, read anew where the pages have changed; what was read lately may be behind for a moment."""
        now = await self._database.read(version)
        async with self._reading:
            if self._index is None or (self._index.version != now and self._clock() >= self._may_read_at):
                began = self._clock()
                self._index = await self._database.read(read_index)
                ended = self._clock()
                self._may_read_at = ended + IDLE_FOR_EACH_BUSY * (ended - began)
        return self._index

    async def _senses_of(self, texts: Sequence[str], conversation: int) -> dict[str, np.ndarray]:
        """Each text's sense; the engine is asked for those that are not remembered."""
        found = {text: self._senses[text] for text in texts if text in self._senses}
        if new := [text for text in dict.fromkeys(texts) if text not in found]:
            encoded = await self._assistant.vectors(new, conversation)
            if encoded.encoder != self._encoder:
                self._senses.clear()
                self._encoder = encoded.encoder
            found |= zip(new, map(vector_of, encoded.vectors), strict=True)
        for text, sense in found.items():
            self._senses[text] = sense
            self._senses.move_to_end(text)
        while len(self._senses) > REMEMBERED_SENSES:
            self._senses.popitem(last=False)
        return found


def _said(messages: Sequence[str], subject: str | None) -> list[tuple[str, bool]]:
    """The conversation as it is searched with: the subject stands before the last message, as words of ours."""
    said = [(words[:LONGEST], True) for words in messages[-MOST_UTTERANCES:] if words.strip()]
    return [*said[:-1], (subject, False), *said[-1:]] if subject and said else said
