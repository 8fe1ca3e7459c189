"""What the web chat refuses, and how a refusal is answered.

Refusal
├── NoSession    401  no chat session, or not one of ours
├── TooLong      413  the message or the request is too big
├── NotValid     422  the request cannot be understood, or the inbox will not take it
├── TooFast      429  too many requests; retry after a while
├── NoMoreStreams 429 too many open pages at this address; the page asks from time to time instead
├── NoStreams    503  too many open pages in all; as above
├── NotSaved     503  we could not save; the text is still with the resident
└── NotRead      503  we could not read; nothing is lost
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

import structlog
from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute

from connectors.messages import MessageRefused
from network import retry_after

ASK_AGAIN_SECONDS = 10
"""What a page does that may not follow: seldom enough that a thousand of them cost little."""

log = structlog.get_logger()


class Refusal(Exception):
    """Answered as {"error": {"code", "message"}}; `message` is for people, `code` for programs."""

    status: ClassVar[int]

    def __init__(self, code: str, message: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.code, self.message, self.headers = code, message, headers or {}


class NoSession(Refusal):
    """No chat session, or one that we did not give out."""

    status = 401

    def __init__(self) -> None:
        message = "We do not recognise this chat session. Start a new one."
        super().__init__("unknown_session", message, {"WWW-Authenticate": "Bearer"})


class TooLong(Refusal):
    """The message or the whole request is longer than we take."""

    status = 413


class NotValid(Refusal):
    """The request cannot be understood, or the inbox will not take the message."""

    status = 422


class TooFast(Refusal):
    """Too many messages in one chat, or new chats from one address, within a minute."""

    status = 429

    def __init__(self, what: str, wait: float) -> None:
        seconds = retry_after.whole_seconds(wait)
        message = f"{what} Wait {seconds} second{'s' if seconds > 1 else ''}, then try again."
        super().__init__("too_fast", message, retry_after.header(wait))


class NoMoreStreams(Refusal):
    """The limit of open pages of one address is reached."""

    status = 429

    def __init__(self) -> None:
        message = "Many chats are open at your address, so this one is updated less often."
        super().__init__("too_many_streams", message, retry_after.header(ASK_AGAIN_SECONDS))


class NoStreams(Refusal):
    """The limit of open pages of all addresses is reached."""

    status = 503

    def __init__(self) -> None:
        message = "Many chats are open at the moment, so this one is updated less often."
        super().__init__("too_many_streams", message, retry_after.header(ASK_AGAIN_SECONDS))


class NotSaved(Refusal):
    """A message could not be written to the database."""

    status = 503

    def __init__(self) -> None:
        message = "Your message did not reach us. It is still in the box: try again in a few seconds."
        super().__init__("not_saved", message, retry_after.header(retry_after.DATABASE_AWAY_SECONDS))


class NotRead(Refusal):
    """The chat could not be read from the database."""

    status = 503

    def __init__(self) -> None:
        message = "We cannot show the chat at the moment. Nothing is lost: try again in a few seconds."
        super().__init__("not_read", message, retry_after.header(retry_after.DATABASE_AWAY_SECONDS))


@contextmanager
def saving() -> Iterator[None]:
    """Around a call to the inbox that writes: what it refuses and what it cannot do become refusals of ours."""
    try:
        yield
    except Refusal:
        raise
    except MessageRefused as refused:
        raise NotValid(refused.code, refused.reason) from refused
    except Exception as error:
        log.error("message.not_saved", channel="webchat", error=type(error).__name__)
        raise NotSaved from error


@contextmanager
def reading() -> Iterator[None]:
    """Around calls to the inbox that only read."""
    try:
        yield
    except Exception as error:
        log.error("conversation.not_read", channel="webchat", error=type(error).__name__)
        raise NotRead from error


class AnsweringRoute(APIRoute):
    """A route whose refusals are answered in one shape, whichever application it is mounted in."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def answer(request: Request) -> Response:
            try:
                return await handle(request)
            except Refusal as refusal:
                return refused(refusal)
            except RequestValidationError as error:
                return refused(NotValid("invalid_request", _first_problem(error)))

        return answer


def refused(refusal: Refusal) -> JSONResponse:
    """As JSON, with the refusal's status and headers."""
    body = {"error": {"code": refusal.code, "message": refusal.message}}
    return JSONResponse(body, refusal.status, refusal.headers)


def _first_problem(error: RequestValidationError) -> str:
    """The first thing that is wrong, without repeating what was sent."""
    problem = error.errors()[0]
    return f"{problem['loc'][-1]}: {problem['msg']}."
