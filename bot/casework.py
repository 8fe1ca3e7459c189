"""Step 3c: service requests, kept durably. Until a back office is connected they land in their topic's queue."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from bot.context import Context
from bot.models import Conversation, ServiceRequest
from bot.outbox import post
from bot.response_log import Moment
from bot.store import casework as stored
from bot.store import conversations

ALPHABET = "23456789BCDFGHJKMNPQRSTVWXZ"
"""No vowels and nothing that is misread on a phone or misheard in a call."""


def file(
    session: Session, context: Context, conversation: Conversation, request: Mapping[str, Any], moment: Moment
) -> ServiceRequest:
    """Keep what the assistant gathered, give the resident a reference, and show it to the topic's queue."""
    topic = str(request.get("topic") or "conversation")
    row = ServiceRequest(
        reference=_reference(session, context.council.facts.short_name),
        conversation_id=conversation.id,
        kind=str(request.get("kind") or request.get("intent") or "request"),
        topic=topic,
        intent=str(request.get("intent") or ""),
        lgsl=str(request.get("lgsl") or ""),
        queue=context.council.queue_for(topic),
        state="open",
        fields=dict(request.get("fields") or {}),
        at=moment.at,
    )
    session.add(row)
    conversations.add_event(
        session, conversation, "request", "system", moment.at, data={"reference": row.reference, "kind": row.kind}
    )
    rendered = context.answers.render("utter_gateway_reference", {"reference": row.reference}, conversation.channel)
    post(session, context, conversation, rendered.text, "system", moment.at)
    return row


def _reference(session: Session, council: str) -> str:
    prefix = council[:3].upper()
    while True:
        reference = f"{prefix}-" + "".join(secrets.choice(ALPHABET) for _ in range(6))
        if stored.by_reference(session, reference) is None:
            return reference
