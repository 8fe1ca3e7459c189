"""Signing in and out, and the one-time link on which a person sets a password."""

from __future__ import annotations

import re
import secrets
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from bot.errors import NotSignedIn, TooMany, TownclerkError, Unusable
from bot.pages.auth import check_form, cookie_name, require, set_cookie, source_of, token_of
from bot.pages.context import PagesContext
from bot.pages.routing import SIGN_IN, page_router
from bot.staff import SignedIn, Started
from bot.staff.sessions import KNOWN_FOR, LASTS
from network import retry_after

HOME = "/desk"
SIGN_OUT = "/desk/sign-out"
INSIDE = re.compile(r"/desk(?:[/?][\w\-./?=&%+~#:,]*)?")
FORM_SECONDS = 3600

Field = Annotated[str, Form()]
Me = Annotated[SignedIn, Depends(require("officer"))]


def routes(pages: PagesContext) -> APIRouter:
    """Pages that need no session, and the one that ends it."""
    router = page_router(pages)

    @router.get(SIGN_IN)
    async def ask(request: Request, next: str = HOME) -> Response:
        if await pages.sign_in.current(token_of(pages, request)) is not None:
            return RedirectResponse(inside(next), 303)
        return _form(pages, request, "sign_in.html", next=inside(next), email="")

    @router.post(SIGN_IN)
    async def sign_in(request: Request, email: Field = "", password: Field = "", *, next: Field = HOME) -> Response:
        await check_form(request, _form_secret(pages, request))
        try:
            browser = request.cookies.get(cookie_name(pages, "known"), "")
            started = await pages.sign_in.sign_in(email, password, source_of(request), browser=browser)
        except (NotSignedIn, TooMany) as error:
            return _again(pages, request, "sign_in.html", error=error, next=inside(next), email=email)
        return await _let_in(pages, request, started, address=inside(next))

    @router.get(SIGN_OUT)
    async def ask_first(request: Request, me: Me) -> Response:
        return pages.render(request, "sign_out.html", me, held=await pages.presence.would_return(me))

    @router.post(SIGN_OUT)
    async def sign_out(me: Me, sure: Annotated[bool, Form()] = False) -> Response:
        if not sure and await pages.presence.would_return(me):
            return RedirectResponse(SIGN_OUT, 303)
        await pages.sign_in.end(me)
        await pages.presence.go_off_duty(me.officer)
        response = RedirectResponse(SIGN_IN, 303)
        set_cookie(pages, response, "desk", value="", seconds=0)
        return response

    @router.get("/desk/welcome/{token}")
    async def welcome(request: Request, token: str) -> Response:
        invited = await pages.staffing.invitation(token)
        return _form(pages, request, "welcome.html", invited=invited, name="", email="")

    @router.post("/desk/welcome/{token}")
    async def accept(
        request: Request, token: str, password: Field = "", *, again: Field = "", name: Field = "", email: Field = ""
    ) -> Response:
        await check_form(request, _form_secret(pages, request))
        invited = await pages.staffing.invitation(token)
        try:
            if password != again:
                raise Unusable("The two passwords are not the same.")
            officer = await pages.staffing.accept(token, password, name, email=email)
        except TownclerkError as error:
            return _again(pages, request, "welcome.html", error=error, invited=invited, name=name, email=email)
        return await _let_in(pages, request, await pages.sign_in.start(officer.id), address=HOME)

    return router


def inside(address: str) -> str:
    """Where to go after signing in: a page of the desk, whatever the link said."""
    return address if INSIDE.fullmatch(address) and "//" not in address else HOME


async def _let_in(pages: PagesContext, request: Request, started: Started, *, address: str) -> Response:
    """A new session with a new secret; the one this browser had before is over."""
    before = await pages.sign_in.current(token_of(pages, request), background=True)
    if before is not None:
        await pages.sign_in.end(before)
    response = RedirectResponse(address, 303)
    set_cookie(pages, response, "desk", value=started.token, seconds=int(LASTS.total_seconds()))
    set_cookie(pages, response, "known", value=started.browser, seconds=int(KNOWN_FOR.total_seconds()))
    return response


def _form(pages: PagesContext, request: Request, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """A form for somebody without a session: its secret is in a cookie of its own, so no other site can post it."""
    secret = _form_secret(pages, request) or secrets.token_urlsafe(32)
    values = {"problem": None, "form_secret": secret} | values
    page = pages.render(request, template, status=status, **values)
    set_cookie(pages, page, "form", value=secret, seconds=FORM_SECONDS)
    return page


def _again(
    pages: PagesContext, request: Request, template: str, *, error: TownclerkError, **values: Any
) -> HTMLResponse:
    page = _form(pages, request, template, status=error.status, problem=str(error), **values)
    if isinstance(error, TooMany):
        page.headers.update(retry_after.header(error.retry_after))
    return page


def _form_secret(pages: PagesContext, request: Request) -> str:
    return request.cookies.get(cookie_name(pages, "form"), "")
