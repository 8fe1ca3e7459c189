"""The closed sets of words that tables hold. Columns and JSON keep the plain words, which are these."""

from __future__ import annotations

from enum import StrEnum

from connectors.messages import Status

__all__ = [
    "HUMAN_KINDS",
    "OWED_KINDS",
    "Author",
    "ChangeReason",
    "ClockCause",
    "ClockKind",
    "ClockStep",
    "CloseReason",
    "EventKind",
    "HandoffReason",
    "RequestState",
    "Silence",
    "State",
    "Status",
    "Todo",
]


class State(StrEnum):
    """Who answers a conversation (`conversations.state`)."""

    ASSISTANT = "assistant"
    WAITING = "waiting"
    """In a queue: nobody has claimed it."""
    OFFICER = "officer"
    CLOSED = "closed"


class HandoffReason(StrEnum):
    """Why a conversation goes to a queue (`handoffs.reason`)."""

    ASKED = "asked"
    URGENT = "urgent"
    NOT_UNDERSTOOD = "not_understood"  # in old rows only: the assistant asks first whether a person should answer
    FRUSTRATED = "frustrated"
    TOPIC = "topic"  # a person deals with it
    ASSISTANT_DOWN = "assistant_down"
    ASSISTANT_FAILED = "assistant_failed"
    REOPENED = "reopened"
    TAKEN_OVER = "taken_over"
    TEXTS_SPENT = "texts_spent"


class CloseReason(StrEnum):
    """Why a conversation closes that no officer closes (`conversations.close_reason`). One that was never open has the
    `Silence` of its message."""

    SILENCE = "silence"
    RESIDENT_LEFT = "resident_left"
    OPTED_OUT = "opted_out"


class ChangeReason(StrEnum):
    """Why somebody else answers, or nothing is owed, where no handoff and no close says it (`reason` in the log)."""

    HANDED_BACK = "handed_back"
    WITHOUT_PERSON = "went_on"  # the resident wants no person any more
    NO_REPLY_NEEDED = "no_reply_needed"
    UNDONE = "undone"  # a close


class EventKind(StrEnum):
    """What an entry of a conversation's log is (`events.kind`)."""

    MESSAGE = "message"
    STATE = "state"
    """Somebody else answers from here on, or nobody."""
    NOTE = "note"
    """For staff only."""
    URGENT = "urgent"
    POSSIBLE_DANGER = "possible_danger"
    ANSWERING = "answering"
    """An officer let the assistant answer here again."""
    REQUEST = "request"


class Author(StrEnum):
    """Who wrote an entry of the log, or caused a row of the clock (`events.author`, `clock.by`)."""

    RESIDENT = "resident"
    ASSISTANT = "assistant"
    OFFICER = "officer"
    SYSTEM = "system"


class Todo(StrEnum):
    """What is still to be done with a resident's message (`inbound.todo`)."""

    DIALOGUE = "dialogue"
    """The assistant owes an answer."""
    DANGER = "danger"
    """To be read for urgent signs only."""


class Silence(StrEnum):
    """Why the assistant does not answer a message (`conversations.machine`)."""

    AUTOMATIC = "automatic"  # a machine says that it is one
    THANKED = "thanked"  # thanks after our closing words
    RATE = "rate"  # oftener than anybody writes
    REPEATS = "repeats"  # the same again, whatever numbers and times in it
    ECHO = "echo"  # our own words
    STOPPED = "stopped"  # a wish to hear no more, or to hear from us again: done and confirmed


class ClockKind(StrEnum):
    """What is timed (`clock.kind`); docs/response-times.md has the definitions."""

    ASSISTANT = "assistant"
    FIRST_HUMAN = "first_human"
    NEXT_HUMAN = "next_human"
    CLAIM = "claim"
    CLOSE = "close"
    DELIVERY = "delivery"


HUMAN_KINDS = (ClockKind.FIRST_HUMAN, ClockKind.NEXT_HUMAN)
"""An answer that people owe."""
OWED_KINDS = (ClockKind.ASSISTANT, *HUMAN_KINDS)
"""An answer that somebody owes."""


class ClockStep(StrEnum):
    """What a row of the clock says of its interval (`clock.what`)."""

    BEGAN = "began"
    MOVED = "moved"
    ENDED = "ended"
    UNDONE = "undone"


class ClockCause(StrEnum):
    """Why a row of the clock was written (`clock.cause`)."""

    MESSAGE = "message"
    REPLY = "reply"
    HANDOFF = "handoff"
    REOPENED = "reopened"
    ANSWERED = "answered"
    HANDED_OFF = "handed_off"
    HANDED_BACK = "handed_back"
    CLAIMED = "claimed"
    RELEASED = "released"
    TRANSFERRED = "transferred"
    CLOSED = "closed"
    NO_REPLY_NEEDED = "closed_no_reply_needed"
    UNANSWERED = "closed_unanswered"
    RESIDENT_LEFT = "resident_left"
    ACCEPTED = "accepted"
    DELIVERED = "delivered"
    FAILED = "failed"
    UNKNOWN = "unknown"


class RequestState(StrEnum):
    """Where a service request stands (`service_requests.state`)."""

    OPEN = "open"
    """For the staff of its queue."""
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    """The back office has taken it, but given no number yet."""
    ACKNOWLEDGED = "acknowledged"
    """The back office has it under a number."""
    CLOSED = "closed"
    """By the back office."""
    FAILED = "failed"
    UNKNOWN = "unknown"
    DONE = "done"
    """By staff."""
