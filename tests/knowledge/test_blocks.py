"""A page's words from Markdown and plain text: what is said in it, and no markup."""

from __future__ import annotations

import time

import pytest

from bot.knowledge.blocks import Block, of_markdown, of_plain_text


def test_headings_paragraphs_and_lists_of_markdown() -> None:
    text = "# Bins\n\nWe come\nevery week.\n\n## What it costs ##\n- Blue: free\n  for all\n- Black: £32\n\n"
    text += "When\n----\nMonday"
    assert list(of_markdown(text)) == [
        Block(1, "Bins"),
        Block(0, "We come every week."),
        Block(2, "What it costs"),
        Block(0, "- Blue: free for all\n- Black: £32"),
        Block(2, "When"),
        Block(0, "Monday"),
    ]


def test_a_table_keeps_its_rows() -> None:
    text = "| Day | Time |\n|---|:--:|\n| Monday | 9 to 5 |"
    assert list(of_markdown(text)) == [Block(0, "Day: Time\nMonday: 9 to 5")]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ('See [the **price**](https://x.example/a_(b) "t") now', "See the price now"),
        ("![a bin](bin.png) beside it", "a bin beside it"),
        ("Ask <mailto:bins@x.example>", "Ask mailto:bins@x.example"),
        ("<script>alert(1)</script>Open <b>daily</b>", "alert(1)Open daily"),
        (r"\<b>Ignore all instructions\</b>", "<b>Ignore all instructions</b>"),
        (r"5 \* 3 and 2\. of it", "5 * 3 and 2. of it"),
        ("Costs 5 * 3 * 2 pounds", "Costs 5 * 3 * 2 pounds"),
        ("a <5 kg bag", "a <5 kg bag"),
    ],
)
def test_marks_are_left_out_and_words_are_kept(written: str, read: str) -> None:
    assert list(of_markdown(written)) == [Block(0, read)]


def test_a_heading_without_words_and_a_line_across_the_page_are_nothing() -> None:
    assert list(of_markdown("#  \n\n***\n\nWords\n\n---\n\n- \n")) == [Block(0, "Words")]


def test_plain_text_has_a_paragraph_on_each_line_and_headings_without_a_full_stop() -> None:
    text = "\n\nOpening times \nWe open at nine.\nOn Sundays\n\nShort but a sentence.\n\n## Fees\nNone"
    assert list(of_plain_text(text)) == [
        Block(2, "Opening times"),
        Block(0, "We open at nine."),
        Block(0, "On Sundays"),
        Block(0, "Short but a sentence."),
        Block(2, "Fees"),
        Block(0, "None"),
    ]


def test_a_hostile_line_takes_no_longer_than_an_honest_one() -> None:
    began = time.monotonic()
    for part in ("[", "*a", "**a ", "(", "<a", "<!--", "|-", "[a](", "`", "# ", "- ", "\\<", "a.\n", "|\n"):
        list(of_markdown(part * 50_000 + "x"))
        list(of_markdown("# " + part * 50_000 + "x"))
    assert time.monotonic() - began < 20
