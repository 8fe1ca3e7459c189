"""Every staff page in one router, for the gateway to mount."""

from __future__ import annotations

from fastapi import APIRouter

from bot.pages import (
    answers,
    assets,
    desk,
    desk_actions,
    knowledge,
    rejections,
    reports,
    requests,
    signing_in,
    staff,
    streams,
)
from bot.pages.context import PagesContext


def routes(pages: PagesContext) -> APIRouter:
    """The desk, signing in, staff accounts, answers, council pages, service requests and reports, all under /desk."""
    router = APIRouter(include_in_schema=False)
    parts = (assets, signing_in, desk, desk_actions, requests, staff, answers, knowledge, streams, reports, rejections)
    for part in parts:
        router.include_router(part.routes(pages))
    return router
