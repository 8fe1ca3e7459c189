"""Style sheets and scripts, from static/."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import FileResponse

from bot.errors import NotFound
from bot.pages.context import PagesContext
from bot.pages.routing import page_router

STATIC = Path(__file__).parent / "static"
FILES = {path.name: path for path in STATIC.iterdir() if path.suffix in (".css", ".js")}
TYPES = {".css": "text/css", ".js": "text/javascript"}


def routes(pages: PagesContext) -> APIRouter:
    """Public: nothing in these files is about anybody."""
    router = page_router(pages)

    @router.get("/desk/static/{name}")
    async def asset(name: str) -> FileResponse:
        path = FILES.get(name)
        if path is None:
            raise NotFound("There is no such file.")
        return FileResponse(path, media_type=TYPES[path.suffix], headers={"Cache-Control": "no-cache"})

    return router
