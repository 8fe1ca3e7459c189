"""A step of the database: run again when somebody else was first, and followed by what it left for after its commit."""

from __future__ import annotations

import ast
import asyncio
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.database import Database
from bot.database.group_commit import after_commit
from bot.database.models import OptOut, StaffAudit
from bot.errors import Collided
from tests.flows.conftest import MONDAY

ROOT = Path(__file__).resolve().parent.parent.parent


def opts_out(session: Session, address: str) -> None:
    session.add(OptOut(channel="sms", account="ours", address=address, word="STOP", at=MONDAY))


def addresses(database: Database) -> list[str]:
    return database.read_now(lambda session: sorted(session.scalars(select(OptOut.address))))


async def test_what_is_left_for_after_the_commit_comes_after_it(database: Database) -> None:
    seen: list[list[str]] = []

    def step(session: Session) -> None:
        after_commit(session, lambda: seen.append(addresses(database)))
        opts_out(session, "ada")

    await database.write(step)
    assert seen == [["ada"]]


async def test_a_step_that_is_undone_leaves_nothing(database: Database) -> None:
    said: list[str] = []

    def step(session: Session) -> None:
        after_commit(session, said.append, "done")
        opts_out(session, "ada")
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        await database.write(step)
    assert said == [] and addresses(database) == []


async def test_a_step_that_finds_its_row_there_is_run_again_and_says_it_once(database: Database) -> None:
    said: list[str] = []

    def step(session: Session) -> str:
        known = session.get(OptOut, ("sms", "ours", "ada")) if said_before else None
        said_before.append(True)
        after_commit(session, said.append, "known" if known else "new")
        if known is None:
            opts_out(session, "ada")
        return "known" if known else "new"

    said_before: list[bool] = []
    await database.write(lambda session: opts_out(session, "ada"))
    assert await database.write(step) == "known"
    assert said == ["known"] and len(said_before) == 2


async def test_a_step_that_never_sees_who_was_first_is_told_so(database: Database) -> None:
    await database.write(lambda session: opts_out(session, "ada"))
    with pytest.raises(Collided, match="at the same moment"):
        await database.write(lambda session: opts_out(session, "ada"))


async def test_a_fault_of_ours_is_no_collision(database: Database) -> None:
    with pytest.raises(IntegrityError):
        await database.write(lambda session: session.add(StaffAudit(staff_id=999, action="x", target="", at=MONDAY)))


async def test_steps_that_share_a_commit_say_each_its_own_once(database: Database) -> None:
    """One of them fails, so all are undone and run again alone."""
    said: list[str] = []

    def step(session: Session, name: str) -> None:
        after_commit(session, said.append, name)
        opts_out(session, name)
        if name == "5":
            raise ValueError("no")

    names = [str(number) for number in range(10)]
    outcomes = await asyncio.gather(
        *(database.write(lambda session, name=name: step(session, name)) for name in names),  # type: ignore[misc]
        return_exceptions=True,
    )
    assert [isinstance(outcome, ValueError) for outcome in outcomes] == [name == "5" for name in names]
    assert sorted(said) == addresses(database) == [name for name in names if name != "5"]


async def test_a_call_that_fails_afterwards_undoes_nothing(database: Database) -> None:
    def step(session: Session) -> None:
        after_commit(session, lambda: 1 / 0)
        opts_out(session, "ada")

    await database.write(step)
    assert addresses(database) == ["ada"]


def test_no_step_logs_or_wakes_before_it_is_committed() -> None:
    """It may be undone, or run again: `after_commit(session, log.info, …)`. Wake-ups are left to whoever awaits it."""
    early = [
        f"{path.relative_to(ROOT)}:{call.lineno} {ast.unparse(call.func)}"
        for path in sorted((ROOT / "bot").rglob("*.py"))
        for step in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(step, ast.FunctionDef | ast.Lambda) and _is_step(step)
        for call in ast.walk(step)
        if isinstance(call, ast.Call) and _speaks(call)
    ]
    assert early == []


def _is_step(function: ast.FunctionDef | ast.Lambda) -> bool:
    given = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
    return any(each.arg in ("session", "s") for each in given)


def _speaks(call: ast.Call) -> bool:
    name = call.func
    if not isinstance(name, ast.Attribute):
        return False
    return (isinstance(name.value, ast.Name) and name.value.id == "log") or name.attr == "wake"
