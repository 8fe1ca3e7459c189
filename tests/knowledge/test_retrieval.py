"""What is found for a message, in the light of what was said before it."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from bot.database import Database
from bot.knowledge.importing import import_pages
from bot.knowledge.index import DIMENSIONS, Index, read_index, vector_of
from bot.knowledge.page import Page, Pages
from bot.knowledge.passages import Passage
from bot.knowledge.retrieval import Utterance, find, standardised

PAGES = {
    "pests": (
        "Pest control",
        ["Rats cost £55 for three visits.", "With Universal Credit it is free.", "We come in 3 days."],
    ),
    "garden": ("Garden waste", ["The green bin costs £46.", "We empty it every two weeks."]),
    "parking": ("Parking permits", ["A permit costs £48 a year.", "Half price for electric cars."]),
}


@pytest.fixture
def index(database: Database) -> Index:
    found = Pages()
    for name, (title, texts) in PAGES.items():
        passages = tuple(Passage("", text) for text in texts)
        found.add(Page(f"https://x.example/{name}", title, "", passages), name)
    database.write_now(lambda session: import_pages(session, "folder", found))
    return database.read_now(read_index)


def said(*words: str) -> list[Utterance]:
    return [Utterance(one) for one in words]


def test_a_message_finds_the_passage_that_has_its_words(index: Index) -> None:
    best = find(index, said("what does a parking permit cost?"))[0].passage
    assert (best.title, best.text) == ("Parking permits", "A permit costs £48 a year.")


def test_a_short_follow_up_is_read_in_the_light_of_what_came_before(index: Index) -> None:
    assert find(index, said("how much does it cost"))[0].passage.title != "Pest control"
    best = find(index, said("ive got rats", "how much does it cost"))[0].passage
    assert best.text == "Rats cost £55 for three visits."
    best = find(index, said("ive got rats", "is it free with universal credit"))[0].passage
    assert best.text == "With Universal Credit it is free."


def test_a_change_of_subject_is_followed(index: Index) -> None:
    conversation = said("ive got rats", "how soon do you come", "and when do you empty the green garden bin?")
    assert find(index, conversation)[0].passage.title == "Garden waste"


def test_sense_finds_what_words_do_not(index: Index) -> None:
    vectors = np.zeros((len(index.passages), DIMENSIONS), np.float32)
    vectors[:, 0], vectors[3, 1] = 0.1, 1
    sensed = dataclasses.replace(index, vectors=vectors, with_vector=np.ones(len(vectors), bool))
    message = Utterance("lawn clippings", vector=vectors[3])
    assert find(sensed, [message])[0].passage.text == "The green bin costs £46."


def test_passages_without_a_vector_are_found_beside_those_that_have_one(index: Index) -> None:
    vectors = np.zeros((len(index.passages), DIMENSIONS), np.float32)
    vectors[:2, 0] = 1
    half = dataclasses.replace(index, vectors=vectors, with_vector=vectors.any(axis=1))
    found = find(half, [Utterance("parking permit", vector=vectors[0])])
    assert found[0].passage.title == "Parking permits"


def test_nothing_to_search_and_nothing_said(index: Index, database: Database) -> None:
    assert find(index, []) == []
    database.write_now(lambda session: import_pages(session, "folder", one_page()))
    small = database.read_now(read_index)
    assert [found.passage.text for found in find(small, said("anything"))] == ["Words."]
    empty = dataclasses.replace(small, passages=())
    assert find(empty, said("anything")) == []


def one_page() -> Pages:
    found = Pages()
    found.add(Page("https://x.example/one", "One", "", (Passage("", "Words."),)), "one")
    return found


def test_a_long_conversation_and_strange_words_do_no_harm(index: Index) -> None:
    conversation = said(*["rats " * 10_000] * 50, "' OR 1=1 --", '\x00\ud800 * NEAR( "')
    assert len(find(index, conversation, 3)) == 3


def test_scores_that_are_all_the_same_say_nothing() -> None:
    assert list(standardised(np.full(3, 2.0, np.float32))) == [0, 0, 0]


def test_a_vector_is_kept_in_half_the_room() -> None:
    vector = np.linspace(-0.1, 0.1, DIMENSIONS, dtype=np.float32)
    assert np.abs(vector_of(vector.astype("<f2").tobytes()) - vector).max() < 1e-4
