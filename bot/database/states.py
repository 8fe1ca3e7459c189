"""The closed sets of words that tables hold. Columns and JSON keep the plain words, which are these."""

from __future__ import annotations

from enum import StrEnum

from connectors.messages import Status

__all__ = ["State", "Status"]


class State(StrEnum):
    """Who answers a conversation (`conversations.state`)."""

    ASSISTANT = "assistant"
    WAITING = "waiting"
    """In a queue: nobody has claimed it."""
    OFFICER = "officer"
    CLOSED = "closed"
