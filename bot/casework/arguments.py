"""Turns what a resident told us into the arguments of POST requests, or says why it cannot be sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from bot.casework import attributes, locations
from bot.casework.connection import BackOfficeTable
from bot.casework.georeport import Attribute, Service
from bot.errors import NotSendable
from language.cleaning import one_kind_of_line_break, one_line
from language.contacts import is_email, is_phone
from language.labels import spelled_out

MOST_DESCRIPTION_CHARACTERS = 4000
"""https://wiki.open311.org/GeoReport_v2/#post-service-request"""
CUT = "… (cut: too long)"
WORDS = ("details", "description", "what")
PICTURES = ("photo", "photos", "media_url")
PERSON = {
    "first_name": "first_name",
    "last_name": "last_name",
    "email": "email",
    "contact_email": "email",
    "phone": "phone",
    "contact_phone": "phone",
}
"""A resident's own particulars go in their own arguments and nowhere else."""
WHOLE = {"email": is_email, "phone": is_phone}
"""What is passed on whole or not at all."""
PRIVATE = {*PERSON, "name", "contact", "contact_name"}
NOT_MARKUP = str.maketrans({"<": "‹", ">": "›"})
"""A resident's text must contain "no html or code"; a page of the back office may well show it unescaped."""


@dataclass(frozen=True)
class Outgoing:
    """One request of ours, on its way."""

    id: int
    reference: str
    kind: str
    code: str
    fields: Mapping[str, Any]


def request_arguments(
    request: Outgoing, service: Service, asked: Sequence[Attribute], *, table: BackOfficeTable, zone: ZoneInfo
) -> list[tuple[str, str]]:
    """The arguments, in the specification's order. Raises NotSendable that names what is missing."""
    fields = {name: value for name, value in request.fields.items() if value not in (None, "", [], {})}
    place = locations.arguments(fields, table.address_id)
    if not place:
        raise NotSendable("No place was given, and the back office asks for one.")
    attributes, used = _attributes(request, fields, asked, table=table, zone=zone)
    rest = {name: value for name, value in fields.items() if name not in used | locations.NAMES}
    given = [("service_code", service.code), *place, *_person(fields), *_pictures(fields)]
    given.append(("description", _description(request.reference, rest)))
    return [(name, value.translate(NOT_MARKUP)) for name, value in [*given, *attributes]]


def _attributes(
    request: Outgoing, fields: Mapping[str, Any], asked: Sequence[Attribute], *, table: BackOfficeTable, zone: ZoneInfo
) -> tuple[list[tuple[str, str]], set[str]]:
    """The attributes' values, and the fields that they were made from."""
    given, used = [], set()
    fields = {"reference": request.reference, **fields}
    for attribute in asked:
        field = _field_for(request.kind, fields, attribute, table=table)
        ours = table.values.get(field or "", {})
        found = attributes.values_for(attribute, fields[field], ours=ours, zone=zone) if field else []
        if not found and attribute.required:
            raise NotSendable(_missing(attribute, field))
        if found and field:
            used.add(field)
        many = attribute.datatype == "multivaluelist"
        given += [(f"attribute[{attribute.code}]{'[]' if many else ''}", value) for value in found]
    return given, used


def _field_for(kind: str, fields: Mapping[str, Any], attribute: Attribute, *, table: BackOfficeTable) -> str | None:
    """The field that council.toml names for the attribute, else the one of the same name."""
    named = next((field for field in fields if table.attribute(kind, field) == attribute.code), None)
    if named is not None:
        return named
    return next((field for field in fields if attributes.is_same_name(field, attribute.code)), None)


def _missing(attribute: Attribute, field: str | None) -> str:
    question = f"{attribute.code} ({attribute.description})" if attribute.description else attribute.code
    if field is None:
        return f"The back office asks for {question}, which the resident was not asked."
    return f"The back office asks for {question}, and does not accept what was given as {field.replace('_', ' ')}."


def _person(fields: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Only what the resident gave: a number is not passed on because they happened to write from it."""
    given = {argument: line(fields[name]) for name, argument in PERSON.items() if name in fields}
    found = {argument: value for argument, value in given.items() if WHOLE.get(argument, bool)(value)}
    whole = line(fields.get("contact_name") or fields.get("name"))
    if whole and "last_name" not in found:
        first, _, last = whole.rpartition(" ")
        found |= {"first_name": first, "last_name": last} if first else {"first_name": last}
    contact = line(fields.get("contact"))
    if is_email(contact):
        found.setdefault("email", contact)
    elif is_phone(contact):
        found.setdefault("phone", contact)
    return [(name, found[name]) for name in ("email", "first_name", "last_name", "phone") if found.get(name)]


def _pictures(fields: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The first picture that has an address; the specification has room for one."""
    for name in PICTURES:
        value = fields.get(name)
        for each in value if isinstance(value, list) else [value]:
            address = each.get("url") if isinstance(each, dict) else each
            if isinstance(address, str) and address.startswith(("https://", "http://")):
                return [("media_url", address)]
    return []


def _description(reference: str, fields: Mapping[str, Any]) -> str:
    """The resident's words, what else they gave, and our reference, by which we find the request again."""
    lines = [paragraph(fields[name]) for name in WORDS if name in fields]
    left_out = {*WORDS, *PRIVATE, *PICTURES}
    lines += [f"{spelled_out(name)}: {line(value)}" for name, value in fields.items() if name not in left_out]
    last = f"Our reference: {reference}"
    whole, room = "\n".join(lines), MOST_DESCRIPTION_CHARACTERS - len(last) - 1
    if len(whole) > room:
        whole = f"{whole[: room - len(CUT)]}{CUT}"
    return f"{whole}\n{last}".strip()


def line(value: Any) -> str:
    """A field's value on one line."""
    return one_line(paragraph(value))


def paragraph(value: Any) -> str:
    """A field's value as text that may have several lines."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(paragraph(each) for each in value)
    if isinstance(value, dict):
        return ", ".join(f"{spelled_out(str(name)).lower()} {paragraph(each)}" for name, each in value.items())
    lines = one_kind_of_line_break(str(value))
    return "".join(c for c in lines if c in "\n\t" or c.isprintable()).strip()
