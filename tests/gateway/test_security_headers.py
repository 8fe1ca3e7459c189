"""The headers of each kind of answer, exactly as they leave a whole gateway."""

from __future__ import annotations

import re
import shutil
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy.orm import Session

from bot.database.models import Staff
from bot.gateway.app import Gateway
from bot.pages.context import PagesContext
from tests.gateways import BASE, client_of, whole_gateway

POLICY = {
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "connect-src 'self'",
    "form-action 'self'", "base-uri 'none'",
}  # fmt: skip
FRAMES = "frame-src 'self'"
NOWHERE, HERE = "frame-ancestors 'none'", "frame-ancestors 'self'"
EVERY = {
    "content-security-policy": {*POLICY, FRAMES, NOWHERE},
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
}
DESK = EVERY | {"content-security-policy": {*POLICY, NOWHERE}, "cache-control": "no-store"}
CHAT = EVERY | {
    "content-security-policy": {*POLICY, FRAMES, HERE},
    "permissions-policy": "camera=(), microphone=(), geolocation=(self)",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
}
COUNCIL = CHAT | {"content-security-policy": {*POLICY, FRAMES, NOWHERE}}
ANYWHERE = {"access-control-allow-origin": "*", "cross-origin-resource-policy": "cross-origin"}
STREAM = {"cache-control": "no-store", "x-accel-buffering": "no"}
LOOKED_AT = {*EVERY, "cache-control", "content-disposition", "strict-transport-security", *ANYWHERE, *STREAM}
ANSWERS: dict[tuple[str, str], tuple[int, dict[str, Any]]] = {
    ("GET", "/"): (200, COUNCIL),
    ("GET", "/chat"): (200, CHAT),
    ("GET", "/chat?embed=true"): (200, CHAT),
    ("GET", "/chat/messages"): (200, CHAT),
    ("POST", "/chat"): (403, CHAT),
    ("GET", "/chat/transcript"): (
        200, EVERY | {"cache-control": "no-store", "content-disposition": 'attachment; filename="chat.txt"'},
    ),
    ("GET", "/widget.js"): (200, EVERY | ANYWHERE | {"cache-control": "public, no-cache"}),
    ("GET", "/demo/council.css"): (200, EVERY | {"cache-control": "public, max-age=300"}),
    ("GET", "/look.css"): (200, EVERY | {"cache-control": "public, max-age=300"}),
    ("GET", "/channels/webchat/static/chat.js"): (200, EVERY | {"cache-control": "public, no-cache"}),
    ("GET", "/channels/webchat/static/none.js"): (404, EVERY),
    ("POST", "/channels/webchat/sessions"): (201, EVERY),
    ("GET", "/channels/webchat/messages"): (401, EVERY),
    ("GET", "/channels/webchat/events"): (401, EVERY),
    ("POST", "/channels/sms/guessed"): (404, EVERY),
    ("GET", "/desk/static/desk.js"): (200, EVERY | {"cache-control": "no-cache"}),
    ("GET", "/desk/static/none.js"): (404, DESK),
    ("GET", "/desk/sign-in"): (200, DESK),
    ("POST", "/desk/sign-in"): (403, DESK),
    ("GET", "/desk/welcome/guessed"): (404, DESK),
    ("GET", "/desk/staff"): (303, EVERY),
    ("GET", "/nowhere"): (404, EVERY),
    ("GET", "/health/live"): (200, EVERY),
    ("GET", "/openapi.json"): (200, EVERY),
    ("POST", "/internal/actions"): (403, EVERY),
}  # fmt: skip
STAFF_SEE = {
    "/desk": (200, DESK),
    "/desk/events": (200, DESK | STREAM),
    "/desk/reports": (200, DESK),
    "/desk/reports.csv?period=custom&from=2026-03-01&to=2026-03-02": (
        200, DESK | {"content-disposition": 'attachment; filename="response-log-2026-03-01-to-2026-03-02.csv"'},
    ),
    "/desk/answers/none": (404, DESK),
}  # fmt: skip


@pytest.fixture
def database_url(sqlite_template: Path, tmp_path: Path) -> str:
    return f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'headers.db')}"


@pytest.fixture
async def gateway(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Gateway]:
    """Its streams end at once, so that a test reads one to its end."""
    with whole_gateway(database_url, tmp_path, monkeypatch) as made:
        made.close_streams()
        await made.connectors["webchat"].stop()
        yield made


@pytest.fixture
async def browser(gateway: Gateway) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(gateway) as made:
        await made.get("/chat")
        yield made


def of(answer: httpx.Response) -> dict[str, Any]:
    """The headers that say how a browser treats the answer. A policy's directives have no order
    (https://www.w3.org/TR/CSP3/#parse-serialized-policy)."""
    found: dict[str, Any] = {name: value for name, value in answer.headers.multi_items() if name in LOOKED_AT}
    assert len(found) == len([name for name, _ in answer.headers.multi_items() if name in LOOKED_AT]), "each once"
    policy = found["content-security-policy"].split("; ")
    assert len(policy) == len({directive.split()[0] for directive in policy}), "each directive once"
    return found | {"content-security-policy": set(policy)}


async def test_each_kind_of_answer(browser: httpx.AsyncClient) -> None:
    answers = {asked: await browser.request(*asked) for asked in ANSWERS}
    assert {asked: (answer.status_code, of(answer)) for asked, answer in answers.items()} == ANSWERS


def test_one_place_makes_them() -> None:
    root = Path(__file__).resolve().parent.parent.parent
    written = re.compile(r"""["'](Content-Security-Policy|X-Content-Type-Options|Referrer-Policy)["']""", re.I)
    makers = [path.name for top in ("bot", "connectors", "network") for path in (root / top).rglob("*.py")
              if written.search(path.read_text("utf-8"))]  # fmt: skip
    assert makers == ["security_headers.py"]


async def test_an_error_as_a_page(browser: httpx.AsyncClient) -> None:
    for path in ("/nowhere", "/desk/nowhere"):
        answer = await browser.get(path, headers={"Accept": "text/html"})
        assert (answer.status_code, of(answer)) == (404, DESK)


async def test_each_kind_of_answer_to_staff(gateway: Gateway, browser: httpx.AsyncClient) -> None:
    row = Staff(
        email="bo@fernley.example",
        name="Bo Lead",
        role="administrator",
        active=True,
        password_hash="x",
        created_at=datetime.now(UTC),
    )

    def hire(session: Session) -> int:
        session.add(row)
        session.flush()
        return row.id

    number = await gateway.context.database.write(hire)
    started = await PagesContext(gateway.context, BASE, "s" * 32).sign_in.start(number)
    browser.cookies.set("desk", started.token)
    answers = {path: await browser.get(path) for path in STAFF_SEE}
    assert {path: (answer.status_code, of(answer)) for path, answer in answers.items()} == STAFF_SEE


async def test_a_chats_stream(browser: httpx.AsyncClient) -> None:
    session = (await browser.post("/channels/webchat/sessions")).json()["session"]
    answer = await browser.get("/channels/webchat/events", headers={"Authorization": f"Bearer {session}"})
    assert (answer.status_code, of(answer)) == (200, EVERY | STREAM)
