"""Composition root: settings → database → connectors → routes → workers."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import structlog
from fastapi import APIRouter, FastAPI, Response

from bot import casework, conversation, editing, ownership
from bot.answers import load_answers
from bot.assistant import Assistant
from bot.assistant.client import Engine
from bot.assistant.model_file import model_in_use
from bot.assistant.supervisor import ROOT, Child, Plan, Supervisor
from bot.context import Context, utc_now
from bot.council import load_council
from bot.database import Database
from bot.database.schema import make_ready
from bot.errors import TownclerkError
from bot.gateway import demonstration, health, internal
from bot.gateway.actions import Actions
from bot.gateway.errors import add_error_handlers
from bot.gateway.middleware import Middleware
from bot.inbox import ChannelInbox, Rejections
from bot.knowledge.answering import Quotations
from bot.knowledge.encoding import PassageVectors
from bot.live import Listener, Live
from bot.outbox import Deliverer
from bot.pages.context import PagesContext
from bot.pages.errors import error_page
from bot.pages.look import look_css
from bot.pages.routes import routes as staff_pages
from bot.settings import Settings
from bot.staff import Absences
from bot.workers import Worker
from connectors.base import Connector
from connectors.discovery import switched_on

log = structlog.get_logger()


def derived(secret: str, purpose: str) -> str:
    """A secret of its own for each purpose, from the one SECRET_KEY."""
    return hmac.new(secret.encode(), purpose.encode(), hashlib.sha256).hexdigest()


@dataclass(kw_only=True)
class Gateway:
    """Everything that one gateway process holds; tests build it with their own assistant."""

    settings: Settings
    context: Context
    assistant: Assistant
    supervisor: Supervisor
    connectors: dict[str, Connector]
    back_office: casework.Connection | None
    actions: Actions = field(default_factory=Actions)
    app: Any = None

    def close_streams(self) -> None:
        """End open streams, so that the server can stop."""
        self.context.live.close()


def build(
    settings: Settings, assistant_urls: list[str] | None = None, now: Callable[[], datetime] = utc_now
) -> Gateway:
    """Put a gateway together. Raises a TownclerkError with plain words for whatever keeps it from starting."""
    secret = settings.secret()
    council = load_council(settings.council_file)
    try:
        style = look_css(council.facts.brand_colour)
    except ValueError as error:
        raise TownclerkError(f"{settings.council_file}: council.brand_colour: {error}") from error
    database = Database(settings.database, bounded=True)
    make_ready(database)
    answers = load_answers(ROOT / "domain", council.fact)
    answers.look_up_facts(lambda path: council.fact(path, now()))
    connectors = switched_on(settings.base_url, derived(secret, "channels"), council.channel_facts())
    back_office = casework.connect(council)
    services = back_office.table.services if back_office else {}
    context = Context(database, council, answers, connectors, now=now, back_office=services)
    editing.load_edits(context)
    assistant, supervisor = _assistant(settings, secret, context.live, urls=assistant_urls)
    assistant.elsewhere = council.services.elsewhere
    gateway = Gateway(
        settings=settings,
        context=context,
        assistant=assistant,
        supervisor=supervisor,
        connectors=connectors,
        back_office=back_office,
    )
    gateway.app = _app(gateway, secret, style)
    return gateway


def _assistant(settings: Settings, secret: str, live: Live, *, urls: list[str] | None) -> tuple[Assistant, Supervisor]:
    """Engines elsewhere (ASSISTANT_URL, several with commas between them), or children of ours."""
    given = urls if urls is not None else [u.strip() for u in settings.assistant_url.split(",") if u.strip()]
    token = derived(secret, "assistant")
    if given:
        assistant = Assistant([Engine(url.rstrip("/")) for url in given], token)
        return assistant, Supervisor(assistant, [], live)
    plan = Plan(
        model=model_in_use(settings.model_dir),
        python=ROOT / ".venv-assistant" / "bin" / "python",
        directory=settings.var_dir / "assistant",
        actions_url=f"http://127.0.0.1:{settings.port}/internal/actions",
        actions_secret=derived(secret, "actions"),
        token=token,
    )
    children = [Child(plan, number) for number in range(1, settings.engines + 1)]
    assistant = Assistant([child.engine for child in children], token)
    return assistant, Supervisor(assistant, children, live)


def _app(gateway: Gateway, secret: str, style: str) -> Any:
    context, actions_secret = gateway.context, derived(secret, "actions")
    app = FastAPI(
        title="Townclerk",
        description="The web chat's API, for a council's own pages and apps.",
        version="1",
        lifespan=_lifespan(gateway),
        docs_url=None,
        redoc_url=None,
    )
    pages = PagesContext(context, gateway.settings.base_url, derived(secret, "browsers"), gateway.settings.away)
    add_error_handlers(app, error_page(pages))
    app.include_router(health.routes(context, gateway.assistant))
    app.include_router(internal.routes(context, gateway.actions, actions_secret))
    app.include_router(internal.page_routes(Quotations(context.database, gateway.assistant), actions_secret))
    app.include_router(_look(style))
    for name, connector in gateway.connectors.items():
        inbox = ChannelInbox(context, name)
        app.include_router(connector.routes(inbox), prefix=f"/channels/{name}")
        app.include_router(connector.pages(inbox), include_in_schema=False)
    app.include_router(staff_pages(pages))
    app.include_router(demonstration.routes(context.council.channel_facts()))
    _use_records_here(app, actions_secret)
    return Middleware(app, secure=gateway.settings.secure)


def _use_records_here(app: FastAPI, secret: str) -> None:
    """Actions in this process read records from this app, without a connection."""
    import httpx

    from actions import records

    transport = httpx.ASGITransport(app)
    headers = {"Authorization": f"Bearer {secret}"}
    records.use(httpx.AsyncClient(transport=transport, base_url="http://gateway", headers=headers))


def _look(style: str) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get("/look.css")
    async def look() -> Response:
        return Response(style, media_type="text/css", headers={"Cache-Control": "public, max-age=300"})

    return router


def _lifespan(gateway: Gateway) -> Callable[[FastAPI], Any]:
    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        context = gateway.context
        rejections = Rejections(context)
        workers: list[Worker] = [
            conversation.Turns(context, gateway.assistant),
            conversation.Patience(context, gateway.assistant),
            Deliverer(context, ownership.not_sent),
            casework.BackOffice(context, gateway.back_office),
            editing.AnswersRefresher(context),
            PassageVectors(context, gateway.assistant),
            rejections,
            Absences(context, gateway.settings.away),
        ]
        for connector in gateway.connectors.values():
            await connector.start()
        gateway.supervisor.start()
        tasks = [asyncio.create_task(worker.run()) for worker in workers]
        tasks.append(asyncio.create_task(Listener(context.database, context.live).run()))
        tasks.append(asyncio.create_task(asyncio.to_thread(gateway.actions.load)))  # ready before the assistant is
        try:
            yield
        finally:
            context.live.close()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await asyncio.gather(gateway.supervisor.stop(), *(worker.finish() for worker in workers))
            await rejections.look()
            await gateway.assistant.http.aclose()
            for connector in gateway.connectors.values():
                await connector.stop()
            context.database.close()

    return lifespan
