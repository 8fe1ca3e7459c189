"""GeoReport v2 as XML and as JSON, written from the specification."""

from __future__ import annotations

import json
from typing import Any
from xml.sax.saxutils import escape

ITEMS = {
    "services": "service",
    "service_requests": "request",
    "errors": "error",
    "attributes": "attribute",
    "values": "value",
}


Row = dict[str, Any]


def as_xml(root: str, rows: list[Row]) -> str:
    """With the declaration that the specification asks for."""
    inside = _element(rows[0]) if root == "service_definition" else _elements(ITEMS[root], rows)
    return f'<?xml version="1.0" encoding="utf-8"?>\n<{root}>{inside}</{root}>'


def _elements(name: str, rows: list[Row]) -> str:
    return "\n".join(f"<{name}>{_element(row)}</{name}>" for row in rows)


def _element(row: Row) -> str:
    return "".join(f"<{name}>{_inside(name, value)}</{name}>" for name, value in row.items())


def _inside(name: str, value: Any) -> str:
    if isinstance(value, list):
        return _elements(ITEMS[name], value)
    if value is None:
        return ""
    return escape(str(value).lower() if isinstance(value, bool) else str(value))


def as_json(root: str, rows: list[Row]) -> str:
    """The list by itself; numbers unquoted where they are numbers, as the specification's examples are."""
    return json.dumps(rows[0] if root == "service_definition" else rows)
