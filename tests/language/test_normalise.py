"""One reading of every way to type the same words, with the way back to what was written."""

from __future__ import annotations

import time

import pytest

from language.normalise import align, bare, fold, normalise

ZERO_WIDTH = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u202a\u2066\u034f\ufe0f"

SAME = {
    "I don’t know": "I don't know",
    "I don‘t, don`t, don´t, donʼt, don′t": "I don't, don't, don't, don't, don't",
    "I don＇t": "I don't",
    "“yes” „no‟ «ok» ＂no＂": '"yes" "no" "ok" "no"',
    "2–3 — 4 ― 5 − 6 ‑ 7 ‐ 8 － 9": "2-3 - 4 - 5 - 6 - 7 - 8 - 9",
    "FB1\u00a02CD": "FB1 2CD",
    "FB1\u20092CD\u3000\u202f.": "FB1 2CD .",
    "FB1\u200b2CD": "FB12CD",
    "S\u200dT\u2060O\ufeffP": "STOP",
    "ＦＢ１　２ＣＤ": "FB1 2CD",
    "𝐅𝐁𝟏 𝟐𝐂𝐃": "FB1 2CD",
    "ⓨⓔⓢ": "yes",
    "ﬁre": "fire",
    "wait…": "wait...",
    "№ 12": "No 12",
    "٠١٢٣ १२": "0123 12",
    "cafe\u0301 ty\u0302": "café tŷ",
    "  yes \t please \r\n\r\n now\u2028 ": "yes please\nnow",
    "a\x00b\x1bc\ud800d": "abcd",
    "👍\ufe0f 👩\u200d🔧": "👍 👩🔧",
    "flat 1½, 20m², ½": "flat 1½, 20m², ½",
    "ﷺ": "ﷺ",
    "h\u3164i": "h i",
    "Straße, Tŷ Gwyn, ŵ": "Straße, Tŷ Gwyn, ŵ",
    "": "",
    " \u200b ": "",
}


@pytest.mark.parametrize(("written", "read"), SAME.items())
def test_it_reads_what_phones_write_as_a_keyboard_types_it(written: str, read: str) -> None:
    assert normalise(written) == read
    assert normalise(read) == read


@pytest.mark.parametrize("written", SAME)
def test_each_character_knows_what_it_was_read_from(written: str) -> None:
    found = align(written)
    starts = [found.span(at, at + 1)[0] for at in range(len(found.text))]
    assert starts == sorted(starts)
    for at, character in enumerate(found.text):
        assert character in normalise(f"-{found.as_written(at, at + 1)}-")


def test_a_part_that_was_cut_out_is_kept_as_written() -> None:
    found = align("it’s outside  12 St\u00a0Mary’s\u200b Road, now")
    start = found.text.index("12 St Mary's Road")
    assert found.as_written(start, start + len("12 St Mary's Road")) == "12 St\u00a0Mary’s\u200b Road"
    assert found.span(3, 3) == (3, 3)
    assert found.span(len(found.text), len(found.text)) == (len(found.written), len(found.written))


def test_what_is_plain_is_left_as_it_is() -> None:
    text = "I don't know.\nAsk at no. 12, FB1 2CD - please!"
    assert normalise(text) is text
    assert align(text).span(3, 8) == (3, 8)


@pytest.mark.parametrize(
    ("text", "word"),
    [("STOP", "stop"), ("“Stop.”", "stop"), ("STOP 🛑", "stop"), (" st\u200bop !! ", "stop"), ("ＳＴＯＰ", "stop"),
     ("1)", "1"), ("🛑", ""), ("opt out!", "opt out"), ("don’t.", "don't")],
)  # fmt: skip
def test_a_word_is_bare_of_signs_round_it(text: str, word: str) -> None:
    assert bare(text) == word


def test_folding_takes_the_case_away() -> None:
    assert fold("ＹＥＳ It’S") == "yes it's"


@pytest.mark.parametrize("piece", ["\u0301\u0316", "a\u0301", " \u00a0", "ﷺ", "\u200b", "’", "𝐅", "\n ", "é"])
def test_no_text_takes_long(piece: str) -> None:
    text = "a" + piece * (16_000 // len(piece))
    began = time.process_time()
    assert normalise(text) == align(text).text
    assert time.process_time() - began < 0.5


def test_marks_beyond_what_a_language_needs_are_left_out() -> None:
    assert len(normalise("z" + "\u0316\u0301" * 500)) < 10


def test_what_was_read_once_is_read_the_same_again() -> None:
    for first in range(0, 0x11_0000, 16):
        once = normalise("x".join(map(chr, range(first, first + 16))))
        assert normalise(once) == once
