"""What a conversation is about, from one answer to the next. The engine reads short messages in its light."""

from __future__ import annotations

from collections.abc import Mapping

from bot.assistant import Answer
from bot.database.event_data import SubjectData
from language.intent_kinds import CONTROL, SIGNPOST
from language.taxonomy import Intent

CHOICE = "utter_did_you_mean"
SURE_OF_OTHERS = 0.8
"""Confidence below which somebody else's service does not become what a conversation about ours is about."""


def next_subject(before: SubjectData | None, answer: Answer, intents: Mapping[str, Intent]) -> SubjectData | None:
    """After an answer: the errand that was acted on, or of which they asked for a person, else the form that is open or
    what we offered to choose from, else what it was before. Talk changes nothing. Once a report was made, it is `done`
    until something else comes."""
    read = answer.understanding
    done = any(reply.report for reply in answer.replies)
    acted_on = intents.get(read.raw.get("about") or read.errand or "")
    if before is not None and acted_on is not None and _is_weakly_of_others(acted_on, answer):
        return before
    if acted_on is not None and acted_on.kind != CONTROL:
        return _subject(acted_on.name, read.subtopic, read.raw.get("facet"), done=done)
    if answer.open_errand in intents and (before is None or before.get("intent") != answer.open_errand):
        return _subject(answer.open_errand or "", None, None, done=False)
    if before is not None and done:
        return {**before, "done": True}
    offered = _offered(answer, intents)
    return _subject(offered.name, None, None, done=False) if offered else before


def _is_weakly_of_others(acted_on: Intent, answer: Answer) -> bool:
    """ "Waiting on probate" in the middle of something of ours."""
    return acted_on.kind == SIGNPOST and answer.understanding.confidence < SURE_OF_OTHERS


def _offered(answer: Answer, intents: Mapping[str, Intent]) -> Intent | None:
    """The first of the services of one team that were offered: who types on instead of choosing is about them."""
    buttons = [button for reply in answer.replies if reply.key == CHOICE for button in reply.buttons]
    names = [button.payload.lstrip("/").partition("{")[0] for button in buttons]
    offered = [intents[name] for name in names if name in intents and intents[name].kind != CONTROL]
    return offered[0] if offered and len({each.topic for each in offered}) == 1 else None


def _subject(intent: str, subtopic: str | None, facet: str | None, *, done: bool) -> SubjectData:
    found: SubjectData = {"intent": intent}
    if subtopic:
        found["subtopic"] = subtopic
    if facet:
        found["facet"] = facet
    if done:
        found["done"] = True
    return found
