"""What a conversation is about, from one answer to the next. The engine reads short messages in its light."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bot.assistant import Answer
from bot.database.event_data import SubjectData
from language.asides import is_aside
from language.circumstances import tells_circumstances
from language.intent_kinds import CONTROL, SIGNPOST, URGENT
from language.normalise import normalise
from language.taxonomy import Intent
from language.waiting import COMPLAINT, Writes, writes

CHOICE = "utter_did_you_mean"
SURE_OF_OTHERS = 0.8
"""Confidence below which somebody else's service does not become what a conversation about ours is about."""

TOLD_FIRST, TOLD_LATER = 0.25, 0.5
"""Confidence with which a message that is only acknowledged says what somebody waits about: where nothing is known of
that yet, and where something is."""
NO_MATTER = frozenset({"contact_council", "case_status", "council_information", COMPLAINT})
"""What is said about any matter."""
TELLS = frozenset({Writes.TOLD, Writes.WISH, Writes.TROUBLE, Writes.NO_MONEY, Writes.OTHER})


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


def subject_told(
    before: SubjectData | None, answer: Answer, intents: Mapping[str, Intent], *, text: str
) -> SubjectData | None:
    """After a message of somebody who waits that was not answered: what it says that their matter is, however unsure,
    as what they ask next is about that; else what it was before. What is told in a complaint is about the complaint."""
    read, said = answer.understanding, normalise(text)
    asked_for = intents.get(read.raw.get("about") or "")
    if asked_for is not None and asked_for.kind != CONTROL:
        return _subject(asked_for.name, None, None, done=False)
    known = (before or {}).get("intent")
    if (
        COMPLAINT in (known, ((before or {}).get("matter") or {}).get("intent"))
        or writes(text) not in TELLS
        or read.raw.get("read") == "subject"
        or is_aside(said)
    ):
        return before
    if known and tells_circumstances(said):
        return before
    least = TOLD_LATER if known else TOLD_FIRST
    told = next((name for name, sure in _of_ours(read.raw.get("ranking", ()), intents) if sure >= least), None)
    subtopic = read.subtopic if told == read.errand else None
    return _subject(told, subtopic, None, done=False) if told and told != known else before


def _of_ours(ranking: Iterable[Mapping[str, Any]], intents: Mapping[str, Intent]) -> Iterator[tuple[str, float]]:
    """The services that a message may be about, likeliest first: others' only if they are sure."""
    for each in ranking:
        kind = intents[each["name"]].kind if each["name"] in intents else CONTROL
        weak = kind == SIGNPOST and each["confidence"] < SURE_OF_OTHERS
        if kind not in (CONTROL, URGENT, "") and not weak and each["name"] not in NO_MATTER:
            yield each["name"], each["confidence"]


def beside_matter(
    before: SubjectData | None, after: SubjectData | None, intents: Mapping[str, Intent]
) -> SubjectData | None:
    """The subject after something that somebody wrote who waits: what they ask beside their matter ("while im here what
    bin is it") is talked of for as long as they do, and their matter is not forgotten."""
    if before is None or after is None:
        return after
    matter = before.get("matter") or {"intent": before["intent"]}
    if _topic(after, intents) == _topic(matter, intents):
        return after
    return {**after, "matter": matter}


def _topic(subject: SubjectData, intents: Mapping[str, Intent]) -> str:
    found = intents.get(subject["intent"])
    return found.topic if found is not None else ""


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
