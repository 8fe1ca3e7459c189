"""What GeoReport v2 transmits, as plain data. https://wiki.open311.org/GeoReport_v2/"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from language.cleaning import storable

MOST_ID_CHARACTERS = 255


@dataclass(frozen=True)
class Service:
    """One kind of request that the back office takes. `type`: realtime (a number at once), batch (a token first) or
    blackbox (neither)."""

    code: str
    name: str
    type: str
    has_attributes: bool


@dataclass(frozen=True)
class Attribute:
    """A question of one service. `values` are the (key, name) pairs of a list."""

    code: str
    datatype: str
    required: bool
    description: str
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Accepted:
    """A request was taken: under a number, or under a token that becomes one, or (blackbox) without either."""

    id: str = ""
    token: str = ""
    notice: str = ""


@dataclass(frozen=True)
class RequestStatus:
    """What the back office says about one request of ours."""

    id: str
    closed: bool
    notes: str
    updated_at: datetime | None
    description: str


def service(row: dict[str, Any]) -> Service:
    """From an answer to GET services."""
    return Service(
        code=words(row.get("service_code")),
        name=words(row.get("service_name")),
        type=words(row.get("type")).lower() or "realtime",
        has_attributes=flag(row.get("metadata")),
    )


def attributes(row: dict[str, Any]) -> tuple[Attribute, ...]:
    """From an answer to GET services/{code}; what is only information (`variable` false) is left out."""
    found = [each for each in _rows(row.get("attributes")) if flag(each.get("variable", True))]
    return tuple(
        Attribute(
            code=words(each.get("code")),
            datatype=words(each.get("datatype")).lower() or "string",
            required=flag(each.get("required")),
            description=words(each.get("description")),
            values=tuple((words(v.get("key")), words(v.get("name"))) for v in _rows(each.get("values"))),
        )
        for each in found
    )


def accepted(row: dict[str, Any]) -> Accepted:
    """From an answer to POST requests or GET tokens/{token}."""
    return Accepted(
        identifier(row.get("service_request_id")), identifier(row.get("token")), words(row.get("service_notice"))
    )


def request_status(row: dict[str, Any]) -> RequestStatus:
    """From an answer to GET requests. A state that the specification does not know counts as open."""
    return RequestStatus(
        id=identifier(row.get("service_request_id")),
        closed=words(row.get("status")).lower() == "closed",
        notes=words(row.get("status_notes")),
        updated_at=moment(row.get("updated_datetime")),
        description=words(row.get("description")),
    )


def identifier(value: Any) -> str:
    """The back office's number as text; empty when there is none."""
    text = words(value)
    if len(text) > MOST_ID_CHARACTERS:
        raise ValueError("a number of more than 255 characters")
    return text


def words(value: Any) -> str:
    """Text that every database and page can hold; empty for anything that is not text."""
    if not isinstance(value, str | int | float) or isinstance(value, bool):
        return ""
    return storable(str(value)).strip()


def flag(value: Any) -> bool:
    """`true` as XML and JSON say it."""
    return value is True or (isinstance(value, str) and value.strip().lower() in ("true", "1"))


def moment(value: Any) -> datetime | None:
    """A W3C date and time; None if it is not one. Without a zone it is read as UTC."""
    try:
        found = datetime.fromisoformat(words(value))
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _rows(value: Any) -> list[dict[str, Any]]:
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
