"""A council's office for tests: the whole flow on a real database, its staff, and a browser for the desk's pages."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from html import unescape
from typing import Any

import httpx
from fastapi import FastAPI, Response

from bot.database.models import Conversation, Staff
from bot.database.states import HandoffReason
from bot.gateway.errors import add_error_handlers
from bot.gateway.middleware import Middleware
from bot.ownership import HandoffRequest, hand_over
from bot.pages.context import PagesContext
from bot.pages.errors import error_page
from bot.pages.look import look_css
from bot.pages.routes import routes
from bot.response_log import Moment
from bot.staff import Officer, officer_of
from bot.store import conversations
from tests.flows.conftest import House

BASE = "http://desk.example"
PASSWORD = "marmalade lantern quay"
SECRET = "signs what makes a browser known"
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')


class Office:
    """The house with its desk."""

    def __init__(self, house: House, base_url: str = BASE) -> None:
        self.house = house
        self.pages = PagesContext(house.context, base_url, SECRET)
        self.desk = self.pages.desk
        self.app = self._app()

    def _app(self) -> Any:
        app = FastAPI()
        add_error_handlers(app, error_page(self.pages))
        app.include_router(routes(self.pages))
        style = look_css(self.house.council.facts.brand_colour)

        @app.get("/look.css")
        async def look() -> Response:
            return Response(style, media_type="text/css")

        return Middleware(app, secure=self.pages.secure)

    async def hire(self, name: str, role: str = "officer") -> Officer:
        """Somebody with an account, but no password yet."""
        email = f"{name.split()[0].lower()}@fernley.example"
        row = Staff(email=email, name=name, role=role, active=True, created_at=self.house.time)

        def step(session: Any) -> Officer:
            session.add(row)
            session.flush()
            return officer_of(row)

        return await self.house.database.write(step)

    async def waiting(self, who: str = "ada", text: str = "My bin was missed", **more: Any) -> int:
        """A resident has written and been handed over; returns the conversation."""
        topic, channel = more.get("topic", "waste"), more.get("channel", "webchat")
        receipt = await self.house.write(text, who, channel)
        request = HandoffRequest(HandoffReason(more.get("reason", "asked")), topic)

        def step(session: Any) -> int:
            row = conversations.lock(session, receipt.conversation)
            hand_over(session, self.house.context, row, request=request, moment=Moment(self.house.time, "assistant"))
            return row.id

        return await self.house.database.write(step)

    async def row(self, conversation: int) -> Conversation:
        """A conversation's row."""
        return await self.house.conversation(conversation)

    async def browser(self, officer: Officer | None = None) -> Browser:
        """A browser, signed in as somebody."""
        client = httpx.AsyncClient(transport=httpx.ASGITransport(self.app), base_url=self.pages.base_url)
        if officer is not None:
            client.cookies.set("desk", (await self.pages.sign_in.start(officer.id)).token)
        return Browser(client)

    def at(self) -> datetime:
        """What time it is."""
        return self.house.time


@dataclass
class Browser:
    """Goes to pages and sends their forms as they were drawn, hidden fields and all."""

    client: httpx.AsyncClient
    page: httpx.Response | None = None
    fields: dict[str, str] = field(default_factory=dict)

    async def open(self, address: str, status: int = 200) -> str:
        """Go to a page, follow where it sends us, remember its hidden fields."""
        return self._keep(await self.client.get(address, follow_redirects=True), status)

    async def send(self, action: str, status: int = 200, **values: Any) -> str:
        """Send a form of the page we are on, as a browser would."""
        assert self.page is not None
        data = self.hidden(action) | values
        return self._keep(await self.client.post(action, data=data, follow_redirects=True), status)

    def hidden(self, action: str) -> dict[str, str]:
        """The hidden fields of one form of the page."""
        assert self.page is not None
        for form in re.findall(r"<form\b.*?</form>", self.page.text, re.S):
            if f'action="{action}"' in form or 'action="' not in form:
                return {name: unescape(value) for name, value in HIDDEN.findall(form)}
        raise AssertionError(f"the page has no form for {action}")

    def _keep(self, answer: httpx.Response, status: int) -> str:
        assert answer.status_code == status, (answer.status_code, words(answer.text)[:400])
        self.page = answer
        return words(answer.text)


def words(page: str) -> str:
    """The visible text of a page, roughly."""
    body = page.split("<body", 1)[-1].partition(">")[2]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", body))).strip()
