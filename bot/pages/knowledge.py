"""The council's own pages, for administrators: where they came from, which answered residents, and what none says."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy.orm import Session

from bot.knowledge import asked
from bot.knowledge.importing import list_sources
from bot.pages.auth import require
from bot.pages.context import PagesContext
from bot.pages.routing import page_router
from bot.staff import SignedIn

Administrator = Annotated[SignedIn, Depends(require("administrator"))]
PATH = "/desk/pages"


def routes(pages: PagesContext) -> APIRouter:
    """GET /desk/pages."""
    router = page_router(pages)

    @router.get(PATH)
    async def show(request: Request, me: Administrator) -> Response:
        def step(session: Session) -> dict[str, Any]:
            return {
                "sources": list_sources(session),
                "answered": asked.pages_that_answered(session),
                "missed": asked.not_found(session),
            }

        found = await pages.context.database.read(step)
        return pages.render(request, "knowledge.html", me, looked_at=asked.LATEST, **found)

    return router
