"""The events of a thread as the desk shows them: who said what, what the assistant made of it, whether it arrived."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from bot.context import Context
from bot.database.event_data import EventData
from bot.database.models import Conversation, EventRow, OutboxRow
from bot.database.states import Author, EventKind, Status
from bot.desk.cards import Delivery, Earlier, Entry, Understood
from bot.desk.event_lines import NOT_ANSWERED, line
from bot.store import outbox
from language.facets import FACETS

WORST_FIRST = (
    Status.FAILED,
    Status.UNKNOWN,
    Status.QUEUED,
    Status.SENDING,
    Status.SENT,
    Status.DELIVERED,
    Status.READ,
)
AUTHORS = {"resident": "Resident", "assistant": "Assistant", "system": "Automatic message", "officer": "An officer"}


def entries(
    session: Session, context: Context, row: Conversation, *, events: Sequence[EventRow], names: dict[int, str]
) -> list[Entry]:
    """The events in order, each with what belongs to it."""
    sent: dict[int, list[OutboxRow]] = defaultdict(list)
    for part in outbox.list_of_conversation(session, row.id, events[0].number - 1) if events else ():
        sent[part.number].append(part)
    return [_entry(context, event, names, parts=sent.get(event.number, [])) for event in events]


def _entry(context: Context, event: EventRow, names: dict[int, str], *, parts: list[OutboxRow]) -> Entry:
    name = names.get(event.staff_id, "") if event.staff_id is not None else ""
    spoken = event.kind in (EventKind.MESSAGE, EventKind.NOTE) and bool(event.text or event.author == Author.RESIDENT)
    return Entry(
        number=event.number,
        kind=event.kind if spoken else "line",
        author=event.author,
        name=name or AUTHORS.get(event.author, event.author),
        text=event.text if spoken else "",
        at=event.at,
        line="" if spoken else line(event, name, context.council),
        understood=_understood(event.data.get("understanding")),
        delivery=_delivery(parts),
        choices=tuple(str(choice.get("title", "")) for choice in event.choices),
        extras=extras(event.data),
    )


def _understood(raw: Any) -> Understood | None:
    if not isinstance(raw, dict) or not raw.get("intent"):
        return None
    return Understood(
        intent=str(raw["intent"]),
        confidence=float(raw.get("confidence") or 0.0),
        decision=_decision(raw),
        urgent=bool(raw.get("urgent")),
        facet=FACETS.get(str(raw.get("facet")), ""),
        follows=raw.get("read") == "subject",
        also=tuple(str(wish["intent"]) for wish in raw.get("also") or ()),
    )


def _decision(raw: dict[str, Any]) -> str:
    if not raw.get("acted", True):
        return ""
    return "elsewhere" if raw.get("elsewhere") else str(raw.get("decision") or "")


def _delivery(parts: list[OutboxRow]) -> Delivery | None:
    if not parts:
        return None
    worst = min(parts, key=lambda part: WORST_FIRST.index(part.status))
    return Delivery(worst.status, worst.error, len(parts))


def extras(data: EventData) -> tuple[str, ...]:
    """What came with a message besides words, in words. Files stay at the provider's; we never open them."""
    found = []
    place = data.get("location")
    if isinstance(place, dict):
        label = f" ({place['label']})" if place.get("label") else ""
        found.append(f"Location: {place.get('latitude')}, {place.get('longitude')}{label}")
    for attachment in data.get("attachments") or ():
        kind = attachment.get("type") or "unknown kind"
        found.append(f"Attachment: {attachment.get('name') or 'unnamed'} ({kind})")
    if said := NOT_ANSWERED.get(str(data.get("silence"))):
        found.append(said)
    if data.get("answered_by"):
        found.append("The assistant answered this while they waited. They are still in the queue.")
    if data.get("cut"):
        found.append("The message was too long; the rest was not kept.")
    return tuple(found)


def earlier(row: Conversation) -> Earlier:
    """Another conversation in one line."""
    return Earlier(row.id, row.state, row.opened_at, row.queue, row.close_reason)
