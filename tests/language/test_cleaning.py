"""Text as it is kept: each function alone, and that nobody does the same in their own way."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from language.cleaning import one_kind_of_line_break, one_line, storable
from language.labels import spelled_out

ROOT = Path(__file__).resolve().parents[2]
BY_HAND = re.compile(
    r"""["'] ["']\.join\([^\n]*\.split\(\)\)|\.replace\("\\r", "\\n"\)|\.replace\("\\x00", ""\)|"""
    r"""\.replace\("_", " "\)\.(?:strip|capitalize)\(\)|\.replace\("\\r\\n", "\\n"\)"""
)
"""One line, one kind of line break, no NUL, a key as words."""


@pytest.mark.parametrize(
    ("text", "kept"), [("a\x00b", "ab"), ("a\ud800\udc00b", "a??b"), ("naïve 🙂\r\n", "naïve 🙂\r\n"), ("", "")]
)
def test_what_no_database_takes_is_left_out(text: str, kept: str) -> None:
    assert storable(text) == kept


def test_a_page_may_show_that_something_was_left_out() -> None:
    assert storable("a\ud800b", surrogate="\ufffd") == "a\ufffdb"


def test_one_line() -> None:
    assert one_line("  a\t b\r\n\n c\u00a0d ") == "a b c d"
    assert one_kind_of_line_break("a\r\nb\rc\nd") == "a\nb\nc\nd"


@pytest.mark.parametrize(("key", "words"), [("missed_bin_report", "Missed bin report"), (None, ""), ("_", "")])
def test_a_key_is_spelled_out(key: str | None, words: str) -> None:
    assert spelled_out(key) == words


def test_nobody_cleans_text_in_another_way() -> None:
    files = [path for folder in ("actions", "bot", "connectors", "network") for path in (ROOT / folder).rglob("*.py")]
    assert len(files) > 150
    assert [str(path.relative_to(ROOT)) for path in files if BY_HAND.search(path.read_text("utf-8"))] == []
