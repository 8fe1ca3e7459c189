"""Links end where they should. The page's own script is held to the same table by tests/browser/test_links.py."""

import json
import re
import time
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from language.links import as_html, find_links

TABLE: list[dict[str, Any]] = json.loads((Path(__file__).parent / "links.json").read_text("utf-8"))


@pytest.mark.parametrize("case", TABLE, ids=lambda case: ascii(case["text"])[:60])
def test_a_link_is_what_was_written_and_leads_there(case: dict[str, Any]) -> None:
    found = find_links(case["text"])
    assert [[case["text"][link.start : link.end], link.href] for link in found] == case["links"]


@pytest.mark.parametrize("case", TABLE, ids=lambda case: ascii(case["text"])[:60])
def test_only_what_is_a_link_becomes_markup(case: dict[str, Any]) -> None:
    html = as_html(case["text"])
    assert [unescape(href) for href in re.findall(r'<a href="([^"]*)"', html)] == [href for _, href in case["links"]]
    bare = re.sub(r'(?i)<a href="(?:https?:[^"]*|mailto:[^"]*|tel:[0-9]*)"[^>]*>|<span .*?</span>|</a>', "", html)
    assert "<" not in bare and ">" not in bare and '"' not in bare
    assert unescape(bare).replace("https://", "") == case["text"].replace("https://", "")


PIECES = (
    "https://", "www.", "a@", "a.b@", "@", "(", ")", "[", "]", "*", "_", "'", ".", "a", "0", "01632 ", "\u200b",
    "\u0301", "https://a.b/", "https://a.b/(", "www.a.", "https://a.b@", "mailto:", "/", "a.", "a-", "é", "'a", "a@b.",
)  # fmt: skip


@pytest.mark.parametrize("piece", PIECES, ids=ascii)
def test_no_text_takes_long(piece: str) -> None:
    texts = [(piece * 4000)[:4000] + end for end in ("", "@x.example", "/a", "\u0301")]
    for text in texts:
        began = time.process_time()
        find_links(text)
        assert time.process_time() - began < 0.02
