"""What each figure means, in the words that residents, councillors and staff read (docs/response-times.md)."""

from __future__ import annotations

from dataclasses import dataclass

from bot.database.states import ClockCause, ClockKind
from bot.response_log.intervals import DELIVERED


@dataclass(frozen=True)
class Definition:
    """A measure's name on screen, the word for what it counts, and its definition."""

    name: str
    counted: str
    text: str


DEFINITIONS = {
    ClockKind.FIRST_HUMAN: Definition(
        "First answer from a person",
        "answered",
        "From the moment a conversation goes to a queue until a person's first message to the resident is saved. "
        "Each handoff counts on its own, and so does a closed conversation that comes back to a queue.",
    ),
    ClockKind.NEXT_HUMAN: Definition(
        "Later answers from a person",
        "answered",
        "From a resident's message, once a person has answered before and nothing was owed, until the next message "
        "from a person to the resident is saved.",
    ),
    ClockKind.ASSISTANT: Definition(
        "Answer from the assistant",
        "answered",
        "From a resident's message to the assistant until the assistant's first real answer is saved. "
        "A message that only says we are working on it is not an answer.",
    ),
    ClockKind.CLAIM: Definition(
        "Until somebody takes it on",
        "claimed",
        "From the moment a conversation goes to a queue until an officer claims it.",
    ),
    ClockKind.CLOSE: Definition(
        "Until it is closed",
        "closed",
        "From a conversation's first message, or from its reopening, until it is closed.",
    ),
    ClockKind.DELIVERY: Definition(
        "Reply accepted for delivery",
        "accepted",
        "From the moment a reply is saved until the channel's provider accepts it. "
        "In web chat: until the page can read it.",
    ),
    DELIVERED: Definition(
        "Reply delivered",
        "delivered",
        "From the moment a reply is saved until the provider reports that it has arrived. "
        "In web chat: until the page has shown it. Not every channel reports this.",
    ),
}

ENDINGS = {
    ClockCause.HANDED_OFF: "handed to a person",
    ClockCause.HANDED_BACK: "handed back to the assistant",
    ClockCause.CLOSED: "closed",
    ClockCause.UNANSWERED: "closed without an answer",
    ClockCause.RESIDENT_LEFT: "resident left first",
    ClockCause.FAILED: "failed",
    ClockCause.UNKNOWN: "not known",
    ClockCause.CLAIMED: "claimed",
    ClockCause.ANSWERED: "answered",
}
"""How an interval may end without what it waited for."""
