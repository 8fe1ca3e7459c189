"""Puts one field of ours into the form that an attribute of the back office asks for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.casework.georeport import Attribute
from language.cleaning import one_line


def is_same_name(name: str, *others: str) -> bool:
    """Whether a name differs from one of the others in its spelling only: `bin_type`, `Bin Type`."""
    return bool(_bare(name)) and _bare(name) in map(_bare, others)


def values_for(attribute: Attribute, value: Any, *, ours: Mapping[str, str], zone: ZoneInfo) -> list[str]:
    """The values to send for a value of ours, none when the attribute takes no such value. `ours` says which key of
    their list stands for which value of ours."""
    if isinstance(value, dict):
        return []
    match attribute.datatype:
        case "singlevaluelist":
            keys = _keys(attribute, [value], ours)
            return keys if keys and len(keys) == 1 else []
        case "multivaluelist":
            return _keys(attribute, _several(value), ours) or []
        case "number":
            return _number(value)
        case "datetime":
            return _moment(value, zone)
        case "text":
            return [text] if (text := _text(value).strip()) else []
        case _:
            return [text] if (text := one_line(_text(value))) else []


def _keys(attribute: Attribute, values: list[Any], ours: Mapping[str, str]) -> list[str] | None:
    """The list's keys for all the values, None when one is not on it."""
    found = []
    for value in values:
        text = _text(value)
        wanted = ours.get(text, text)
        key = next((key for key, _ in attribute.values if key == wanted), None)
        if key is None:
            key = next((key for key, name in attribute.values if is_same_name(wanted, name, key)), None)
        if key is None:
            return None
        found.append(key)
    return found


def _several(value: Any) -> list[Any]:
    if isinstance(value, list):
        return value
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else [value]


def _number(value: Any) -> list[str]:
    text = _text(value).replace(",", "")
    return [text] if re.fullmatch(r"-?\d{1,15}(\.\d{1,9})?", text, re.ASCII) else []


def _moment(value: Any, zone: ZoneInfo) -> list[str]:
    """With a zone, which the specification requires; a day alone begins at midnight on the council's clock."""
    text = _text(value)
    try:
        day = date.fromisoformat(text)
        return [datetime(day.year, day.month, day.day, tzinfo=zone).isoformat()]
    except ValueError:
        pass
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return []
    return [(moment if moment.tzinfo else moment.replace(tzinfo=zone)).isoformat(timespec="seconds")]


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(str(each) for each in value) if isinstance(value, list) else str(value)


def _bare(name: str) -> str:
    return re.sub(r"[\W_]+", "", name).casefold()
