"""How an error is answered: as JSON, or as a page where a person's browser asks."""

from __future__ import annotations

from collections.abc import Callable

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import OperationalError
from starlette.exceptions import HTTPException

from bot.errors import TooMany, TownclerkError
from network import retry_after

FAILED = "Something went wrong on our side. Nothing was lost. Please try again."
DATABASE_AWAY = "We cannot reach our records at the moment. Nothing was lost. Please try again in a few seconds."

log = structlog.get_logger()


class TooLarge(HTTPException):
    """The body has passed the limit. An HTTPException, because FastAPI makes 400 of any other error while it reads a
    form. The connection is closed: what else comes on it is not read."""

    def __init__(self, limit: int) -> None:
        words = f"That is too large. We take up to {limit // 1024} KB at once."
        super().__init__(413, words, {"connection": "close"})


def _json(code: str, message: str, status: int, *, headers: dict[str, str] | None = None) -> JSONResponse:
    return JSONResponse({"error": {"code": code, "message": message}}, status_code=status, headers=headers)


def failed() -> JSONResponse:
    """Something went wrong on our side where nobody expected it."""
    return _json("internal", FAILED, 500)


ErrorPage = Callable[[Request, int, str], Response]
"""Draws an error for a person: the request, the status, what happened in words."""


def wants_page(request: Request) -> bool:
    """Whether a person's browser asks, which shows what it is given: an error is a page there, not JSON."""
    path = request.url.path
    return "text/html" in request.headers.get("accept", "") and not path.startswith(("/channels/", "/internal/"))


class _Answers:
    """An answer for each kind of error; nothing of the inside gets out."""

    def __init__(self, page: ErrorPage | None) -> None:
        self._page = page

    def _answer(
        self, request: Request, code: str, message: str, *, status: int, headers: dict[str, str] | None = None
    ) -> Response:
        if self._page is None or not wants_page(request):
            return _json(code, message, status, headers=headers)
        drawn = self._page(request, status, message)
        drawn.headers.update(headers or {})
        return drawn

    async def known(self, request: Request, error: Exception) -> Response:
        assert isinstance(error, TownclerkError)  # noqa: S101
        headers = retry_after.header(error.retry_after) if isinstance(error, TooMany) else None
        return self._answer(request, error.code, str(error), status=error.status, headers=headers)

    async def http(self, request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)  # noqa: S101
        words = {404: "There is nothing here.", 405: "That is not possible here."}.get(error.status_code, error.detail)
        code, headers = f"http_{error.status_code}", dict(error.headers or {})
        return self._answer(request, code, str(words), status=error.status_code, headers=headers)

    async def too_large(self, request: Request, error: Exception) -> Response:
        assert isinstance(error, TooLarge)  # noqa: S101
        headers = dict(error.headers or {})
        return self._answer(request, "too_large", error.detail, status=error.status_code, headers=headers)

    async def invalid(self, request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)  # noqa: S101
        where = "; ".join(f"{'.'.join(str(p) for p in e['loc'][1:])}: {e['msg']}" for e in error.errors())
        return self._answer(request, "invalid", where or "That could not be read.", status=422)

    async def database_away(self, request: Request, error: Exception) -> Response:
        log.warning("database.unreachable", error=type(error).__name__)
        headers = retry_after.header(retry_after.DATABASE_AWAY_SECONDS)
        return self._answer(request, "database_away", DATABASE_AWAY, status=503, headers=headers)

    async def unknown(self, request: Request, error: Exception) -> Response:
        return self._answer(request, "internal", FAILED, status=500)


def add_error_handlers(app: FastAPI, page: ErrorPage | None = None) -> None:
    """Errors as {"error": {"code", "message"}}, or as a page where a browser asks."""
    answers = _Answers(page)
    app.add_exception_handler(TownclerkError, answers.known)
    app.add_exception_handler(OperationalError, answers.database_away)
    app.add_exception_handler(HTTPException, answers.http)
    app.add_exception_handler(TooLarge, answers.too_large)
    app.add_exception_handler(RequestValidationError, answers.invalid)
    app.add_exception_handler(Exception, answers.unknown)
