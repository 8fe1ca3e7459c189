"""The desk's buttons: each a form that posts and comes back, with the problem and the officer's words if it failed."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import dataclass, replace
from typing import Annotated, get_args

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from bot.errors import NotFound, TownclerkError
from bot.pages.auth import require
from bot.pages.context import PagesContext
from bot.pages.desk import Number, Place, Unsent, View, draw
from bot.pages.routing import page_router
from bot.staff import Officer, SignedIn

Me = Annotated[SignedIn, Depends(require("officer"))]
Field = Annotated[str, Form()]
Seen = Annotated[int, Form()]


def place(view: Field = "waiting", queue: Field = "") -> Place:
    """The list to come back to, from the form."""
    known = {name: name for name in get_args(View)}
    return Place(known.get(view, "waiting"), queue[:64])


@dataclass(frozen=True)
class Press:
    """A button that was pressed: by whom, on which conversation, and the list to come back to."""

    request: Request
    me: Me
    conversation: Number
    where: Annotated[Place, Depends(place)]

    @property
    def officer(self) -> Officer:
        """Who pressed it."""
        return self.me.officer


Pressed = Annotated[Press, Depends()]


def routes(pages: PagesContext) -> APIRouter:
    """One route for each action of bot.desk."""
    router = page_router(pages)
    desk = pages.desk
    here = "/desk/conversations/{conversation}"

    async def done(press: Press, action: Awaitable[object], unsent: Unsent = Unsent()) -> Response:
        try:
            await action
        except NotFound:
            raise
        except TownclerkError as error:
            failed = replace(unsent, error=error)
            return await draw(
                pages, press.request, press.me, where=press.where, conversation=press.conversation, unsent=failed
            )
        return RedirectResponse(press.where.link(f"/desk/conversations/{press.conversation}") + "#latest", 303)

    @router.post(f"{here}/claim")
    async def claim(press: Pressed) -> Response:
        return await done(press, desk.claim(press.conversation, press.officer))

    @router.post(f"{here}/take-over")
    async def take_over(press: Pressed) -> Response:
        return await done(press, desk.take_over(press.conversation, press.officer))

    @router.post(f"{here}/reply")
    async def reply(
        press: Pressed, seen: Seen, text: Field = "", *, reference: Annotated[str, Form(max_length=64)] = ""
    ) -> Response:
        action = desk.reply(press.conversation, press.officer, text, seen=seen, reference=reference or None)
        return await done(press, action, Unsent(text=text, seen=seen))

    @router.post(f"{here}/answer-again")
    async def answer_again(press: Pressed) -> Response:
        return await done(press, desk.answer_again(press.conversation, press.officer))

    @router.post(f"{here}/note")
    async def note(press: Pressed, text: Field = "") -> Response:
        action = desk.note(press.conversation, press.officer, text)
        return await done(press, action, Unsent(text=text, box="note"))

    @router.post(f"{here}/transfer")
    async def transfer(press: Pressed, to: Field = "") -> Response:
        return await done(press, desk.transfer(press.conversation, press.officer, to))

    @router.post(f"{here}/release")
    async def release(press: Pressed) -> Response:
        return await done(press, desk.release(press.conversation, press.officer))

    @router.post(f"{here}/hand-back")
    async def hand_back(press: Pressed, seen: Seen) -> Response:
        return await done(press, desk.hand_back(press.conversation, press.officer, seen), Unsent(seen=seen))

    @router.post(f"{here}/no-reply-needed")
    async def no_reply_needed(press: Pressed, seen: Seen) -> Response:
        return await done(press, desk.no_reply_needed(press.conversation, press.officer, seen), Unsent(seen=seen))

    @router.post(f"{here}/close")
    async def close(press: Pressed, seen: Seen, reason: Field = "", *, details: Field = "") -> Response:
        action = desk.close(press.conversation, press.officer, reason, details=details, seen=seen)
        return await done(press, action, Unsent(text=details, seen=seen, box="close"))

    @router.post(f"{here}/reopen")
    async def reopen(press: Pressed) -> Response:
        return await done(press, desk.reopen(press.conversation, press.officer))

    return router
