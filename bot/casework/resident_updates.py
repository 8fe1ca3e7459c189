"""What the back office says about a request, kept and told to the resident: one message for each change."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from sqlalchemy.orm import Session

from bot import ownership
from bot.casework.georeport import Told
from bot.context import Context
from bot.database.group_commit import after_commit
from bot.database.models import Conversation, ServiceRequest
from bot.outbox import budget, post
from bot.response_log import Moment
from bot.store import conversations, outbox
from language.cleaning import one_line

LONGEST_NOTES = 180
"""What fits a text message of ours beside our own words; the desk has all of it."""
KEPT_NOTES = 4000
SELDOM = timedelta(hours=6)
FOLLOWED = timedelta(days=365)
FOLLOWED_CLOSED = timedelta(days=14)

log = structlog.get_logger()


def differs(known: tuple[bool | None, str | None, str | None], told: Told | None, not_known: str) -> bool:
    """Whether what was told is anything new: `known` is the row's told_closed, notes and error."""
    return known[2] != not_known if told is None else known != (told.closed, _notes(told), None)


def take_in(session: Session, context: Context, row: ServiceRequest, told: Told) -> None:
    """Keep what was told about a locked row, and tell the resident what is news to them."""
    now = context.now()
    key = _news(row, told)
    row.state, row.error, row.changed_at = ("closed" if told.closed else "acknowledged"), None, now
    row.told_closed, row.notes, row.told_at = told.closed, _notes(told), told.updated_at or now
    row.done_at = (row.done_at or row.told_at) if told.closed else None
    if key is not None:
        tell(session, context, row, key, now)


def next_look(row: ServiceRequest, now: datetime, poll: timedelta) -> datetime | None:
    """A young request is asked about often, an old one seldom, and one long closed not at all."""
    if row.told_closed and row.done_at is not None and now - row.done_at > FOLLOWED_CLOSED:
        return None
    age = now - row.at
    if age > FOLLOWED:
        return None
    return now + max(poll, min(SELDOM, age / 24))


def _notes(told: Told) -> str | None:
    return told.notes[:KEPT_NOTES] or None


def _news(row: ServiceRequest, told: Told) -> str | None:
    """Which answer tells what has changed; None for what the resident knows already."""
    if told.closed and not row.told_closed:
        return "utter_gateway_request_closed"
    if row.told_closed and not told.closed:
        return "utter_gateway_request_reopened"
    if told.notes and _notes(told) != row.notes:
        return "utter_gateway_request_news"
    return None


def tell(session: Session, context: Context, row: ServiceRequest, key: str, now: datetime) -> None:
    """Say `key` with the request's reference, kind and notes, in the resident's newest conversation. Whoever opted
    out, wanted no news, or whose channel is off, is not written to."""
    conversation = _newest(session, row)
    channel, account, address = conversation.channel, conversation.account, conversation.address
    if (
        row.fields.get("updates") == "no"
        or channel not in context.channels
        or outbox.get_opt_out(session, channel, account, address)
    ):
        after_commit(session, log.info, "request.update_not_sent", request=row.id)
        return
    values = {"reference": row.reference, "kind": row.kind.replace("_", " "), "notes": clipped(row.notes)}
    text = one_line(context.answers.render(key, values, channel).text)
    number = post(session, context, conversation, text=text, author="system", at=now, data={"request": row.reference})
    if budget.kept_back(session, context, conversation, after=number - 1, at=now):
        moment = Moment(now, "system")
        ownership.give_to_people_untold(
            session, context, conversation, moment=moment, topic=row.topic, intent=row.intent
        )
    after_commit(session, log.info, "request.update_sent", request=row.id, conversation=conversation.id)


def _newest(session: Session, row: ServiceRequest) -> Conversation:
    """The newest conversation of whoever sent the request, locked."""
    own = session.get_one(Conversation, row.conversation_id)
    return conversations.lock_newest(session, own.channel, own.account, own.address) or own


def clipped(notes: str | None) -> str:
    """The notes on one line, cut at a word where they are long."""
    words = one_line(notes or "")
    if len(words) <= LONGEST_NOTES:
        return words
    return words[: LONGEST_NOTES - 1].rsplit(" ", 1)[0].rstrip(",;:. ") + "…"
