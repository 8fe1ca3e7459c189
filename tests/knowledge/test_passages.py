"""Passages: whole paragraphs, in their order, nothing lost, none longer than can be read in one go."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.knowledge.blocks import Block
from bot.knowledge.passages import LONGEST, Passage, passages


def test_short_sections_share_a_passage_and_keep_their_headings() -> None:
    blocks = [
        Block(0, "About bins."),
        Block(2, "Cost"),
        Block(0, "It is free."),
        Block(2, "When"),
        Block(0, "Mondays."),
    ]
    assert passages(blocks) == [Passage("", "About bins.\nCost\nIt is free.\nWhen\nMondays.")]


def test_a_passage_that_is_full_is_followed_by_one_below_its_own_heading() -> None:
    blocks = [Block(2, "Cost"), Block(0, "a" * 400), Block(0, "b" * 400), Block(2, "When"), Block(0, "c" * 400)]
    assert passages(blocks) == [Passage("Cost", "a" * 400), Passage("Cost", "b" * 400), Passage("When", "c" * 400)]


def test_a_long_paragraph_is_cut_where_sentences_end() -> None:
    sentence = "Every home in the borough has a blue bin. "
    (first, second) = passages([Block(0, (sentence * 30).strip())])
    assert first.text.endswith("blue bin.") and second.text.startswith("Every home")
    assert len(first.text) <= LONGEST


def test_a_heading_alone_can_be_found() -> None:
    assert passages([Block(2, "Closed until May")]) == [Passage("Closed until May", "Closed until May")]


words = st.text(st.sampled_from("ab .!?\n£9"), max_size=3_000)


@given(st.lists(st.builds(Block, st.integers(0, 2), words.filter(str.strip)), max_size=8))
def test_nothing_is_lost_and_nothing_is_too_long(blocks: list[Block]) -> None:
    blocks = [Block(block.level, block.text[:100].strip() if block.level else block.text.strip()) for block in blocks]
    found = passages(blocks)
    assert all(len(passage.text) <= LONGEST for passage in found)
    kept = "".join("".join(f"{passage.heading}{passage.text}".split()) for passage in found)
    for block in blocks:
        for line in block.text.split():
            assert line[:200] in kept
