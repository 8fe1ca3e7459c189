"""Who is asking: the session behind the cookie, the role that a page needs, and the secret that each form carries."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable

from fastapi import Request, Response

from bot.errors import NotAllowed, NotSignedIn
from bot.pages.context import PagesContext
from bot.staff import ROLES, SignedIn
from network import addresses

SAFE = ("GET", "HEAD")
BACKGROUND = "x-background"
"""Set by our scripts on what a page fetches by itself: such requests do not keep a session from going idle."""


def require(role: str) -> Callable[[Request], Awaitable[SignedIn]]:
    """A FastAPI dependency: the signed-in person, who must have this role or a higher one.

    Raises NotSignedIn or NotAllowed; on anything but a GET also when the session's `csrf` is not in the form
    (or in the header X-CSRF-Token). Works on routes of `bot.pages.routing.page_router`.
    """
    if role not in ROLES:
        raise ValueError(f"{role} is not a role")

    async def signed_in(request: Request) -> SignedIn:
        pages: PagesContext = request.state.pages
        found = await pages.sign_in.current(token_of(pages, request), BACKGROUND in request.headers)
        if found is None:
            raise NotSignedIn("Sign in to continue.")
        if request.method not in SAFE:
            await check_form(request, found.csrf)
        if not found.officer.may(role):
            raise NotAllowed(f"This page is for {role}s. Ask one of them if you need it.")
        return found

    return signed_in


async def check_form(request: Request, csrf: str) -> None:
    """Refuse a form that was not drawn for this session. Raises NotAllowed."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise NotAllowed("That form came from another website.")
    given = request.headers.get("x-csrf-token") or (await request.form()).get("csrf") or ""
    if not csrf or not isinstance(given, str) or not hmac.compare_digest(given.encode(), csrf.encode()):
        raise NotAllowed("This page was open for too long. Go back, reload it and try again.")


def cookie_name(pages: PagesContext, name: str) -> str:
    """With https, a name that browsers accept only from this host over https."""
    return f"__Host-{name}" if pages.secure else name


def token_of(pages: PagesContext, request: Request) -> str:
    """The session's secret that the browser sent, or nothing."""
    return request.cookies.get(cookie_name(pages, "desk"), "")


def set_cookie(pages: PagesContext, response: Response, name: str, *, value: str, seconds: int) -> None:
    """A cookie that scripts cannot read and other sites cannot use."""
    response.set_cookie(
        cookie_name(pages, name), value, max_age=seconds, path="/", secure=pages.secure, httponly=True, samesite="lax"
    )


def source_of(request: Request) -> str:
    """Where a request comes from, for throttling."""
    return addresses.source_of(request.client.host if request.client else None)
