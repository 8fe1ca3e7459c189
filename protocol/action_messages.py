"""What a message of an action may carry besides words, by key: actions write it, the gateway carries it out."""

from __future__ import annotations

from typing import Any, Final, Literal, TypedDict

HANDOFF: Final = "handoff"
"""A person is to have the conversation: a `Handoff`."""
SERVICE_REQUEST: Final = "service_request"
"""A report for the back office: a `ServiceRequest`."""
ANSWERED: Final = "answered"
"""A message with a faint sign of danger only answered the form's question: true."""
WANTS: Final = "wants"
"""What answers the question besides words, of what a channel takes: ["location"]."""
QUOTED: Final = "quoted"
"""The council's pages answered: a `Quoted`."""
NOT_FOUND: Final = "not_found"
"""The council's pages were searched for an answer and had none: the words that were asked."""
HELPED: Final = "helped"
"""Whether the resident says that the latest quotation answered them."""
ACTION_FAILED: Final = "action_failed"
"""The name of an action that raised an error, which Rasa would swallow."""

ReasonOfAction = Literal["asked", "frustrated", "topic", "urgent"]
"""Why an action asks for a person. The gateway has more reasons of its own (bot/database/states.py)."""


class Handoff(TypedDict):
    """Why a person is needed, and about what."""

    reason: ReasonOfAction
    topic: str
    intent: str


class Quoted(TypedDict):
    """What was asked, the page that was quoted by its number, and how sure that was (0 to 1)."""

    asked: str
    page: int
    confidence: float


class ServiceRequest(TypedDict):
    """What a form has gathered: the answers as `fields`; the rest as in the taxonomy."""

    kind: str
    topic: str
    intent: str
    lgsl: str
    fields: dict[str, Any]
