"""The walk: every page in every state, looked at as people look at it. What axe complains of fails it, and so do a
blank screen, a page that scrolls sideways, a control out of reach or too small, and what the console complains of."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, ConsoleMessage, Page, async_playwright

from tests.walk.checks import RESIDENT_TARGET, STAFF_TARGET, VISITS, Mode, problems
from tests.walk.resident_states import RESIDENTS
from tests.walk.residents import FORM, move_in
from tests.walk.staff_states import STAFF
from tests.walk.state import State
from tests.walk.town import Town, a_busy_day, a_quiet_day, running

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
PICTURES = os.environ.get("WALK_PICTURES", "")
"""A directory: each state in each mode is photographed into it."""
pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
]
STATES = [*STAFF, *RESIDENTS]


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        await started.close()


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def towns(
    browser: Browser, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[dict[str, Town]]:
    """Both towns with all that has happened in them, once for the whole walk."""
    directory = tmp_path_factory.mktemp("walk")
    async with (
        running(directory / "quiet", sqlite_template) as quiet,
        running(directory / "busy", sqlite_template) as busy,
    ):
        await a_quiet_day(quiet)
        await a_busy_day(busy)
        await move_in(busy, browser)
        yield {"quiet": quiet, "busy": busy}


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.id)
async def test_the_walk(browser: Browser, towns: dict[str, Town], state: State) -> None:
    found = []
    for modes in VISITS:
        found += await _visit(browser, towns[state.town], state, modes)
    assert not found, "\n".join(found)


async def _visit(browser: Browser, town: Town, state: State, modes: tuple[Mode, ...]) -> list[str]:
    known: Any = town.residents.get(state.resident if state.scripts else f"{FORM} {state.resident}")
    context = await browser.new_context(
        viewport={"width": modes[0].width, "height": modes[0].height},
        java_script_enabled=state.scripts,
        base_url=town.base,
        storage_state=known,
    )
    if state.staff:
        await context.add_cookies([{"name": "desk", "value": town.cookies[state.staff], "url": town.base}])
    try:
        page = await context.new_page()
        page.set_default_timeout(8000)
        told = _listen(page, state)
        await page.goto(state.address(town))
        if state.deed:
            await state.deed(page)
        found = []
        for mode in modes:
            await mode.put_on(page)
            found += [f"{mode.name}: {each}" for each in await _look(page, state, mode)]
        return found + told
    finally:
        await context.close()


async def _look(page: Page, state: State, mode: Mode) -> list[str]:
    if PICTURES:
        await page.screenshot(path=f"{PICTURES}/{state.id.replace('/', '_')} {mode.name}.png")
    target = STAFF_TARGET if state.staff or state.route.startswith("/desk") else RESIDENT_TARGET
    found = await problems(page, mode, target, scripts=state.scripts)
    return found + [f"not on the screen: {each}" for each in state.shows if mode.rules and not await _whole(page, each)]


async def _whole(page: Page, selector: str) -> bool:
    box = await page.locator(selector).bounding_box()
    size = page.viewport_size
    assert size is not None
    return box is not None and box["y"] >= 0 and box["y"] + box["height"] <= size["height"] + 1


def _listen(page: Page, state: State) -> list[str]:
    """Errors of scripts and complaints of the browser, but for the answers that the state is about."""
    told: list[str] = []

    def said(message: ConsoleMessage) -> None:
        expected = any(f"status of {status}" in message.text for status in state.answers)
        offline = "ERR_INTERNET_DISCONNECTED" in message.text and "lost" in state.name
        if message.type in ("error", "warning") and not expected and not offline:
            told.append(f"console: {message.text}")

    page.on("pageerror", lambda error: told.append(f"script: {error}"))
    page.on("console", said)
    return told
