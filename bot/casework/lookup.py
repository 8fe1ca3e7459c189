"""What a resident who gives a reference is told: how far their report has got, and nothing that it contains."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy.orm import Session

from bot.casework.filing import ALPHABET, prefix
from bot.database.models import ServiceRequest
from bot.database.states import RequestState
from bot.store import service_requests
from language.normalise import normalise

STATUS = {
    RequestState.OPEN: "with_staff",
    RequestState.FAILED: "with_staff",
    RequestState.UNKNOWN: "with_staff",
    RequestState.QUEUED: "received",
    RequestState.SENDING: "received",
    RequestState.SENT: "passed_on",
    RequestState.ACKNOWLEDGED: "passed_on",
    RequestState.CLOSED: "closed",
    RequestState.DONE: "closed",
}


def look_up(session: Session, reference: str, council: str = "") -> list[dict[str, Any]]:
    """The request with this reference, however it is spelled, or none. Times are ISO 8601 in UTC.

    `state` is ours; `status` is that in four words: received, with_staff, passed_on, closed. `notes` is what the back
    office said last, `notice` what it said when it took the request. `council` completes a reference without letters.
    """
    row = service_requests.get_by_reference(session, spelled(reference, prefix(council)))
    return [_told(row)] if row else []


def latest_of(session: Session, conversation_id: int) -> list[dict[str, Any]]:
    """The same for the latest request of the resident who has this conversation: from their number or their web chat,
    and nobody else's."""
    row = service_requests.get_latest_of_resident(session, conversation_id)
    return [_told(row)] if row else []


def _told(row: ServiceRequest) -> dict[str, Any]:
    return {
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


def spelled(reference: str, council: str = "") -> str:
    """ "fer 7kq2mx" → "FER-7KQ2MX"; anything that is not a reference comes back as it is."""
    bare = re.sub(r"[^0-9A-Z]", "", normalise(reference).upper())
    letters, number = bare[:-6] or council, bare[-6:]
    return f"{letters}-{number}" if letters and all(letter in ALPHABET for letter in number) else bare
