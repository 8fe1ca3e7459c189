"""What the back office says about a request is kept, and the resident is told: one message for each change."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from sqlalchemy.orm import Session

from bot import ownership
from bot.casework.georeport import RequestStatus
from bot.context import Context
from bot.database.group_commit import after_commit
from bot.database.models import Conversation, ServiceRequest
from bot.database.states import Author, RequestState
from bot.outbox import budget, post
from bot.response_log import Moment
from bot.store import conversations, outbox
from language.cleaning import one_line

MOST_NOTES_CHARACTERS = 180
"""What fits into one of our text messages beside our own words; the desk has all of it."""
KEPT_NOTES_CHARACTERS = 4000
SELDOM = timedelta(hours=6)
FOLLOWED_FOR = timedelta(days=365)
FOLLOWED_ONCE_CLOSED_FOR = timedelta(days=14)
NOT_KNOWN = "The back office says that it does not know this request."

log = structlog.get_logger()


def is_changed(known: tuple[bool | None, str | None, str | None], status: RequestStatus | None) -> bool:
    """Whether a status, or that the back office has none, is new. `known`: the row's told_closed, notes and error."""
    return known[2] != NOT_KNOWN if status is None else known != (status.closed, _notes(status), None)


def keep_status(session: Session, context: Context, row: ServiceRequest, *, status: RequestStatus) -> None:
    """Keep the status of a locked row, and tell the resident what has changed for them."""
    now = context.now()
    key = _answer_for_change(row, status)
    row.state = RequestState.CLOSED if status.closed else RequestState.ACKNOWLEDGED
    row.error, row.changed_at = None, now
    row.told_closed, row.notes, row.told_at = status.closed, _notes(status), status.updated_at or now
    row.done_at = (row.done_at or row.told_at) if status.closed else None
    if key is not None:
        tell(session, context, row, key=key, now=now)


def next_look_at(row: ServiceRequest, now: datetime, poll: timedelta) -> datetime | None:
    """We ask about a new request often, about an old one seldom, and about one closed long ago not at all."""
    if row.told_closed and row.done_at is not None and now - row.done_at > FOLLOWED_ONCE_CLOSED_FOR:
        return None
    age = now - row.at
    if age > FOLLOWED_FOR:
        return None
    return now + max(poll, min(SELDOM, age / 24))


def _notes(status: RequestStatus) -> str | None:
    return status.notes[:KEPT_NOTES_CHARACTERS] or None


def _answer_for_change(row: ServiceRequest, status: RequestStatus) -> str | None:
    """Which answer says what has changed; None where the resident knows it already."""
    if status.closed and not row.told_closed:
        return "utter_gateway_request_closed"
    if row.told_closed and not status.closed:
        return "utter_gateway_request_reopened"
    if status.notes and _notes(status) != row.notes:
        return "utter_gateway_request_news"
    return None


def tell(session: Session, context: Context, row: ServiceRequest, *, key: str, now: datetime) -> None:
    """Say `key` with the request's reference, kind and notes, in the resident's newest conversation. We do not write to
    a resident who opted out or wanted no updates, or whose channel is off."""
    conversation = _newest(session, row)
    channel, account, address = conversation.channel, conversation.account, conversation.address
    if (
        row.fields.get("updates") == "no"
        or channel not in context.channels
        or outbox.get_opt_out(session, (channel, account, address))
    ):
        after_commit(session, log.info, "request.update_not_sent", request=row.id)
        return
    values = {"reference": row.reference, "kind": row.kind.replace("_", " "), "notes": _shortened(row.notes)}
    text = one_line(context.answers.render(key, values, channel).text)
    number = post(
        session, context, conversation, text=text, author=Author.SYSTEM, at=now, data={"request": row.reference}
    )
    if budget.kept_back(session, context, conversation, after=number - 1, at=now):
        moment = Moment(now, Author.SYSTEM)
        ownership.hand_over_silently(session, context, conversation, moment=moment, topic=row.topic, intent=row.intent)
    after_commit(session, log.info, "request.update_sent", request=row.id, conversation=conversation.id)


def _newest(session: Session, row: ServiceRequest) -> Conversation:
    """The newest conversation of the resident who sent the request, locked."""
    own = session.get_one(Conversation, row.conversation_id)
    return conversations.lock_newest(session, (own.channel, own.account, own.address)) or own


def _shortened(notes: str | None) -> str:
    """The notes on one line, cut at a word where they are long."""
    words = one_line(notes or "")
    if len(words) <= MOST_NOTES_CHARACTERS:
        return words
    return words[: MOST_NOTES_CHARACTERS - 1].rsplit(" ", 1)[0].rstrip(",;:. ") + "…"
