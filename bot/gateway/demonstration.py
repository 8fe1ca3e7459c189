"""The demonstration council's own front page, with the widget on it: demo/website, served at /."""

from __future__ import annotations

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.assistant.supervisor import ROOT
from connectors.messages import CouncilFacts
from network.security_headers import security_headers

WEBSITE = ROOT / "demo" / "website"
HEADERS = security_headers(frame_src="'self'", geolocation="self", referrer="no-referrer") | {
    "Cache-Control": "no-store"
}
"""The widget is a frame of ours, and asks where the resident is when they press the button."""


def routes(council: CouncilFacts) -> APIRouter:
    """The page and its style sheet."""
    router = APIRouter(include_in_schema=False)
    templates = Environment(loader=FileSystemLoader(WEBSITE), autoescape=True, undefined=StrictUndefined)
    page = templates.get_template("index.html").render(council=council)
    style = (WEBSITE / "council.css").read_text("utf-8")

    @router.get("/")
    async def front_page() -> HTMLResponse:
        return HTMLResponse(page, headers=HEADERS)

    @router.get("/demo/council.css")
    async def style_sheet() -> Response:
        return Response(style, media_type="text/css", headers={"Cache-Control": "public, max-age=300"})

    return router
