"""What every page is given, and how one is drawn: a template, the person, the council; safe headers on each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment

from bot.context import Context
from bot.desk import Desk
from bot.editing import Editor
from bot.pages.wording import environment
from bot.staff import Presence, SignedIn, SignIn, Staffing
from bot.staff.presence import AWAY
from connectors.discovery import all_connectors
from network.security_headers import security_headers

HEADERS = security_headers() | {"Cache-Control": "no-store"}


@dataclass(frozen=True)
class PagesContext:
    """Shared by all pages of one gateway. `base_url` is the address that staff use, for links and cookies;
    `secret` signs what makes a browser known."""

    context: Context
    base_url: str
    secret: str
    away: timedelta = AWAY
    """For how long no page of an officer's may be open before the conversations go back."""

    @cached_property
    def desk(self) -> Desk:
        """What officers do."""
        return Desk(self.context)

    @cached_property
    def editor(self) -> Editor:
        """The words of answers."""
        return Editor(self.context, all_connectors())

    @cached_property
    def staffing(self) -> Staffing:
        """Accounts."""
        return Staffing(self.context)

    @cached_property
    def presence(self) -> Presence:
        """Who is there."""
        return Presence(self.context, self.away)

    @cached_property
    def sign_in(self) -> SignIn:
        """Sessions."""
        return SignIn(self.context, self.secret)

    @property
    def secure(self) -> bool:
        """Whether cookies are Secure."""
        return self.base_url.startswith("https://")

    @cached_property
    def environment(self) -> Environment:
        """The templates."""
        return environment(self.context.council)

    def render(
        self, request: Request, template: str, signed_in: SignedIn | None = None, *, status: int = 200, **values: Any
    ) -> HTMLResponse:
        """Draw templates/<template>, which extends base.html. In templates: `me`, `csrf`, `council`, `now`, `path`."""
        now = self.context.now()
        page = self.environment.get_template(template).render(
            me=signed_in.officer if signed_in else None,
            csrf=signed_in.csrf if signed_in else "",
            council=self.context.council.facts,
            now=now,
            path=request.url.path,
            **values,
        )
        return HTMLResponse(page, status, HEADERS)
