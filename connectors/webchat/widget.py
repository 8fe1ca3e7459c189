"""The widget's script: the same for every site, with what it says of the council written into it."""

from __future__ import annotations

import json

from connectors.messages import CouncilFacts
from connectors.webchat.assets import FOLDER, Asset, asset

PLACE = b"{/* council */}"


def widget_script(council: CouncilFacts, home: str) -> Asset:
    """static/widget.js for one council. A script on another site cannot read our style sheet, so its colours travel;
    one that is loaded as a module cannot tell where it came from, so our address does."""
    look = {"name": council.name, "phone": council.phone, "home": home}
    look |= {"brand": council.brand_colour, "text": text_on(council.brand_colour)}
    source = (FOLDER / "widget.js").read_bytes()
    return asset(source.replace(PLACE, json.dumps(look).encode()), ".js")


def text_on(colour: str) -> str:
    """Black or white, whichever reads better on the colour: white where it has 4.5:1 (WCAG 2.2, 1.4.3)."""
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return "#ffffff" if 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05) >= 4.5 else "#000000"
