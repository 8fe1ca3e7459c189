"""A back office on loopback that keeps to GeoReport v2, errors included, and misbehaves on request.

Written from the specification and not from the product's code, so that each checks the other. XML and JSON by the
ending of the address, as asked.
"""

from __future__ import annotations

import asyncio
import socket
import struct
from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from tests.fakes.open311_formats import Row, as_json, as_xml

KEY = "xyz-secret-key"

BASE = "/dev/v2"


@dataclass(frozen=True)
class Refuse:
    """An error as the specification has it."""

    status: int = 400
    code: str = "400"
    description: str = "General service error"
    retry_after: str | None = None


@dataclass(frozen=True)
class Html:
    """A proxy's page; the request may have gone past it or not."""

    status: int = 503
    retry_after: str | None = None
    taken: bool = False


@dataclass(frozen=True)
class Hang:
    """Take the request and never answer."""


@dataclass(frozen=True)
class Drop:
    """Take the request and reset the connection."""


@dataclass(frozen=True)
class Slow:
    """Take the request and answer after so many seconds."""

    seconds: float


@dataclass(frozen=True)
class Answer:
    """Take the request and answer with this body."""

    body: str
    status: int = 200


@dataclass(frozen=True)
class Move:
    """The address is another one."""

    to: str = "https://elsewhere.example/"


Behaviour = Refuse | Html | Hang | Drop | Slow | Answer | Move


def service(code: str, name: str, kind: str = "realtime", metadata: bool = False) -> Row:
    """One line of the services list."""
    return {
        "service_code": code,
        "service_name": name,
        "description": f"{name} & what belongs to it",
        "metadata": metadata,
        "type": kind,
        "keywords": "lorem, ipsum",
        "group": "street",
    }


def attribute(code: str, datatype: str, required: bool, order: int, *values: tuple[str, str], **more: Any) -> Row:
    """One attribute of a definition."""
    return {
        "variable": True,
        "code": code,
        "datatype": datatype,
        "required": required,
        "datatype_description": None,
        "order": order,
        "description": f"Which {code.lower()}?",
        "values": [{"key": key, "name": name} for key, name in values],
    } | more


SERVICES = (
    service("WASTE-01", "Missed bin", metadata=True),
    service("007", "Pothole"),
    service("FLY", "Fly-tipping", "batch"),
    service("BOX", "Graffiti", "blackbox"),
)

MISSED_BIN = (
    attribute("INFO", "string", False, 1, variable=False),
    attribute("BIN_TYPE", "singlevaluelist", True, 2, ("101", "Black bin"), ("102", "Blue bin"), ("103", "Food")),
    attribute("DUE", "datetime", True, 3),
    attribute("HOW_MANY", "number", False, 4),
    attribute("REASONS", "multivaluelist", False, 5, ("A", "Access"), ("B", "Broken lid"), ("C", "Crew")),
    attribute("STORY", "text", False, 6),
)


@dataclass
class Filed:
    """A request that was taken."""

    id: str
    code: str
    form: list[tuple[str, str]]
    at: datetime
    status: str = "open"
    notes: str | None = None
    updated: datetime | None = None

    def get(self, name: str) -> str | None:
        return dict(self.form).get(name)


class SpecificationError(Exception):
    """An answer with the status and the list of errors that the specification asks for."""

    def __init__(self, status: int, description: str, retry_after: str | None = None, code: str = "") -> None:
        super().__init__(description)
        self.status, self.description, self.retry_after = status, description, retry_after
        self.code = code or str(status)


