"""The web chat in a real browser: a gateway with nothing else, and what a test does on its page."""

import asyncio
import os
import shutil
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import pytest_asyncio
import uvicorn
from fastapi import FastAPI, Response
from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect

from connectors.messages import Standing
from tests.connectors.webchat.site import address, application, web_chat
from tests.fakes.inbox import RecordingInbox

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
]


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        await started.close()


@asynccontextmanager
async def serving(app: FastAPI, port: socket.socket | None = None) -> AsyncIterator[str]:
    """The application on a port of its own; its address."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", lifespan="off"))
    running = asyncio.create_task(server.serve([port] if port else None))
    while not server.started:  # noqa: ASYNC110 - the server has no event for it
        await asyncio.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        await asyncio.wait_for(running, 10)


class Site:
    """A running gateway with only the web chat, whose stream can be cut off."""

    def __init__(self, **settings: Any) -> None:
        self.port = socket.create_server(("127.0.0.1", 0))
        self.base = f"http://127.0.0.1:{self.port.getsockname()[1]}"
        self.inbox = RecordingInbox(tick=0.2)
        self.chat = web_chat(self.base, **settings)
        self.chat.answer_seconds, self.chat.news_seconds = 2.0, 3.0
        self.app = application(self.inbox, self.chat)
        self.streams = True
        self.reachable = True
        self.trouble: list[str] = []
        self.app.middleware("http")(self._gate)

    async def _gate(self, request: Any, call_next: Any) -> Any:
        stream = request.url.path.endswith("/events")
        api = request.url.path.startswith("/channels/webchat/") and "/static/" not in request.url.path
        if api and (not self.reachable or (stream and not self.streams)):
            return Response("gone", 502)
        return await call_next(request)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        async with serving(self.app, self.port):
            try:
                yield
            finally:
                await self.chat.stop()

    async def cut(self) -> None:
        """Drop every open stream, as a train in a tunnel does."""
        await self.chat.stop()
        await asyncio.sleep(0.1)
        self.chat.closing.clear()

    @property
    def place(self) -> str:
        return address(self.inbox)

    async def say(self, text: str, **more: Any) -> None:
        await self.inbox.say(self.place, self.place, text, **more)

    async def becomes(self, standing: Standing) -> None:
        """A change of hands: the standing and the event in the log."""
        self.inbox.standings[self.place, self.place] = standing
        await self.inbox.note(self.place, self.place, state=standing.state, officer=standing.officer)

    async def open(self, context: BrowserContext, path: str = "/chat", base: str = "") -> Page:
        page = await context.new_page()
        page.set_default_timeout(8000)
        page.on("pageerror", lambda error: self.trouble.append(str(error)))
        page.on("console", lambda said: "Content Security" in said.text and self.trouble.append(said.text))
        await page.goto((base or self.base) + path)
        return page


@pytest_asyncio.fixture(loop_scope="module")
async def site() -> AsyncIterator[Site]:
    made = Site()
    async with made.running():
        yield made
    assert made.trouble == []


@pytest_asyncio.fixture(loop_scope="module")
async def context(browser: Browser) -> AsyncIterator[BrowserContext]:
    made = await browser.new_context(viewport={"width": 1000, "height": 700})
    yield made
    await made.close()


async def write(page: Any, text: str) -> None:
    """Send a message; done when the gateway has it, or has been seen to refuse it."""
    await page.get_by_label("Your message").fill(text)
    await page.get_by_role("button", name="Send").click()
    await expect(page.get_by_role("button", name="Send", exact=True)).to_be_visible()


def log(page: Any) -> Any:
    return page.get_by_role("log")


async def shown(page: Any) -> list[str]:
    """Every message after the greeting, in order."""
    found: list[str] = await page.locator("#log .group:not(#greeting) .message-text").all_inner_texts()
    return found
