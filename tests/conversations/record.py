"""What the gateway has written down of a conversation: who has it, what is owed, what was asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.database.models import Conversation, Errand, EventRow, Handoff, InboundRow, OutboxRow, ServiceRequest
from language.intent_kinds import URGENT
from language.taxonomy import kind

A_DAY = timedelta(days=1)
FORM_WORDS = ("utter_ask_", "utter_errand_", "utter_confirm_", "utter_missed_bin_", "utter_what_to_change")
"""Keys of what a form asks, notes and confirms."""

BESIDE = ("urgent", "possible_danger", "facet", "subject")
"""What is told of an understanding beside its likeliest intents, where it says so."""


@dataclass(frozen=True)
class Record:
    """One conversation as it stands."""

    id: int
    state: str
    queue: str | None
    urgent: bool
    reason: str | None
    intent: str | None
    last_number: int
    request: dict[str, str]
    said: list[tuple[str, str]]
    understood: str
    elsewhere: bool
    asked: list[str]
    repeated: list[str]


def latest_inbound(session: Session) -> tuple[int, int]:
    """The newest message that was saved, and its conversation; zeros before the first."""
    newest = session.scalars(select(InboundRow).order_by(InboundRow.id.desc()).limit(1)).one_or_none()
    return (newest.id, newest.conversation_id) if newest else (0, 0)


def owes(session: Session, conversation: int) -> bool:
    """Whether anything is still to be read, answered or sent."""
    to_do = select(func.count()).where(InboundRow.conversation_id == conversation, InboundRow.todo.is_not(None))
    to_send = select(func.count()).where(
        OutboxRow.conversation_id == conversation, OutboxRow.status.in_(["queued", "sending"])
    )
    return bool(session.scalar(to_do)) or bool(session.scalar(to_send))


def record(session: Session, conversation: int) -> Record:
    """The conversation's record."""
    row = session.get_one(Conversation, conversation, populate_existing=True)
    handoff = session.get(Handoff, row.handoff_id) if row.handoff_id else None
    events = list(
        session.scalars(select(EventRow).where(EventRow.conversation_id == conversation).order_by(EventRow.number))
    )
    messages = [event for event in events if event.kind == "message"]
    mine = [event for event in messages if event.author == "resident"]
    errands = list(session.scalars(select(Errand).where(Errand.conversation_id == conversation).order_by(Errand.id)))
    return Record(
        id=row.id,
        state=row.state,
        queue=row.queue if row.state != "assistant" else None,
        urgent=row.urgent,
        reason=handoff.reason if handoff else None,
        intent=handoff.intent if handoff else None,
        last_number=row.last_number,
        request=_request(session, conversation),
        said=[(event.author, event.text) for event in messages],
        understood=_understood(mine[-1].data) if mine else "",
        elsewhere=any(errand.elsewhere for errand in errands if mine and errand.number == mine[-1].number),
        asked=[errand.intent for errand in errands],
        repeated=_repeated([event for event in messages if event.author == "assistant"]),
    )


def _repeated(ours: list[EventRow]) -> list[str]:
    """What the assistant has said word for word before, within a day. What a form asks or confirms may come in the next
    form as well, but not as the very next thing we say; a danger's signpost is looked after by tests of its own."""
    found: list[str] = []
    for at, event in enumerate(ours):
        before = [each.text for each in ours[:at] if event.at - each.at < A_DAY]
        key = event.data.get("answer") or ""
        of_a_form = key.startswith(FORM_WORDS)
        may_come = before[-1:] if of_a_form else before
        if event.text in may_come and kind(key.removeprefix("utter_")) != URGENT:
            found.append(event.text)
    return found


def _request(session: Session, conversation: int) -> dict[str, str]:
    query = select(ServiceRequest).where(ServiceRequest.conversation_id == conversation)
    row = session.scalars(query.order_by(ServiceRequest.id.desc()).limit(1)).one_or_none()
    return {"kind": row.kind, "queue": row.queue, "reference": row.reference, **row.fields} if row else {}


def _understood(data: dict[str, Any]) -> str:
    if "payload" in data:
        return f"pressed {data['payload']}"
    found = data.get("understanding")
    if not found:
        return "not read"
    close = ", ".join(f"{row['name']} {row['confidence']:.2f}" for row in found["ranking"][:3])
    beside = [f"{name}: {found[name]}" for name in BESIDE if found.get(name)]
    return "; ".join([f"{found['decision']}: {close}", *beside])
