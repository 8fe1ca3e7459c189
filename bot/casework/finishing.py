"""Staff deal with a request themselves: it is done, or not done after all, and the resident is told, as promised."""

from __future__ import annotations

from sqlalchemy.orm import Session

from bot.casework.resident_updates import KEPT_NOTES_CHARACTERS, tell
from bot.context import Context
from bot.database.models import Conversation
from bot.database.states import RequestState
from bot.errors import Conflict, NotFound
from bot.live import DESK, OUTBOX, resident_topic
from bot.store import service_requests, staff_accounts
from bot.store.service_requests import UNDER_WAY
from language.cleaning import one_line


async def finish(context: Context, request_id: int, staff_id: int, *, done: bool, notes: str = "") -> None:
    """Mark a request as done, with words for the resident if there are any, or as not done after all. Doing it twice
    changes nothing and tells nobody. Raises NotFound, and Conflict while the back office has the request."""
    words = one_line(notes)[:KEPT_NOTES_CHARACTERS]

    def step(session: Session) -> list[str]:
        now, row = context.now(), service_requests.lock(session, request_id)
        if row is None:
            raise NotFound("There is no such service request.")
        if row.state in UNDER_WAY or row.state == RequestState.CLOSED:
            raise Conflict("The back office has this request.")
        if (row.state == RequestState.DONE) == done:
            return []
        row.state = RequestState.DONE if done else RequestState.OPEN
        row.done_at, row.done_by = (now, staff_id) if done else (None, None)
        row.notes, row.due_at, row.changed_at = (words or None) if done else None, None, now
        staff_accounts.add_audit(
            session, staff_id, "request.done" if done else "request.open", target=row.reference, at=now
        )
        key = "utter_gateway_request_done" if done else "utter_gateway_request_reopened"
        tell(session, context, row, key=key, now=now)
        own = session.get_one(Conversation, row.conversation_id)
        return [DESK, OUTBOX, resident_topic(own.channel, own.account, own.address)]

    context.live.wake(*await context.database.write(step))
