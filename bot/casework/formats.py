"""Reads an answer of GeoReport, XML or JSON, into the same rows of plain data.

The JSON is the XML turned round: https://wiki.open311.org/JSON_and_XML_Conversion. Numbers stay as they are written.
"""

from __future__ import annotations

import json
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import ElementTree

LISTS = {
    "services": "service",
    "service_requests": "request",
    "attributes": "attribute",
    "values": "value",
    "errors": "error",
}


def rows(body: bytes) -> list[dict[str, Any]]:
    """The answer's rows: services, requests, errors, or the one definition. Raises ValueError when it is none of
    these."""
    text = body.lstrip(b"\xef\xbb\xbf \t\r\n")
    found = _from_xml(text) if text.startswith(b"<") else _from_json(text)
    found = [found] if isinstance(found, dict) else found
    if not isinstance(found, list):
        raise ValueError("neither a list nor an object")
    return [row for row in found if isinstance(row, dict)]


def _from_json(text: bytes) -> Any:
    try:
        return _unwrapped(json.loads(text, parse_int=str, parse_float=str))
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def _unwrapped(value: Any) -> Any:
    """Some servers keep the XML's outer names: {"service_requests": {"request": […]}}."""
    if isinstance(value, dict):
        for name in ("services", "service_requests", "errors"):
            inner = value.get(name)
            if inner is not None:
                return inner.get(LISTS[name], inner) if isinstance(inner, dict) else inner
    return value


def _from_xml(text: bytes) -> Any:
    """A document type is refused: GeoReport needs none, and entities are how XML is used for attacks."""
    try:
        root: Element = ElementTree.fromstring(text, forbid_dtd=True)
    except (ParseError, LookupError) as error:
        raise ValueError("no readable XML") from error
    if _name(root) not in {*LISTS, "service_definition"}:
        raise ValueError(f"an unknown document, {_name(root)[:40]}")
    return _value(root)


def _value(element: Element, depth: int = 0) -> Any:
    if depth > 8:
        raise ValueError("nested too deeply")
    item = LISTS.get(_name(element))
    if item is not None:
        return [_value(child, depth + 1) for child in element if _name(child) == item]
    if len(element):
        return {_name(child): _value(child, depth + 1) for child in element}
    return (element.text or "").strip() or None


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]
