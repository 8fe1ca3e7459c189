"""A quotation: a page's own words, where we are sure."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from bot.database import Database
from bot.knowledge.blocks import of_markdown
from bot.knowledge.importing import import_pages
from bot.knowledge.index import Index, read_index, vector_of
from bot.knowledge.page import Pages, made
from bot.knowledge.passages import sentences
from bot.knowledge.quoting import ELSEWHERE, LONGEST, SECTIONS, Quotation, quotation, sections_to_compare
from bot.knowledge.retrieval import Utterance
from bot.knowledge.vectors import add_vectors
from tests.fakes.assistant import encode, sense_of

PESTS = "# Pest control\n\nWe treat pests.\n\n## Cost\n\nRats: £55. Mice: £65.\n\n## How soon\n\nWithin 3 days."
TREES = "# Trees\n\nAsk before you cut one. " + "A protected tree may not be cut. " * 30


@pytest.fixture
def index(database: Database) -> Index:
    found = Pages()
    for name, text in (("pests", PESTS), ("trees", TREES)):
        found.add(made(f"https://x.example/{name}", "", of_markdown(text), date="2026-04-01"), name)
    database.write_now(lambda session: import_pages(session, "folder", found))
    add_vectors(database, encode)
    return database.read_now(read_index)


def best(index: Index, *messages: str) -> Quotation:
    said = [Utterance(words, vector=vector_of(sense_of(words))) for words in messages]
    sections = sections_to_compare(index, said)
    assert len(sections) <= SECTIONS
    found = quotation(sections, {one.words: vector_of(sense_of(one.words)) for one in sections}, said)
    assert found is not None
    return found


def test_the_section_that_answers_is_quoted_with_where_it_stands(index: Index) -> None:
    found = best(index, "rats", "what do rats cost")
    assert (found.title, found.heading, found.text) == ("Pest control", "Cost", "Rats: £55. Mice: £65.")
    assert (found.address, found.date) == ("https://x.example/pests", "2026-04-01")
    assert best(index, "rats", "how soon within days").text == "Within 3 days."


def test_we_are_surer_of_what_fits_than_of_what_does_not(index: Index) -> None:
    sure = best(index, "pest control cost of rats and mice").confidence
    assert sure > best(index, "rats").confidence > best(index, "tell me a joke").confidence
    assert best(index, "tell me a joke").confidence < 0.1


def test_a_long_section_is_cut_where_sentences_end(index: Index) -> None:
    found = best(index, "cut a protected tree")
    assert len(found.text) <= LONGEST and found.text.endswith("may not be cut.")


def test_a_list_is_quoted_as_a_sentence(index: Index, database: Database) -> None:
    found = Pages()
    text = "# Passports\n\nBring with you:\n\n- a form\n- two photos.\n- money"
    found.add(made("https://x.example/1", "", of_markdown(text)), "one")
    database.write_now(lambda session: import_pages(session, "other", found))
    assert best(database.read_now(read_index), "passports").text == "Bring with you: a form; two photos. money"


def test_a_sentence_without_end_is_cut_between_words(database: Database) -> None:
    found = Pages()
    found.add(made("https://x.example/1", "Endless", of_markdown("# Endless\n\n" + "word " * 120)), "one")
    database.write_now(lambda session: import_pages(session, "folder", found))
    cut = best(database.read_now(read_index), "endless word").text
    assert cut.endswith("word …") and len(cut) <= LONGEST + 2


def test_the_only_link_is_the_pages_own(database: Database) -> None:
    found = Pages()
    words = "Prizes: see https://evil.example/x?y=1 or www.evil.example, call 01632 960 010, write to a@x.example."
    found.add(made("https://x.example/1", "Win at www.evil.example", of_markdown(words)), "one")
    database.write_now(lambda session: import_pages(session, "folder", found))
    cut = best(database.read_now(read_index), "prizes")
    assert "evil" not in cut.text + cut.title
    assert cut.text == f"Prizes: see {ELSEWHERE} or {ELSEWHERE}, call 01632 960 010, write to a@x.example."


def test_without_the_messages_sense_nothing_is_quoted(index: Index) -> None:
    said = [Utterance("what do rats cost")]
    assert quotation(sections_to_compare(index, said), {}, said) is None
    assert quotation([], {}, []) is None


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("It is £1.50 a day. See Mr. Ali.", ["It is £1.50 a day.", "See Mr. Ali."]),
        ("- one\n- two", ["- one", "- two"]),
        ('He said "no." Then he left.', ['He said "no."', "Then he left."]),
        ("Buses No. 7 and No. 9. They run daily.", ["Buses No. 7 and No. 9.", "They run daily."]),
        ("", []),
    ],
)
def test_sentences_end_where_readers_see_an_end(text: str, cut: Sequence[str]) -> None:
    assert sentences(text) == cut
