"""Answers are read the same from XML and JSON, and nothing hostile in them does harm."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.casework import formats
from bot.casework.client import errors_in
from bot.casework.georeport import accepted, attributes, flag, moment, request_status, service
from tests.fakes.open311 import MISSED_BIN, SERVICES
from tests.fakes.open311_formats import as_json, as_xml

DEFINITION = [{"service_code": "WASTE-01", "attributes": list(MISSED_BIN)}]


@pytest.mark.parametrize("write", [as_xml, as_json])
def test_services_and_definitions_are_read_alike(write: object) -> None:
    assert callable(write)
    found = [service(row) for row in formats.rows(write("services", list(SERVICES)).encode())]
    assert [(each.code, each.type, each.has_attributes) for each in found] == [
        ("WASTE-01", "realtime", True),
        ("007", "realtime", False),
        ("FLY", "batch", False),
        ("BOX", "blackbox", False),
    ]
    asked = attributes(formats.rows(write("service_definition", DEFINITION).encode())[0])
    assert [each.code for each in asked] == ["BIN_TYPE", "DUE", "HOW_MANY", "REASONS", "STORY"]
    assert asked[0].values == (("101", "Black bin"), ("102", "Blue bin"), ("103", "Food"))
    assert (asked[0].required, asked[2].required) == (True, False)


@pytest.mark.parametrize(
    "body",
    [
        b'[{"service_request_id": 293944, "service_notice": null, "account_id": null}]',
        b'{"service_requests": [{"service_request_id": "293944"}]}',
        b'{"service_requests": {"request": [{"service_request_id": 293944}]}}',
        b"\xef\xbb\xbf<?xml version='1.0' encoding='utf-8'?><service_requests><request><service_request_id> 293944 "
        b"</service_request_id><token/></request></service_requests>",
        b'<service_requests type="array" xmlns="http://wiki.open311.org/GeoReport_v2"><request>'
        b"<service_request_id>293944</service_request_id></request></service_requests>",
    ],
)
def test_a_number_is_found_in_every_shape(body: bytes) -> None:
    (row,) = formats.rows(body)
    assert (accepted(row).id, accepted(row).token, accepted(row).notice) == ("293944", "", "")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"OK",
        b"null",
        b"17",
        b'"text"',
        b"[1, 2",
        b"[" * 100_000,
        b"\xff\xfe",
        b"<!DOCTYPE html><html><body>Sorry</body></html>",
        b"<html><body>Sorry</body></html>",
        b"<services><service>",
        b"<services><service>" + b"<a>" * 200_000 + b"</a>" * 200_000 + b"</service></services>",
        b'<?xml version="1.0" encoding="no-such"?><services/>',
        b'<!DOCTYPE s [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><services><service>&b;</service></services>',
        b'<!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/passwd">]><services>&x;</services>',
    ],
)
def test_what_is_no_answer_is_said_so(body: bytes) -> None:
    with pytest.raises(ValueError):
        formats.rows(body)


def test_what_is_told_of_a_request() -> None:
    (row,) = formats.rows(
        b'[{"service_request_id":"9","status":"Closed ","status_notes":"Done\\u0000 \\ud800",'
        b'"updated_datetime":"2010-04-14T06:37:38-08:00","description":7}]'
    )
    found = request_status(row)
    assert (found.id, found.closed, found.notes, found.description) == ("9", True, "Done ?", "7")
    assert found.updated_at == datetime(2010, 4, 14, 14, 37, 38, tzinfo=UTC)
    assert moment("2010-04-14T06:37:38") == datetime(2010, 4, 14, 6, 37, 38, tzinfo=UTC)
    assert moment("yesterday") is None
    assert moment("0001-01-01T00:00:00+14:00") is None
    with pytest.raises(ValueError):
        request_status({"service_request_id": "9" * 256})


def test_flags_are_words_or_truths() -> None:
    assert [flag(value) for value in (True, "true", "True", "1", False, "false", None, "", 1)] == [True] * 4 + [
        False
    ] * 5


def test_errors_are_told_in_one_line() -> None:
    rows = [{"code": 403, "description": "Invalid\napi_key"}, {"code": "X", "description": None}]
    for write in (as_xml, as_json):
        assert errors_in(write("errors", rows).encode()) == "Invalid api_key (403); no description (X)"
    assert errors_in(b'{"errors": [{"code": 1, "description": "No"}]}') == "No (1)"
    assert errors_in(b"<html>") == ""
