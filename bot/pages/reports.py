"""Reports: the figures of a period as a page, the log behind them as CSV, and what each figure means."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Annotated, Any
from urllib.parse import urlencode

import structlog
from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import StreamingResponse
from sqlalchemy.orm import Session

from bot.council import Council
from bot.database.states import ClockKind
from bot.errors import Unusable
from bot.pages.auth import require
from bot.pages.chart import chart
from bot.pages.context import HEADERS, PagesContext
from bot.pages.durations import change, exact_duration, percent
from bot.pages.routing import page_router
from bot.pages.wording import LANGUAGES
from bot.response_log import export
from bot.response_log.definitions import DEFINITIONS, ENDINGS
from bot.response_log.figures import BY_THE_CLOCK, FEWEST
from bot.response_log.periods import Period, period_of_form
from bot.response_log.report import COMPARED, Question, Report, report
from bot.staff import SignedIn
from bot.store import staff_accounts

PERIODS = {"today": "Today", "7": "7 days", "30": "30 days", "custom": "My own dates"}

Supervisor = Annotated[SignedIn, Depends(require("supervisor"))]

log = structlog.get_logger()


@dataclass(frozen=True)
class Form:
    """What the form on the page asks for, as it was sent."""

    period: str = "7"
    first: Annotated[str, Query(alias="from", max_length=10)] = ""
    last: Annotated[str, Query(alias="to", max_length=10)] = ""
    clock: str = ClockKind.FIRST_HUMAN
    queue: str = ""

    def question(self, council: Council, at: datetime) -> Question:
        """Raises Unusable for a period or a clock that does not exist."""
        if self.clock not in DEFINITIONS:
            raise Unusable("Choose one of the times on the list.")
        period = period_of_form(council.zone, at, self.period, first=self.first, last=self.last)
        return Question(period, self.clock, self.queue or None)

    def query(self) -> str:
        """The same form again, for links to other views of it."""
        named = {"period": self.period, "from": self.first, "to": self.last, "clock": self.clock, "queue": self.queue}
        return urlencode({name: value for name, value in named.items() if value})


Asked = Annotated[Form, Depends()]


def routes(pages: PagesContext) -> APIRouter:
    """GET /desk/reports, /desk/reports.csv and /desk/reports/definitions, for supervisors."""
    router = page_router(pages)
    council, database = pages.context.council, pages.context.database

    @router.get("/desk/reports")
    async def show(request: Request, signed_in: Supervisor, form: Asked) -> Response:
        at, problem = pages.context.now(), ""
        try:
            question = form.question(council, at)
        except Unusable as error:
            form, problem = Form(), str(error)
            question = form.question(council, at)
        found, names = await database.read(partial(_read, council=council, question=question, at=at))
        return pages.render(
            request,
            "reports.html",
            signed_in,
            status=Unusable.status if problem else 200,
            form=form,
            problem=problem,
            report=found,
            names=names,
            chart=chart(found.parts, found.target),
            queues=_queue_choices(council, found),
            large=COMPARED,
            periods=PERIODS,
            languages=LANGUAGES,
            **WORDS,
        )

    @router.get("/desk/reports/definitions")
    async def define(request: Request, signed_in: Supervisor) -> Response:
        return pages.render(request, "reports_definitions.html", signed_in, **WORDS)

    @router.get("/desk/reports.csv")
    async def download(signed_in: Supervisor, form: Asked) -> Response:
        at = pages.context.now()
        period = form.question(council, at).period
        await database.write(partial(export.note_export, staff_id=signed_in.officer.id, period=period, at=at))
        log.info("report.exported", staff=signed_in.officer.id)
        name = f"response-log-{period.first.isoformat()}-to-{period.last.isoformat()}.csv"
        return StreamingResponse(
            _lines(pages, period),
            media_type="text/csv; charset=utf-8; header=present",
            headers={**HEADERS, "Content-Disposition": f'attachment; filename="{name}"'},
        )

    return router


WORDS: dict[str, Any] = {
    "definitions": DEFINITIONS,
    "endings": ENDINGS,
    "by_the_clock": BY_THE_CLOCK,
    "fewest": FEWEST,
    "exact_duration": exact_duration,
    "change": change,
    "percent": percent,
}
"""Names that both templates use."""


def _read(
    session: Session, *, council: Council, question: Question, at: datetime
) -> tuple[Report, dict[int | None, str]]:
    found = report(session, council, question, at=at)
    names = staff_accounts.list_names(session)
    together = f"People with fewer than {FEWEST} answers, together"
    return found, {each: together if each is None else names.get(each, "") for each in found.officers}


def _queue_choices(council: Council, found: Report) -> dict[str, str]:
    """Queues in the file, and those that are now only in the log."""
    keys = [*council.queues, *(each.queue for each in found.queues if each.queue)]
    return {key: council.queue_name(key) for key in keys}


async def _lines(pages: PagesContext, period: Period) -> AsyncIterator[str]:
    """The export in pages, each its own short transaction."""
    yield export.header()
    after: int | None = 0
    while after is not None:
        step = partial(export.page, council=pages.context.council, period=period, after=after)
        lines, after = await pages.context.database.read(step)
        yield lines
