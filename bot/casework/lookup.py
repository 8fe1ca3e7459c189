"""What a resident who gives a reference is told: how far their report has come, and nothing of what is in it."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy.orm import Session

from bot.casework.filing import ALPHABET
from bot.store import casework as stored

STATUS = {
    "open": "with_staff",
    "failed": "with_staff",
    "unknown": "with_staff",
    "queued": "received",
    "sending": "received",
    "sent": "passed_on",
    "acknowledged": "passed_on",
    "closed": "closed",
    "done": "closed",
}


def look_up(session: Session, reference: str) -> list[dict[str, Any]]:
    """The request with this reference, however it is spelled, or none. Times are ISO 8601 in UTC.

    `state` is ours; `status` is that in four words: received, with_staff, passed_on, closed. `notes` is what the back
    office said last, `notice` what it said when it took the request.
    """
    row = stored.by_reference(session, spelled(reference))
    if row is None:
        return []
    return [
        {
            "reference": row.reference,
            "kind": row.kind,
            "topic": row.topic,
            "state": row.state,
            "status": STATUS[row.state],
            "filed_at": row.at.isoformat(),
            "status_at": (row.told_at or row.done_at or row.changed_at or row.at).isoformat(),
            "notes": row.notes,
            "notice": row.notice,
        }
    ]


def spelled(reference: str) -> str:
    """ "fer 7kq2mx" → "FER-7KQ2MX"; what is no reference comes back as it is."""
    bare = re.sub(r"[^0-9A-Z]", "", reference.upper())
    prefix, number = bare[:-6], bare[-6:]
    return f"{prefix}-{number}" if prefix and all(letter in ALPHABET for letter in number) else bare
