"""The words of answers, for administrators: find one, change it with a preview for each channel, look back, undo."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Path, Query, Request, Response
from fastapi.responses import RedirectResponse

from bot.answers import GENERAL
from bot.editing import Draft, Line
from bot.errors import AnswerChanged, TownclerkError, WordingRefused
from bot.pages.auth import require
from bot.pages.context import PagesContext
from bot.pages.routing import page_router
from bot.staff import SignedIn

Administrator = Annotated[SignedIn, Depends(require("administrator"))]
Key = Annotated[str, Path(pattern=r"^[A-Za-z0-9_]{1,128}$")]
Number = Annotated[int, Form(ge=0, le=2**31 - 1)]
PATH = "/desk/answers"
BOX = "words"
"""The name of the field of the general words; a channel's own is `words_<channel>`."""
DONE = {"saved": "Saved. Residents get these words from now on.", "same": "Nothing was changed, so nothing was saved."}


def routes(pages: PagesContext) -> APIRouter:
    """The list, one answer, and what its forms do."""
    router = page_router(pages)
    editor = pages.editor

    async def draw(
        request: Request, me: SignedIn, key: str, *, draft: Draft | None = None, problem: TownclerkError | None = None
    ) -> Response:
        page = await editor.page(key, draft)
        shown = request.query_params.get("done", "")
        return pages.render(
            request,
            "answer.html",
            me,
            status=problem.status if problem else 200,
            page=page,
            draft=draft,
            problem=problem,
            theirs=isinstance(problem, AnswerChanged),
            done=DONE.get(shown, "") if draft is None and problem is None else "",
            box=BOX,
        )

    async def keep(request: Request, me: SignedIn, key: str, *, draft: Draft) -> Response:
        try:
            saved = await editor.save(key, draft, me.officer)
        except (WordingRefused, AnswerChanged) as error:
            return await draw(request, me, key, draft=draft, problem=error)
        return RedirectResponse(f"{PATH}/{key}?done={'saved' if saved else 'same'}", 303)

    @router.get(PATH)
    async def listed(
        request: Request,
        me: Administrator,
        *,
        q: Annotated[str, Query(max_length=100)] = "",
        topic: Annotated[str, Query(max_length=64)] = "",
        edited: bool = False,
    ) -> Response:
        lines = await editor.lines()
        found = [line for line in lines if _fits(line, q, topic) and (line.state != "shipped" or not edited)]
        return pages.render(
            request,
            "answers.html",
            me,
            topics=list(dict.fromkeys(line.topic for line in lines)),
            groups=_groups(found),
            count=len(found),
            changed=sum(line.state != "shipped" for line in lines),
            q=q,
            topic=topic,
            edited=edited,
        )

    @router.get(f"{PATH}/{{key}}")
    async def one(request: Request, me: Administrator, key: Key) -> Response:
        return await draw(request, me, key)

    @router.post(f"{PATH}/{{key}}/preview")
    async def preview(request: Request, me: Administrator, key: Key, *, version: Number) -> Response:
        return await draw(request, me, key, draft=await _draft(request, version))

    @router.post(f"{PATH}/{{key}}")
    async def save(request: Request, me: Administrator, key: Key, *, version: Number) -> Response:
        return await keep(request, me, key, draft=await _draft(request, version))

    @router.post(f"{PATH}/{{key}}/again")
    async def again(request: Request, me: Administrator, key: Key, *, version: Number, number: Number) -> Response:
        return await keep(request, me, key, draft=await editor.earlier(key, number, version))

    return router


async def _draft(request: Request, version: int) -> Draft:
    form = await request.form()
    fields = {name: value for name, value in form.items() if isinstance(value, str)}
    texts = {GENERAL if name == BOX else name.removeprefix(f"{BOX}_"): value for name, value in fields.items()
             if name == BOX or name.startswith(f"{BOX}_")}  # fmt: skip
    return Draft(texts, version, frozenset(str(value) for value in form.getlist("confirm")))


def _fits(line: Line, q: str, topic: str) -> bool:
    words = f"{line.title} {line.key} {line.text}".casefold()
    return topic in ("", line.topic) and all(word in words for word in q.casefold().split())


def _groups(lines: list[Line]) -> dict[str, list[Line]]:
    groups: dict[str, list[Line]] = {}
    for line in lines:
        groups.setdefault(line.topic, []).append(line)
    return groups
