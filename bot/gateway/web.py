"""What holds for every request: a size limit before anything is read, security headers, one log line, plain errors."""

from __future__ import annotations

import time
import uuid
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import OperationalError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from bot.errors import TooMany, TownclerkError
from network import retry_after
from network.security_headers import HTTPS_ONLY, security_headers

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

MAX_BODY = 64 * 1024
INTERNAL_MAX_BODY = 16 * 1024 * 1024
"""Rasa posts a whole conversation to its actions."""
OURSELVES = "ourselves.invalid"
"""The Host that the application sees in place of what the request says, which whoever asks can write as they like:
nothing inside can repeat it. Where our own address is needed, it is the one of the settings."""

FAILED = "Something went wrong on our side. Nothing was lost. Please try again."
AWAY = "We cannot reach our records at the moment. Nothing was lost. Please try again in a few seconds."
AWAY_SECONDS = 5

log = structlog.get_logger()


def body_limit(path: str) -> int:
    """How many bytes a request to this path may bring."""
    return INTERNAL_MAX_BODY if path.startswith("/internal/") else MAX_BODY


class TooLarge(HTTPException):
    """The body has passed the limit. An HTTPException, because FastAPI makes 400 of any other error while it reads a
    form. The connection is closed: what else comes on it is not read."""

    def __init__(self, limit: int) -> None:
        words = f"That is too large. We take up to {limit // 1024} KB at once."
        super().__init__(413, words, {"connection": "close"})


class Shell:
    """The outermost layer, plain ASGI so that streams pass through untouched."""

    def __init__(self, app: Any, secure: bool) -> None:
        self._app = app
        headers = security_headers(frame_src="'self'") | (HTTPS_ONLY if secure else {})
        self._headers = {name.lower().encode(): value.encode() for name, value in headers.items()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope = {**scope, "headers": [*(h for h in scope["headers"] if h[0] != b"host"), (b"host", OURSELVES.encode())]}
        exchange = _Exchange(scope, receive, send, self._headers)
        structlog.contextvars.bind_contextvars(request=uuid.uuid4().hex[:12])
        try:
            await self._app(scope, exchange.receive, exchange.send)
        except ClientDisconnect:
            pass
        except Exception:
            log.exception("request.failed", route=exchange.route)
            await exchange.apologise()
        finally:
            exchange.report()
            structlog.contextvars.clear_contextvars()


class _Exchange:
    """Counts a request's body as it comes, adds headers as it goes."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, headers: dict[bytes, bytes]) -> None:
        self._scope, self._receive, self._send, self._headers = scope, receive, send, headers
        self._limit = body_limit(scope["path"])
        self._size = 0
        self._started = time.perf_counter()
        self._status = 0

    async def receive(self) -> Message:
        """The next piece of the body; TooLarge as soon as it has passed the limit, declared or counted."""
        if self._declared() > self._limit:
            raise TooLarge(self._limit)
        message = await self._receive()
        self._size += len(message.get("body", b""))
        if self._size > self._limit:
            raise TooLarge(self._limit)
        return message

    async def send(self, message: Message) -> None:
        """Pass on, with our headers where the route did not set its own."""
        if message["type"] == "http.response.start":
            self._status = message["status"]
            present = {name.lower() for name, _ in message["headers"]}
            added = [header for header in self._headers.items() if header[0] not in present]
            message = {**message, "headers": [*map(self._at_home, message["headers"]), *added]}
        await self._send(message)

    def _at_home(self, header: tuple[bytes, bytes]) -> tuple[bytes, bytes]:
        """A redirect to ourselves without a host, which whoever asks goes on with under the name they know us by."""
        name, value = header
        address = urlsplit(value.decode("latin-1")) if name.lower() == b"location" else None
        if address is None or address.netloc != OURSELVES:
            return header
        return name, urlunsplit(("", "", address.path or "/", address.query, address.fragment)).encode("latin-1")

    async def apologise(self) -> None:
        """500, unless an answer has begun."""
        if not self._status:
            await _failed()(self._scope, self._receive, self.send)

    @property
    def route(self) -> str:
        """The route's pattern, which holds nothing of the request."""
        return getattr(self._scope.get("route"), "path", "none")

    def report(self) -> None:
        """One line: what, how it went, how long. No query, no address, no text."""
        log.debug(
            "request.served",
            method=self._scope["method"],
            route=self.route,
            status=self._status,
            ms=round((time.perf_counter() - self._started) * 1000, 1),
        )

    def _declared(self) -> int:
        for name, value in self._scope["headers"]:
            if name == b"content-length" and value.isdigit():
                return int(value[:18])
        return 0


def _error(code: str, message: str, status: int, headers: dict[str, str] | None = None) -> JSONResponse:
    return JSONResponse({"error": {"code": code, "message": message}}, status_code=status, headers=headers)


def _failed() -> JSONResponse:
    return _error("internal", FAILED, 500)


ErrorPage = Callable[[Request, int, str], Response]
"""Draws an error for a person: the request, the status, what happened in words."""


def wants_page(request: Request) -> bool:
    """Whether a person's browser asks, which shows what it is given: an error is a page there, not JSON."""
    path = request.url.path
    return "text/html" in request.headers.get("accept", "") and not path.startswith(("/channels/", "/internal/"))


def add_error_handlers(app: FastAPI, page: ErrorPage | None = None) -> None:
    """Errors as {"error": {"code", "message"}}, or as a page where a browser asks; nothing of the inside gets out."""

    def answer(
        request: Request, code: str, message: str, *, status: int, headers: dict[str, str] | None = None
    ) -> Response:
        if page is None or not wants_page(request):
            return _error(code, message, status, headers)
        drawn = page(request, status, message)
        drawn.headers.update(headers or {})
        return drawn

    async def known(request: Request, error: Exception) -> Response:
        assert isinstance(error, TownclerkError)  # noqa: S101
        headers = retry_after.header(error.retry_after) if isinstance(error, TooMany) else None
        return answer(request, error.code, str(error), status=error.status, headers=headers)

    async def http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)  # noqa: S101
        words = {404: "There is nothing here.", 405: "That is not possible here."}.get(error.status_code, error.detail)
        code, headers = f"http_{error.status_code}", dict(error.headers or {})
        return answer(request, code, str(words), status=error.status_code, headers=headers)

    async def invalid(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)  # noqa: S101
        where = "; ".join(f"{'.'.join(str(p) for p in e['loc'][1:])}: {e['msg']}" for e in error.errors())
        return answer(request, "invalid", where or "That could not be read.", status=422)

    async def unknown(request: Request, error: Exception) -> Response:
        return answer(request, "internal", FAILED, status=500)

    async def too_large(request: Request, error: Exception) -> Response:
        assert isinstance(error, TooLarge)  # noqa: S101
        return answer(request, "too_large", error.detail, status=error.status_code, headers=dict(error.headers or {}))

    async def away(request: Request, error: Exception) -> Response:
        log.warning("database.unreachable", error=type(error).__name__)
        return answer(request, "database_away", AWAY, status=503, headers=retry_after.header(AWAY_SECONDS))

    app.add_exception_handler(TownclerkError, known)
    app.add_exception_handler(OperationalError, away)
    app.add_exception_handler(HTTPException, http)
    app.add_exception_handler(TooLarge, too_large)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(Exception, unknown)
