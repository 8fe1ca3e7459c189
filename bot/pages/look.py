"""The look that every page shares: one style sheet, its colours derived from the council's brand colour and checked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

BASE = Path(__file__).parent / "static" / "look.css"
TEXT = 4.5
CONTROL = 3.0
"""The least contrasts of WCAG 2.2: 1.4.3 for text, 1.4.11 for the edge of a control."""

WHITE, BLACK = "#ffffff", "#000000"
NEUTRAL = {
    "light": {
        "ground": "#f4f6f6",
        "surface": "#ffffff",
        "text": "#14191c",
        "muted": "#4a555b",
        "line": "#78858c",
        "danger": "#b3261e",
        "warn": "#7a4d00",
        "ok": "#1d6b3a",
        "focus-inner": "#0b0c0c",
        "focus-outer": "#ffdd00",
    },
    "dark": {
        "ground": "#12171a",
        "surface": "#1c2327",
        "text": "#eef1f2",
        "muted": "#a9b4ba",
        "line": "#76838b",
        "danger": "#ff9a91",
        "warn": "#f0b64b",
        "ok": "#6fd08c",
        "focus-inner": "#0b0c0c",
        "focus-outer": "#ffdd00",
    },
}


@dataclass(frozen=True)
class Pair:
    """Two colours that meet on a page, and the least contrast that they may have."""

    front: str
    back: str
    least: float


PAIRS = (
    *(Pair(front, back, TEXT) for front in ("text", "muted", "link", "danger", "warn", "ok")
      for back in ("ground", "surface")),
    Pair("brand-text", "brand", TEXT),
    *(Pair(front, back, CONTROL) for front in ("brand", "line") for back in ("ground", "surface")),
    Pair("focus-inner", "focus-outer", CONTROL),
)  # fmt: skip


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def luminance(colour: str) -> float:
    """Relative luminance of `#rrggbb`, 0 to 1 (WCAG 2.2, definitions)."""
    parts = (channel / 255 for channel in _channels(colour))
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast of two colours, 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def mix(colour: str, towards: str, share: float) -> str:
    """`colour` moved by `share` (0 to 1) towards another."""
    pairs = zip(_channels(colour), _channels(towards), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def _first_readable(colour: str, towards: str, backs: tuple[str, ...], *, least: float) -> str:
    """The first step from `colour` towards black or white that keeps its contrast on every background."""
    steps = (mix(colour, towards, step / 50) for step in range(51))
    return next((step for step in steps if all(contrast(step, back) >= least for back in backs)), towards)


def palette(brand_colour: str) -> dict[str, dict[str, str]]:
    """The colours of the light and the dark look; ValueError names every pair whose contrast is too low."""
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", brand_colour):
        raise ValueError(f"brand_colour {brand_colour!r} is not a colour: write it as # and six hex digits")
    brand = brand_colour.lower()
    looks = {}
    for look, colours in NEUTRAL.items():
        backs = (colours["ground"], colours["surface"])
        own = brand if look == "light" else _first_readable(brand, WHITE, backs, least=CONTROL)
        looks[look] = colours | {
            "brand": own,
            "brand-text": WHITE if contrast(WHITE, own) >= TEXT else BLACK,
            "link": _first_readable(brand, BLACK if look == "light" else WHITE, backs, least=TEXT),
        }
    failed = [line for look, colours in looks.items() for line in _failures(look, colours)]
    if failed:
        raise ValueError(f"brand_colour {brand_colour} cannot be read: {'; '.join(failed)}. Choose a darker colour.")
    return looks


def _failures(look: str, colours: dict[str, str]) -> list[str]:
    """Each pair of the look that misses its least contrast, in words."""
    measured = ((pair, contrast(colours[pair.front], colours[pair.back])) for pair in PAIRS)
    return [
        f"{pair.front} {colours[pair.front]} on {pair.back} {colours[pair.back]} ({look}) is {ratio:.2f}:1, "
        f"needs {pair.least:g}:1"
        for pair, ratio in measured
        if ratio < pair.least
    ]


def _properties(colours: dict[str, str], indent: str) -> str:
    return "\n".join(f"{indent}--{name}: {value};" for name, value in colours.items())


@cache
def look_css(brand_colour: str) -> str:
    """The whole of /look.css. ValueError when the brand colour is not one or would be hard to read."""
    looks = palette(brand_colour)
    return (
        f":root {{\n  color-scheme: light dark;\n{_properties(looks['light'], '  ')}\n}}\n\n"
        f"@media (prefers-color-scheme: dark) {{\n  :root {{\n{_properties(looks['dark'], '    ')}\n  }}\n}}\n\n"
        + BASE.read_text(encoding="utf-8")
    )
