"""Where a request is about: the specification wants latitude and longitude, or an address in words, or both."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from language.cleaning import one_line

LATITUDE, LONGITUDE = ("latitude", "lat"), ("longitude", "long", "lon", "lng")
WORDS = ("address", "place", "where", "location", "street", "postcode")
"""From the most specific to the most general, as the specification asks."""
NAMES = {*LATITUDE, *LONGITUDE, *WORDS}


def arguments(fields: Mapping[str, Any], address_id: str) -> list[tuple[str, str]]:
    """lat and long, address_string, address_id: those that there are."""
    shared: Mapping[str, Any] = next((fields[name] for name in WORDS if isinstance(fields.get(name), dict)), {})
    found: list[tuple[str, str]] = []
    latitude = _degrees({**fields, **shared}, LATITUDE, 90)
    longitude = _degrees({**fields, **shared}, LONGITUDE, 180)
    if latitude and longitude:
        found += [("lat", latitude), ("long", longitude)]
    words = _words(fields, shared)
    if words:
        found.append(("address_string", words))
    if address_id and fields.get(address_id):
        found.append(("address_id", str(fields[address_id])))
    return found


def _words(fields: Mapping[str, Any], shared: Mapping[str, Any]) -> str:
    """Each part once: an address often ends with its postcode."""
    parts: list[str] = []
    for value in [*(fields.get(name) for name in WORDS), shared.get("label"), shared.get("address")]:
        part = one_line(value) if isinstance(value, str) else ""
        if part and not any(part.casefold() in known.casefold() for known in parts):
            parts.append(part)
    return ", ".join(parts)


def _degrees(fields: Mapping[str, Any], names: tuple[str, ...], most: float) -> str:
    for name in names:
        try:
            value = float(fields[name])
        except (KeyError, TypeError, ValueError):
            continue
        if -most <= value <= most:
            return f"{value:.7f}".rstrip("0").rstrip(".")
    return ""
