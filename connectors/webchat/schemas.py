"""The JSON that the web chat speaks, as /openapi.json describes it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import Query
from pydantic import BaseModel, Field, WithJsonSchema

from connectors.messages import MAX_TEXT, Event, Standing
from connectors.messages import Waiting as Wait
from connectors.webchat.wording import text_of, who_answers
from protocol.action_messages import WANTS

Author = Literal["resident", "assistant", "officer", "system"]
After = Annotated[int, Query(ge=0, lt=2**31, description="Only what has a higher number than this.")]
State = Literal["assistant", "waiting", "officer", "closed"]


class Choice(BaseModel):
    """One of the answers that we offer: post its `id`, show its `title`."""

    id: str
    title: str


class Message(BaseModel):
    """One message. `id` is the event's number in the conversation; 0 is the greeting, which is not stored. `wants`
    names what answers it besides words: where `location` is among them, a client may offer to post one."""

    id: int
    author: Author
    text: str
    choices: list[Choice] = []
    wants: list[str] = []
    at: datetime

    @classmethod
    def of(cls, event: Event) -> Message:
        """From the conversation's log."""
        choices = [Choice(id=choice.id, title=choice.title) for choice in event.choices]
        return cls(
            id=event.number,
            author=_author(event.author),
            text=text_of(event),
            choices=choices,
            wants=event.data.get(WANTS, []),
            at=event.at,
        )


def _author(author: str) -> Author:
    match author:
        case "resident" | "assistant" | "officer":
            return author
    return "system"


class Waiting(BaseModel):
    """Measured, never a fixed label. `position` counts from 1; `typical_seconds` is null while there is no figure;
    `opens_at` is set when the queue is closed now."""

    position: int
    typical_seconds: float | None
    opens_at: datetime | None

    @classmethod
    def of(cls, wait: Wait) -> Waiting:
        """From the inbox's standing."""
        return cls(position=wait.position, typical_seconds=wait.typical_seconds, opens_at=wait.opens_at)


class Whereabouts(BaseModel):
    """Who answers now: the data of a `state` event. `officer` is a first name; `said` is the line to show."""

    state: State
    said: str = ""
    officer: str | None = None
    waiting: Waiting | None = None

    @classmethod
    def of(cls, standing: Standing) -> Whereabouts:
        """From what the inbox says of the conversation now."""
        waiting = Waiting.of(standing.waiting) if standing.waiting else None
        said = who_answers(standing)
        return cls(state=_state(standing.state), said=said, officer=standing.officer, waiting=waiting)

    @classmethod
    def then(cls, event: Event) -> Whereabouts:
        """As it was at a state event in the log."""
        named = event.data.get("officer")
        state, officer = _state(event.data.get("state")), named if isinstance(named, str) else None
        return cls(state=state, said=who_answers(Standing(state, officer)), officer=officer)


def _state(state: object) -> State:
    match state:
        case "waiting" | "officer" | "closed":
            return state
    return "assistant"


class Page(Whereabouts):
    """What GET /messages answers."""

    messages: list[Message]


class Begun(BaseModel):
    """A new session. `session` is the secret for `Authorization: Bearer`; `messages` is the greeting."""

    session: str
    messages: list[Message]


class Sent(BaseModel):
    """The message is saved. `id` is its event's number; a repeat of a reference gets the first one's."""

    id: int


class Problem(BaseModel):
    """`code` is for programs, `message` is plain English for people."""

    code: str
    message: str


class ErrorBody(BaseModel):
    """Every error has this body."""

    error: Problem


class Location(BaseModel):
    """Where the resident is, or where what they write about is: degrees in WGS 84."""

    latitude: float = Field(ge=-90, le=90)
    longitude: float = Field(ge=-180, le=180)


# The schema of a request's body stands alone in /openapi.json: a reference in it would lead nowhere.
Inline = Annotated[Location | None, WithJsonSchema({"anyOf": [Location.model_json_schema(), {"type": "null"}]})]


class NewMessage(BaseModel):
    """Exactly one of `text`, `choice` and `location`. Unknown fields are ignored."""

    text: str | None = Field(None, max_length=MAX_TEXT, description="What the resident wrote.")
    choice: str | None = Field(None, description="The id of a choice that a message offered.")
    location: Inline = Field(None, description="A place, where a message's `wants` names `location`.")
    reference: str | None = Field(
        None,
        min_length=1,
        max_length=200,
        description="Of the client's making: a repeat with the same one is harmless.",
    )


def errors(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The refusals of a route, for its description."""
    words = {
        401: "No session, or not one of ours",
        413: "The message or the request is too long",
        422: "Not a message that we can take",
        429: "Too fast: see Retry-After",
        503: "Cannot save or read at the moment; nothing is lost: see Retry-After",
    }
    return {status: {"model": ErrorBody, "description": words[status]} for status in statuses}
