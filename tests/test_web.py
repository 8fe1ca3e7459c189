"""The outermost layer: what is too large is refused, whether or not it says how large it is."""

from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI, Request

from bot.web import MAX_BODY, Shell, add_error_handlers


async def endless() -> AsyncIterator[bytes]:
    for _ in range(20):
        yield b"x" * 65_536


def client() -> httpx.AsyncClient:
    app = FastAPI()
    add_error_handlers(app)

    @app.post("/size")
    async def size(request: Request) -> int:
        return len(await request.body())

    transport = httpx.ASGITransport(Shell(app, secure=False), raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://gateway")


@pytest.mark.parametrize(
    "content", [b"x" * 10_000_000, b"x" * (MAX_BODY + 1), endless()], ids=["10 MB", "one over", "chunks"]
)
async def test_a_body_over_the_limit_is_413_in_plain_words(content: bytes) -> None:
    async with client() as browser:
        answer = await browser.post("/size", content=content)
    assert answer.status_code == 413
    assert answer.json() == {
        "error": {"code": "too_large", "message": "That is too large. We take up to 64 KB at once."}
    }


async def test_a_body_of_just_the_limit_is_taken() -> None:
    async with client() as browser:
        assert (await browser.post("/size", content=b"x" * MAX_BODY)).json() == MAX_BODY
