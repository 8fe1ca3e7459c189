"""Twilio's published signature vectors, and what must not pass for one."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from connectors.sms.signature import Form, is_signed
from tests.fakes.twilio import signature

TOKEN = "12345"
VOICE = b"CallSid=CA1234567890ABCDE&Digits=1234&From=%2B14158675309&To=%2B18005551212&Caller=%2B14158675309"
PAGE = "mycompany.com/myapp.php?foo=1&bar=2"
SMS = urlencode(
    {
        "MessageSid": "SM" + "a" * 32,
        "AccountSid": "AC" + "1" * 32,
        "From": "+447700900123",
        "To": "+447700900999",
        "Body": "Hello é £ 😀",
        "NumMedia": "0",
        "NumSegments": "1",
    }
).encode()
SMS_URL = "https://bot.example.gov.uk/hooks/twilio/sms"
SMS_SIGNATURE = "0UbkOnRRDZJSFpiJMPiAPgGEh5M="


@pytest.mark.parametrize(
    ("url", "body", "expected"),
    [
        (f"https://{PAGE}", VOICE, "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
        (f"http://{PAGE}".replace(".com", ".com:1234"), VOICE, "Zmvh+3yNM1Phv2jhDCwEM3q5ebU="),
        (f"https://{PAGE}".replace(".com", ".com:443"), VOICE, "kvajT1Ptam85bY51eRf/AJRuM3w="),
        (f"https://{PAGE}", VOICE, "kvajT1Ptam85bY51eRf/AJRuM3w="),
        (f"http://{PAGE}", VOICE, "0ZXoZLH/DfblKGATFgpif+LLRf4="),
        (
            f"https://{PAGE}",
            b"Sid=CA123&SidAccount=AC123&Digits=5678&Digits=1234&Digits=1234",
            "IK+Dwps556ElfBT0I3Rgjkr1wJU=",
        ),
        (SMS_URL, SMS, SMS_SIGNATURE),
    ],
)
def test_takes_the_published_vectors(url: str, body: bytes, expected: str) -> None:
    assert is_signed([TOKEN], url, Form(body), signature=expected)


@pytest.mark.parametrize(
    "url",
    [
        SMS_URL.replace("https", "http"),
        SMS_URL.replace("bot.example.gov.uk", "127.0.0.1"),
        SMS_URL + "/",
        SMS_URL.replace("bot", "BOT"),
        SMS_URL + "?a=1",
    ],
)
def test_refuses_another_address(url: str) -> None:
    assert not is_signed([TOKEN], url, Form(SMS), signature=SMS_SIGNATURE)


def test_takes_an_address_with_its_port() -> None:
    assert is_signed([TOKEN], SMS_URL.replace(".uk", ".uk:8443"), Form(SMS), signature=SMS_SIGNATURE)


@pytest.mark.parametrize("given", [None, "", "None", "=", "é", "\ud800", SMS_SIGNATURE[:-1], SMS_SIGNATURE.lower()])
def test_refuses_a_mangled_signature(given: str | None) -> None:
    assert not is_signed([TOKEN], SMS_URL, Form(SMS), signature=given)


@pytest.mark.parametrize(
    "body",
    [
        SMS + b"&Extra=",
        SMS.replace(b"Hello", b"hello"),
        SMS.replace(b"Body=Hello", b"Body=+Hello"),
        SMS.replace(b"&NumSegments=1", b""),
    ],
)
def test_refuses_changed_values(body: bytes) -> None:
    assert not is_signed([TOKEN], SMS_URL, Form(body), signature=SMS_SIGNATURE)


@pytest.mark.parametrize(
    "fields",
    [
        {"Body": "", "FromCity": "", "To": "+1"},
        {"Body": "  spaces and a tab\t", "To": "+1"},
        {"Body": "a\x00b", "To": "+1"},
        {"Body": "right \u202e to left", "b": "2", "B": "1", "_": "3"},
        {"body": "x", "Body": "y"},
    ],
)
def test_signs_values_untrimmed_and_empty_ones_too(fields: dict[str, str]) -> None:
    assert is_signed([TOKEN], SMS_URL, Form(urlencode(fields).encode()), signature=signature(TOKEN, SMS_URL, fields))


def test_takes_any_of_several_tokens() -> None:
    assert is_signed(["new", TOKEN], SMS_URL, Form(SMS), signature=SMS_SIGNATURE)
    assert not is_signed(["new", "newer"], SMS_URL, Form(SMS), signature=SMS_SIGNATURE)


def test_reads_no_invalid_bytes_as_surrogates() -> None:
    form = Form(b"Body=%ED%A0%80\xff&To=%00%2B44")
    form.get("Body").encode()
    assert form.get("To") == "+44"
