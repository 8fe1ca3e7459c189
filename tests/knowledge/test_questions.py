"""Questions as the demonstration council's residents ask them, each with its page: how often that comes first."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.database import Database
from bot.knowledge.folder import read_folder
from bot.knowledge.importing import import_pages
from bot.knowledge.index import Index, read_index, vector_of
from bot.knowledge.retrieval import Utterance, find
from bot.knowledge.vectors import PYTHON, add_vectors, encode
from tests.knowledge.test_folder import DEMONSTRATION, SITE

QUESTIONS = Path(__file__).with_name("questions.tsv")


def answerable() -> list[tuple[list[str], str, str]]:
    """The messages of each conversation, the address of its page, and words that stand there."""
    rows = [line.split("\t") for line in QUESTIONS.read_text("utf-8").splitlines() if not line.startswith("#")]
    return [(messages.split(" > "), SITE + page, words) for messages, page, words in rows if page != "-"]


@pytest.fixture
def index(database: Database) -> Index:
    found = read_folder(DEMONSTRATION, SITE)
    database.write_now(lambda session: import_pages(session, "folder", found))
    return database.read_now(read_index)


def right(index: Index, conversations: list[list[Utterance]]) -> float:
    first = [find(index, conversation, 1)[0].passage.address for conversation in conversations]
    return sum(found == page for found, (_, page, _) in zip(first, answerable(), strict=True)) / len(first)


def test_each_question_has_its_answer_on_its_page(index: Index) -> None:
    texts: dict[str, str] = {}
    for known in index.passages:
        texts[known.address] = f"{texts.get(known.address, known.title)}\n{known.heading}\n{known.text}".lower()
    assert [(asked, words) for asked, page, words in answerable() if words.lower() not in texts[page]] == []


def test_words_alone_find_the_page_for_most(index: Index) -> None:
    assert right(index, [[Utterance(words) for words in messages] for messages, _, _ in answerable()]) >= 0.75


@pytest.mark.assistant
def test_words_and_sense_find_the_page_for_nearly_all(database: Database, index: Index) -> None:
    if not PYTHON.exists():
        pytest.skip("no .venv-assistant: run make install")
    assert add_vectors(database) == len(index.passages)
    texts = [words for messages, _, _ in answerable() for words in messages]
    vectors = dict(zip(texts, map(vector_of, encode(texts)), strict=True))
    conversations = [[Utterance(words, vector=vectors[words]) for words in messages] for messages, _, _ in answerable()]
    assert right(database.read_now(read_index), conversations) >= 0.85