@dataclass
class FakeOpen311:
    """`async with FakeOpen311() as office:` listens at `office.url`. Behaviours in `posts` and `gets` are used up one
    a call; `down` is used for every call while it is there."""

    services: list[Row] = field(default_factory=lambda: list(SERVICES))
    definitions: dict[str, list[Row]] = field(default_factory=lambda: {"WASTE-01": list(MISSED_BIN)})
    jurisdiction: str = ""
    posts: deque[Behaviour] = field(default_factory=deque)
    gets: deque[Behaviour] = field(default_factory=deque)
    down: Behaviour | None = None
    strict: bool = False
    """Answers 404 to several numbers when it does not know one of them."""
    secretive: bool = False
    """Keeps descriptions to itself."""
    filed: list[Filed] = field(default_factory=list)
    tokens: dict[str, str] = field(default_factory=dict)
    calls: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    url: str = ""

    async def __aenter__(self) -> FakeOpen311:
        self._released = asyncio.Event()
        self.taken = asyncio.Event()
        self._open: set[asyncio.StreamWriter] = set()
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}{BASE}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._released.set()
        self._server.close()
        for writer in tuple(self._open):
            writer.close()
        await self._server.wait_closed()

    def paths(self, method: str) -> list[str]:
        """What was called, in order."""
        return [path for called, path, _ in self.calls if called == method]

    def change(self, number: str, status: str, notes: str | None = None) -> None:
        """The back office has worked on a request."""
        (found,) = [each for each in self.filed if each.id == number]
        found.status, found.notes, found.updated = status, notes, self.now

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        try:
            while request := await _read(reader):
                if not await self._answer(*request, writer):
                    break
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            self._open.discard(writer)
            writer.close()

    async def _answer(self, method: str, target: str, body: str, writer: asyncio.StreamWriter) -> bool:
        """False when the connection is not to be used again."""
        parts = urlsplit(target)
        resource, _, ending = parts.path.removeprefix(BASE).strip("/").rpartition(".")
        arguments = parse_qsl(body if method == "POST" else parts.query)
        self.calls.append((method, resource, dict(arguments)))
        queue = self.posts if method == "POST" else self.gets
        behaviour = self.down or (queue.popleft() if queue else None)
        root, rows, status, headers = "service_requests", [], 200, {}
        try:
            early = self._early(behaviour)
            if early is not None:
                return _write(writer, *early)
            root, rows = self._resource(method, resource, arguments, ending)
        except SpecificationError as error:
            root, rows, status = "errors", [{"code": error.code, "description": error.description}], error.status
            headers = {"Retry-After": error.retry_after} if error.retry_after else {}
        match behaviour:
            case Hang():
                await self._released.wait()
                return False
            case Drop():
                linger = struct.pack("ii", 1, 0)  # closes with RST
                writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                writer.transport.abort()
                return False
            case Slow(seconds):
                await asyncio.sleep(seconds)
            case Answer(text, code):
                return _write(writer, code, text, "text/html", {})
            case Html(code, again, _):
                return _write(writer, code, PAGE, "text/html", {"Retry-After": again} if again else {})
        kind, text = ("application/json", as_json(root, rows)) if ending == "json" else ("text/xml", as_xml(root, rows))
        return _write(writer, status, text, f"{kind}; charset=utf-8", headers)

    def _early(self, behaviour: Behaviour | None) -> tuple[int, str, str, dict[str, str]] | None:
        """What is answered before anything is looked at or taken."""
        match behaviour:
            case Refuse(status, code, description, retry_after):
                raise SpecificationError(status, description, retry_after, code)
            case Html(status, again, False):
                return status, PAGE, "text/html", {"Retry-After": again} if again else {}
            case Move(to):
                return 301, "", "text/html", {"Location": to}
        return None

    def _resource(
        self, method: str, resource: str, arguments: list[tuple[str, str]], ending: str
    ) -> tuple[str, list[Row]]:
        given = {name: value for name, value in arguments if value}
        if ending not in ("xml", "json"):
            raise SpecificationError(404, "Unknown format")
        self._check_jurisdiction(given)
        what, _, which = resource.partition("/")
        which = unquote(which)
        match method, what, which:
            case "GET", "services", "":
                return "services", self.services
            case "GET", "services", code:
                if code not in self.definitions:
                    raise SpecificationError(404, f"service_code {code} was not found")
                return "service_definition", [{"service_code": code, "attributes": self.definitions[code]}]
            case "POST", "requests", "":
                return "service_requests", [self._take(arguments)]
            case "GET", "tokens", token:
                if token not in self.tokens:
                    raise SpecificationError(404, f"token {token} was not found")
                return "service_requests", [{"service_request_id": self.tokens[token] or None, "token": token}]
            case "GET", "requests", "":
                return "service_requests", [self._row(each) for each in self._found(given)]
            case "GET", "requests", number:
                found = [each for each in self.filed if each.id == number]
                if not found:
                    raise SpecificationError(404, f"service_request_id {number} was not found")
                return "service_requests", [self._row(each) for each in found]
        raise SpecificationError(404, "There is no such resource")

    def _check_jurisdiction(self, given: dict[str, str]) -> None:
        if not self.jurisdiction:
            return
        if "jurisdiction_id" not in given:
            raise SpecificationError(400, "jurisdiction_id was not provided")
        if given["jurisdiction_id"] != self.jurisdiction:
            raise SpecificationError(404, "jurisdiction_id provided was not found")

    def _take(self, form: list[tuple[str, str]]) -> Row:
        given = {name: value for name, value in form if value}
        if given.get("api_key") != KEY:
            raise SpecificationError(403, "Invalid api_key received -- can't proceed with create_request.")
        if "service_code" not in given:
            raise SpecificationError(400, "service_code was not provided")
        offered = next((each for each in self.services if each["service_code"] == given["service_code"]), None)
        if offered is None:
            raise SpecificationError(404, "service_code was not found")
        if not {"address_string", "address_id"} & given.keys() and not {"lat", "long"} <= given.keys():
            raise SpecificationError(400, "A full location parameter must be submitted")
        if len(given.get("description", "")) > 4000:
            raise SpecificationError(400, "description is too long")
        self._check_attributes(given)
        number = str(293943 + len(self.filed) + 1)
        self.taken.set()
        self.filed.append(Filed(number, given["service_code"], form, self.now))
        if offered["type"] == "batch":
            token = f"t-{number}"
            self.tokens[token] = ""
            return {"token": token}
        if offered["type"] == "blackbox":
            return {"service_notice": "Thank you.", "account_id": None}
        return {"service_request_id": number, "service_notice": "We inspect within 24 hours.", "account_id": None}

    def _check_attributes(self, given: dict[str, str]) -> None:
        for each in self.definitions.get(given["service_code"], []):
            name = f"attribute[{each['code']}]"
            value = given.get(name) or given.get(f"{name}[]")
            if each["variable"] and each["required"] and value is None:
                raise SpecificationError(400, f"{name} is required")
            keys = [option["key"] for option in each["values"]]
            if value is not None and keys and value not in keys:
                raise SpecificationError(400, f"{name} has no value {value}")

    def _found(self, given: dict[str, str]) -> list[Filed]:
        if "service_request_id" in given:
            wanted = given["service_request_id"].split(",")
            found = [each for each in self.filed if each.id in wanted]
            if self.strict and len(found) < len(wanted):
                raise SpecificationError(404, "service_request_id was not found")
            return found
        begin = _moment(given.get("start_date")) or self.now - timedelta(days=90)
        end = _moment(given.get("end_date")) or self.now
        if end - begin > timedelta(days=90):
            raise SpecificationError(400, "A search may not span more than 90 days")
        codes = given["service_code"].split(",") if "service_code" in given else None
        found = [each for each in self.filed if begin <= each.at <= end and (codes is None or each.code in codes)]
        return [each for each in found if given.get("status") in (None, each.status)][:1000]

    def _row(self, filed: Filed) -> Row:
        return {
            "service_request_id": filed.id,
            "status": filed.status,
            "status_notes": filed.notes,
            "service_code": filed.code,
            "description": None if self.secretive else filed.get("description"),
            "requested_datetime": _w3(filed.at),
            "updated_datetime": _w3(filed.updated or filed.at),
            "address": filed.get("address_string"),
            "lat": filed.get("lat"),
            "long": filed.get("long"),
        }


PAGE = "<!DOCTYPE html><html><body><h1>Service Unavailable</h1></body></html>"


def _moment(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None


def _w3(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


async def _read(reader: asyncio.StreamReader) -> tuple[str, str, str] | None:
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").strip().split("\r\n")
    except asyncio.IncompleteReadError:
        return None
    lengths = [line.split(":")[1] for line in head if line.lower().startswith("content-length:")]
    body = await reader.readexactly(int(lengths[0]) if lengths else 0)
    method, target, _ = head[0].split(" ", 2)
    return method, target, body.decode()


def _write(writer: asyncio.StreamWriter, status: int, text: str, kind: str, headers: dict[str, str]) -> bool:
    lines = [f"HTTP/1.1 {status} X", f"Content-Type: {kind}", f"Content-Length: {len(text.encode())}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    writer.write("\r\n".join([*lines, "", text]).encode())
    return True
