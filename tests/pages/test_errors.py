"""What a browser shows when something goes wrong: a page with a way on, never JSON."""

from __future__ import annotations

import httpx
import pytest
from fastapi import FastAPI

from bot.gateway.errors import add_error_handlers
from bot.gateway.middleware import Middleware
from bot.pages.errors import error_page
from network.request_body import MAX_BODY_BYTES
from tests.desk.office import Office, words

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


@pytest.fixture
def client(office: Office) -> httpx.AsyncClient:
    """A client of an app with one route, which fails when it is asked to."""
    app = FastAPI()
    add_error_handlers(app, error_page(office.pages))

    @app.post("/form")
    async def form(name: str = "") -> None:
        raise RuntimeError("the inside")

    transport = httpx.ASGITransport(Middleware(app, secure=False), raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://gateway")


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "says"),
    [
        ("GET", "/nowhere", b"", 404, "We could not find that"),
        ("GET", "/form", b"", 405, "That cannot be done here"),
        ("POST", "/form", b"", 500, "Something went wrong on our side"),
        ("GET", "/desk/nowhere", b"", 404, "Go to the desk"),
        ("PUT", "/form", b"", 405, "That cannot be done here"),
    ],
)
async def test_a_browser_gets_a_page_with_a_way_on(
    client: httpx.AsyncClient, method: str, path: str, body: bytes, status: int, says: str
) -> None:
    answer = await client.request(method, path, content=body, headers=BROWSER)
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("text/html")
    assert says in words(answer.text)
    assert "href=" in answer.text
    assert "the inside" not in answer.text


@pytest.mark.parametrize("path", ["/channels/webchat/nowhere", "/internal/nowhere"])
async def test_programs_get_json_whatever_they_say_they_take(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(path, headers=BROWSER)
    assert answer.json()["error"]["code"] == "http_404"


async def test_whoever_does_not_ask_for_html_gets_json(client: httpx.AsyncClient) -> None:
    assert (await client.get("/nowhere")).json()["error"]["code"] == "http_404"


async def test_a_form_that_is_too_large_is_a_page_on_the_real_desk(office: Office) -> None:
    browser = await office.browser(await office.hire("Sam Okafor"))
    answer = await browser.client.post("/desk/sign-in", data={"email": "x" * MAX_BODY_BYTES}, headers=BROWSER)
    assert answer.status_code == 413
    assert "That is too large" in words(answer.text)
    assert "Go to the desk" in words(answer.text)
