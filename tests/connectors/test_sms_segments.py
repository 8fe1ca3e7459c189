"""How many SMS a text makes, and where it is cut."""

from __future__ import annotations

import random
import re

import pytest

from connectors.sms.segments import MAX_SEGMENTS, MAX_UNITS, cut, fits, is_gsm, segments

LINK = "https://www.fernley.example/bins-and-recycling/missed-collection?round=[12]&a=~b"
WORDS = [
    "bin",
    "collected",
    "Tuesday.",
    "Café",
    "€5",
    "{x}",
    "why?",
    "ŵyl",
    "😀",
    "👩‍🚒",
    LINK,
    "a\n",
    "e\u0301\u0302",
    "x" * 200,
]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("€" * 76 + "a" + "€" * 76, 2),
        ("a" * 152 + "€" + "a" * 151, 2),
        ("a" * 152 + "€" + "a" * 152, 3),
        ("a" * 151 + "€" + "a" * 153, 2),
        ("ŵ" * 70, 1),
        ("ŵ" * 71, 2),
        ("ŵ" * 134, 2),
        ("ŵ" * 135, 3),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
        ("😀" * 33 + "ŵ" + "😀" * 33, 2),
        ("a" * 69 + "’", 1),
        ("a" * 70 + "’", 2),
    ],
)
def test_counts_as_networks_do(text: str, count: int) -> None:
    assert segments(text) == count


def test_knows_the_whole_alphabet() -> None:
    assert is_gsm("@£$¥èéùìòÇØøÅåΔΦΓΛΩΠΨΣΘΞÆæßÉ¤¡ÄÖÑÜ§¿äöñüà\n\r_ ^{}\\[~]|€\f")
    assert not any(is_gsm(character) for character in "’“–…\u00a0ŵçáíóúâêîô`😀")


def test_leaves_what_fits_alone() -> None:
    text = "a" * 153 * MAX_SEGMENTS
    assert cut(text) == [text]
    assert len(cut(text + "a")) == 2
    assert cut("") == cut(" \n ") == []


def test_cuts_at_a_sentence_then_a_line_then_a_word() -> None:
    sentences = ("One two three four. " * 60).strip()
    assert all(part.endswith(".") for part in cut(sentences))
    lines = ("one two three four\n" * 60).strip()
    assert all(part.startswith("one") and part.endswith("four") for part in cut(lines))
    words = ("alpha beta " * 120).strip()
    assert all(
        part.split(" ")[0] in ("alpha", "beta") and part.split(" ")[-1] in ("alpha", "beta") for part in cut(words)
    )


def test_never_cuts_a_link() -> None:
    for lead in range(500, 640):
        parts = cut("x" * (lead - 1) + " " + LINK + " is where to look.")
        assert any(LINK in part for part in parts), lead
    glued = cut("x" * 580 + LINK)
    assert LINK in glued
    long = "https://fernley.example/" + "a" * 1500
    assert cut(f"See {long} now.") == ["See", long, "now."]


def test_cuts_an_impossible_link_rather_than_lose_it() -> None:
    endless = "https://fernley.example/" + "a" * 3000
    parts = cut(endless)
    assert "".join(parts) == endless
    assert all(len(part) <= MAX_UNITS for part in parts)


def test_keeps_composed_characters_whole() -> None:
    parts = cut("👩\u200d🚒" * 200)
    assert all(part.startswith("👩") and part.endswith("🚒") for part in parts)
    assert all(not part.startswith("\u0301") for part in cut("e\u0301" * 500))
    assert "".join(cut("\u0301" * 2000)) == "\u0301" * 2000


@pytest.mark.parametrize("seed", range(40))
def test_loses_nothing_and_fits_always(seed: int) -> None:
    chance = random.Random(seed)
    text = " ".join(chance.choices(WORDS, k=chance.randrange(1, 300)))
    parts = cut(text)
    assert re.sub(r"\s", "", "".join(parts)) == re.sub(r"\s", "", text)
    assert sum(part.count(LINK) for part in parts) == text.count(LINK)
    for part in parts:
        assert part == part.strip() != ""
        assert fits(part)
        assert segments(part) <= MAX_SEGMENTS
        part.encode("utf-16")
