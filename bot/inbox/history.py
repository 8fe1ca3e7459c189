"""What a channel that shows the conversation itself may read."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from bot.context import Context
from bot.database.models import EventRow, Staff
from bot.database.states import Author, EventKind, State
from bot.response_log.waiting import waiting_for
from bot.response_log.wording import wait
from bot.store import conversations, events
from connectors.messages import Choice, Event, Standing
from protocol.action_messages import WANTS

SHOWN = (EventKind.MESSAGE, EventKind.STATE)


def history(session: Session, who: tuple[str, str, str], after: int) -> list[Event]:
    """Messages and changes of state above a number; never notes, payloads or what the assistant understood."""
    return [_event(row) for row in events.list_after(session, who, after, kinds=SHOWN)]


def news(session: Session, who: tuple[str, str, str], after: int) -> tuple[list[Event], bool]:
    """What is above a number, and whether the resident waits in a queue, where things change without their doing."""
    newest = conversations.get_newest(session, who)
    return history(session, who, after), newest is not None and newest.state == State.WAITING


def standing(session: Session, context: Context, who: tuple[str, str, str]) -> Standing:
    """Who answers the resident now. For somebody who never wrote, it is the assistant."""
    conversation, owed = conversations.get_newest_and_owed(session, who)
    if conversation is None:
        return Standing()
    waiting = None
    if conversation.state == State.WAITING:
        now, council = context.now(), context.council
        waiting = waiting_for(session, council, conversation, at=now)
        waiting = replace(waiting, said=wait(waiting, council.team(conversation.queue), council.zone, now=now))
    officer = session.get(Staff, conversation.officer_id) if conversation.officer_id else None
    return Standing(
        state=conversation.state,
        officer=officer.first_name if officer else None,
        waiting=waiting,
        typing=conversation.state == State.ASSISTANT and owed,
        last_number=conversation.last_number,
    )


def _event(row: EventRow) -> Event:
    choices = tuple(Choice(choice["id"], choice["title"]) for choice in row.choices)
    return Event(row.number, row.kind, row.author, row.text, choices, row.at, _public(row))


def _public(row: EventRow) -> dict[str, Any]:
    if row.kind == EventKind.STATE:
        return {"state": row.data.get("state"), "officer": row.data.get("officer")}
    if row.author == Author.OFFICER:
        return {"officer": row.data.get("officer")}
    return {name: row.data[name] for name in (WANTS, "location") if name in row.data}
