"""What holds for every request: a size limit before anything is read, security headers, one line in the log."""

from __future__ import annotations

import time
import uuid
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import structlog
from starlette.requests import ClientDisconnect

from bot.gateway.errors import TooLarge, failed
from network.request_body import MAX_BODY_BYTES
from network.security_headers import HTTPS_ONLY, security_headers

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

MAX_INTERNAL_BODY_BYTES = 16 * 1024 * 1024
"""Rasa posts a whole conversation to its actions."""
OURSELVES = "ourselves.invalid"
"""The Host that the application sees in place of the request's own, which a client can set to anything: nothing inside
can repeat it. Where our own address is needed, it comes from the settings."""

log = structlog.get_logger()


def body_limit(path: str) -> int:
    """How many bytes a request to this path may bring."""
    return MAX_INTERNAL_BODY_BYTES if path.startswith("/internal/") else MAX_BODY_BYTES


class Middleware:
    """The outermost layer, plain ASGI so that streams pass through untouched."""

    def __init__(self, app: Any, *, secure: bool) -> None:
        self._app = app
        headers = security_headers(frame_src="'self'") | (HTTPS_ONLY if secure else {})
        self._headers = {name.lower().encode(): value.encode() for name, value in headers.items()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request: bounded, timed, with our headers, and answered even where the application fails."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope = {**scope, "headers": [*(h for h in scope["headers"] if h[0] != b"host"), (b"host", OURSELVES.encode())]}
        exchange = _Exchange(scope, receive, send, headers=self._headers)
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

    def __init__(self, scope: Scope, receive: Receive, send: Send, *, headers: dict[bytes, bytes]) -> None:
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
        """A redirect to ourselves without a host, which the client follows under the name it knows us by."""
        name, value = header
        address = urlsplit(value.decode("latin-1")) if name.lower() == b"location" else None
        if address is None or address.netloc != OURSELVES:
            return header
        return name, urlunsplit(("", "", address.path or "/", address.query, address.fragment)).encode("latin-1")

    async def apologise(self) -> None:
        """500, unless an answer has begun."""
        if not self._status:
            await failed()(self._scope, self._receive, self.send)

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
