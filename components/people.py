"""Who asks to speak to somebody, and what about: "can i speak to someone about my polling card"."""

from __future__ import annotations

from components.subject import SURE_TALK, Record
from language.intent_kinds import CONTROL, URGENT
from language.taxonomy import intents, kind

ABOUT = 0.35
"""Confidence with which somebody who asks for a person is taken to say what about."""


def asks_for_a_person(record: Record, about: Record | None) -> Record:
    """ "Can I speak to someone about my polling card": a person is what is wanted. `about` is what stands behind that,
    read alone."""
    service = about["intent"] if about is not None and about["confidence"] >= ABOUT else None
    if kind(service or "") in (CONTROL, URGENT, ""):
        service = None
    won = {"intent": "speak_to_person", "decision": "answer", "confidence": SURE_TALK, "about": service}
    alone = {key: record[key] for key in ("intent", "confidence", "decision")}
    return record | won | {"topic": intents()["speak_to_person"].topic, "also": [], "alone": alone}
