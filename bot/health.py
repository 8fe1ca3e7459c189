"""Whether the gateway lives and is ready. Readiness is about the gateway: the assistant's state is only told."""

from __future__ import annotations

import asyncio
from typing import Literal

import structlog
from fastapi import APIRouter, Response
from pydantic import BaseModel
from sqlalchemy.orm import Session

from bot import schema
from bot.assistant import Assistant
from bot.context import Context
from bot.store import outbox, turns

ANSWER_SECONDS = 3.0

log = structlog.get_logger()


class Health(BaseModel):
    """How things are. `backlog` counts residents' messages that wait for the assistant and replies not sent yet."""

    database: Literal["ok", "down", "schema_behind"]
    assistant: Literal["ready", "loading", "down"]
    backlog: int


def routes(context: Context, assistant: Assistant) -> APIRouter:
    """GET /health/live and /health/ready."""
    router = APIRouter(prefix="/health", tags=["health"])

    async def look() -> Health:
        def step(session: Session) -> tuple[bool, int]:
            behind = schema.current(session) != schema.head()
            return behind, 0 if behind else turns.backlog(session) + outbox.backlog(session)

        state = assistant.state
        assert state in ("ready", "loading", "down")  # noqa: S101
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                behind, backlog = await context.database.read(step)
        except Exception as error:
            log.warning("database.down", error=type(error).__name__)
            return Health.model_validate({"database": "down", "assistant": state, "backlog": 0})
        found = "schema_behind" if behind else "ok"
        return Health.model_validate({"database": found, "assistant": state, "backlog": backlog})

    @router.get("/live", responses={503: {"model": Health}})
    async def live(response: Response) -> Health:
        """The process answers, and so does its database."""
        return _with_status(await look(), response)

    @router.get("/ready", responses={503: {"model": Health}})
    async def ready(response: Response) -> Health:
        """Messages can be taken: 503 only for the database or its schema."""
        return _with_status(await look(), response)

    return router


def _with_status(health: Health, response: Response) -> Health:
    response.status_code = 200 if health.database == "ok" else 503
    return health
