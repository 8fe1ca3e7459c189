"""Errors as pages: for staff with the desk's look, for anybody else with the council's name and a way on."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import Request, Response

from bot.pages.context import PagesContext

TITLES = {
    401: "Sign in again",
    403: "You cannot do that",
    404: "We could not find that",
    405: "That cannot be done here",
    409: "Something changed",
    413: "That is too large",
    422: "Check what you gave",
    429: "Too many attempts",
    503: "Try again in a moment",
}


def error_page(pages: PagesContext) -> Callable[[Request, int, str], Response]:
    """Draws any error that a browser meets."""

    def draw(request: Request, status: int, words: str) -> Response:
        desk = request.url.path == "/desk" or request.url.path.startswith("/desk/")
        template = "error.html" if desk else "lost.html"
        chat = "webchat" in pages.context.channels
        return pages.render(request, template, status=status, title=title(status), error=words, chat=chat)

    return draw


def title(status: int) -> str:
    """The heading for an HTTP status."""
    return TITLES.get(status, "We could not do that" if status < 500 else "Something went wrong on our side")
