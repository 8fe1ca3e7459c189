"""What happened, one line for each: the small lines between the messages of a thread."""

from __future__ import annotations

from bot.council import Council
from bot.database.models import EventRow
from bot.database.states import (
    Author,
    ChangeReason,
    ClockCause,
    CloseReason,
    EventKind,
    HandoffReason,
    RequestState,
    Silence,
    State,
)
from language.labels import spelled_out

HANDED_OVER: dict[str, str] = {
    HandoffReason.ASKED: "the resident asked for a person",
    HandoffReason.URGENT: "it may be urgent",
    HandoffReason.NOT_UNDERSTOOD: "the assistant did not understand",
    HandoffReason.FRUSTRATED: "the resident was frustrated",
    HandoffReason.TOPIC: "a person deals with this topic",
    HandoffReason.ASSISTANT_DOWN: "the assistant could not be reached",
    HandoffReason.ASSISTANT_FAILED: "the assistant had no answer",
    HandoffReason.REOPENED: "the resident wrote again",
    HandoffReason.TAKEN_OVER: "an officer took it over",
    HandoffReason.TEXTS_SPENT: "today’s texts are used up, so the assistant cannot send any",
}
REQUEST_STATES: dict[str, str] = {
    RequestState.OPEN: "To do",
    RequestState.QUEUED: "Waiting to be sent to the back office",
    RequestState.SENDING: "Being sent to the back office",
    RequestState.SENT: "Sent to the back office, which has given no number yet",
    RequestState.ACKNOWLEDGED: "With the back office",
    RequestState.CLOSED: "Closed by the back office",
    RequestState.FAILED: "Not accepted by the back office",
    RequestState.UNKNOWN: "May or may not have reached the back office",
    RequestState.DONE: "Done",
}
CLOSE_REASONS = {
    "sorted": "Sorted",
    "no_answer": "The resident stopped answering",
    "not_ours": "Not something the council does",
    "elsewhere": "Dealt with elsewhere",
    "spam": "Spam or abuse",
    "other": "Another reason",
}
CLOSED_BY_ITSELF: dict[str, str] = {
    CloseReason.SILENCE: "Closed after a long time without messages",
    CloseReason.RESIDENT_LEFT: "The resident ended the chat",
    CloseReason.OPTED_OUT: "Closed: the resident has opted out of messages here",
    Silence.AUTOMATIC: "Closed: an automatic message",
}
NOT_ANSWERED: dict[str, str] = {
    Silence.AUTOMATIC: "An automatic message: not answered",
    Silence.THANKED: "Thanks: not answered again",
    Silence.RATE: "Not answered: more messages than a person would write",
    Silence.REPEATS: "Not answered: the same message again",
    Silence.ECHO: "Not answered: our own words sent back",
    Silence.STOPPED: "A request to stop or start messages here: done and confirmed",
}
"""Why the assistant was silent on a message."""


def line(event: EventRow, name: str, council: Council) -> str:
    """The line for an event that is not a message; `name` is the officer's, if one did it."""
    if event.kind == EventKind.STATE:
        return _state(event, name, council)
    if event.kind == EventKind.URGENT:
        return f"Read as urgent: {spelled_out(event.data.get('intent'))}. Moved to the front."
    if event.kind == EventKind.POSSIBLE_DANGER:
        return f"Possible danger: {spelled_out(event.data.get('intent'))}. Its place in the queue is as it was."
    if event.kind == EventKind.ANSWERING:
        return f"{name} let the assistant answer here again"
    if event.kind == EventKind.REQUEST:
        return f"Service request {event.data.get('reference')}: {spelled_out(event.data.get('kind'))}"
    return event.text or spelled_out(event.kind)


def _state(event: EventRow, name: str, council: Council) -> str:
    data, state = event.data, event.data.get("state")
    reason, queue = str(data.get("reason") or ""), council.queue_name(data.get("queue"))
    if reason == HandoffReason.TAKEN_OVER:
        return f"{name} took this over from the assistant"
    if reason == ChangeReason.NO_REPLY_NEEDED:
        return f"{name} marked it: no reply needed"
    if reason == ChangeReason.UNDONE:
        return f"{name} reopened this"
    if reason == ChangeReason.WITHOUT_PERSON:
        return "The resident carried on without a person"
    if state == State.OFFICER:
        return f"{name} claimed this"
    if state == State.WAITING:
        return _waiting(reason, queue, name)
    if state == State.ASSISTANT:
        by_officer = event.author == Author.OFFICER
        return f"{name} handed this back to the assistant" if by_officer else "Back with the assistant"
    return _closed(reason, name)


def _waiting(reason: str, queue: str, name: str) -> str:
    if reason == ClockCause.TRANSFERRED:
        return f"{name} moved this to {queue}" if name else f"Moved to {queue}"
    if reason == ClockCause.RELEASED:
        return f"{name} put this back in {queue}" if name else f"Back in {queue}"
    return f"Handed over to {queue}: {HANDED_OVER.get(reason, spelled_out(reason).lower() or 'no reason was given')}"


def _closed(reason: str, name: str) -> str:
    if reason in CLOSED_BY_ITSELF:
        return CLOSED_BY_ITSELF[reason]
    said = close_reason(reason)
    return f"{name} closed this: {said}" if name else f"Closed: {said}"


def close_reason(reason: str | None) -> str:
    """A stored reason in words: those of its key, then what the officer wrote."""
    key, _, details = (reason or "").partition(": ")
    said = CLOSED_BY_ITSELF.get(key) or CLOSE_REASONS.get(key) or spelled_out(key)
    return f"{said} ({details})" if details else said
