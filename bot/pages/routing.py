"""Routes that answer people: an error becomes a plain page, and anyone who is not signed in is asked to sign in."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from fastapi.routing import APIRoute

from bot.errors import NotSignedIn, TooMany, TownclerkError, Unusable
from bot.pages.context import PagesContext
from bot.pages.errors import title
from network import retry_after

SIGN_IN = "/desk/sign-in"


def page_router(pages: PagesContext) -> APIRouter:
    """A router whose routes find `request.state.pages` and answer errors as pages."""

    class PageRoute(APIRoute):
        """Gives a request its pages, and answers its errors as one."""

        def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
            answer = super().get_route_handler()

            async def page(request: Request) -> Response:
                request.state.pages = pages
                try:
                    return await answer(request)
                except RequestValidationError:
                    return _answer_error(pages, request, Unusable("Something in that form or address was not right."))
                except TownclerkError as error:
                    return _answer_error(pages, request, error)

            return page

    return APIRouter(route_class=PageRoute, include_in_schema=False)


def _answer_error(pages: PagesContext, request: Request, error: TownclerkError) -> Response:
    """The error in words, with its status. A visitor without a session goes to sign in and comes back."""
    if isinstance(error, NotSignedIn) and request.method == "GET" and "x-background" not in request.headers:
        return RedirectResponse(f"{SIGN_IN}?next={quote(here(request))}", 303)
    if error.status >= 500:
        raise error
    page = pages.render(request, "error.html", status=error.status, title=title(error.status), error=error)
    if isinstance(error, TooMany):
        page.headers.update(retry_after.header(error.retry_after))
    return page


def here(request: Request) -> str:
    """The page's own path and query, to come back to."""
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")
