"""What a conversation is about, from one answer to the next. The engine reads short messages in its light."""

from __future__ import annotations

from collections.abc import Mapping

from bot.assistant import Answer
from bot.database.event_data import SubjectData
from language.intent_kinds import CONTROL
from language.taxonomy import Intent


def next_subject(before: SubjectData | None, answer: Answer, intents: Mapping[str, Intent]) -> SubjectData | None:
    """After an answer: the errand that was acted on, or of which they asked for a person, else the form that is open,
    else what it was before. Talk changes nothing. Once a report was made, it is `done` until something else comes."""
    read = answer.understanding
    done = any(reply.report for reply in answer.replies)
    acted_on = intents.get(read.raw.get("about") or read.errand or "")
    if acted_on is not None and acted_on.kind != CONTROL:
        return _subject(acted_on.name, read.subtopic, read.raw.get("facet"), done=done)
    if answer.open_errand in intents and (before is None or before.get("intent") != answer.open_errand):
        return _subject(answer.open_errand or "", None, None, done=False)
    if before is not None and done:
        return {**before, "done": True}
    return before


def _subject(intent: str, subtopic: str | None, facet: str | None, *, done: bool) -> SubjectData:
    found: SubjectData = {"intent": intent}
    if subtopic:
        found["subtopic"] = subtopic
    if facet:
        found["facet"] = facet
    if done:
        found["done"] = True
    return found
