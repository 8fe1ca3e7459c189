"""The desk's buttons: each a form that posts and comes back, with the problem and the officer's words if it failed."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Annotated, get_args

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from bot.errors import NotFound, TownclerkError
from bot.pages.auth import require
from bot.pages.context import PagesContext
from bot.pages.desk import Number, Place, Unsent, View, draw
from bot.pages.routing import page_router
from bot.staff import SignedIn

Me = Annotated[SignedIn, Depends(require("officer"))]
Field = Annotated[str, Form()]
Seen = Annotated[int, Form()]


def place(view: Field = "waiting", queue: Field = "") -> Place:
    """The list to come back to, from the form."""
    known = {name: name for name in get_args(View)}
    return Place(known.get(view, "waiting"), queue[:64])


Where = Annotated[Place, Depends(place)]


def routes(pages: PagesContext) -> APIRouter:
    """One route for each action of bot.desk."""
    router = page_router(pages)
    desk = pages.desk
    here = "/desk/conversations/{conversation}"

    async def done(
        request: Request, me: SignedIn, where: Place, conversation: Number, action: Awaitable[object], unsent: Unsent
    ) -> Response:
        try:
            await action
        except NotFound:
            raise
        except TownclerkError as error:
            failed = Unsent(error, unsent.text, unsent.seen, unsent.box)
            return await draw(pages, request, me, where, conversation, unsent=failed)
        return RedirectResponse(where.link(f"/desk/conversations/{conversation}") + "#latest", 303)

    @router.post(f"{here}/claim")
    async def claim(request: Request, me: Me, where: Where, conversation: Number) -> Response:
        return await done(request, me, where, conversation, desk.claim(conversation, me.officer), Unsent())

    @router.post(f"{here}/take-over")
    async def take_over(request: Request, me: Me, where: Where, conversation: Number) -> Response:
        return await done(request, me, where, conversation, desk.take_over(conversation, me.officer), Unsent())

    @router.post(f"{here}/reply")
    async def reply(
        request: Request,
        me: Me,
        where: Where,
        conversation: Number,
        seen: Seen,
        text: Field = "",
        reference: Annotated[str, Form(max_length=64)] = "",
    ) -> Response:
        action = desk.reply(conversation, me.officer, text, seen=seen, reference=reference or None)
        return await done(request, me, where, conversation, action, Unsent(text=text, seen=seen))

    @router.post(f"{here}/answer-again")
    async def answer_again(request: Request, me: Me, where: Where, conversation: Number) -> Response:
        return await done(request, me, where, conversation, desk.answer_again(conversation, me.officer), Unsent())

    @router.post(f"{here}/note")
    async def note(request: Request, me: Me, where: Where, conversation: Number, text: Field = "") -> Response:
        action = desk.note(conversation, me.officer, text)
        return await done(request, me, where, conversation, action, Unsent(text=text, box="note"))

    @router.post(f"{here}/transfer")
    async def transfer(request: Request, me: Me, where: Where, conversation: Number, to: Field = "") -> Response:
        return await done(request, me, where, conversation, desk.transfer(conversation, me.officer, to), Unsent())

    @router.post(f"{here}/release")
    async def release(request: Request, me: Me, where: Where, conversation: Number) -> Response:
        return await done(request, me, where, conversation, desk.release(conversation, me.officer), Unsent())

    @router.post(f"{here}/hand-back")
    async def hand_back(request: Request, me: Me, where: Where, conversation: Number, seen: Seen) -> Response:
        action = desk.hand_back(conversation, me.officer, seen)
        return await done(request, me, where, conversation, action, Unsent(seen=seen))

    @router.post(f"{here}/no-reply-needed")
    async def no_reply_needed(request: Request, me: Me, where: Where, conversation: Number, seen: Seen) -> Response:
        action = desk.no_reply_needed(conversation, me.officer, seen)
        return await done(request, me, where, conversation, action, Unsent(seen=seen))

    @router.post(f"{here}/close")
    async def close(
        request: Request,
        me: Me,
        where: Where,
        conversation: Number,
        seen: Seen,
        reason: Field = "",
        details: Field = "",
    ) -> Response:
        action = desk.close(conversation, me.officer, reason, details=details, seen=seen)
        return await done(request, me, where, conversation, action, Unsent(text=details, seen=seen, box="close"))

    @router.post(f"{here}/reopen")
    async def reopen(request: Request, me: Me, where: Where, conversation: Number) -> Response:
        return await done(request, me, where, conversation, desk.reopen(conversation, me.officer), Unsent())

    return router
