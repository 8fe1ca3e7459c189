"""Keeps what the assistant gathered and gives the resident a reference at once, whatever the back office does."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from bot.context import Context
from bot.database.models import Conversation, ServiceRequest
from bot.database.states import Author, EventKind, RequestState
from bot.outbox import post
from bot.response_log import Moment
from bot.store import events, service_requests

ALPHABET = "23456789BCDFGHJKMNPQRSTVWXZ"
"""No vowels, and nothing that is easily misread on a phone or misheard in a call."""
NO_SERVICE = "council.toml names no back office service for this kind of request."


def file(
    session: Session,
    context: Context,
    conversation: Conversation,
    *,
    moment: Moment,
    kind: str,
    topic: str,
    intent: str = "",
    lgsl: str = "",
    fields: Mapping[str, Any] = {},
) -> ServiceRequest:
    """Keep the request, tell the resident its reference, and leave it to the back office or else to its queue."""
    row = ServiceRequest(
        reference=_reference(session, context.council.facts.short_name),
        conversation_id=conversation.id,
        kind=kind,
        topic=topic,
        intent=intent,
        lgsl=lgsl,
        queue=context.council.queue_for(topic),
        fields=dict(fields),
        at=moment.at,
        changed_at=moment.at,
    )
    if service_code(context.back_office, row):
        row.state, row.queued_at, row.due_at = RequestState.QUEUED, moment.at, moment.at
    else:
        row.state, row.error = RequestState.OPEN, NO_SERVICE if context.back_office else None
    session.add(row)
    events.add(
        session,
        conversation,
        EventKind.REQUEST,
        author=Author.SYSTEM,
        at=moment.at,
        data={"reference": row.reference, "kind": row.kind},
    )
    rendered = context.answers.render("utter_gateway_reference", {"reference": row.reference}, conversation.channel)
    post(session, context, conversation, text=rendered.text, author=Author.SYSTEM, at=moment.at)
    return row


def service_code(services: Mapping[str, str], row: ServiceRequest) -> str | None:
    """Which service of the back office takes it."""
    return services.get(row.kind) or services.get(row.intent)


def prefix(council: str) -> str:
    """What all the council's references begin with: the first three letters of its name."""
    return "".join(letter for letter in council if letter.isalnum())[:3].upper()


def _reference(session: Session, council: str) -> str:
    while True:
        reference = f"{prefix(council)}-" + "".join(secrets.choice(ALPHABET) for _ in range(6))
        if service_requests.get_by_reference(session, reference) is None:
            return reference
