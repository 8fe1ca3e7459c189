"""What the entries of a conversation's log carry besides words (`events.data`): each key, once, with its type."""

from __future__ import annotations

from typing import Any, TypedDict


class PlaceData(TypedDict):
    """Where the resident says that something is, on the map."""

    latitude: float
    longitude: float
    label: str | None


class FileData(TypedDict):
    """What came with a message."""

    type: str
    name: str | None
    url: str


class UnderstandingData(TypedDict, total=False):
    """What the assistant made of a message, and what came of it: whether it is another council's (`elsewhere`), and
    whether anything was done (`acted`) or the text was only read. `facet` is what was asked of the service; `read` is
    "subject" where the message was read in the light of the conversation, and `alone` what it would have been else;
    `also` is what the same message asked for besides; `about` is the service of which they asked for a person."""

    decision: str
    intent: str | None
    confidence: float
    topic: str | None
    urgent: bool
    possible_danger: str | None
    ranking: list[dict[str, Any]]
    entities: list[dict[str, str]]
    nearest: list[Any]
    lgsl: str
    elsewhere: bool
    acted: bool
    together: list[int]
    """The numbers of the messages that were read as one."""
    facet: str | None
    read: str
    alone: dict[str, Any]
    also: list[dict[str, Any]]
    about: str
    likeness: float
    """How near what was asked is to the written answer that was chosen."""


class SubjectData(TypedDict, total=False):
    """What a conversation is about: the intent that was acted on last, its sub-topic, what was asked of it, and whether
    a report was made of it. `matter` is what somebody waits about who asks something else meanwhile."""

    intent: str
    subtopic: str | None
    facet: str | None
    done: bool
    matter: SubjectData


class StoodData(TypedDict, total=False):
    """How a conversation stood when it was closed, so that the close can be undone."""

    state: str
    queue: str | None
    handoff: int | None
    officer: int | None
    urgent: bool
    waits: list[int]


class EventData(TypedDict, total=False):
    """Kept as plain JSON. Entries of old may lack any of it."""

    # A resident's message
    choice: str
    payload: str
    alone: bool
    """The choice to carry on without a person."""
    location: PlaceData
    attachments: list[FileData]
    cut: bool
    silence: str
    understanding: UnderstandingData
    answered_by: int
    """The number of the assistant's answer while they waited for a person, who owes one all the same."""
    # A message of ours, or of an officer
    answer: str | None
    while_waiting: str
    """What was said to a resident who waits for a person, and ends no wait (`Told` of conversation/waiting_outcome)."""
    wants: list[str]
    """What answers it besides words, of what the channel takes."""
    officer: str
    request: str
    """The reference of the service request that it tells about."""
    # A change of who answers
    state: str
    queue: str | None
    reason: str
    stood: StoodData
    # A handoff, a sign of danger, a service request
    intent: str | None
    reference: str
    """Of a service request; with an officer's message, the reference of the form that sent it."""
    kind: str
