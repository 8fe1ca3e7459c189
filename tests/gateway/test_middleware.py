"""What holds for every request: the size limit, the headers, the shape of an error, and nothing of the inside."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated, Any

import httpx
import pytest
from fastapi import FastAPI, Form, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel
from structlog.testing import capture_logs

from bot.errors import Conflict, TooMany
from bot.gateway.errors import add_error_handlers
from bot.gateway.middleware import Middleware
from network.request_body import MAX_BODY_BYTES

SECRET = "postgresql://user:hunter2@db/town"


class Thing(BaseModel):
    """A body that FastAPI reads."""

    name: str


def small_app() -> FastAPI:
    app = FastAPI()
    add_error_handlers(app)

    @app.post("/json")
    async def json(thing: Thing) -> dict[str, str]:
        return {"name": thing.name}

    @app.post("/form")
    async def form(name: Annotated[str, Form()]) -> dict[str, str]:
        return {"name": name}

    @app.post("/stream")
    async def stream(request: Request) -> dict[str, int]:
        return {"size": sum([len(chunk) async for chunk in request.stream()])}

    @app.get("/desk")
    async def desk() -> Response:
        return RedirectResponse("/desk/sign-in?next=/desk", 303)

    @app.get("/away")
    async def away() -> Response:
        return RedirectResponse("https://provider.example/start", 303)

    @app.get("/own-policy")
    async def own_policy() -> Response:
        return Response("x", headers={"Content-Security-Policy": "frame-ancestors *"})

    @app.get("/fails")
    async def fails() -> None:
        raise RuntimeError(SECRET)

    @app.get("/conflict")
    async def conflict() -> None:
        raise Conflict("Somebody was faster.")

    @app.get("/too-many")
    async def too_many() -> None:
        raise TooMany("Wait a little.", 1.2)

    return app


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(Middleware(small_app(), secure=True))
    async with httpx.AsyncClient(transport=transport, base_url="https://gateway") as made:
        yield made


class Endless(httpx.AsyncByteStream):
    """A body that never ends, and counts what was taken of it."""

    def __init__(self, piece: bytes, head: bytes = b"") -> None:
        self.piece, self.head, self.taken = piece, head, 0

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield self.head
        while True:
            self.taken += len(self.piece)
            yield self.piece


async def asgi(app: Any, path: str, content_type: str, body: Endless) -> list[dict[str, Any]]:
    """One request whose body is only produced as it is asked for."""
    pieces, sent = aiter(body), []
    scope = {
        "type": "http", "http_version": "1.1", "method": "POST", "path": path, "raw_path": path.encode(),
        "query_string": b"", "root_path": "", "scheme": "https", "server": ("gateway", 443), "client": ("1.2.3.4", 1),
        "headers": [(b"content-type", content_type.encode()), (b"transfer-encoding", b"chunked")],
    }  # fmt: skip

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": await anext(pieces), "more_body": True}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await app(scope, receive, send)
    return sent


@pytest.mark.parametrize("path", ["/json", "/form", "/stream"])
async def test_a_declared_size_is_refused_before_anything_is_read(client: httpx.AsyncClient, path: str) -> None:
    kind = {"/form": "application/x-www-form-urlencoded"}.get(path, "application/json")
    answer = await client.post(path, content=b"x" * (10 * 1024 * 1024), headers={"Content-Type": kind})
    assert answer.status_code == 413
    assert answer.json() == {
        "error": {"code": "too_large", "message": "That is too large. We take up to 64 KB at once."}
    }
    assert answer.headers["connection"] == "close"


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/json", "application/json"),
        ("/form", "application/x-www-form-urlencoded"),
        ("/form", "multipart/form-data; boundary=x"),
        ("/stream", "text/plain"),
    ],
)
async def test_an_endless_body_is_cut_off_at_the_limit(path: str, kind: str) -> None:
    head = b'--x\r\nContent-Disposition: form-data; name="name"\r\n\r\n' if "multipart" in kind else b""
    body = Endless(b"a" * 1000, head)
    sent = await asgi(Middleware(small_app(), secure=True), path, kind, body)
    assert sent[0]["status"] == 413
    assert body.taken <= MAX_BODY_BYTES + 1000


@pytest.mark.parametrize("length", [b"9" * 5000, b"1e9", b"-1", b""])
async def test_a_strange_declared_length_is_no_fault_of_ours(length: bytes) -> None:
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"a" * 1000, "more_body": True}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": "/stream", "query_string": b"", "headers": []}
    scope["headers"] = [(b"content-length", length)]
    await Middleware(small_app(), secure=False)(scope, receive, send)
    assert sent[0]["status"] == 413


async def test_a_body_at_the_limit_is_taken(client: httpx.AsyncClient) -> None:
    answer = await client.post("/stream", content=b"x" * MAX_BODY_BYTES)
    assert answer.json() == {"size": MAX_BODY_BYTES}


@pytest.mark.parametrize("path", ["/conflict", "/fails", "/nowhere", "/own-policy"])
async def test_security_headers_are_on_every_answer(client: httpx.AsyncClient, path: str) -> None:
    headers = (await client.get(path)).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["strict-transport-security"] == "max-age=31536000"
    policies = headers.get_list("content-security-policy")
    assert len(policies) == 1, "a page's own policy stands alone"
    if path == "/own-policy":
        assert policies == ["frame-ancestors *"]
    else:
        assert "default-src 'none'" in policies[0] and "unsafe-inline" not in policies[0]


ERRORS = {
    "/nowhere": (404, "http_404", "There is nothing here."),
    "/json": (405, "http_405", "That is not possible here."),
    "/conflict": (409, "conflict", "Somebody was faster."),
    "/too-many": (429, "too_many", "Wait a little."),
    "/fails": (500, "internal", "Something went wrong on our side. Nothing was lost. Please try again."),
}


@pytest.mark.parametrize(("path", "told"), ERRORS.items(), ids=ERRORS.keys())
async def test_errors_have_one_shape(client: httpx.AsyncClient, path: str, told: tuple[int, str, str]) -> None:
    answer = await client.get(path)
    status, code, message = told
    assert answer.status_code == status
    assert answer.json() == {"error": {"code": code, "message": message}}


async def test_a_wait_is_told_in_whole_seconds(client: httpx.AsyncClient) -> None:
    assert (await client.get("/too-many")).headers["retry-after"] == "2"


@pytest.mark.parametrize("body", [b"{", b"[]", b'{"name": 1}', b"\xff"])
async def test_a_body_that_cannot_be_used_says_where_and_repeats_nothing(
    client: httpx.AsyncClient, body: bytes
) -> None:
    answer = await client.post("/json", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code in (400, 422)
    assert set(answer.json()["error"]) == {"code", "message"}


async def test_nothing_of_the_inside_gets_out(client: httpx.AsyncClient) -> None:
    with capture_logs() as logs:
        answer = await client.get("/fails")
    assert SECRET not in answer.text and "Traceback" not in answer.text
    (line,) = [line for line in logs if line["event"] == "request.failed"]
    assert line["route"] == "/fails"


async def test_a_broken_off_answer_is_not_patched_up() -> None:
    async def breaks(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        raise RuntimeError(SECRET)

    sent: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await Middleware(breaks, secure=False)({"type": "http", "method": "GET", "path": "/", "headers": []}, None, send)  # type: ignore[arg-type]
    assert [message["type"] for message in sent] == ["http.response.start"]


@pytest.mark.parametrize("host", ["gateway", "evil.example", "evil.example:8080", "user@evil.example", "[::1]"])
@pytest.mark.parametrize(
    ("path", "goes"), [("/desk/", "/desk"), ("/desk/?a=1", "/desk?a=1"), ("/desk", "/desk/sign-in?next=/desk")]
)
async def test_a_redirect_never_names_the_host_that_was_asked_for(
    client: httpx.AsyncClient, host: str, path: str, goes: str
) -> None:
    answer = await client.get(path, headers={"Host": host})
    assert answer.headers["location"] == goes


async def test_a_redirect_to_somebody_else_stays_as_it_is(client: httpx.AsyncClient) -> None:
    assert (await client.get("/away")).headers["location"] == "https://provider.example/start"
