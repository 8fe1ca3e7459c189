"""Addresses and numbers are whole or nothing."""

from __future__ import annotations

import pytest

from language.contacts import email_in, is_email, is_phone, mentions_email


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("pat.o'brien@example.com", "pat.o'brien@example.com"),
        ("pat.o’brien@example.com", "pat.o'brien@example.com"),
        ("my email is Ada.L+x@fernley.example thanks", "Ada.L+x@fernley.example"),
        ("no, write to ada@fernley.example.", "ada@fernley.example"),
        ("<ada@fernley.example>", "ada@fernley.example"),
        ("(ada@fernley.example), please", "ada@fernley.example"),
        ("mailto:ada@fernley.example", "ada@fernley.example"),
        ("email:ada@fernley.example", "ada@fernley.example"),
        ("“ada@fernley.example”", "ada@fernley.example"),
        ("'ada@fernley.example'", "ada@fernley.example"),
        ("ada＠fernley．example", "ada@fernley.example"),
        ("ad\u200ba@fernley.example\ufeff", "ada@fernley.example"),
        ("ada@fernley.example or ada@fernley.example", "ada@fernley.example"),
        ("a_b-c/d{e}=f%g@fernley.example", "a_b-c/d{e}=f%g@fernley.example"),
        ("josé@fernley.example", "josé@fernley.example"),
        ("ada@sub.fernley-town.co.uk", "ada@sub.fernley-town.co.uk"),
        ("ada@fernley.example or bob@fernley.example", None),
        ("ada@fernley.example/bob@fernley.example", None),
        ("ada@fernley.example,bob@fernley.example", None),
        ("ada@fernley", None),
        ("ada@fernley,example", None),
        ("ada@fernley.co,uk", None),
        ("ada@fernley.co. uk", None),
        ("ada@mail.fernley .example", None),
        ("ada- lovelace@fernley.example", None),
        ("ada..l@fernley.example", None),
        (".ada@fernley.example", None),
        ("ada@@fernley.example", None),
        ("ada@fern ley.example", None),
        ("ada@[10.0.0.1]", None),
        ("a" * 65 + "@fernley.example", None),
        ("x" * 5000 + "@" + "y." * 3000, None),
        ("@fernley", None),
        ("@", None),
        ("write to ada at fernley", None),
        ("", None),
    ],
)
def test_an_address_is_taken_whole_or_not_at_all(text: str, address: str | None) -> None:
    assert email_in(text) == address
    assert address is None or (is_email(address) and mentions_email(text))


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("07700 900123", True),
        ("07700900123", True),
        ("07700-900-123", True),
        ("+44 7700 900123", True),
        ("0044 7700 900123", True),
        ("+44 (0)7700 900123", True),
        ("(01632) 960 123", True),
        ("01632 960123", True),
        ("０７７００ ９００１２３", True),
        ("07700\u00a0900\u200b123", True),
        ("0800 1111", True),
        ("+353 1 222 2222", True),
        ("0770090012", False),
        ("07700 9001234", False),
        ("07700 900123 or 01632 960123", False),
        ("07700 900123 mob", False),
        ("900123", False),
        ("999", False),
        ("12345", False),
        ("FB1 2CD", False),
        ("", False),
        ("1" * 5000, False),
    ],
)
def test_a_number_is_taken_whole_or_not_at_all(text: str, whole: bool) -> None:
    assert is_phone(text) is whole
