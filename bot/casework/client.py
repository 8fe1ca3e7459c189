"""Speaks GeoReport v2 with the back office, and says in which of three ways a call failed."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlencode

import httpx

from bot.casework import formats
from bot.casework.connection import Open311Settings
from bot.casework.georeport import (
    Accepted,
    Attribute,
    RequestStatus,
    Service,
    accepted,
    attributes,
    request_status,
    service,
    words,
)
from bot.errors import BackOfficeAway, BackOfficeRefused, BackOfficeUnclear
from language.cleaning import one_line
from network import retry_after

TIMEOUT = httpx.Timeout(connect=5, write=10, read=20, pool=5)
DEADLINE_SECONDS = 30.0
"""For one call, however slowly the bytes come."""
MOST_ANSWER_BYTES = 10 * 2**20
MOST_REASON_CHARACTERS = 500
NOT_THE_REQUESTS_FAULT = {401, 403, 407, 408, 425, 429}
"""A wrong key (403) or too many calls: every request would fail the same way, so they wait until that is put right."""

_NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)


class GeoReport:
    """One endpoint. Every method raises BackOfficeRefused or BackOfficeAway; only `submit` raises BackOfficeUnclear,
    because asking twice does no harm."""

    def __init__(
        self, settings: Open311Settings, timeout: httpx.Timeout = TIMEOUT, deadline_seconds: float = DEADLINE_SECONDS
    ) -> None:
        self._settings = settings
        self._deadline_seconds = deadline_seconds
        self._http = httpx.AsyncClient(timeout=timeout)

    async def close(self) -> None:
        """Give the connections back."""
        await self._http.aclose()

    async def services(self) -> list[Service]:
        """GET services."""
        return [service(row) for row in await self._get("services")]

    async def attributes(self, code: str) -> tuple[Attribute, ...]:
        """GET services/{code}: what this service asks."""
        rows = await self._get(f"services/{quote(code, safe='')}")
        return attributes(rows[0]) if rows else ()

    async def submit(self, arguments: Sequence[tuple[str, str]]) -> Accepted:
        """POST requests. It has no way to say "this one again": calling twice files twice."""
        form = [*self._jurisdiction(), ("api_key", self._settings.api_key.get_secret_value()), *arguments]
        headers = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
        answer, body = await self._call("POST", "requests", content=urlencode(form).encode(), headers=headers)
        _raise_for(answer, body, posted=True)
        said = errors_in(body)
        if said:
            raise BackOfficeUnclear(f"It answered with status {answer.status_code}, but: {said}")
        try:
            rows = formats.rows(body) if body.strip() else []
            return accepted(rows[0]) if rows else Accepted()
        except ValueError:
            raise BackOfficeUnclear("Its answer could not be read.") from None

    async def token(self, token: str) -> str:
        """GET tokens/{token}: the request's number, empty while there is none."""
        rows = await self._get(f"tokens/{quote(token, safe='')}")
        return accepted(rows[0]).id if rows else ""

    async def requests(self, ids: Sequence[str]) -> list[RequestStatus]:
        """GET requests, several at once."""
        return await self._requests("requests", [("service_request_id", ",".join(ids))])

    async def request(self, request_id: str) -> list[RequestStatus]:
        """GET requests/{id}."""
        return await self._requests(f"requests/{quote(request_id, safe='')}", [])

    async def search(self, code: str, begin: datetime, end: datetime) -> list[RequestStatus]:
        """GET requests of one service that were made in a span of time (the specification allows 90 days)."""
        span = [("start_date", _w3(begin)), ("end_date", _w3(end))]
        return await self._requests("requests", [("service_code", code), *span])

    async def _requests(self, path: str, parameters: list[tuple[str, str]]) -> list[RequestStatus]:
        rows = await self._get(path, parameters)
        return [found for found in map(request_status, rows) if found.id]

    async def _get(self, path: str, parameters: Sequence[tuple[str, str]] = ()) -> list[dict[str, Any]]:
        answer, body = await self._call("GET", path, params=[*self._jurisdiction(), *parameters])
        _raise_for(answer, body, posted=False)
        try:
            return formats.rows(body)
        except ValueError as error:
            raise BackOfficeAway(f"Its answer could not be read: {error}.") from None

    async def _call(self, method: str, path: str, **content: Any) -> tuple[httpx.Response, bytes]:
        """One call, never repeated. If it breaks after sending, that is unclear for a POST and a failure for a GET."""
        lost = BackOfficeUnclear if method == "POST" else BackOfficeAway
        try:
            async with asyncio.timeout(self._deadline_seconds):
                url = f"{self._settings.url}/{path}.{self._settings.format}"
                async with self._http.stream(method, url, **content) as answer:
                    return answer, await _read(answer)
        except TimeoutError:
            raise lost("It took too long to answer.") from None
        except _NEVER_SENT as error:
            raise BackOfficeAway(f"It could not be reached ({type(error).__name__}).") from None
        except (httpx.UnsupportedProtocol, httpx.InvalidURL):
            raise BackOfficeAway("OPEN311_URL is not an address that can be called.") from None
        except httpx.HTTPError as error:
            raise lost(f"The connection broke ({type(error).__name__}).") from None

    def _jurisdiction(self) -> list[tuple[str, str]]:
        """An empty argument counts as none, so none is sent."""
        named = self._settings.jurisdiction_id
        return [("jurisdiction_id", named)] if named else []


async def _read(answer: httpx.Response) -> bytes:
    body = bytearray()
    async for part in answer.aiter_bytes():
        body += part
        if len(body) > MOST_ANSWER_BYTES:
            raise httpx.DecodingError("the answer is too long")
    return bytes(body)


def _raise_for(answer: httpx.Response, body: bytes, posted: bool) -> None:
    """Nothing for a success; otherwise the error that it means. The specification has 403 for the key, 404 for what is
    not there, and 400 for everything else, even when their database is down."""
    status = answer.status_code
    if 200 <= status < 300:
        return
    said = errors_in(body)
    reason = f"It answered with status {status}{': ' + said if said else '.'}"
    if status < 400:
        raise BackOfficeAway(f"It answered with status {status}: OPEN311_URL has moved or is not the whole address.")
    if status in NOT_THE_REQUESTS_FAULT or (status == 404 and not said):
        raise BackOfficeAway(reason, retry_after.read(answer.headers))
    if status < 500:
        raise BackOfficeRefused(reason, status, listed=bool(said))
    if not posted or (status == 503 and "retry-after" in answer.headers):
        raise BackOfficeAway(reason, retry_after.read(answer.headers))
    raise BackOfficeUnclear(reason)


def errors_in(body: bytes) -> str:
    """The specification's list of errors as one line; empty when the body is something else (a proxy's page)."""
    try:
        found = [row for row in formats.rows(body) if row.get("description") or row.get("code")]
    except ValueError:
        return ""
    described = (f"{words(row.get('description')) or 'no description'} ({words(row.get('code'))})" for row in found)
    return one_line("; ".join(described))[:MOST_REASON_CHARACTERS]


def _w3(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
