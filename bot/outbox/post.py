"""Writes a message to the resident into the log and, cut for its channel, into the outbox."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from bot.answers import Button
from bot.context import Context
from bot.database.event_data import EventData
from bot.database.models import Conversation, OutboxRow
from bot.database.states import Author, ClockCause, ClockKind, EventKind, Status
from bot.outbox import budget
from bot.response_log import Moment, begin
from bot.response_log.clock import end_one
from bot.store import events, outbox
from bot.store.appending import append
from connectors.messages import Choice, Outbound

OPTED_OUT = "The resident has opted out of messages here."
NO_CHANNEL = "This channel is switched off."


def post(
    session: Session,
    context: Context,
    conversation: Conversation,
    *,
    text: str,
    author: Author,
    at: datetime,
    buttons: Sequence[Button] = (),
    data: EventData | None = None,
    staff_id: int | None = None,
    whatever_it_costs: bool = False,
) -> int:
    """Say something to the resident; returns the message's number. `author` is assistant, officer or system. When the
    day's texts are used up we send only officers' words, and what must go `whatever_it_costs`."""
    offered = [{"title": button.title, "payload": button.payload} for button in buttons]
    event = events.add(
        session,
        conversation,
        EventKind.MESSAGE,
        author=author,
        at=at,
        text=text,
        choices=offered,
        data=data,
        staff_id=staff_id,
    )
    choices = tuple(Choice(choice["id"], choice["title"]) for choice in event.choices)
    whole = Outbound("", conversation.account, conversation.address, text=text, choices=choices)
    channel = context.channels.get(conversation.channel)
    moment = Moment(at, author, staff_id)
    must = whatever_it_costs or author == Author.OFFICER
    spent = not must and budget.is_spent(session, context, conversation.channel, account=conversation.account, at=at)
    parts = channel.split(whole) if channel else [whole]
    add = partial(_add_row, session, context, conversation, number=event.number, moment=moment, spent=spent)
    queued = [add(part=part, message=message) for part, message in enumerate(parts)]
    budget.count(session, context, conversation.channel, account=conversation.account, number=sum(queued), at=at)
    return event.number


def post_answer(
    session: Session,
    context: Context,
    conversation: Conversation,
    *,
    key: str,
    author: Author,
    at: datetime,
    whatever_it_costs: bool = False,
) -> int:
    """Say one of our answers that needs no values."""
    rendered = context.answers.render(key, {}, conversation.channel)
    return post(
        session,
        context,
        conversation,
        text=rendered.text,
        author=author,
        at=at,
        buttons=rendered.buttons,
        data={"answer": key},
        whatever_it_costs=whatever_it_costs,
    )


def _add_row(
    session: Session,
    context: Context,
    conversation: Conversation,
    *,
    number: int,
    part: int,
    message: Outbound,
    moment: Moment,
    spent: bool,
) -> bool:
    """One provider message. True when it is to be sent."""
    row = OutboxRow(
        id=uuid.uuid4().hex,
        conversation_id=conversation.id,
        number=number,
        part=part,
        channel=conversation.channel,
        account=message.account,
        address=message.address,
        text=message.text,
        choices=[[choice.id, choice.title] for choice in message.choices],
        status=Status.QUEUED,
        created_at=moment.at,
        changed_at=moment.at,
    )
    began = begin(session, conversation, ClockKind.DELIVERY, cause=ClockCause.REPLY, moment=moment, outbox_id=row.id)
    outcome = _settled_at_once(session, context, row, spent=spent)
    append(session, row)
    if outcome is not None:
        end_one(session, began, outcome, moment=moment)
    return outcome is None


def _settled_at_once(session: Session, context: Context, row: OutboxRow, *, spent: bool) -> ClockCause | None:
    """Our own pages can read what is saved; an opted-out resident and a switched-off channel get nothing, nor does
    anybody when the day's texts are used up."""
    channel = context.channels.get(row.channel)
    if channel is None:
        row.status, row.error = Status.FAILED, NO_CHANNEL
        return ClockCause.FAILED
    if channel.durable_page:
        row.status, row.attempts = Status.SENT, 1
        return ClockCause.ACCEPTED
    if outbox.get_opt_out(session, (row.channel, row.account, row.address)):
        row.status, row.error = Status.FAILED, OPTED_OUT
        return ClockCause.FAILED
    if spent:
        row.status, row.error = Status.FAILED, budget.SPENT
        return ClockCause.FAILED
    return None
