"""Staff accounts, for administrators: the list, new links, switching off and on."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from bot.errors import Conflict, TownclerkError, Unusable
from bot.pages.auth import require
from bot.pages.context import PagesContext
from bot.pages.desk import Number
from bot.pages.routing import page_router
from bot.staff import ROLES, SignedIn

Administrator = Annotated[SignedIn, Depends(require("administrator"))]
Field = Annotated[str, Form()]
PATH = "/desk/staff"


def routes(pages: PagesContext) -> APIRouter:
    """The page and its forms. A link is shown once, on the answer to the form that made it."""
    router = page_router(pages)
    staffing = pages.staffing

    async def page(
        request: Request,
        me: SignedIn,
        *,
        link: str = "",
        link_for: str = "",
        problem: TownclerkError | None = None,
        form: dict[str, str] | None = None,
    ) -> Response:
        return pages.render(
            request,
            "staff.html",
            me,
            status=problem.status if problem else 200,
            people=await staffing.everybody(),
            texts=await pages.desk.texts(),
            roles=ROLES,
            link=f"{pages.base_url}{link}" if link else "",
            link_for=link_for,
            problem=problem,
            form=form or {"name": "", "email": "", "role": "officer"},
        )

    @router.get(PATH)
    async def listed(request: Request, me: Administrator) -> Response:
        return await page(request, me)

    @router.post(PATH)
    async def invite(
        request: Request, me: Administrator, *, email: Field = "", name: Field = "", role: Field = ""
    ) -> Response:
        try:
            link = await staffing.invite(email, name, role, by=me.officer)
        except (Unusable, Conflict) as error:
            return await page(request, me, problem=error, form={"name": name, "email": email, "role": role})
        return await page(request, me, link=link, link_for=name)

    @router.post(f"{PATH}/{{staff_id}}/link")
    async def new_link(request: Request, me: Administrator, staff_id: Number) -> Response:
        link = await staffing.renew_link(staff_id, me.officer)
        name = next((p.officer.name for p in await staffing.everybody() if p.officer.id == staff_id), "")
        return await page(request, me, link=link, link_for=name)

    @router.post(f"{PATH}/{{staff_id}}/off")
    async def off(request: Request, me: Administrator, staff_id: Number) -> Response:
        try:
            await staffing.deactivate(staff_id, me.officer)
        except Conflict as error:
            return await page(request, me, problem=error)
        return RedirectResponse(PATH, 303)

    @router.post(f"{PATH}/{{staff_id}}/on")
    async def on(me: Administrator, staff_id: Number) -> Response:
        await staffing.activate(staff_id, me.officer)
        return RedirectResponse(PATH, 303)

    return router
