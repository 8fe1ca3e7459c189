"""An application that has only the web chat and the demonstration's front page, as the gateway mounts them."""

from __future__ import annotations

from typing import Any

import httpx
from fastapi import FastAPI, Response

from bot.gateway import demonstration
from bot.pages.look import look_css
from connectors.webchat import WebChat, WebChatSettings
from tests.connectors.contract import COUNCIL
from tests.fakes.inbox import RecordingInbox

BASE = "http://chat.fernley.example"
API = "/channels/webchat"
MESSAGES = f"{API}/messages"


def web_chat(base_url: str = BASE, **settings: Any) -> WebChat:
    chat = WebChat(WebChatSettings(**settings), base_url, "k" * 64, council=COUNCIL)
    chat.answer_seconds, chat.news_seconds = 0.1, 0.3
    return chat


def application(inbox: RecordingInbox, chat: WebChat) -> FastAPI:
    app = FastAPI()
    app.include_router(chat.routes(inbox), prefix=API)
    app.include_router(chat.pages(inbox))
    app.include_router(demonstration.routes(COUNCIL))
    app.add_api_route("/look.css", lambda: Response(look_css(COUNCIL.brand_colour), media_type="text/css"))
    return app


def client(inbox: RecordingInbox, base_url: str = BASE, **settings: Any) -> httpx.AsyncClient:
    """A browser without scripts, or a program: both speak plain HTTP. Failures inside show as 500."""
    app = application(inbox, web_chat(base_url, **settings))
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url=base_url)


async def begin(browser: httpx.AsyncClient) -> dict[str, str]:
    """A new session's header."""
    answer = await browser.post(f"{API}/sessions")
    return {"Authorization": f"Bearer {answer.json()['session']}"}


def address(inbox: RecordingInbox) -> str:
    """Of the resident who wrote last."""
    return inbox.received[-1].address


async def say(browser: httpx.AsyncClient, who: dict[str, str], **fields: object) -> httpx.Response:
    return await browser.post(MESSAGES, json=fields, headers=who)


def code(answer: httpx.Response) -> str:
    error = answer.json()["error"]
    assert set(error) == {"code", "message"}
    assert error["message"][0].isupper() or ":" in error["message"]
    return str(error["code"])
