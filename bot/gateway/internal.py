"""Routes for the assistant only: its actions run here, and read the council's records and pages. A derived secret
guards them."""

from __future__ import annotations

import dataclasses
import hmac
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field, ValidationError
from sqlalchemy.orm import Session

from bot import casework, records
from bot.context import Context
from bot.gateway.actions import Actions
from bot.knowledge.answering import Quotations
from bot.knowledge.quoting import LONGEST
from bot.records import replies


class Asked(BaseModel):
    """What a resident has said in a conversation, the latest last, and what it is about if that is known."""

    texts: list[str] = Field(max_length=50)
    subject: str | None = None
    conversation: int = 0
    longest: int = Field(LONGEST, ge=40, le=1_000)
    """Characters of the quotation."""


def guard(secret: str) -> Any:
    """A dependency that lets only the assistant in."""

    def check(request: Request) -> None:
        given = request.headers.get("authorization", "")
        if not hmac.compare_digest(given.encode("utf-8", "replace"), f"Bearer {secret}".encode()):
            raise HTTPException(403, "Not allowed.")

    return Depends(check)


def routes(context: Context, actions: Actions, secret: str) -> APIRouter:
    """Mounted at /internal, absent from the API's description."""
    router = APIRouter(prefix="/internal", include_in_schema=False, dependencies=[guard(secret)])

    @router.post("/actions")
    async def run_action(request: Request) -> JSONResponse:
        """The body is read here, after the guard: a stranger's is not read at all."""
        try:
            call = await request.json()
        except ValueError:
            call = None
        if not isinstance(call, dict):
            raise HTTPException(422, "A JSON object is expected here.")
        return await actions.run(call)

    @router.get("/records/addresses")
    async def addresses(postcode: Annotated[str, "any spelling"] = "", text: str = "") -> dict[str, Any]:
        """The homes at a postcode, or those whose house number and street a text names."""

        def step(session: Session) -> list[dict[str, str]]:
            rows = records.list_addresses_at(session, text) if text else records.list_addresses(session, postcode)
            return [{"uprn": row.uprn, "address": row.address, "postcode": row.postcode} for row in rows]

        try:
            return {"addresses": await context.database.read(step)}
        except ValueError:
            return {"addresses": []}

    @router.get("/records/collections")
    async def collections(uprn: str) -> dict[str, Any]:
        return await context.database.read(lambda session: _collections(session, context, uprn)) | _clock(context)

    @router.get("/records/requests")
    async def requests(reference: str = "", conversation: int = 0) -> dict[str, Any]:
        """The state of a report, by its reference, or of the latest report of the resident in this conversation: at
        most one, see casework.look_up."""

        def step(session: Session) -> list[dict[str, Any]]:
            if reference:
                return casework.look_up(session, reference, context.council.facts.short_name)
            return casework.latest_of(session, conversation)

        return {"requests": await context.database.read(step)}

    _more_records(router, context)
    return router


def page_routes(quotations: Quotations, secret: str) -> APIRouter:
    """The council's pages, mounted beside the records."""
    router = APIRouter(prefix="/internal/pages", include_in_schema=False, dependencies=[guard(secret)])

    @router.post("/quotation")
    async def quotation(request: Request) -> dict[str, Any]:
        """A quotation of which we are sure (bot/knowledge/quoting.py), else null. The body is read after the guard."""
        try:
            asked = Asked.model_validate_json(await request.body())
        except ValidationError as error:
            raise HTTPException(422, "What was asked cannot be read.") from error
        found = await quotations.search(
            asked.texts, asked.subject, conversation=asked.conversation, longest=asked.longest
        )
        quoted = dataclasses.asdict(found.quotation) if found.quotation else {"text": None}
        return {"searched": found.done, "quotation": quoted.pop("text"), **quoted}

    return router


def _more_records(router: APIRouter, context: Context) -> None:
    """Routes for the errands that look something up."""
    read = context.database.read

    @router.get("/records/councillors")
    async def councillors(postcode: str = "", uprn: str | None = None) -> dict[str, Any]:
        return await read(lambda session: replies.councillors(session, postcode, uprn))

    @router.get("/records/polling")
    async def polling(postcode: str = "", uprn: str | None = None) -> dict[str, Any]:
        return await read(lambda session: replies.polling(session, postcode, uprn))

    @router.get("/records/whose")
    async def whose(postcode: str = "", text: str = "") -> dict[str, Any]:
        ours = context.council.facts.gss_code
        return await read(lambda session: replies.whose(session, ours, postcode=postcode, text=text))

    @router.get("/records/clock")
    async def clock() -> dict[str, Any]:
        return _clock(context)

    @router.get("/records/terms")
    async def terms() -> dict[str, Any]:
        return await read(replies.terms) | _clock(context)

    @router.get("/records/libraries")
    async def libraries(postcode: str = "") -> dict[str, Any]:
        return await read(lambda session: replies.libraries(session, postcode)) | _clock(context)

    @router.get("/records/planning")
    async def planning(reference: str = "") -> dict[str, Any]:
        return await read(lambda session: replies.planning(session, reference))


def _clock(context: Context) -> dict[str, Any]:
    """Today and now on the council's clock, and its bank holidays from last year on."""
    local = context.now().astimezone(context.council.zone)
    holidays = sorted(day.isoformat() for day in context.council.holidays if day.year >= local.year - 1)
    return {"today": local.date().isoformat(), "now": local.strftime("%H:%M"), "bank_holidays": holidays}


def _collections(session: Session, context: Context, uprn: str) -> dict[str, Any]:
    """Everything needed to work out collection days, so that actions hold no records of their own."""
    council = context.council
    return {
        "rounds": [
            {"bin": r.bin, "weekday": r.weekday, "every_weeks": r.every_weeks, "first_date": r.first_date}
            for r in records.list_rounds(session, uprn)
        ],
        "changes": [
            {"original_date": c.original_date, "new_date": c.new_date, "note": c.note}
            for c in records.list_round_changes(session)
        ],
        "collection_ends": council.setting("waste.collection_ends", "15:00"),
        "window_days": council.setting("waste.missed_bin_window_days", 2),
    }
