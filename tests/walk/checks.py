"""What must hold of every page in every state: axe finds nothing, it is not blank, not sideways, all is in reach."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.async_api import Frame, Page

LOOKS = (Path(__file__).parent / "looks.js").read_text(encoding="utf-8")
FEWEST_WORDS = 6
STAFF_TARGET, RESIDENT_TARGET = 24, 44
EVERY_RULE: dict[str, Any] = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
COLOURS: dict[str, Any] = {"resultTypes": ["violations"], "runOnly": {"type": "rule", "values": ["color-contrast"]}}


@dataclass(frozen=True)
class Mode:
    """How somebody looks at a page. `rules` are axe's: all of them, those of colours, or none where only the layout
    differs from a mode before."""

    name: str
    width: int = 1360
    height: int = 800
    dark: bool = False
    forced: bool = False
    text: int = 100
    rules: dict[str, Any] | None = None

    async def put_on(self, page: Page) -> None:
        """Let the page be looked at like this from now on."""
        await page.emulate_media(
            color_scheme="dark" if self.dark else "light",
            forced_colors="active" if self.forced else "none",
            reduced_motion="reduce",
        )
        await page.set_viewport_size({"width": self.width, "height": self.height})
        await page.evaluate("size => { document.documentElement.style.fontSize = size; }", f"{self.text}%")


VISITS = (
    (
        Mode("light", rules=EVERY_RULE),
        Mode("dark", dark=True, rules=COLOURS),
        Mode("forced colours", forced=True, rules=COLOURS),
        Mode("large text", width=1280, text=200),
    ),
    (Mode("narrow", width=320, height=640, rules=EVERY_RULE), Mode("low", width=640, height=400)),
)
"""A page is opened once for each visit. "large text" is WCAG 1.4.4; "narrow" and "low" are a screen of 1280 by 800 at
400% and 200% (WCAG 1.4.10)."""


async def problems(page: Page, mode: Mode, target: int, *, scripts: bool) -> list[str]:
    """Everything that is wrong with the page as it stands, each in a line. axe is a script: it does not run where a
    page's own do not."""
    found = await _violations(page, mode.rules) if mode.rules and scripts else []
    looks = [await frame.evaluate(LOOKS) for frame in page.frames if await _is_seen(frame)]
    words = [word for look in looks for text in look["texts"] for word in text.split()]
    if len(words) < FEWEST_WORDS:
        found.append(f"blank: only {words} can be seen")
    return found + [problem for look in looks for problem in _seen(look, target)]


async def _is_seen(frame: Frame) -> bool:
    return frame.parent_frame is None or await (await frame.frame_element()).is_visible()


async def _violations(page: Page, rules: dict[str, Any]) -> list[str]:
    for frame in page.frames:
        if not await frame.evaluate("!!window.axe"):
            await frame.evaluate(AXE_SCRIPT)
    results = await page.evaluate("rules => window.axe.run(rules)", rules)
    return [
        f"axe {each['id']}: {node['target']} {node['failureSummary'].splitlines()[-1].strip()}"
        for each in results["violations"]
        for node in each["nodes"]
    ]


def _seen(looks: dict[str, Any], target: int) -> list[str]:
    found = [f"out of reach: {each}" for each in looks["outOfReach"]]
    found += [f"small: {name}, {size} px" for name, size in looks["small"] if size < target - 0.5]
    if looks["sideways"] > 0:
        found.append(f"the page scrolls {looks['sideways']} px sideways")
    return found
